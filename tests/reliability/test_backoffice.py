"""What staff see is what the events say: in any order, twice, and made anew from the tables."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice.adapters.codec import unpack
from backoffice.usecases.hearing import order_of
from souk.events import Event, topic_of
from souk_tools.rebuild.events import SOURCES, Scan, read, versions
from souk_tools.rebuild.rebuilding import Report, rebuild
from tests.support.kafka import msk_event
from tests.support.told import START, Order, life
from tests.support.world import proof
from tests.support.world.catalogue import stock_up
from tests.support.world.shopper import Member, Shopper
from tests.support.world.world import World, new_world, table_of

pytestmark = pytest.mark.usefixtures("shop")
TABLE = table_of("backoffice")
PERSONS = ("ada", "eda", "bob@", "sk-", "track")


def forgotten() -> list[Event]:
    """The same, and everybody is forgotten at last. An order is not told of again once it is."""
    first, second = Order(), Order(id="o2", number="SK-22222-22222")
    return [
        *(*first.delivered(), *second.delivered(), first.refunded(10)),
        *(first.corrected("eda@example.com", "Eda Lovelace"), second.corrected("ada@example.org")),
        *(first.anonymised(), second.anonymised()),
    ]


def corrected() -> list[Event]:
    """Orders that are put right before they are paid and after, also back again; each changes whose it is, and of one
    guest the last order goes to another, of one it comes back."""
    early, late = Order(name="Ade Lovelace"), Order(id="o2", number="SK-22222-22222")
    back = Order(id="o3", number="SK-33333-33333", at=START.replace(hour=15))
    member = Order(id="o4", number="SK-44444-44444", user="u1", email="bob@example.com", name="Bob")
    return [
        *(early.placed(), early.corrected("eda@example.com"), early.payment("payment.captured"), early.paid()),
        *(late.placed(), late.corrected(name="Ada King"), late.paid(), late.corrected(name="Ada Byron")),
        *(back.placed(), back.paid(), back.corrected("eda@example.com"), back.parcel("shipment.shipped")),
        *(back.corrected("ada@example.com"), back.corrected("eda@example.com", "Eda King"), back.refunded(100)),
        *(
            member.placed(),
            member.paid(),
            member.corrected("bob@example.org", "Al"),
            early.corrected("ada@example.com"),
        ),
    ]


def hear(world: World, events: list[Event]) -> None:
    records = [(topic_of(event.type), event.aggregate_id, event.text().encode()) for event in events]
    if records:
        world.invoke("BackofficeConsumer", msk_event(records))
        for key in [key for key in world.tables.items[TABLE] if key[1] == "MARK"]:
            del world.tables.items[TABLE][key]  # the next batch is another one


def facts(world: World) -> list[dict[str, Any]]:
    """What is stored, but for how often it was written and what the consumer remembers of its batches."""
    rows = [row for row in world.tables.rows(TABLE) if not row["pk"]["S"].startswith("INBOX#")]
    kept = [{name: row[name] for name in row if name != "version" or row["sk"]["S"] == "STOCK"} for row in rows]
    return sorted(kept, key=lambda row: (row["pk"]["S"], row["sk"]["S"]))


def come_to(events: list[Event]) -> list[dict[str, Any]]:
    world = new_world("backoffice")
    hear(world, events)
    return facts(world)


@settings(max_examples=60)
@given(data=st.data())
def test_events_in_any_order_and_twice_come_to_the_same(data: st.DataObject) -> None:
    events = data.draw(st.sampled_from([life(), forgotten(), corrected()]))
    mixed = data.draw(st.permutations(events))
    again = data.draw(st.lists(st.sampled_from(events), max_size=8))
    cut = data.draw(st.integers(0, len(mixed)))
    world = new_world("backoffice")
    hear(world, mixed[:cut])
    for event in [*mixed[cut:], *again]:
        hear(world, [event])
    assert facts(world) == come_to(events)


def test_an_order_whose_placing_is_heard_last_may_be_its_customers_last_one() -> None:
    """Until then it is not in the index of their orders."""
    placed, *later, back = corrected()
    assert (placed.type, placed.aggregate_id, back.aggregate_id) == ("order.placed", "o1", "o1")
    world = new_world("backoffice")
    for event in [*later[:4], back, *later[4:], placed]:
        hear(world, [event])
    assert facts(world) == come_to([placed, *later, back])


def busy_shop() -> World:
    """Orders of a guest and of members, at all points of their way."""
    world = new_world("backoffice")
    stock_up(world, A=50, B=3)
    for number, person in enumerate((Shopper(world, "ada"), Member(world, "bob"), Member(world, "eve"))):
        person.add("A", number + 1)
        person.add("B")
        person.check_out(f"key-{number}", person.quote().json["total"])
        world.settle()
        if number < 2:
            (placed,) = person.orders
            world.provider.pays(placed.reference)
            world.partners_call()
            world.settle()
        if number == 0:
            while world.carrier.moves(f"{placed.order_id}-1"):
                world.partners_call()
                world.settle()
    return world


NAMES = {service: table_of(service) for service in SOURCES}


def scan(world: World) -> Scan:
    return lambda service: world.tables.rows(NAMES.get(service, TABLE))


def rebuilt(world: World) -> Report:
    return rebuild(scan(world), lambda payload: dict(world.invoke("BackofficeRebuilder", payload)))


def test_what_is_made_anew_from_the_tables_is_what_was_heard_to_the_item() -> None:
    world = busy_shop()
    live = facts(world)
    assert any(item["pk"]["S"].startswith("FIGURES#") for item in live)
    world.tables.items[TABLE].clear()
    report = rebuilt(world)
    assert (report.orders, report.left) == (3, 0)
    assert facts(world) == live
    rebuilt(world)
    assert facts(world) == live


def test_an_order_is_as_far_on_its_way_as_the_orders_service_says() -> None:
    world = busy_shop()
    said = {row["pk"].partition("#")[2]: row["state"] for row in proof.rows(world)["orders"] if row["sk"] == "ORDER"}
    held = [row for row in world.tables.rows(TABLE) if row["sk"]["S"] == "ORDER"]
    ids = {row["pk"]["S"].partition("#")[2]: bytes(row["row"]["B"]) for row in held}
    shown = {order_id: unpack(order_id, row)[0].state for order_id, row in ids.items()}
    assert shown == said
    assert sorted(shown.values()) == ["AWAITING_PAYMENT", "DELIVERED", "FULFILLING"]


def test_what_is_wrong_is_made_right_and_its_figures_with_it() -> None:
    world = busy_shop()
    live = facts(world)
    hear(world, Order(id="nobody", email="nobody@example.com").delivered())
    # Of another order all that came later was lost.
    order_id, events = next((name, texts) for name, texts in read(scan(world)).orders.items() if len(texts) > 3)
    version = dict(versions(world.tables.rows(TABLE)))[order_id]
    placed = [text for text in events if '"order.placed"' in text]
    world.invoke("BackofficeRebuilder", {"orders": [{"order_id": order_id, "version": version, "events": placed}]})
    assert facts(world) != live
    rebuilt(world)
    assert [item for item in facts(world) if not _is_back_to_nothing(item)] == live


def _is_back_to_nothing(item: dict[str, Any]) -> bool:
    counters = [value for name, value in item.items() if name not in ("pk", "sk")]
    return bool(counters) and all(value == {"N": "0"} for value in counters)


def test_an_order_that_changes_while_it_is_made_anew_is_taken_again() -> None:
    world = busy_shop()
    live = facts(world)
    changed: list[str] = []

    def invoke(payload: dict[str, Any]) -> dict[str, Any]:
        if payload.get("orders") and not changed:
            changed.append(payload["orders"][0]["order_id"])
            hear(world, [Order(id=changed[0]).parcel("shipment.exception", "LATE1", 7)])
        return dict(world.invoke("BackofficeRebuilder", payload))

    report = rebuild(scan(world), invoke)
    assert (report.again, report.left) == (1, 0)
    assert facts(world) == live


def test_orders_that_were_put_right_are_made_anew_to_the_item() -> None:
    world = new_world("backoffice")
    events = corrected()
    texts: dict[str, list[str]] = {}
    for event in events:
        texts.setdefault(order_of(event), []).append(event.text())
    hear(world, [event for event in events if event.type != "order.corrected"])
    held = dict(versions(world.tables.rows(TABLE)))
    orders = [{"order_id": name, "version": held[name], "events": told} for name, told in texts.items()]
    world.invoke("BackofficeRebuilder", {"orders": orders})
    live = come_to(events)
    assert [item for item in facts(world) if not _is_back_to_nothing(item)] == live
    assert "eda@example.com" in str(live)


def test_whatever_is_said_of_who_is_forgotten_names_nobody() -> None:
    text = str(come_to(forgotten())).lower()
    assert not [name for name in PERSONS if name in text]
