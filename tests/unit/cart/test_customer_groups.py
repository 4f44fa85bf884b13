"""The cart of who is in a group of customers."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from cart.domain.pricing import PricedCart
from cart.doors.views import CartView
from cart.usecases.carts import Shopping
from souk.errors import AccountBlocked, NotFound, SoukError, Unavailable
from souk.pricing.markets import Markets, own_market
from souk.pricing.promotions.rules import AmountOff, GoodsChosen, Promotion, Rules
from souk.shopper.owner import guest_owner, new_cart_token, user_owner
from tests.unit.cart.fakes import MemoryCarts, MemoryCatalogue, offer

USER, GUEST = user_owner("u1"), guest_owner(new_cart_token())
OFF = AmountOff(GoodsChosen(), {"EUR": 200}, each=False)
TRADE = Promotion("trade", "Trade", OFF, customer_groups=frozenset({"trade"}))
CODED = Promotion("coded", "Coded", OFF, by_code=True, customer_groups=frozenset({"press"}))
SALE = Promotion("sale", "Sale", OFF)


class MemoryMembers:
    """`groups` of each user; `asked` which were asked about."""

    def __init__(self) -> None:
        self.groups: dict[str, set[str]] = {"u1": {"trade", "family"}}
        self.asked: list[tuple[str, frozenset[str]]] = []
        self.refusal: SoukError | None = None

    def groups_of(self, user_id: str, groups: Collection[str]) -> frozenset[str]:
        self.asked.append((user_id, frozenset(groups)))
        if self.refusal:
            raise self.refusal
        return frozenset(self.groups.get(user_id, set()) & {*groups})


@pytest.fixture
def members() -> MemoryMembers:
    return MemoryMembers()


def with_a_mug(members: MemoryMembers, *promotions: Promotion, owner: str = USER) -> PricedCart:
    carts, catalogue = MemoryCarts(), MemoryCatalogue(offer("MUG", 1200))
    markets = Markets(own_market("EUR"))
    shopping = Shopping(carts, catalogue, lambda: markets, lambda: Rules(promotions), lambda: members)
    shopping.add(owner, "MUG", 1)
    members.asked.clear()
    return shopping.cart(owner)


def test_a_member_is_shown_the_price_of_members(members: MemoryMembers) -> None:
    assert with_a_mug(members, TRADE, CODED, SALE).discount.amount == 400
    assert members.asked == [("u1", frozenset({"trade"}))]


def test_others_are_not_and_hear_nothing_of_it(members: MemoryMembers) -> None:
    members.groups = {}
    shown = CartView.of(with_a_mug(members, TRADE, SALE))
    assert (shown.discount.amount, shown.missed) == (200, [])


def test_nobody_is_asked_about_guests_nor_where_no_promotion_does(members: MemoryMembers) -> None:
    assert with_a_mug(members, TRADE, owner=GUEST).discount.amount == 0
    assert with_a_mug(members, SALE, CODED).discount.amount == 200
    assert members.asked == []


@pytest.mark.parametrize("refusal", [Unavailable("nobody answers"), NotFound("gone"), AccountBlocked()])
def test_of_whom_nothing_is_known_the_cart_is_shown_at_the_prices_of_everybody(
    members: MemoryMembers, refusal: SoukError
) -> None:
    members.refusal = refusal
    assert with_a_mug(members, TRADE, SALE).discount.amount == 200
