"""What earlier versions have stored is read, published, paged and gone on with by this one.

`tests.stored.make` says how a version's files are made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from outbox_relay.doors.stream import published
from souk.events import Event, data_of
from souk.events.registry import model_of
from souk_tools.audit import audit
from tests.stored.comparing import lost
from tests.stored.life import HERE, Life
from tests.stored.records import readers
from tests.stored.shop import Shop
from tests.support.world.proof import rows
from tests.support.world.world import entered, installed

FILES = sorted(HERE.glob("v*/*.json"))
# What nobody publishes any more, and nobody listened to: its table's stream is not read.
RETIRED = {"cart.merged"}
UNREAD = {"CartTable"}
VERSIONS = sorted({path.parent for path in FILES})


@pytest.fixture(scope="module", autouse=True)
def shop() -> Iterator[None]:
    with installed():
        yield


@pytest.fixture(params=FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def life(request: pytest.FixtureRequest) -> Life:
    return Life.read(request.param)


def test_every_item_is_read_whole(life: Life) -> None:
    unread = [
        (table, item["pk"]["S"], item["sk"]["S"])
        for table, items in life.tables.items()
        for item in items
        if not readers(table, item)
    ]
    assert not unread


def test_what_the_services_said_of_it_they_say_still(life: Life) -> None:
    shop = entered(life.opened())
    for asked in life.asked:
        differences = list(lost(asked.answer, asked.again(shop)))
        assert not differences, (asked.path, asked.query, differences)


def test_the_relay_publishes_the_same_events(life: Life) -> None:
    expected, found = defaultdict(list), defaultdict(list)
    for message in life.messages:
        if Event.model_validate_json(message["value"]).type not in RETIRED:
            expected[message["topic"], message["key"]].append((message["value"], message["headers"]))
    for table, records in life.streams.items():
        for record in records if table not in UNREAD else ():
            for _, produced in published(record):
                found[produced.topic, produced.key].append((produced.value.decode(), {**produced.headers}))
    assert found == expected


def test_every_event_is_understood(life: Life) -> None:
    for message in life.messages:
        event = Event.model_validate_json(message["value"])
        if event.type not in RETIRED:
            model = model_of(event.type)
            assert isinstance(data_of(event, model), model)


def test_the_audit_of_it_finds_nothing(life: Life) -> None:
    shop = life.opened()
    assert not audit(rows(shop), shop.now, settled=life.settled)


def test_kafka_may_deliver_all_of_it_again(life: Life) -> None:
    shop = entered(life.opened())
    before = [asked.again(shop) for asked in life.asked]
    shop.settle()
    assert not shop.errors
    assert not audit(rows(shop), shop.now, settled=life.settled)
    if life.settled:
        assert not shop.mails
        after = [asked.again(shop) for asked in life.asked]
        assert [_without_lessons(answer) for answer in before] == [_without_lessons(answer) for answer in after]
        assert all(_happened(one) <= _happened(other) for one, other in zip(before, after, strict=True))


def _without_lessons(answer: Any) -> Any:
    """An order of a version that did not keep what was refunded of it, or when what it heard of happened, learns it
    from the news that comes again: the units, the refunds, that there is a letter about it, and its timeline. A parcel
    learns that it is held.
    """
    if not isinstance(answer, dict):
        return answer
    if "items" in answer:
        return {**answer, "items": [_without_lessons(each) for each in answer["items"]]}
    lessons = _LESSONS if "timeline" in answer else _LESSONS_OF_A_PARCEL if "held" in answer else ()
    return {name: value for name, value in answer.items() if name not in lessons}


_LESSONS = ("units", "version", "letters", "timeline", "refunds")
_LESSONS_OF_A_PARCEL = ("held", "queue", "version")


def _happened(answer: Any) -> set[str]:
    return {entry["kind"] for entry in answer.get("timeline", [])} if isinstance(answer, dict) else set()


@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: path.name)
def test_an_order_that_was_placed_then_is_paid_and_delivered_now(version: Path) -> None:
    shop = entered(Life.read(version / "open.json").opened())
    orders = {one["id"]: one for one in _staff(shop, "orders", "GET", "/admin/orders")["items"]}
    [waits] = [order_id for order_id, one in orders.items() if one["state"] == "AWAITING_PAYMENT"]
    [payment] = [row["pk"].removeprefix("PAYMENT#") for row in rows(shop)["payments"] if row.get("order_id") == waits]
    _staff(shop, "payments", "POST", f"/admin/payments/{payment}/mark-received")
    shop.recover()  # with the order that a consumer had set aside
    for shipment_id in [*shop.carrier.bookings]:
        while shop.carrier.moves(shipment_id):
            shop.partners_call()
            shop.settle()
    assert {one["state"] for one in _staff(shop, "orders", "GET", "/admin/orders")["items"]} == {"DELIVERED"}
    assert not shop.errors
    assert not audit(rows(shop), shop.now, settled=True)


def _staff(shop: Shop, service: str, method: str, path: str) -> Any:
    answer = shop.staff(service, method, path)
    assert answer.status == 200, answer.body
    return answer.json
