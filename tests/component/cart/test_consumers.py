"""The cart hears of orders."""

from __future__ import annotations

import pytest

from cart import compose
from cart.doors.consumers import consumer
from souk.events import Event
from souk.events.common import Amount, OrderLine, PostalAddress
from souk.events.factory import new_event
from souk.events.orders import OrderPlaced
from souk.shopper.owner import guest_owner, new_cart_token, user_owner
from tests.support.kafka import batch

pytestmark = pytest.mark.usefixtures("products")
USER = user_owner("u1")


def placed(cart_id: str, owner: str, **units: int) -> Event:
    price = Amount(amount=1200, currency="EUR")
    lines = [
        OrderLine(sku=sku, quantity=count, product_id=f"p-{sku}", title=sku, unit_price=price, total=price)
        for sku, count in units.items()
    ]
    address = PostalAddress(name="A", line1="1 Road", city="Bonn", postal_code="53111", country="DE")
    data = OrderPlaced(
        order_id="o1",
        number="SK-1",
        owner=owner,
        email="a@example.com",
        lines=lines,
        shipping_address=address,
        shipping_method="standard",
        subtotal=price,
        shipping=price,
        tax=price,
        total=price,
        expires_at="2026-01-01T00:00:00Z",
        cart_owner=owner,
        cart_id=cart_id,
    )
    return new_event("order.placed", aggregate_id="o1", aggregate_version=1, data=data)


@pytest.mark.parametrize("owner", [USER, guest_owner(new_cart_token())], ids=["user", "guest"])
def test_a_placed_order_empties_its_cart(owner: str) -> None:
    shopping = compose.services().shopping
    cart = shopping.add(owner, "MUG", 2).cart
    assert batch(consumer, [placed(cart.id, owner, MUG=2)]) == {"set_aside": 0}
    assert shopping.cart(owner).lines == ()


def test_hearing_of_an_order_again_takes_nothing_from_the_next_cart() -> None:
    shopping = compose.services().shopping
    event = placed(shopping.add(USER, "MUG", 2).cart.id, USER, MUG=2)
    batch(consumer, [event, event])
    shopping.add(USER, "MUG", 2)
    batch(consumer, [event])
    assert shopping.cart(USER).item_count == 2


def test_what_was_added_after_the_checkout_stays() -> None:
    shopping = compose.services().shopping
    cart = shopping.add(USER, "MUG", 2).cart
    shopping.add(USER, "MUG", 1)
    shopping.add(USER, "CUP", 1)
    batch(consumer, [placed(cart.id, USER, MUG=2)])
    assert {line.card.sku: line.quantity for line in shopping.cart(USER).lines} == {"MUG": 1, "CUP": 1}


def test_an_order_of_a_cart_that_is_gone_is_passed_over() -> None:
    assert batch(consumer, [placed("gone", USER, MUG=2)]) == {"set_aside": 0}
