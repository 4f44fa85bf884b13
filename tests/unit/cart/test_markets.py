"""A cart in another market shows that market's prices, and keeps it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cart.domain.cart import Cart
from cart.domain.offer import MeasuredPrice
from cart.usecases.carts import Shopping
from souk.errors import Unavailable
from souk.money import Money
from souk.pricing.markets import Market, Markets, Rounding, own_market
from souk.shopper.owner import guest_owner, new_cart_token, user_owner
from tests.unit.cart.fakes import MemoryCarts, MemoryCatalogue, offer

SWISS = Market("ch", "Switzerland", "CHF", ("CH",), rate="0.9468", rounding=Rounding.STEP, step=5)
GUEST = guest_owner("A" * 22)


class Stall:
    def __init__(self) -> None:
        self.markets = [SWISS]
        self.catalogue = MemoryCatalogue(offer("MUG", 1999), offer("CUP", 500))
        self.carts = MemoryCarts()
        self.shopping = Shopping(self.carts, self.catalogue, lambda: Markets(own_market("EUR"), tuple(self.markets)))


def test_it_moves_to_the_market_with_its_lines_of_which_no_price_has_changed() -> None:
    stall = Stall()
    stall.shopping.add(GUEST, "MUG", 2)
    moved = stall.shopping.move_to_market(GUEST, "ch")
    assert (moved.market, moved.currency, moved.subtotal) == ("ch", "CHF", Money(3790, "CHF"))
    assert [line.price_changed for line in moved.lines] == [False]
    added = stall.shopping.add(GUEST, "CUP", 1)
    assert added.subtotal == Money(3790 + 475, "CHF")
    assert stall.shopping.cart(GUEST).subtotal == added.subtotal
    back = stall.shopping.move_to_market(GUEST, "")
    assert (back.market, back.subtotal) == ("", Money(4498, "EUR"))


def test_an_empty_cart_keeps_its_market_and_so_does_one_that_was_ordered() -> None:
    stall = Stall()
    assert stall.shopping.move_to_market(GUEST, "ch").currency == "CHF"
    assert stall.shopping.cart(GUEST).market == "ch"
    filled = stall.shopping.add(GUEST, "MUG", 1).cart
    assert filled.checked_out({"MUG": 1}).market == "ch"
    assert stall.shopping.clear(GUEST).market == "ch"


def test_a_market_that_is_closed_is_the_shop_s_own_and_what_it_costs_has_changed() -> None:
    stall = Stall()
    stall.shopping.move_to_market(GUEST, "ch")
    stall.shopping.add(GUEST, "MUG", 1)
    stall.markets = [replace(SWISS, open=False)]
    seen = stall.shopping.cart(GUEST)
    assert (seen.market, seen.subtotal, seen.lines[0].price_changed) == ("", Money(1999, "EUR"), True)
    assert stall.shopping.move_to_market(GUEST, "nowhere").market == ""


def test_what_left_the_catalogue_does_not_stand_in_the_way_of_another_currency() -> None:
    stall = Stall()
    stall.shopping.add(GUEST, "MUG", 1)
    stall.shopping.add(GUEST, "CUP", 1)
    del stall.catalogue.held["CUP"]
    assert stall.shopping.move_to_market(GUEST, "ch").subtotal == Money(1895, "CHF")
    stall.catalogue.down = True
    assert stall.shopping.cart(GUEST).subtotal == Money(1895, "CHF")


def test_without_the_catalogue_nobody_knows_what_it_costs_there() -> None:
    stall = Stall()
    stall.shopping.add(GUEST, "MUG", 1)
    stall.catalogue.down = True
    with pytest.raises(Unavailable):
        stall.shopping.move_to_market(GUEST, "ch")
    assert stall.carts.cart(GUEST).market == ""


def test_at_sign_in_it_is_where_its_shopper_is_now() -> None:
    stall = Stall()
    token = new_cart_token()
    stall.shopping.add(user_owner("u1"), "CUP", 1)
    stall.shopping.move_to_market(guest_owner(token), "ch")
    stall.shopping.add(guest_owner(token), "MUG", 1)
    merged = stall.shopping.merge("u1", token)
    assert (merged.market, merged.subtotal) == ("ch", Money(1895 + 475, "CHF"))
    assert Cart("x", market="ch").absorb(Cart("y")).market == "ch"


def test_the_price_of_one_measure_keeps_its_proportion() -> None:
    own = replace(offer("OIL", 1999), measured=MeasuredPrice(Money(2665, "EUR"), "l"))
    here = own.at(SWISS)
    assert (here.card.price, here.measured) == (Money(1895, "CHF"), MeasuredPrice(Money(2526, "CHF"), "l"))
    assert own.at(own_market("EUR")) is own
