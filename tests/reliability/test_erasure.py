"""Whoever closes the account is forgotten: nothing of them is found afterwards but what tax law keeps, whatever dies on
the way, and old events do not bring them back.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable

import pytest

from souk.events import Event
from tests.reliability.erasure import EMAIL, LAWFUL, Person, Trace, close, days_pass, somebody, traces
from tests.reliability.seeds import REPEAT, SEED
from tests.support.world.proof import findings
from tests.support.world.steps import Plan, plans
from tests.support.world.world import World

pytestmark = pytest.mark.usefixtures("shop")
# The orders are settled 30 days after they ended; then the last events that name the person get their day.
LONG_ENOUGH = (14, 17, 1, 1, 1)
# After that, the last events leave Kafka.
AND_A_WEEK = (*LONG_ENOUGH, 8)
SHORT = 5
KEPT_BY_LAW = ("OrdersTable ORDER#DETAILS", "DocumentsTable DOCUMENTS")
REMAINDER = {Trace(text, where) for text in LAWFUL for where in KEPT_BY_LAW}


def test_nothing_is_found_of_a_person_but_what_tax_law_keeps() -> None:
    with somebody() as person:
        before = traces(person)
        assert {trace.what for trace in before} == person.strings, "the scan must be able to find it all"
        assert "UsersTable CONSENT#marketing#000001" in {trace.where for trace in before}
        assert close(person).status == 202
        days_pass(person.world, *AND_A_WEEK)
        assert traces(person) == REMAINDER
        assert not findings(person.world)


def test_old_events_do_not_bring_a_person_back() -> None:
    with somebody() as person:
        close(person)
        days_pass(person.world, *AND_A_WEEK)
        person.world.replay()
        days_pass(person.world, 8)
        assert traces(person) == REMAINDER
        assert not findings(person.world)


def test_an_account_can_be_taken_back_for_two_weeks() -> None:
    with somebody() as person:
        before = traces(person)
        close(person)
        assert person.send("GET", "/me/sessions").json == {"items": []}
        days_pass(person.world, 13)
        person.sign_in()
        assert person.send("GET", "/me").json["closes_at"]
        assert person.send("POST", "/me/restore").json["closes_at"] is None
        days_pass(person.world, 40)
        assert {trace.what for trace in traces(person)} == {trace.what for trace in before}


def test_what_is_under_way_is_brought_to_its_end_first() -> None:
    with somebody() as person:
        person.world.carrier.down = True
        member = person.member
        member.add("A")
        member.check_out("late", member.quote().json["total"])
        person.world.settle()
        person.world.provider.pays(member.orders[-1].reference)
        person.world.partners_call()
        person.world.settle()
        close(person)
        days_pass(person.world, *LONG_ENOUGH)
        assert Trace(EMAIL, "UsersTable PROFILE") in traces(person)
        person.world.carrier.down = False
        days_pass(person.world, 1)
        for shipment_id in [*person.world.carrier.bookings]:
            while person.world.carrier.moves(shipment_id):
                person.world.partners_call()
                person.world.settle()
        days_pass(person.world, 31, 1, 1, 8)
        assert traces(person) == REMAINDER


def set_aside(world: World) -> dict[str, list[str]]:
    """The types of the events that are set aside, by table."""
    found: dict[str, list[str]] = {}
    for table, items in world.tables.items.items():
        for (_, sk), item in items.items():
            if "topic" in item and sk.isdigit():
                event = Event.model_validate_json(zlib.decompress(item["value"]["B"]))
                found.setdefault(table, []).append(event.type)
    return found


def named_in(tables: Iterable[str], person: Person) -> list[Trace]:
    """What is found of the person in events that are set aside, whose sort keys are their offsets."""
    places = [(trace, trace.where.partition(" ")) for trace in traces(person)]
    return [trace for trace, (table, _, sk) in places if table in tables and sk.isdigit()]


def test_what_nobody_repaired_is_kept_without_the_person_and_done_when_it_is_repaired() -> None:
    buggy = frozenset({"PaymentsConsumer", "NotificationsConsumer", "UsersConsumer", "ProductsConsumer"})
    with somebody(buggy=buggy) as person:
        world = person.world
        days_pass(world, 8)
        world.buggy.clear()
        waiting = set_aside(world)
        assert {name.removesuffix("Table") for name in waiting} == {"Payments", "Notifications", "Users", "Products"}
        assert "order.cancelled" in waiting["PaymentsTable"]
        assert named_in(waiting, person)
        close(person)
        days_pass(world, *AND_A_WEEK)
        assert not named_in(waiting, person)
        left = set_aside(world)
        assert "order.cancelled" in left["PaymentsTable"], "it is about money"
        for name in buggy:
            world.invoke(name, {"job": "retry", "all": True})
        days_pass(world, 8)
        assert set_aside(world) == {}
        assert traces(person) == REMAINDER
        assert not findings(world)


def _erased(person: Person) -> None:
    close(person)
    days_pass(person.world, *LONG_ENOUGH)


def _problems(plan: Plan, label: str) -> list[str]:
    with somebody(orders=1) as person:
        with person.world.steps.counting(plan):
            person.world.survived(lambda: _erased(person))
        if not person.world.steps.crashed:
            return ["the step of the crash was not reached: the run is not repeatable"]
        _go_on(person)
        left = traces(person) - REMAINDER
        return [f"{plan} ({label}): {found}" for found in [*left, *findings(person.world)]]


def _go_on(person: Person) -> None:
    """The person asks again if the crash was in their request; then everything happens by itself."""
    profile = person.send("GET", "/me")
    if profile.status == 200 and profile.json["closes_at"] is None:
        close(person)
    days_pass(person.world, *AND_A_WEEK)


def _steps() -> list[tuple[Plan, str]]:
    with somebody(orders=1) as person:
        with person.world.steps.counting():
            _erased(person)
        return plans(person.world.steps.trace)


def test_a_crash_at_some_steps_of_the_erasure_is_recovered_from() -> None:
    """A selection by the seed; `make reliability` takes them all."""
    chosen = random.Random(SEED).sample(_steps(), SHORT)
    wrong = [found for plan, label in chosen for found in _problems(plan, label)]
    assert not wrong, f"{REPEAT}: {wrong}"


@pytest.mark.reliability_long
def test_a_crash_at_every_step_of_the_erasure_is_recovered_from() -> None:
    cases = _steps()
    wrong = [found for plan, label in cases for found in _problems(plan, label)]
    print(f"\nerasure: {len(cases)} crashes, {len(wrong)} not recovered from")
    assert not wrong
