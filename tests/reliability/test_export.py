"""Whoever asks for their data gets one whole archive of it, whatever dies on the way, and it does not outlive them."""

from __future__ import annotations

import io
import json
import random
import uuid
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from orders.adapters.store import DynamoOrderStore
from souk.storage.journal import unpack
from tests.reliability.erasure import Person, close, days_pass, somebody, traces
from tests.reliability.seeds import REPEAT, SEED
from tests.support.world.steps import Plan, plans

pytestmark = pytest.mark.usefixtures("shop")
SHORT = 6
SERVICES = {"users", "cart", "orders", "payments", "shipping", "notifications", "documents", "backoffice"}
# Where tax law keeps the buyer of what was paid.
KEPT_BY_LAW = ("OrdersTable", "DocumentsTable")
UNTIL_ERASED = (14, 17, 1, 1, 1)
Act = Callable[[Person], None]
Judge = Callable[[Person], list[str]]


def ask(person: Person) -> dict[str, Any]:
    answer = person.send("POST", "/me/export")
    assert answer.status == 202, answer.body
    asked: dict[str, Any] = answer.json
    return asked


def state(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = person.send("GET", "/me/export").json
    return found


def hours_pass(person: Person, hours: int) -> None:
    for _ in range(hours):
        person.world.advance(3600)
        person.world.run_jobs()
        person.world.settle()


def exported(person: Person) -> dict[str, bytes]:
    """What is in the bucket of exports, by key."""
    return {key: content for (bucket, key), content in person.world.files.objects.items() if bucket == "ExportsBucket"}


def archive(person: Person) -> dict[str, Any]:
    """The files of the only object in the bucket."""
    [content] = exported(person).values()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        return {name: json.loads(packed.read(name)) for name in packed.namelist()}


def faults(person: Person) -> list[str]:
    """What is wrong with the archive that there should be now."""
    shown = state(person)
    if shown["state"] != "ready" or not shown["link"]:
        return [f"it is {shown['state']}"]
    if len(exported(person)) != 1:
        return [f"the bucket holds {sorted(exported(person))}"]
    files = archive(person)
    text = json.dumps(files, ensure_ascii=False)
    found = [f"{text!r} is not in it" for text in person.strings if text not in json.dumps(files, ensure_ascii=False)]
    listed = {order["details"]["id"] for order in files["orders/00001.json"]["orders"]}
    found += [f"order {placed.order_id} is missing" for placed in person.member.orders if placed.order_id not in listed]
    if files["index.json"]["missing"] or {name.partition("/")[0] for name in files} != {*SERVICES, "index.json"}:
        found.append(f"it is not whole: {sorted(files)}")
    return found + [f"a secret is in it: {secret}" for secret in secrets(person) if secret in text]


def secrets(person: Person) -> set[str]:
    """Whatever opens a session or an order."""
    found = set()
    for item in [*person.world.tables.rows("UsersTable"), *person.world.tables.rows("PaymentsTable")]:
        found |= {item[name]["S"] for name in ("current", "previous", "seed", "refresh_token") if name in item}
        if "journal" in item:
            found.add(str(unpack(bytes(item["journal"]["B"]))[0].get("client_secret", "")))
    return found - {""}


def test_the_archive_holds_everything_and_no_secret() -> None:
    with somebody() as person:
        asked = ask(person)
        assert (asked["state"], asked["parts"], asked["link"]) == ("under_way", None, None)
        person.world.settle()
        assert faults(person) == []
        assert len(secrets(person)) > 3, "there must be secrets to look for"
        mail = json.dumps(person.world.mails[-1])
        assert "Your data is ready" in mail
        assert "archives/" not in mail, "whoever reads the letter has not got the data"


def ordered_before(person: Person, count: int) -> set[str]:
    """So many orders more, a minute apart, as they stand in the table. Answers all order ids of the person."""
    with person.world.inside("OrdersConsumer"):
        store = DynamoOrderStore()
        known = store.find(person.member.orders[0].order_id)
        assert known
        for number in range(count):
            at = known.details.placed_at - timedelta(minutes=number)
            details = replace(known.details, id=str(uuid.UUID(int=number)), cart_id=f"cart-{number}", placed_at=at)
            store.add(replace(known, details=details, version=1, published=()))
    return {str(uuid.UUID(int=number)) for number in range(count)} | {o.order_id for o in person.member.orders}


def test_somebody_with_many_orders_gets_each_once() -> None:
    with somebody(orders=1) as person:
        expected = ordered_before(person, 120)
        ask(person)
        person.world.settle()
        files = archive(person)
        pages = [files[f"orders/{page:05}.json"]["orders"] for page in (1, 2, 3)]
        assert [len(page) for page in pages] == [50, 50, 21]
        assert {order["details"]["id"] for page in pages for order in page} == expected
        own, cart, notes, letters, index = 8, 1, 1, 1, 1
    assert len(files) == own + cart + notes + letters + 3 * 6 + index, "and three pages of six services"


def test_asking_again_while_one_is_under_way_begins_no_other() -> None:
    with somebody(orders=1) as person:
        first = ask(person)
        assert [ask(person) for _ in range(5)] == [first] * 5
        person.world.settle()
        assert faults(person) == []


def test_a_new_one_takes_the_place_of_the_last_and_three_a_day_are_enough() -> None:
    with somebody(orders=1) as person:
        for _ in range(3):
            ask(person)
            person.world.settle()
            assert faults(person) == []
        refused = person.send("POST", "/me/export")
        assert (refused.status, "retry-after" in {name.lower() for name in refused.headers}) == (429, True)
        assert faults(person) == []


def test_progress_is_shown_while_a_service_is_away_and_a_part_that_never_comes_is_named() -> None:
    with somebody() as person:
        person.world.broken = {"ShippingConsumer"}
        ask(person)
        for _ in range(8):
            person.world.pass_on()
            for key in [*person.world.files.told]:
                person.world.hand_on(key)
        shown = state(person)
        assert (shown["state"], shown["parts_done"], shown["parts"]) == ("under_way", 8, 9)
        for _ in range(25):
            person.world.advance(3600)
            person.world.run_job("UsersExporter", "exports")
        shown = state(person)
        assert (shown["state"], shown["missing"]) == ("ready", ["shipping"])
        person.world.files.told.clear()
        assert archive(person)["index.json"]["missing"] == ["shipping"]
        person.world.broken = set()
        person.world.settle()
        assert archive(person), "the part that came too late is removed, and the archive stays"


def test_parts_that_were_not_told_of_are_found() -> None:
    with somebody(orders=1) as person:
        ask(person)
        for _ in range(8):
            person.world.pass_on()
            person.world.files.told.clear()
        assert state(person)["parts_done"] == 0
        hours_pass(person, 1)
        assert faults(person) == []


def test_events_that_come_again_leave_nothing() -> None:
    with somebody(orders=1) as person:
        ask(person)
        person.world.settle()
        person.world.replay()
        assert faults(person) == []


def test_an_archive_can_be_fetched_for_a_week() -> None:
    with somebody(orders=1) as person:
        ask(person)
        person.world.settle()
        person.world.advance(timedelta(days=7, seconds=-1).total_seconds())
        assert state(person)["link"]
        person.world.advance(1)
        assert (state(person)["state"], state(person)["link"]) == ("expired", None)


@pytest.mark.parametrize("away", ["", "CartConsumer", "UsersExporter"])
def test_nothing_is_left_of_it_once_the_account_is_erased(away: str) -> None:
    """Ready, waiting for a part that comes afterwards, or with all its parts there and nobody to pack them."""
    with somebody() as person:
        close(person)
        days_pass(person.world, 13)
        person.sign_in()
        ask(person)
        if not away:
            person.world.settle()
        else:
            person.world.broken = {away}
            for _ in range(8):
                person.world.pass_on()
                for key in [*person.world.files.told]:
                    person.world.hand_on(key)
        assert exported(person)
        person.world.advance(timedelta(days=1, hours=1).total_seconds())
        person.world.run_job("UsersSchedule", "erase")
        assert exported(person) == {}
        person.world.broken = set()
        person.world.settle()
        days_pass(person.world, *UNTIL_ERASED, 8)
        assert exported(person) == {}
        assert not [trace for trace in traces(person) if not trace.where.startswith(KEPT_BY_LAW)]


def test_nobody_who_is_being_forgotten_can_ask() -> None:
    with somebody(orders=1) as person:
        close(person)
        person.sign_in()
        days_pass(person.world, 15)
        refused = person.send("POST", "/me/export")
        assert (refused.status, refused.json["code"]) == (409, "erasure_begun")


def _exported(person: Person) -> None:
    person.send("POST", "/me/export")
    person.world.settle()


def _erased_under_way(person: Person) -> None:
    """It is asked for in the last hour of the account: the account ends first, then its events are heard."""
    person.send("POST", "/me/export")
    person.world.advance(timedelta(hours=2).total_seconds())
    person.world.run_job("UsersSchedule", "erase")
    person.world.settle()


def _about_to_end(person: Person) -> None:
    close(person)
    days_pass(person.world, 13)
    person.world.advance(timedelta(hours=23).total_seconds())
    person.sign_in()


def _whole(person: Person) -> list[str]:
    """Everything goes on by itself; the person asks again if the crash was in their request."""
    if state(person)["state"] == "none":
        ask(person)
    person.world.settle()
    hours_pass(person, 2)
    return faults(person)


def _gone(person: Person) -> list[str]:
    days_pass(person.world, *UNTIL_ERASED, 8)
    return [*exported(person)] + [str(trace) for trace in traces(person) if not trace.where.startswith(KEPT_BY_LAW)]


SCENARIOS: dict[str, tuple[Act, Act, Judge]] = {
    "asked for": (lambda person: None, _exported, _whole),
    "asked for before the end": (_about_to_end, _erased_under_way, _gone),
}
Case = tuple[str, Plan, str]


def _cases(scenario: str) -> list[Case]:
    prepare, act, _ = SCENARIOS[scenario]
    with somebody(orders=1) as person:
        prepare(person)
        with person.world.steps.counting():
            act(person)
        return [(scenario, plan, label) for plan, label in plans(person.world.steps.trace)]


def _problems(case: Case) -> list[str]:
    scenario, plan, label = case
    prepare, act, judge = SCENARIOS[scenario]
    with somebody(orders=1) as person:
        prepare(person)
        with person.world.steps.counting(plan):
            person.world.survived(lambda: act(person))
        if not person.world.steps.crashed:
            return ["the step of the crash was not reached: the run is not repeatable"]
        return [f"{scenario}, {plan} ({label}): {found}" for found in judge(person)]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_crash_at_some_steps_of_an_export_is_recovered_from(scenario: str) -> None:
    """A selection by the seed; `make reliability` takes them all."""
    chosen = random.Random(SEED).sample(_cases(scenario), SHORT)
    wrong = [found for case in chosen for found in _problems(case)]
    assert not wrong, f"{REPEAT}: {wrong}"


@pytest.mark.reliability_long
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_crash_at_every_step_of_an_export_is_recovered_from(scenario: str) -> None:
    cases = _cases(scenario)
    wrong = [found for case in cases for found in _problems(case)]
    print(f"\nexport {scenario}: {len(cases)} crashes, {len(wrong)} not recovered from")
    assert not wrong
