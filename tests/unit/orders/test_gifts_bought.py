"""Orders that buy gift cards: whom they are for, what takes nothing off them, and what does not pay for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from orders.domain.details import GiftFor
from orders.domain.editing.edits import EditWish, edited
from orders.domain.erasure import anonymised
from orders.domain.order import Cause, Order
from orders.usecases.checkout_run import CheckoutOutcome
from orders.usecases.ports import Cart
from orders.usecases.shown import Amounts, Shown, ShownLine
from souk import clock
from souk.errors import InvalidInput
from souk.events.rules.promotions import Promotions
from souk.money import Money
from souk.taxes.kinds import VOUCHER
from tests.unit.orders.fakes import GUEST, World, variant, wanted

BEA = GiftFor("FIFTY", "bea@example.com", "2026-12-24", "Bea", "Ada", "Merry Christmas")


def eur(amount: int) -> Money:
    return Money(amount, "EUR")


def shop(*, mugs: int = 0, cards: int = 2) -> World:
    world = World()
    world.catalogue["FIFTY"] = variant("FIFTY", 5000, requires_shipping=False, tax_class=VOUCHER, backorder=True)
    world.inventory.stock["FIFTY"] = 1000
    quantities = {"MUG": mugs, "FIFTY": cards}
    world.carts[GUEST] = Cart("cart-1", {sku: units for sku, units in quantities.items() if units})
    return world


def buying(world: World, total: int, *gifts: GiftFor, **changes: Any) -> CheckoutOutcome:
    prices = {"MUG": 1999, "FIFTY": 5000}
    cart = world.carts[GUEST]
    lines = tuple(ShownLine(sku, units, eur(prices[sku])) for sku, units in cart.quantities.items())
    asked = wanted(total, seen=Shown(cart.version, lines), gifts=gifts, **changes)
    return world.orders.check_out(asked, "k1")


def test_each_card_is_for_whom_the_buyer_says_and_the_others_are_the_buyers() -> None:
    world = shop()
    with clock.freeze(clock.now().replace(year=2026, month=11, day=30)):
        order = buying(world, 10_000, BEA).order
    gifts = world.payments.gifts[f"{order.id}/1"]
    assert [(each.gift.email, each.gift.send_on, each.place, each.amount) for each in gifts] == [
        ("bea@example.com", "2026-12-24", 0, 5000),
        ("ada@example.org", "2026-11-30", 1, 5000),
    ]
    assert (order.details.shipping_method, order.totals.tax.amount) == ("none", 0)
    assert {(line.tax_rate, line.tax_category) for line in order.lines} == {(0, "voucher")}


def test_goods_beside_a_card_are_taxed_and_sent_as_ever() -> None:
    order = buying(shop(mugs=1), 1999 + 490 + 10_000).order
    assert (order.totals.total.amount, order.details.shipping_method) == (12_489, "standard")
    assert [(tax.rate, tax.amount.amount) for tax in order.totals.taxes] == [(1900, 397)]


@pytest.mark.parametrize(
    ("gift", "field"),
    [
        (replace(BEA, sku="MUG"), "gifts.0.sku"),
        (replace(BEA, send_on="2099-01-01"), "gifts.0.send_on"),
    ],
)
def test_what_is_no_gift_card_and_what_is_too_far_away_is_refused(gift: GiftFor, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        buying(shop(), 10_000, gift)
    assert [error["field"] for error in caught.value.detail["errors"]] == [field]


def test_more_are_for_somebody_than_are_bought_or_than_an_order_can_have() -> None:
    with pytest.raises(InvalidInput):
        buying(shop(cards=1), 5000, *[replace(BEA, send_on=clock.now().date().isoformat())] * 2)
    with pytest.raises(InvalidInput):
        buying(shop(cards=21), 21 * 5000)


def test_no_gift_card_pays_for_a_gift_card() -> None:
    world = shop(mugs=1)
    world.payments.cards["CODE"] = 99_999
    outcome = buying(world, 12_489, gift_cards=("CODE",))
    assert outcome.order.details.credit == 1999 + 490
    assert world.payments.amounts[f"{outcome.order.id}/1"] == eur(10_000)


def test_promotions_take_nothing_off_a_card_nor_count_it() -> None:
    world = shop(mugs=1)
    half = {"id": "half", "name": "Half", "effect": {"kind": "percentage", "share": 5000}}
    world.shop.rules["promotions"] = Promotions.model_validate({"promotions": [half]})
    total = 999 + 490 + 10_000
    order = buying(world, total, amounts=Amounts(eur(total), None, None, {"half": eur(1000)})).order
    assert {line.sku: line.reduction.amount for line in order.lines} == {"MUG": 1000, "FIFTY": 0}


def test_a_cards_price_is_not_lowered_once_it_is_bought() -> None:
    order = paid(buying(shop(mugs=1), 12_489).order)
    with pytest.raises(InvalidInput):
        edited(order, EditWish(prices={"FIFTY": eur(4000)}), "r1", Cause(clock.now(), "staff:s1", ""))


def test_whom_a_card_is_for_is_forgotten_with_the_buyer() -> None:
    order = buying(shop(), 10_000, replace(BEA, send_on=clock.now().date().isoformat())).order
    assert order.details.gifts
    assert anonymised(order).details.gifts == ()


def paid(order: Order) -> Order:
    return order.paid_with_what_is_left(Cause(clock.now(), "system", "paid"))
