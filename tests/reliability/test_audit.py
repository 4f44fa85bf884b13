"""The audit finds what is wrong: a shop at rest, with one row or one message changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from outbox_relay.doors.stream import published
from souk.events.rules.delivery import PublishedDelivery
from souk.pricing.delivery.rules import DeliveryArea, DeliveryBand, DeliveryMethod, DeliveryZone
from souk.shop.copy import ShopCopy
from souk_tools.audit import Row, audit
from tests.reliability.scenarios import BY_NAME, DAY, SCENARIOS, Scenario, prepare
from tests.support.world.catalogue import give_away
from tests.support.world.proof import findings, rows
from tests.support.world.shopper import Shopper
from tests.support.world.world import World, new_world

pytestmark = pytest.mark.usefixtures("shop")
Tables = dict[str, list[Row]]


def played(scenario: Scenario) -> World:
    world = new_world()
    prepare(world)
    scenario.play(world, retries=3)
    world.recover(scenario.recovery)
    return world


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_a_shop_at_rest_has_no_findings(scenario: Scenario) -> None:
    assert not findings(played(scenario))


def one(tables: Tables, service: str, **members: Any) -> Row:
    """The first row with these values; a value that ends in * is a beginning."""

    def fits(row: Row) -> bool:
        return all(
            str(row.get(name, "")).startswith(value[:-1]) if str(value).endswith("*") else row.get(name) == value
            for name, value in members.items()
        )

    return next(row for row in tables[service] if fits(row))


def a_unit_vanishes(tables: Tables) -> None:
    one(tables, "products", pk="SKU#A", sk="LEVEL*")["on_hand"] -= 1


def a_movement_is_lost(tables: Tables) -> None:
    tables["products"].remove(one(tables, "products", pk="SKU#A", kind="commit"))


def a_hold_is_never_sold(tables: Tables) -> None:
    one(tables, "products", sk="RESERVATION")["state"] = "held"


def the_reservation_is_gone(tables: Tables) -> None:
    tables["products"].remove(one(tables, "products", sk="RESERVATION"))


def the_order_is_gone(tables: Tables) -> None:
    tables["orders"] = []


def the_ledger_is_short(tables: Tables) -> None:
    one(tables, "payments", sk="PAYMENT")["ledger"].pop()


def more_is_captured(tables: Tables) -> None:
    payment = one(tables, "payments", sk="PAYMENT")
    for name in ("authorised", "captured"):
        payment["totals"][name] += 1
    payment["amount"] += 1
    payment["ledger"][0]["amount"] += 1


def a_second_payment_is_captured(tables: Tables) -> None:
    extra = [row for row in tables["payments"] if row["pk"].startswith("PAYMENT#")]
    tables["payments"] += [{**row, "pk": "PAYMENT#other"} for row in extra]


def an_event_is_missing(tables: Tables) -> None:
    paid = next(row for row in tables["orders"] if json.loads(row.get("event", "{}")).get("type") == "order.paid")
    tables["orders"].remove(paid)


def the_order_never_heard(tables: Tables) -> None:
    one(tables, "orders", sk="ORDER")["payments"] = None


def the_order_expired_after_all(tables: Tables) -> None:
    head = one(tables, "orders", sk="ORDER")
    head["state"] = "EXPIRED"


def a_cart_is_ordered_twice(tables: Tables) -> None:
    order = one(tables, "orders", sk="ORDER")["pk"]
    tables["orders"] += [{**row, "pk": "ORDER#other"} for row in tables["orders"] if row["pk"] == order]


def the_parcel_is_missing(tables: Tables) -> None:
    tables["shipping"] = []


def nobody_was_told(tables: Tables) -> None:
    head = one(tables, "orders", sk="ORDER")
    head["history"] = [entry for entry in head["history"] if "out of stock" not in str(entry)]


def units_are_sold_that_were_not_there(tables: Tables) -> None:
    """A sale that came after the units had been counted away, booked in every book."""
    one(tables, "products", pk="SKU#A", sk="LEVEL*").update(on_hand=-1, available=-1)


def test_an_order_whose_units_were_counted_away_is_no_fault_once_staff_are_told() -> None:
    world = played(BY_NAME["counted-away"])
    tables = rows(world)
    assert audit(tables, world.now, settled=True) == []
    nobody_was_told(tables)
    assert {finding.rule for finding in audit(tables, world.now, settled=True)} == {"order-without-stock"}


def test_a_paid_order_that_does_not_get_what_has_come_in_is_found() -> None:
    world = played(BY_NAME["counted-away"])
    tables = rows(world)
    one(tables, "products", pk="SKU#A", sk="LEVEL*").update(on_hand=2, available=2)
    assert "stock-still-short" in {finding.rule for finding in audit(tables, world.now, settled=True)}


def test_a_count_whose_difference_is_booked_again_or_not_at_all_is_found() -> None:
    world = played(BY_NAME["stock-taken"])
    for damage in ({"booked_at": None}, {"counted": 1}, {"refused": "no"}):
        tables = rows(world)
        one(tables, "products", pk="COUNT#*", sk="LINE#A").update(damage)
        assert {finding.rule for finding in audit(tables, world.now, settled=True)} == {"stock-counted"}


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (units_are_sold_that_were_not_there, "stock-owed"),
        (a_unit_vanishes, "stock-ledger"),
        (a_movement_is_lost, "stock-moved-once"),
        (a_hold_is_never_sold, "stock-held"),
        (the_reservation_is_gone, "order-without-stock"),
        (the_order_is_gone, "stock-without-order"),
        (the_ledger_is_short, "payment-ledger"),
        (more_is_captured, "charged-too-much"),
        (a_second_payment_is_captured, "charged-twice"),
        (an_event_is_missing, "order-events"),
        (the_order_never_heard, "order-money"),
        (the_order_expired_after_all, "money-kept"),
        (the_parcel_is_missing, "order-without-parcel"),
        (a_cart_is_ordered_twice, "cart-ordered-once"),
    ],
)
def test_damage_is_found(damage: Callable[[Tables], None], rule: str) -> None:
    world = played(BY_NAME["bought"])
    tables = rows(world)
    damage(tables)
    assert rule in {finding.rule for finding in audit(tables, world.now, settled=True)}


def a_unit_came_in_twice(tables: Tables) -> None:
    one(tables, "shipping", kind="return")["received"][0][1] += 1


def more_came_in_than_was_sent(tables: Tables) -> None:
    for parcel in (row for row in tables["shipping"] if row.get("kind") == "shipment"):
        parcel["lines"][0][1] = 1


def a_refund_is_of_fewer_units(tables: Tables) -> None:
    one(tables, "payments", sk="PAYMENT")["refunds"][0]["lines"][0][1] = 1


def the_return_says_another_amount(tables: Tables) -> None:
    one(tables, "shipping", kind="return")["refunding"]["amount"] -= 1


def the_refund_was_never_asked_for(tables: Tables) -> None:
    one(tables, "shipping", kind="return")["state"] = "received"
    one(tables, "payments", sk="PAYMENT")["refunds"] = []


def a_damaged_unit_is_for_sale(tables: Tables) -> None:
    one(tables, "products", pk="SKU#A", kind="return")["on_hand"] += 1


def the_return_is_gone(tables: Tables) -> None:
    tables["shipping"] = [row for row in tables["shipping"] if row.get("kind") != "return"]


def more_is_granted_than_was_claimed(tables: Tables) -> None:
    the_claim(tables)["granting"][0][1] += 1


def another_amount_is_granted(tables: Tables) -> None:
    the_claim(tables)["granting"][0][2] -= 1


def a_claimed_unit_came_back_too(tables: Tables) -> None:
    the_claim(tables)["granting"][0][1] = 2


def the_claim(tables: Tables) -> Any:
    return next(row for row in tables["shipping"] if row.get("granting"))


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (more_is_granted_than_was_claimed, "claim-granted"),
        (another_amount_is_granted, "claim-amount"),
        (a_claimed_unit_came_back_too, "returned-twice"),
    ],
)
def test_a_claim_that_does_not_agree_is_found(damage: Callable[[Tables], None], rule: str) -> None:
    world = played(BY_NAME["claimed"])
    tables = rows(world)
    assert not audit(tables, world.now, settled=True)
    damage(tables)
    assert rule in {finding.rule for finding in audit(tables, world.now, settled=True)}


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (a_unit_came_in_twice, "return-received"),
        (more_came_in_than_was_sent, "returned-twice"),
        (a_refund_is_of_fewer_units, "return-refund"),
        (the_return_says_another_amount, "return-refund"),
        (the_refund_was_never_asked_for, "return-unpaid"),
        (a_damaged_unit_is_for_sale, "return-restocked"),
        (the_return_is_gone, "refund-without-return"),
    ],
)
def test_a_return_that_does_not_agree_is_found(damage: Callable[[Tables], None], rule: str) -> None:
    world = played(BY_NAME["returned"])
    tables = rows(world)
    damage(tables)
    assert rule in {finding.rule for finding in audit(tables, world.now, settled=True)}


def nobody_said_what_became_of_it(tables: Tables) -> None:
    one(tables, "orders", sk="ORDER", pk=exchanged(tables))["exchanges"] = []


def it_is_said_to_be_another_order(tables: Tables) -> None:
    one(tables, "orders", sk="ORDER", pk=exchanged(tables))["exchanges"][0][1] = "nobody's"


def it_costs_more_than_was_agreed(tables: Tables) -> None:
    next(row for row in tables["shipping"] if row.get("exchanges"))["exchanges"][0][2] -= 1


def nothing_came_in_for_it(tables: Tables) -> None:
    next(row for row in tables["shipping"] if row.get("exchanges"))["received"] = []


def exchanged(tables: Tables) -> str:
    return str(next(row for row in tables["shipping"] if row.get("exchanges"))["pk"])


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (nobody_said_what_became_of_it, "exchange-answered"),
        (it_is_said_to_be_another_order, "exchange-order"),
        (it_costs_more_than_was_agreed, "exchange-agreed"),
        (nothing_came_in_for_it, "exchange-of-nothing"),
    ],
)
def test_an_exchange_that_does_not_agree_is_found(damage: Callable[[Tables], None], rule: str) -> None:
    world = played(BY_NAME["exchanged"])
    tables = rows(world)
    damage(tables)
    assert rule in {finding.rule for finding in audit(tables, world.now, settled=True)}


def a_claim_is_gone(tables: Tables) -> None:
    tables["orders"].remove(one(tables, "orders", sk="HELD"))


def a_counter_is_short(tables: Tables) -> None:
    one(tables, "orders", sk="held-of#*")["used"] -= 1


def a_claim_is_of_fewer_units(tables: Tables) -> None:
    claim = one(tables, "orders", sk="HELD")
    counters = [[pk, sk, units - 1, ends] for pk, sk, units, ends in json.loads(claim["counters"])]
    claim["counters"] = json.dumps(counters)
    for pk, sk, *_ in counters:
        one(tables, "orders", pk=pk, sk=sk)["used"] -= 1


def a_claim_never_ends(tables: Tables) -> None:
    one(tables, "orders", sk="HELD")["expires_at"] += 10 * DAY


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (a_claim_is_gone, "order-unclaimed"),
        (a_claim_is_gone, "claims-counted"),
        (a_counter_is_short, "claims-counted"),
        (a_claim_is_of_fewer_units, "order-unclaimed"),
        (a_claim_never_ends, "claim-lasts"),
    ],
)
def test_units_held_unpaid_that_are_not_counted_right_are_found(damage: Callable[[Tables], None], rule: str) -> None:
    world = new_world()
    prepare(world)
    shopper = Shopper(world, "ada")
    shopper.add("A", 2)
    assert shopper.check_out("key-1", shopper.quote().json["total"], "manual").status == 201
    world.settle()
    tables = rows(world)
    assert audit(tables, world.now, settled=True) == []
    damage(tables)
    assert rule in {finding.rule for finding in audit(tables, world.now, settled=True)}


def test_transfers_that_have_ended_leave_no_claim_and_nothing_counted() -> None:
    world = played(BY_NAME["transfer-never-made"])
    assert not [row for row in rows(world)["orders"] if row["sk"] == "HELD"]
    assert not findings(world), "no counter whose window goes on has units that no claim is of"


def test_of_an_order_that_cost_nothing_a_return_is_done_when_it_is_here() -> None:
    """There is no payment that could be refunded, and nobody waits for one."""
    world = new_world()
    free = DeliveryMethod("standard", "Standard", (DeliveryBand(0),))
    home = DeliveryZone("home", "Home", (DeliveryArea("DE"),), (free,))
    with world.inside("OrdersApi"):
        ShopCopy("settings", "delivery").keep(PublishedDelivery(zones=(home,), country="DE"), 1)
    give_away(world, "A", 10)
    world.settle()
    shopper = Shopper(world, "ada")
    shopper.add("A", 2)
    assert shopper.check_out("key-1", shopper.quote().json["total"]).json["payment"] is None
    world.settle()
    (placed,) = shopper.orders
    while world.carrier.moves(f"{placed.order_id}-1"):
        world.partners_call()
        world.settle()
    path = f"/admin/returns/{shopper.asks_to_return(placed, 2, 'back').json['id']}"
    lines = [{"sku": "A", "quantity": 2, "condition": "resaleable", "restock": True}]
    headers = {"If-Match": world.staff("shipping", "GET", path).headers["ETag"]}
    body = {"decision": "receive", "lines": lines}
    assert world.staff("shipping", "PATCH", path, body=body, headers=headers).json["state"] == "closed"
    world.settle()
    tables = rows(world)
    assert audit(tables, world.now, settled=True) == []
    assert one(tables, "products", pk="SKU#A", sk="LEVEL")["on_hand"] == 10
    assert not [row for row in tables["payments"] if row["pk"].startswith("PAYMENT#")]
    history = [entry[3] for entry in one(tables, "orders", sk="ORDER")["history"]]
    assert history[-2:] == ["return R1 received: 2 × A", "return R1 closed"]
    one(tables, "shipping", kind="return")["state"] = "received"
    assert {finding.rule for finding in audit(tables, world.now, settled=True)} == {"return-unpaid"}


def test_an_event_the_relay_never_published_is_noticed() -> None:
    """The proof of recovery rests on this: a lost message leaves findings."""
    world = new_world()
    prepare(world)
    world.stream["OrdersTable"] = _Losing("order.paid")
    BY_NAME["bought"].play(world, retries=3)
    world.recover()
    assert {"order-without-stock", "order-without-parcel"} <= {finding.rule for finding in findings(world)}


class _Losing(list[Any]):
    """A stream that loses the changes that publish one type of event."""

    def __init__(self, event_type: str) -> None:
        super().__init__()
        self._event_type = event_type

    def append(self, record: Any) -> None:
        if self._event_type not in {event.type for event, _ in published(record)}:
            super().append(record)
