"""A cart against the catalogue."""

from __future__ import annotations

import pytest

from cart.domain.cart import Cart
from cart.domain.offer import Offer
from cart.domain.pricing import LineStatus, priced, status_of
from souk.money import Money
from tests.unit.cart.fakes import offer


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        (offer(available=3), LineStatus.OK),
        (offer(available=2), LineStatus.INSUFFICIENT),
        (offer(available=0), LineStatus.SOLD_OUT),
        (offer(available=0, backorder=True), LineStatus.OK),
        (None, LineStatus.UNAVAILABLE),
    ],
)
def test_a_line_says_whether_it_can_be_bought(current: Offer | None, expected: LineStatus) -> None:
    assert status_of(current, 3) is expected


def test_prices_come_from_the_catalogue_and_a_change_is_flagged() -> None:
    cart = Cart("user:1").add(offer("MUG", 1200), 2).add(offer("CUP", 500), 1)
    view = priced(cart, {"MUG": offer("MUG", 1300), "CUP": offer("CUP", 500)}, "EUR")
    assert [(line.unit_price.amount, line.total.amount, line.price_changed) for line in view.lines] == [
        (1300, 2600, True),
        (500, 500, False),
    ]
    assert view.subtotal == Money(3100, "EUR")
    assert view.item_count == 3
    assert not view.stale


def test_a_price_that_was_shown_stays_flagged_until_the_quantity_is_chosen_again() -> None:
    dearer = {"MUG": offer("MUG", 1300)}
    cart = Cart("user:1").add(offer("MUG", 1200), 2).shown(dearer)
    assert priced(cart, dearer, "EUR").lines[0].price_changed
    chosen = cart.set_quantity("MUG", 2, dearer["MUG"])
    assert not priced(chosen, dearer, "EUR").lines[0].price_changed


def test_the_subtotal_leaves_out_what_cannot_be_bought() -> None:
    cart = Cart("user:1").add(offer("MUG", 1200), 1).add(offer("GONE", 700), 1).add(offer("OUT", 300), 1)
    view = priced(cart, {"MUG": offer("MUG"), "OUT": offer("OUT", 300, available=0)}, "EUR")
    assert view.subtotal == Money(1200, "EUR")


def test_without_the_catalogue_the_prices_seen_last_are_shown_as_stale() -> None:
    view = priced(Cart("user:1").add(offer("MUG", 1200), 2), None, "EUR")
    assert view.stale
    assert view.lines[0].available is None
    assert view.subtotal == Money(2400, "EUR")


def test_an_empty_cart_costs_nothing_in_the_shops_currency() -> None:
    assert priced(Cart("user:1"), {}, "JPY").subtotal == Money(0, "JPY")
