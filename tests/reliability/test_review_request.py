"""Who agrees is asked how an order was: once, a while after all of it came, and not when something went otherwise."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.reliability.scenarios import prepare
from tests.reliability.test_back_in_stock import headers, letters, member_of, one_click, text, to
from tests.reliability.test_price_drop import rows
from tests.support.world.functions import deployed
from tests.support.world.shopper import Member, Placed
from tests.support.world.steps import Crash, Plan, When
from tests.support.world.world import World, new_world

pytestmark = pytest.mark.usefixtures("shop")
WORDS = "2026-11"
JOB = ("NotificationsConsumer", "retry")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    place = "https://reviews.example/{product}?sku={sku}"
    monkeypatch.setitem(deployed()["NotificationsConsumer"].environment, "REVIEW_URL", place)
    world = new_world()
    prepare(world)
    return world


def agree(member: Member, *, given: bool = True) -> None:
    body = {"given": given, "version": WORDS, "source": "order"}
    assert member.send("users", "PUT", "/me/consents/review_request", body=body).status == 200
    member.world.settle()


def buy(member: Member) -> Placed:
    member.add("A", 2)
    assert member.check_out(f"key-{len(member.orders)}", member.quote().json["total"]).status == 201
    member.world.settle()
    placed = member.orders[-1]
    member.world.provider.pays(placed.reference)
    member.world.partners_call()
    member.world.settle()
    return placed


def arrives(world: World, placed: Placed) -> None:
    for _ in range(4):
        world.carrier.moves(f"{placed.order_id}-1")
        world.partners_call()
        world.settle()


def asked(world: World) -> list[dict[str, Any]]:
    return letters(world, "review_request")


def later(world: World, **time: float) -> None:
    world.advance(timedelta(**time).total_seconds())
    world.run_job(*JOB)


def waiting(world: World) -> list[dict[str, Any]]:
    return [row for row in rows(world, "NotificationsTable", "REVIEW") if "gsi1pk" in row]


def test_a_member_is_asked_once_and_ends_it_with_one_click(world: World) -> None:
    member = member_of(world, "ada")
    agree(member)
    placed = buy(member)
    later(world, days=9)
    arrives(world, placed)
    later(world, days=6)
    assert not asked(world)
    later(world, days=1.1)
    [letter] = asked(world)
    assert to([letter]) == ["ada@example.com"]
    assert "https://reviews.example/bowl-a?sku=A" in text(letter)
    assert headers(letter)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    kinds = [
        sent["kind"]
        for sent in member.send("notifications", "GET", f"/me/orders/{placed.order_id}/letters").json["items"]
    ]
    assert "review_request" in kinds
    assert not waiting(world)
    world.replay()
    later(world, days=2)
    assert len(asked(world)) == 1

    ended = world.request("notifications", "POST", one_click(letter), raw="List-Unsubscribe=One-Click")
    assert ended.status == 204
    arrives(world, buy(member))
    later(world, days=8)
    assert len(asked(world)) == 1


def test_who_does_not_agree_any_more_or_never_did_is_not_asked(world: World) -> None:
    ada, ben = member_of(world, "ada"), member_of(world, "ben")
    agree(ada)
    for member in (ada, ben):
        arrives(world, buy(member))
    assert len(waiting(world)) == 1, "nothing is kept of who did not agree"
    agree(ada, given=False)
    later(world, days=8)
    assert not asked(world)
    assert not waiting(world)


def _returns(member: Member, placed: Placed) -> None:
    assert member.asks_to_return(placed, 1, "r1").status == 201


def _claims(member: Member, placed: Placed) -> None:
    assert member.claims(placed, 1, "c1").status == 201


def _withdraws(member: Member, placed: Placed) -> None:
    assert member.withdraws(placed, "w1").status in (200, 201)


def _disputes(member: Member, placed: Placed) -> None:
    member.world.provider.is_disputed(placed.reference, placed.total)
    member.world.partners_call()


@pytest.mark.parametrize("goes_otherwise", [_returns, _claims, _withdraws, _disputes])
def test_nobody_is_asked_how_something_was_that_went_otherwise(
    world: World, goes_otherwise: Callable[[Member, Placed], None]
) -> None:
    member = member_of(world, "ada")
    agree(member)
    placed = buy(member)
    arrives(world, placed)
    assert waiting(world)
    goes_otherwise(member, placed)
    world.settle()
    later(world, days=8)
    world.replay()
    later(world, days=1)
    assert not asked(world)


def test_nor_of_what_was_partly_cancelled_before_it_came(world: World) -> None:
    member = member_of(world, "ada")
    agree(member)
    placed = buy(member)
    assert member.cancel(placed, "x1", lines={"A": 1}).status in (200, 202)
    world.settle()
    arrives(world, placed)
    later(world, days=8)
    assert not asked(world)


def test_where_there_is_no_place_for_it_nothing_is_kept() -> None:
    world = new_world()
    prepare(world)
    member = member_of(world, "ada")
    agree(member)
    arrives(world, buy(member))
    later(world, days=8)
    assert not asked(world)
    assert not rows(world, "NotificationsTable", "REVIEW")


@pytest.mark.parametrize("step", [1, 2, 4, 6, 8])
def test_whoever_dies_on_the_way_neither_forgets_anybody_nor_asks_twice(world: World, step: int) -> None:
    members = [member_of(world, name) for name in ("ada", "ben")]
    for member in members:
        agree(member)
        arrives(world, buy(member))
    world.advance(timedelta(days=7, hours=1).total_seconds())
    with world.steps.counting(Plan(step, When.AFTER)), contextlib.suppress(Crash):
        world.run_job(*JOB)
    world.renew()
    for _ in range(3):
        world.advance(600)
        world.run_job(*JOB)
    assert sorted(to(asked(world))) == ["ada@example.com", "ben@example.com"]
    assert not waiting(world)
