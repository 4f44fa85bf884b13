"""What was kept of a consent before each decision was: it is the first one, and nothing of it is written again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.stored.records import readers
from tests.stored.shop import Shop
from tests.support.world.shopper import Member
from tests.support.world.world import entered, installed

WHO = {"pk": {"S": f"USER#{Member.user}"}, "sk": {"S": "CONSENT#activity"}}


def kept(*, given: bool, version: str = "2026-11") -> dict[str, Any]:
    at = {"S": "2026-11-20T08:30:00.000000+0000"}
    return {**WHO, "at": at, "given": {"BOOL": given}, "version": {"S": version}}


@pytest.fixture(scope="module", autouse=True)
def installation() -> Iterator[None]:
    with installed():
        yield


def member(item: dict[str, Any]) -> Member:
    shop = entered(Shop())
    shop.tables.items["UsersTable"][WHO["pk"]["S"], WHO["sk"]["S"]] = item
    return Member(shop, "ada")


def activity(asking: Member) -> dict[str, Any]:
    [found] = [one for one in asking.send("users", "GET", "/me/consents").json["items"] if one["kind"] == "activity"]
    return dict(found)


@pytest.mark.parametrize("given", [True, False])
def test_it_is_read_whole(given: bool) -> None:
    assert [record.__name__ for record in readers("UsersTable", kept(given=given))] == ["ConsentRecord"]


@pytest.mark.parametrize(
    ("item", "holds", "outdated"),
    [
        (kept(given=True), True, False),
        (kept(given=False), False, False),
        (kept(given=True, version="2020-01"), False, True),
    ],
)
def test_it_holds_as_it_did(item: dict[str, Any], holds: bool, outdated: bool) -> None:
    shown = activity(member(item))
    assert (shown["given"], shown["outdated"], len(shown["decisions"])) == (holds, outdated, 1)
    assert shown["since"] == "2026-11-20T08:30:00Z"


def test_decisions_come_after_it_and_it_stays_as_it_was() -> None:
    item = kept(given=True)
    asking = member(item)
    assert asking.send("users", "PUT", "/me/consents", body={"activity": False}).status == 200
    assert [one["given"] for one in activity(asking)["decisions"]] == [False, True]
    stored = asking.world.tables.items["UsersTable"]
    assert stored[WHO["pk"]["S"], WHO["sk"]["S"]] == item
    assert (WHO["pk"]["S"], "CONSENT#activity#000002") in stored
