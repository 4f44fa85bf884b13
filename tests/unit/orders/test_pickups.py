"""Orders that are fetched at one of the shop's locations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orders.adapters.codec import details_from_json, details_to_json
from orders.domain.details import PickupPlace
from orders.domain.order import Order
from orders.domain.patience import wait_of
from orders.domain.states import OrderState
from orders.doors.checkout_views import OptionsView
from orders.doors.views import OrderView
from souk import clock
from souk.address.destination import Destination
from souk.errors import InvalidInput
from souk.events import data_of
from souk.events.common import PickupPlace as ToldPlace
from souk.events.content import ShopSettings
from souk.events.orders import OrderPlaced
from souk.money import Money
from tests.unit.orders.fakes import ADDRESS, GUEST, World, shown, variant, wanted

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
VIENNA = ToldPlace(
    location="wien", name="Souk Wien", line1="Graben 1", postal_code="1010", city="Wien", country="AT", hours="10–18"
)


@pytest.fixture
def world() -> Iterator[World]:
    with clock.freeze(NOW):
        world = World()
        world.shop.published = ShopSettings(name="Kiosk", pickups=[VIENNA])
        yield world


def ordered(world: World) -> Order:
    world.orders.check_out(wanted(1999, shipping_method="pickup-wien"), "key")
    return world.order()


def test_it_is_offered_for_nothing_beside_the_ways_to_send_it(world: World) -> None:
    rates = world.orders.options(GUEST, Destination("DE"))
    assert [rate.id for rate in rates] == ["standard", "express", "pickup-wien"]
    shown_last = OptionsView.of(rates, {}).shipping_methods[-1]
    assert shown_last.price.amount == 0
    assert shown_last.pickup is not None
    assert (shown_last.pickup.city, shown_last.pickup.hours) == ("Wien", "10–18")
    assert OptionsView.of(rates, {}).shipping_methods[0].pickup is None


def test_a_shop_without_such_a_place_does_not_offer_it(world: World) -> None:
    world.shop.published = ShopSettings(name="Kiosk")
    assert [rate.id for rate in world.orders.options(GUEST, Destination("DE"))] == ["standard", "express"]
    with pytest.raises(InvalidInput):
        world.orders.quote(GUEST, shown(), Destination("DE"), "pickup-wien")


def test_what_needs_no_parcel_is_not_fetched(world: World) -> None:
    world.catalogue["MUG"] = variant("MUG", requires_shipping=False)
    assert [rate.id for rate in world.orders.quote(GUEST, shown(), Destination("DE"), "standard").rates] == ["none"]


def test_its_tax_is_that_of_where_it_is_handed_out(world: World) -> None:
    there = world.orders.quote(GUEST, shown(), Destination("DE"), "pickup-wien")
    assert there.lines[0].tax_rate == 2000
    assert there.totals.total == Money(1999, "EUR")
    assert world.orders.quote(GUEST, shown(), Destination("DE"), "standard").lines[0].tax_rate == 1900


def test_the_order_keeps_the_place_whatever_becomes_of_it(world: World) -> None:
    order = ordered(world)
    world.shop.published = ShopSettings(name="Kiosk")
    assert order.details.shipping_method == "pickup-wien"
    assert order.details.shipping_address == ADDRESS
    assert order.details.pickup == PickupPlace(**VIENNA.model_dump())
    assert details_from_json(order.id, details_to_json(order.details)) == order.details
    view = OrderView.of(order)
    assert view.pickup is not None
    assert view.pickup.name == "Souk Wien"
    told = data_of(world.store.published[0], OrderPlaced)
    assert told.pickup == VIENNA


def test_an_order_that_is_sent_says_nothing_of_it(world: World) -> None:
    world.orders.check_out(wanted(), "key")
    assert "pickup" not in world.store.published[0].data
    assert "pickup" not in details_to_json(world.order().details)


def test_nobody_asks_the_carrier_while_it_lies_ready(world: World) -> None:
    order = ordered(world)
    entry = replace(order.history[-1], state=OrderState.SHIPPED)
    ready = replace(order, state=OrderState.SHIPPED, history=(*order.history, entry))
    wait = wait_of(ready)
    assert wait is not None
    assert wait.ordinary > timedelta(days=40)


def test_who_lives_where_nothing_is_sent_to_may_fetch_it(world: World) -> None:
    assert [rate.id for rate in world.orders.options(GUEST, Destination("BR"))] == ["pickup-wien"]
    there = world.orders.quote(GUEST, shown(), Destination("BR"), "pickup-wien")
    assert ([rate.id for rate in there.rates], there.lines[0].tax_rate) == (["pickup-wien"], 2000)
    with pytest.raises(InvalidInput, match="do not ship to Brazil"):
        world.orders.quote(GUEST, shown(), Destination("BR"), "standard")
    address = replace(ADDRESS, country="BR")
    world.orders.check_out(wanted(1999, shipping_method="pickup-wien", shipping_address=address), "key")
    assert world.order().address.country == "BR"


def test_where_nothing_is_sent_to_and_nothing_fetched_nothing_is_bought(world: World) -> None:
    world.shop.published = ShopSettings(name="Kiosk")
    for refused in (
        lambda: world.orders.options(GUEST, Destination("BR")),
        lambda: world.orders.quote(GUEST, shown(), Destination("BR"), "pickup-wien"),
    ):
        with pytest.raises(InvalidInput, match="do not ship to Brazil"):
            refused()
