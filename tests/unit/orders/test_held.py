"""An order whose money is held until it is sent: worked on as a paid one, and charged for what is left of it then."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from orders.domain.cancelling.lines import lines_called_off, lines_freed
from orders.domain.details import PickupPlace
from orders.domain.order import Cause, Order
from orders.domain.settlement import OrderPayment
from orders.domain.states import OrderState
from orders.domain.timeline.entries import timeline
from orders.usecases import announcements
from orders.usecases.changes import change
from orders.usecases.letters import Letters, Repeatable
from orders.usecases.payment_methods import PaymentMethods
from souk import clock
from souk.events import Event
from souk.limits.limits import Limits
from tests.unit.orders import events
from tests.unit.orders.fakes import GUEST, MUG, World, shown, variant, wanted
from tests.unit.orders.test_reactions import NOW, deliver, ordered


def after(world: World, heard: Sequence[str]) -> World:
    """What the order hears."""
    order = world.order()
    told: dict[str, Event] = {
        "held": events.payment(order, "authorised", 2, on_shipment=True),
        "captured": events.payment(order, "captured", 3, captured=order.total.amount),
        "voided": events.payment(order, "voided", 3),
        "created": events.shipment(order, "A", "created", 1, complete=True),
        "shipped": events.shipment(order, "A", "shipped", 2, complete=True),
    }
    for name in heard:
        deliver(world, told[name])
    return world


def published(world: World, type_: str) -> list[dict[str, Any]]:
    return [json.loads(text)["data"] for text in world.order().published if json.loads(text)["type"] == type_]


def test_what_is_held_pays_the_order_and_is_asked_for_when_a_parcel_leaves() -> None:
    world = after(ordered(), ["held"])
    assert world.order().state is OrderState.PAID
    [paid] = published(world, "order.paid")
    assert (paid["on_shipment"], paid["payments"]) == (True, [])
    after(world, ["created"])
    assert published(world, "order.capture_asked") == []
    after(world, ["shipped", "shipped"])
    assert published(world, "order.capture_asked") == [{"order_id": world.order().id, "number": paid["number"]}]
    after(world, ["captured", "captured"])
    [charged] = published(world, "order.charged")
    assert (charged.get("on_shipment", False), charged["payments"][0]["captured"]["amount"]) == (False, 2489)
    assert [entry.kind for entry in timeline(world.order()) if entry.kind in ("payment_held", "paid")] == [
        "payment_held",
        "paid",
    ]


def test_an_order_that_is_captured_at_once_tells_nothing_more_than_it_did() -> None:
    world = after(ordered(), ["captured", "created", "shipped"])
    assert "on_shipment" not in published(world, "order.paid")[0]
    assert not {"order.capture_asked", "order.charged"} & {event.type for event in world.store.published}


@pytest.mark.parametrize("heard", list(permutations(["held", "created", "shipped", "captured"])))
def test_in_whatever_order_it_hears_of_it(heard: Sequence[str]) -> None:
    world = after(ordered(), [*heard, *heard])
    order = world.order()
    assert (order.state, order.balance.captured, order.balance.secured) == (OrderState.SHIPPED, 2489, 0)
    assert not order.to_capture
    assert len(published(world, "order.charged")) == published(world, "order.paid")[0].get("on_shipment", False)


def test_what_was_let_go_of_pays_nothing() -> None:
    world = after(ordered(), ["voided", "held"])
    assert world.order().state is OrderState.AWAITING_PAYMENT


def test_an_authorisation_that_staff_capture_pays_nothing_before() -> None:
    world = ordered()
    deliver(world, events.payment(world.order(), "authorised", 2))
    assert world.order().state is OrderState.AWAITING_PAYMENT


def test_a_called_off_order_owes_nothing_and_lets_go_of_it() -> None:
    world = after(ordered(), ["held"])
    cause = Cause(NOW, "shopper", "changed my mind")
    change(world.store, world.order().id, lambda order: order.called_off(cause))
    change(world.store, world.order().id, lambda order: order.recalled(cause))
    [told] = published(world, "order.cancelled")
    assert (told["held"], told["owed"]["amount"], told["was_paid"]) == (True, 0, True)
    after(world, ["shipped"])
    assert published(world, "order.capture_asked") == [], "a parcel that goes on all the same is not charged"


def two_mugs() -> Order:
    """An order of them, whose money is held."""
    world = World()
    world.carts.change(GUEST, MUG=2)
    seen = shown(replace(MUG, quantity=2), version=world.carts[GUEST].version)
    with clock.freeze(NOW):
        world.orders.check_out(wanted(total=4488, seen=seen), "key")
    fact = OrderPayment(f"{world.order().id}/1", "stripe", "held", authorised=4488)
    return world.order().learned_of_payment(fact, Cause(NOW, "payments"))


def test_units_that_are_out_of_it_are_not_charged_and_nothing_goes_back() -> None:
    order, cause = two_mugs(), Cause(NOW, "shopper")
    assert order.state is OrderState.PAID
    asked = lines_called_off(order, {"MUG": 1}, "r", cause)
    freed = lines_freed(asked, 1, cause)
    told = announcements.changing(asked, freed)
    data = json.loads(told.published[-1])["data"]
    assert (data["held"], data["was_paid"], data["total"]["amount"]) == (True, True, 2489)
    charged = freed.learned_of_payment(
        OrderPayment(order.payments[0].id, "stripe", "captured", authorised=4488, captured=2489), cause
    )
    assert charged.owed.amount == 2489, "the unit was never charged, so nothing of it is on its way back"


def test_the_letter_once_more_says_what_is_true_now() -> None:
    world = after(ordered(), ["held"])
    letters = Letters(world.store, Limits(world.counters))
    letters.again(world.order().id, Repeatable.CONFIRMED, "k1")
    after(world, ["created", "shipped", "captured"])
    letters.again(world.order().id, Repeatable.CONFIRMED, "k2")
    asked = [event.data for event in world.store.published if event.type == "order.letter_asked"]
    assert [data.get("on_shipment", False) for data in asked] == [True, False]


@pytest.mark.parametrize(
    ("capture", "method", "parcel", "held"),
    [
        ("shipment", "stripe", True, True),
        ("shipment", "stripe", False, False),
        ("shipment", "manual", True, False),
        ("order", "stripe", True, False),
        ("", "stripe", True, False),
    ],
)
def test_what_is_held(capture: str, method: str, parcel: bool, held: bool) -> None:
    world = World()
    world.catalogue["MUG"] = variant("MUG", requires_shipping=parcel)
    account = "Souk Ltd, IBAN DE89 3704 0044 0532 0130 00"
    world.deploy(BANK_ACCOUNT=account, **({"CAPTURE": capture} if capture else {}))
    total = 2489 if parcel else 1999
    with clock.freeze(NOW):
        world.orders.check_out(wanted(total=total, payment_method=method), "key")
    assert [*world.payments.on_shipment.values()] == [held]


def test_what_is_fetched_is_charged_at_once() -> None:
    methods = PaymentMethods({"stripe": "Card"}, frozenset(), lambda: None, on_shipment=True)
    details = ordered().order().details
    place = PickupPlace(
        location="main", name="Shop", line1="Market Lane 1", postal_code="10115", city="Berlin", country="DE"
    )
    assert methods.is_held(details)
    assert not methods.is_held(replace(details, pickup=place))
