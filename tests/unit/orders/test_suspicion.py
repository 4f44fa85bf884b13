"""Which orders staff are asked to look at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orders.domain.order import Cause, Order
from orders.domain.settlement import OrderPayment
from orders.domain.suspicion import (
    MANY_CARDS,
    MANY_FOR_EMAIL,
    MANY_FROM_ADDRESS,
    Placing,
    Suspicion,
    at_placing,
    of_order,
)
from souk import clock
from tests.unit.orders.fakes import World, wanted

ORDINARY = Placing("ada@example.org", "DE", "+49 30 1234567", 1, 1)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, ()),
        ({"phone": "030 1234567"}, ()),
        ({"phone": "+90 1", "country": "TR"}, ()),
        ({"phone": "+44 20 7946 0000"}, (Suspicion.PHONE_ELSEWHERE,)),
        ({"email": "x@Mailinator.com"}, (Suspicion.DISPOSABLE_EMAIL,)),
        ({"from_address": MANY_FROM_ADDRESS}, (Suspicion.VELOCITY,)),
        ({"for_email": MANY_FOR_EMAIL}, (Suspicion.VELOCITY,)),
    ],
)
def test_an_order_is_flagged_for_what_is_unusual_when_it_is_placed(
    changes: dict[str, object], found: tuple[Suspicion, ...]
) -> None:
    assert at_placing(replace(ORDINARY, **changes)) == found  # type: ignore[arg-type]


def test_many_declined_cards_are_seen_afterwards() -> None:
    world = World()
    order = world.orders.check_out(wanted(), "key").order
    assert of_order(_declined(order, MANY_CARDS - 1)) == []
    assert of_order(_declined(order, MANY_CARDS)) == [Suspicion.MANY_CARDS]


def test_staff_can_list_only_the_suspicious_ones() -> None:
    world = World()
    world.orders.check_out(wanted(email="x@yopmail.com"), "key")
    assert world.order().details.flags == ("disposable_email",)
    assert [order.id for order in world.orders.listed(None, 10, None, True)[0]] == [world.order().id]

    plain = World()
    plain.orders.check_out(wanted(), "key")
    assert plain.orders.listed(None, 10, None, True)[0] == []


def _declined(order: Order, times: int) -> Order:
    for number in range(times):
        cause = Cause(clock.now(), "payments", "payment failed: card_declined", f"event-{number}")
        order = order.payment_failed(OrderPayment("payment", "stripe", "failed"), cause)
    return order
