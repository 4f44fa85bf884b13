"""Codes that are given with a cart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cart.domain.cart import Cart, with_code, without_code
from cart.domain.codes import MOST_CODES, CartCode, together
from cart.doors.views import CartView
from cart.usecases.carts import Shopping
from cart.usecases.giving_codes import GivingCodes
from souk.errors import CodeRefused, Conflict, RateLimited
from souk.limits.limits import Limits
from souk.pricing.markets import Markets, own_market
from souk.pricing.promotions.rules import AmountOff, GoodsChosen, Minimum, Promotion, Rules
from souk.shopper.owner import guest_owner, new_cart_token, user_owner
from tests.support.limits import MemoryCounters
from tests.unit.cart.fakes import MemoryCarts, MemoryCatalogue, offer

USER, GUEST = user_owner("u1"), guest_owner(new_cart_token())
SPRING = CartCode("SPRING", "spring")
RULES = Rules(
    (
        Promotion("spring", "Spring", AmountOff(GoodsChosen(), {"EUR": 200}, each=False), by_code=True),
        Promotion(
            "big",
            "Big",
            AmountOff(GoodsChosen(), {"EUR": 900}, each=False),
            by_code=True,
            minimum=Minimum(0, {"EUR": 10_000}, GoodsChosen()),
        ),
    )
)
ADDRESS = "198.51.100.7"


class MemoryCodes:
    """`known` by their text."""

    def __init__(self) -> None:
        self.known = {"SPRING": "spring", "BIG": "big", **{f"MORE{number}": "more" for number in range(9)}}
        self.asked: list[str] = []

    def look_up(self, entered: str, owner: str) -> CartCode:
        self.asked.append(entered)
        if entered.upper() not in self.known:
            raise CodeRefused("There is no such code.", reason="unknown")
        return CartCode(entered.upper(), self.known[entered.upper()])


@pytest.fixture
def carts() -> MemoryCarts:
    return MemoryCarts()


@pytest.fixture
def codes() -> MemoryCodes:
    return MemoryCodes()


@pytest.fixture
def giving(carts: MemoryCarts, codes: MemoryCodes) -> GivingCodes:
    shopping = Shopping(carts, MemoryCatalogue(offer("MUG", 1200)), lambda: Markets(own_market("EUR")), lambda: RULES)
    shopping.add(USER, "MUG", 1)
    shopping.add(GUEST, "MUG", 1)
    return GivingCodes(carts, shopping, lambda: codes, Limits(MemoryCounters()))


@pytest.mark.parametrize("owner", [USER, GUEST], ids=["user", "guest"])
def test_a_code_is_kept_with_the_cart_and_takes_off_at_once(
    giving: GivingCodes, carts: MemoryCarts, codes: MemoryCodes, owner: str
) -> None:
    before = carts.cart(owner).version
    priced = giving.give(owner, "spring", ADDRESS)
    assert (priced.discount.amount, priced.subtotal.amount) == (200, 1000)
    assert carts.cart(owner).codes == (SPRING,)
    assert carts.cart(owner).version == before + 1
    view = CartView.of(priced).codes
    assert [(code.code, code.applied, code.reason) for code in view] == [("SPRING", True, "")]
    giving.give(owner, "SPRING", ADDRESS)
    assert carts.cart(owner).version == before + 1


def test_a_code_that_does_not_take_off_says_why(giving: GivingCodes) -> None:
    [code] = CartView.of(giving.give(USER, "big", ADDRESS)).codes
    assert (code.applied, code.reason) == (False, "minimum_value")


def test_a_code_is_taken_out_once_and_for_good(giving: GivingCodes, carts: MemoryCarts) -> None:
    giving.give(USER, "SPRING", ADDRESS)
    assert giving.take_out(USER, "spring").discount.amount == 0
    version = carts.cart(USER).version
    assert giving.take_out(USER, "spring").cart.codes == ()
    assert carts.cart(USER).version == version


def test_no_cart_takes_more_codes_than_it_should(giving: GivingCodes) -> None:
    for number in range(MOST_CODES):
        giving.give(USER, f"MORE{number}", ADDRESS)
    with pytest.raises(Conflict, match="at most 5"):
        giving.give(USER, "MORE5", ADDRESS)
    assert len(giving.give(USER, "MORE1", ADDRESS).cart.codes) == MOST_CODES


def test_wrong_codes_are_counted_and_right_ones_are_not(giving: GivingCodes, codes: MemoryCodes) -> None:
    for _ in range(30):
        giving.give(USER, "SPRING", ADDRESS)
    for number in range(20):
        with pytest.raises(CodeRefused):
            giving.give(USER, f"GUESS{number}", f"198.51.100.{number}")
    asked = len(codes.asked)
    with pytest.raises(RateLimited):
        giving.give(USER, "GUESS", "203.0.113.1")
    with pytest.raises(RateLimited):
        giving.give(USER, "SPRING", "203.0.113.1")
    assert len(codes.asked) == asked
    assert giving.give(GUEST, "SPRING", "203.0.113.1").discount.amount == 200


def test_a_network_is_held_to_a_number_of_wrong_codes(giving: GivingCodes) -> None:
    for number in range(60):
        with pytest.raises(CodeRefused):
            giving.give(GUEST, f"GUESS{number}", ADDRESS)
    with pytest.raises(RateLimited):
        giving.give(guest_owner(new_cart_token()), "SPRING", ADDRESS)


def test_an_order_takes_the_codes_along_and_a_guest_brings_theirs() -> None:
    cart = Cart(USER, "filling", 3, codes=(SPRING,))
    assert cart.checked_out({}).codes == ()
    more = tuple(CartCode(f"MORE{number}", "more") for number in range(9))
    assert cart.absorb(Cart(GUEST, "other", 1, codes=more)).codes == (SPRING, *more[:4])
    assert together((SPRING,), (replace(SPRING, promotion_id="later"),)) == (SPRING,)


def test_a_code_that_opens_another_promotion_now_takes_the_place_of_what_it_opened() -> None:
    cart = with_code(Cart(USER, "filling", codes=(SPRING,)), CartCode("SPRING", "later"))
    assert cart.codes == (CartCode("SPRING", "later"),)
    assert without_code(cart, "SPRING").codes == ()
