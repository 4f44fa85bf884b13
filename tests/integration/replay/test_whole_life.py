"""The whole life of orders, sent to every consumer again: nothing happens twice."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from souk.cloud import aws
from souk_local.bridge import records
from souk_local.bridge.invoker import Answered, Outcome
from souk_local.bridge.mapping import Mapping
from souk_tools.replay.sending import Report, Sender
from souk_tools.replay.sources import from_outbox
from tests.support.world.broker import PARTITIONS
from tests.support.world.catalogue import stock_up
from tests.support.world.functions import SERVICES, deployed
from tests.support.world.proof import findings
from tests.support.world.shopper import Member, Shopper
from tests.support.world.world import World, installed, new_world, table_of

PUBLISHERS = ("content", "users", "cart", "products", "orders", "payments", "shipping", "notifications", "documents")
DAY = 24 * 3600


class WorldFunctions:
    """The `Invoker` port over the functions of a world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def invoke(self, function_arn: str, event: dict[str, Any]) -> Outcome:
        return Answered(self.world.invoke(function_arn, event))


@pytest.fixture
def world() -> Iterator[World]:
    """A member whose order was delivered and refunded in part and who follows a price, a guest who cancelled, one who
    never paid, and one who waits for what is sold out.
    """
    with installed():
        world = new_world()
        stock_up(world, A=20, C=0)
        _merchant_names_the_shop(world)
        world.settle()
        _member_buys(world)
        _member_follows_a_price(world)
        _guest_orders(world, "bo", cancels=True)
        _guest_orders(world, "cy", cancels=False)
        _guest_waits(world, "di")
        world.advance(1000)
        world.run_jobs()
        world.settle()
        world.partners_call()
        world.settle()
        yield world


def _merchant_names_the_shop(world: World) -> None:
    path, named = "/admin/content/settings", {"settings": {"name": "Kiosk", "languages": ["en"]}}
    written = world.staff("content", "PUT", path, body=named, headers={"If-Match": '"0"'})
    assert (
        world.staff("content", "POST", f"{path}/publish", headers={"If-Match": written.headers["ETag"]}).status == 200
    )


def _member_buys(world: World) -> None:
    member = Member(world, "ada")
    assert member.add("A", 2).status == 200
    assert member.check_out("key-1", member.quote().json["total"]).status == 201
    world.settle()
    [placed] = member.orders
    payment_id = placed.payment_id
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()
    for shipment_id in [*world.carrier.bookings]:
        while world.carrier.moves(shipment_id):
            world.partners_call()
            world.settle()
    refund = {"amount": {"amount": 700, "currency": "EUR"}, "reason": "a scratch"}
    path, headers = f"/admin/payments/{payment_id}/refunds", {"Idempotency-Key": "refund-1"}
    assert world.staff("payments", "POST", path, body=refund, headers=headers).status in (200, 201)
    world.partners_call()
    world.settle()


def _member_follows_a_price(world: World) -> None:
    member = Member(world, "ada")
    consent = {"given": True, "version": "2026-11", "source": "wishlist"}
    assert member.send("users", "PUT", "/me/consents/price_drop", body=consent).status == 200
    world.settle()
    assert member.send("cart", "POST", "/me/wishlist/items", body={"sku": "C"}).status == 200
    world.settle()


def _guest_orders(world: World, name: str, *, cancels: bool) -> None:
    shopper = Shopper(world, name)
    shopper.add("A", 3)
    assert shopper.check_out(f"key-{name}", shopper.quote().json["total"]).status == 201
    world.settle()
    if cancels:
        assert shopper.cancel(shopper.orders[0], f"cancel-{name}").status == 200
        world.settle()


def _guest_waits(world: World, name: str) -> None:
    body = {"sku": "C", "email": f"{name}@example.com", "version": "2026-11", "locale": "en"}
    assert Shopper(world, name).send("notifications", "POST", "/stock-wishes", body=body).status == 202
    world.settle()


def archived(world: World, service: str) -> list[records.Record]:
    with world.inside("OutboxRelay"):
        client = aws.client("dynamodb")
        return list(from_outbox(client, table_of(service), f"souk.{service}.v1", PARTITIONS))


def in_kafka(world: World, service: str) -> list[records.Record]:
    topic = f"souk.{service}.v1"
    logs = [log for (name, _), log in sorted(world.broker.log.items()) if name == topic]
    return [records.Record(r.topic, r.partition, r.offset, 0, r.key, r.value, r.headers) for log in logs for r in log]


SOURCES = pytest.mark.parametrize("source", [archived, in_kafka], ids=["outbox", "kafka"])


def replay_to_everyone(world: World, source: Any) -> dict[tuple[str, str], Report]:
    """Every topic of a service to every function that consumes it."""
    reports = {}
    for service in PUBLISHERS:
        topic = f"souk.{service}.v1"
        events = source(world, service)
        for function in [name for name, consumed in world.subscriptions if consumed == topic]:
            size = deployed()[function].batch_size
            mapping = Mapping("uuid", function, "arn:kafka", (topic,), "group", batch_size=size)
            reports[function, topic] = Sender(WorldFunctions(world), mapping, "broker:9092").send(events)
    return reports


def effects(world: World) -> dict[str, Any]:
    """All there is: every row of every table (outbox included), and what partners and people were told.

    But for when a row is forgotten: a contact that is heard of again is kept a year from then.
    """
    return copy.deepcopy(
        {
            "tables": {name: _lasting(rows) for name, rows in world.tables.items.items()},
            "mails": world.mails,
            "money": world.provider.movements,
            "provider": world.provider.owed,
            "bookings": world.carrier.bookings,
            "called off": world.carrier.cancelled,
        }
    )


def _lasting(rows: dict[Any, Any]) -> dict[Any, dict[str, Any]]:
    """Without what a consumer remembers of a batch it tries: a mark is no effect."""
    return {
        key: {name: v for name, v in item.items() if name != "expires_at"}
        for key, item in rows.items()
        if key[1] != "MARK"
    }


def forget_expired(world: World) -> None:
    """What DynamoDB's TTL does."""
    now = world.now.timestamp()
    for rows in world.tables.items.values():
        for key in [key for key, item in rows.items() if float(item.get("expires_at", {}).get("N", now)) < now]:
            del rows[key]


def test_there_is_something_to_repeat(world: World) -> None:
    subjects = " ".join(mail["Content"]["Simple"]["Subject"]["Data"] for mail in world.mails).lower()
    kinds = {item["sk"]["S"].partition("#")[0] for service in SERVICES for item in world.tables.rows(table_of(service))}
    assert {kind for _, kind, _ in world.provider.movements} == {"capture", "refund"}
    assert "ACTIVITY" in kinds
    assert len(world.mails) >= 8
    assert "deliver" in subjects
    assert sorted(item["state"]["S"] for item in world.tables.rows("OrdersTable") if item["sk"]["S"] == "ORDER") == [
        "CANCELLED",
        "DELIVERED",
        "EXPIRED",
    ]


@SOURCES
def test_replayed_twice_to_every_consumer_nothing_changes(world: World, source: Any) -> None:
    before = effects(world)
    for _ in range(2):
        reports = replay_to_everyone(world, source)
        assert len(reports) == len({*world.subscriptions})
        assert all(report.accepted for report in reports.values())
        assert not any(report.failed or report.held_back for report in reports.values())
    assert effects(world) == before
    assert not findings(world)


def test_replayed_after_everything_temporary_is_forgotten_nobody_is_written_to_and_no_stock_moves(
    world: World,
) -> None:
    world.advance(80 * DAY)
    forget_expired(world)
    before = effects(world)
    for _ in range(2):
        replay_to_everyone(world, archived)
    after = effects(world)
    for told in ("mails", "money", "bookings", "called off"):
        assert after[told] == before[told], told
    for service in ("orders", "products", "payments", "shipping", "cart"):
        assert after["tables"][table_of(service)] == before["tables"][table_of(service)], service


def test_both_sources_hold_the_same_events_in_the_same_order_of_each_aggregate(world: World) -> None:
    def lives(found: list[records.Record]) -> dict[bytes | None, list[tuple[Any, ...]]]:
        by_key: dict[bytes | None, list[tuple[Any, ...]]] = {}
        for record in found:
            by_key.setdefault(record.key, []).append((record.topic, record.value, record.headers))
        return by_key

    for service in PUBLISHERS:
        assert lives(archived(world, service)) == lives(in_kafka(world, service)) != {}
