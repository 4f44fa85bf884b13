"""Orders in another market: everything in its currency, from the cart to what follows the order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from orders.adapters.codec import details_from_json, details_to_json
from orders.domain.drafting.exchange import WantedUnits, draft_for
from orders.domain.order import Order
from orders.domain.states import OrderState
from orders.usecases.drafting.placing import quote_of
from orders.usecases.ports import Cart
from orders.usecases.shown import Amounts, Shown, ShownLine
from souk import clock
from souk.address.destination import Destination
from souk.errors import CartChanged, Conflict, InvalidInput, PriceChanged
from souk.events.rules.markets import PublishedMarkets
from souk.events.rules.promotions import Promotions
from souk.money import Money
from souk.pricing.delivery.rules import DeliveryArea, DeliveryBand, DeliveryMethod, DeliveryZone
from tests.unit.orders.fakes import ADDRESS, GUEST, World, wanted

SWISS = {
    **{"id": "ch", "name": "Switzerland", "currency": "CHF", "countries": ["CH"], "rate": "0.9468"},
    **{"rounding": "step", "step": 5},
}
HOME = replace(ADDRESS, country="CH", city="Bern", postal_code="3000")
# 19.99 EUR, and the parcel to Switzerland.
MUG = Money(1895, "CHF")


def selling(world: World, **changes: Any) -> World:
    """The world's cart is in the Swiss market; a parcel there costs 12.90 EUR."""
    from souk.events.rules.delivery import PublishedDelivery

    way = DeliveryMethod("standard", "Standard", (DeliveryBand(1290),))
    zone = DeliveryZone("all", "All", (DeliveryArea("CH"), DeliveryArea("DE")), (way,))
    world.shop.rules["delivery"] = PublishedDelivery(zones=(zone,))
    world.shop.rules["markets"] = PublishedMarkets.model_validate({"markets": [{**SWISS, **changes}]})
    world.carts[GUEST] = Cart("cart-1", {"MUG": 1}, market="ch")
    return world


def ordering(world: World, total: int = 3115, price: Money = MUG, **changes: Any) -> Order:
    seen = Shown(0, (ShownLine("MUG", 1, price),))
    changes = {"shipping_address": HOME, "amounts": Amounts(Money(total, price.currency)), **changes}
    return world.orders.check_out(wanted(seen=seen, **changes), "k1").order


def test_an_order_is_in_its_market_s_currency_whole() -> None:
    world = selling(World())
    order = ordering(world)
    assert (order.details.market, order.total) == ("ch", Money(3115, "CHF"))
    assert [line.unit_price for line in order.lines] == [MUG]
    assert order.totals.shipping == Money(1220, "CHF")
    assert world.payments.amounts == {f"{order.id}/1": Money(3115, "CHF")}
    assert world.store.published[-1].data["total"] == {"amount": 3115, "currency": "CHF"}
    assert details_from_json(order.id, details_to_json(order.details)).market == "ch"


def test_what_was_shown_in_another_currency_or_at_another_rate_is_refused() -> None:
    world = selling(World())
    with pytest.raises(PriceChanged):
        ordering(world, 1999, Money(1999, "EUR"))
    selling(world, rate="1.1")
    with pytest.raises(PriceChanged) as refused:
        ordering(world)
    assert refused.value.detail["changes"][0]["now"]["unit_price"] == {"amount": 2200, "currency": "CHF"}
    world.carts.change(GUEST, POT=1)
    world.carts[GUEST] = replace(world.carts[GUEST], market="ch")
    with pytest.raises(CartChanged) as changed:
        ordering(world)
    assert changed.value.detail["changes"][1]["now"]["unit_price"] == {"amount": 5390, "currency": "CHF"}


def test_a_market_sends_to_its_countries_alone() -> None:
    world = selling(World())
    with pytest.raises(InvalidInput) as refused:
        ordering(world, shipping_address=ADDRESS)
    assert refused.value.detail["errors"][0]["code"] == "other_market"
    with pytest.raises(InvalidInput) as refused:
        world.orders.options(GUEST, Destination("DE"))
    assert refused.value.detail["market"] == "ch"
    ways = world.orders.ways(GUEST, Destination("CH"))
    assert (ways.market.id, [rate.price for rate in ways.rates]) == ("ch", [Money(1220, "CHF")])


def test_one_that_is_closed_or_gone_is_the_shop_s_own() -> None:
    world = selling(World(), open=False)
    order = ordering(world, 3289, Money(1999, "EUR"))
    assert (order.details.market, order.total) == ("", Money(3289, "EUR"))


def test_a_market_says_by_what_it_is_paid_and_whether_its_prices_have_tax_in_them() -> None:
    world = selling(World(), payment_methods=["manual"], prices_include_tax=False)
    with pytest.raises(InvalidInput, match="card is not offered"):
        ordering(world)
    assert world.orders.payment_methods(world.orders.market("ch")) == {}
    world = selling(World(), countries=["DE"], prices_include_tax=False)
    order = ordering(world, 3707, shipping_address=ADDRESS)
    # 31.15 before tax, and 19 % of it.
    assert (order.totals.tax, order.totals.tax_included) == (Money(592, "CHF"), False)


def test_letters_are_in_the_market_s_language_and_else_in_the_shopper_s() -> None:
    assert ordering(selling(World(), language="de"), locale="fr-CH").details.locale == "de"
    assert ordering(selling(World()), locale="fr-CH").details.locale == "fr-CH"


def test_promotions_take_off_what_they_name_in_the_currency() -> None:
    world = selling(World())
    tenth = {"id": "tenth", "name": "A tenth", "effect": {"kind": "percentage", "share": 1000}}
    euros = {"kind": "amount", "amounts": [{"amount": 500, "currency": "EUR"}]}
    world.shop.rules["promotions"] = Promotions.model_validate(
        {"promotions": [tenth, {"id": "euros", "name": "Euros", "effect": euros}]}
    )
    order = ordering(world, 2925)
    assert [(each.promotion_id, each.amount) for each in order.lines[0].reductions] == [("tenth", Money(190, "CHF"))]


def test_what_comes_in_exchange_is_in_the_order_s_currency_also_once_its_market_is_closed() -> None:
    world = selling(World())
    order = ordering(world)
    draft = draft_for(order, "return-1", (WantedUnits("POT", 1, "Pot", Money(4640, "CHF")),), clock.now())
    pricing = world.orders._pricing
    assert draft.wish
    assert quote_of(pricing, draft.wish).totals.total == Money(4640, "CHF")
    selling(world, open=False)
    assert quote_of(pricing, draft.wish).totals.total == Money(4640, "CHF")
    world.shop.rules["markets"] = PublishedMarkets()
    with pytest.raises(Conflict, match="no market in any more"):
        quote_of(pricing, draft.wish)


def test_a_minimum_is_that_of_the_currency() -> None:
    world = selling(World())
    assert [each.method for each in world.orders.unpayable(Money(49, "CHF"), "ch")] == ["stripe"]
    assert ordering(world).state is OrderState.AWAITING_PAYMENT
