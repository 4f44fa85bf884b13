"""A decision about a consent is kept once, whatever dies on the way, and of several at once none is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from souk.events import Event
from tests.support.world.shopper import Member
from tests.support.world.steps import Plan, When
from tests.support.world.world import World, new_world
from users import compose
from users.adapters.consent_store import DynamoConsentDecisions
from users.domain.consent import Decision
from users.domain.consent_texts import TEXTS, ConsentKind

pytestmark = pytest.mark.usefixtures("shop")
VERSION = TEXTS[ConsentKind.MARKETING].current.version


def decide(member: Member, *, given: bool) -> Any:
    body = {"given": given, "version": VERSION}
    return member.send("users", "PUT", "/me/consents/marketing", body=body)


def kept(world: World) -> Iterator[tuple[str, bool]]:
    """What was decided, in order, each with its number."""
    for item in sorted(world.tables.rows("UsersTable"), key=lambda item: item["sk"]["S"]):
        if item["sk"]["S"].startswith("CONSENT#marketing"):
            yield item["sk"]["S"].rpartition("#")[2], item["given"]["BOOL"]


def holds(member: Member) -> bool:
    items = member.send("users", "GET", "/me/consents").json["items"]
    return bool(next(item["given"] for item in items if item["kind"] == "marketing"))


def _steps() -> int:
    world = new_world()
    member = Member(world, "ada")
    with world.steps.counting():
        decide(member, given=True)
    return len(world.steps.trace)


def test_a_decision_that_died_at_any_step_and_is_said_again_is_kept_once() -> None:
    steps = _steps()
    assert steps > 2
    for plan in (Plan(step, when) for step in range(1, steps + 1) for when in When):
        world = new_world()
        member = Member(world, "ada")
        with world.steps.counting(plan):
            world.survived(lambda member=member: decide(member, given=True))
        assert world.steps.crashed
        assert decide(member, given=True).status == 200
        assert [*kept(world)] == [("000001", True)], plan
        assert decide(member, given=False).status == 200
        assert [*kept(world)] == [("000001", True), ("000002", False)], plan
        assert not holds(member)


class Overtaken(DynamoConsentDecisions):
    """Between what a decision is based on and its own writing, another one is written."""

    def __init__(self) -> None:
        self.rival: Callable[[], Any] | None = None

    def append(self, decision: Decision, told: Event | None = None) -> None:
        rival, self.rival = self.rival, None
        if rival:
            assert rival().status == 200
        super().append(decision, told)


@pytest.mark.parametrize("first", [True, False])
def test_of_two_decisions_at_once_both_are_kept_and_the_later_one_holds(first: bool) -> None:
    world, decisions = new_world(), Overtaken()
    with compose.services.swap(lambda: replace(compose.real(), decisions=decisions)):
        member = Member(world, "ada")
        decisions.rival = lambda: decide(member, given=first)
        assert decide(member, given=not first).status == 200
        assert [*kept(world)] == [("000001", first), ("000002", not first)]
        assert holds(member) is not first
