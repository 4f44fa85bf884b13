"""Orders by the rules of delivery that a merchant has published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from orders.adapters.codec import details_from_json, details_to_json
from orders.domain.details import Address
from orders.domain.erasure import anonymised
from orders.domain.rates import ShippingTable
from orders.doors.checkout_views import OptionsView
from orders.doors.views import OrderView
from orders.usecases.ports import Cart
from orders.usecases.shown import Shown, ShownLine
from souk import clock
from souk.address.check import destination_of
from souk.address.destination import Destination
from souk.errors import InvalidInput, PriceChanged, Unavailable
from souk.events.rules.delivery import PublishedDelivery
from souk.money import Money
from souk.pricing.delivery.arrival import ArrivalDays
from souk.pricing.delivery.rules import (
    ANYWHERE,
    DeliveryArea,
    DeliveryBand,
    DeliveryMethod,
    DeliverySize,
    DeliverySurcharge,
    DeliveryZone,
)
from souk.pricing.delivery.shipped import shipped
from souk.pricing.delivery.zones import countries
from souk.pricing.markets import own_market
from souk_local.deployment import BANK_ACCOUNT
from tests.unit.orders.fakes import GUEST, World, shown, variant, wanted

# A Monday, before the hour.
NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)
HOME = Destination("DE")
ISLAND = Address("Ada", "Lung Wai 1", "DE", "Helgoland", "27498")

OWN = own_market("EUR")


def standard(price: int = 300, **changes: object) -> DeliveryMethod:
    method = DeliveryMethod("standard", "Parcel", (DeliveryBand(price),), min_days=1, max_days=2)
    return replace(method, **changes)  # type: ignore[arg-type]


def rules(*zones: DeliveryZone, **changes: object) -> PublishedDelivery:
    return PublishedDelivery(
        zones=zones or (DeliveryZone("home", "Home", (DeliveryArea("DE"),), (standard(),)),),
        country="DE",
        **changes,  # type: ignore[arg-type]
    )


@pytest.fixture
def world() -> Iterator[World]:
    with clock.freeze(NOW):
        yield World()


def test_what_is_published_holds_for_options_quotes_and_checkouts(world: World) -> None:
    assert world.orders.quote(GUEST, shown(), HOME, "standard").totals.shipping == Money(490, "EUR")
    world.shop.rules["delivery"] = rules()
    assert [rate.price.amount for rate in world.orders.options(GUEST, HOME)] == [300]
    assert world.orders.quote(GUEST, shown(), HOME, "standard").totals.shipping == Money(300, "EUR")
    with pytest.raises(PriceChanged):  # what was shown before
        world.orders.check_out(wanted(2489), "key")
    world.orders.check_out(wanted(2299), "another")
    assert world.order().details.totals.shipping == Money(300, "EUR")


def test_a_quote_says_when_it_arrives_and_the_order_keeps_that(world: World) -> None:
    [rate, *_] = world.orders.quote(GUEST, shown(), HOME, "standard").rates
    assert (rate.arrives, rate.estimate) == (ArrivalDays(date(2026, 12, 2), date(2026, 12, 3)), "2–3 working days")
    world.orders.check_out(wanted(), "key")
    order = world.order()
    assert order.details.arrives == rate.arrives
    world.shop.rules["delivery"] = rules()
    with clock.freeze(datetime(2026, 12, 20, tzinfo=UTC)):
        view = OrderView.of(world.order()).arrives
        assert view is not None
        assert (view.earliest, view.latest) == (date(2026, 12, 2), date(2026, 12, 3))
    assert details_from_json(order.id, details_to_json(order.details)) == order.details
    assert anonymised(order).details.arrives == order.details.arrives


def test_what_is_paid_for_some_days_later_is_promised_no_day(world: World) -> None:
    world.deploy(BANK_ACCOUNT=BANK_ACCOUNT)
    world.orders.check_out(wanted(payment_method="manual"), "key")
    order = world.order()
    assert order.details.arrives is None
    assert OrderView.of(order).arrives is None
    assert details_from_json(order.id, details_to_json(order.details)) == order.details


def test_units_that_are_still_to_come_arrive_after_their_day(world: World) -> None:
    world.catalogue["MUG"] = variant("MUG", in_stock=0, available_from="2026-12-14")
    [rate, *_] = world.orders.options(GUEST, HOME)
    assert rate.arrives == ArrivalDays(date(2026, 12, 16), date(2026, 12, 17))


def test_the_days_are_those_of_the_time_zone_of_the_rules() -> None:
    rows = shipped()
    moment = datetime(2026, 11, 30, 13, 30, tzinfo=UTC)
    for zone, first in (("", date(2026, 12, 2)), ("Europe/Berlin", date(2026, 12, 3))):
        from zoneinfo import ZoneInfo

        table = ShippingTable(lambda zone=zone: replace(rows, time_zone=zone), lambda name: ZoneInfo(name or "UTC"))  # type: ignore[misc]
        arrives = table.rates(HOME, (), OWN, moment)[0].arrives
        assert arrives is not None
        assert arrives.earliest == first


def test_bulky_goods_and_islands_cost_more_and_the_quote_says_why(world: World) -> None:
    world.catalogue["MUG"] = variant("MUG", size_class="bulky")
    world.shop.rules["delivery"] = rules(
        DeliveryZone("home", "Home", (DeliveryArea("DE"),), (standard(free_from=1999),)),
        sizes=(DeliverySize("bulky", "Bulky"),),
        surcharges=(
            DeliverySurcharge("bulky", "Bulky goods", 2500, size_class="bulky"),
            DeliverySurcharge("island", "Islands", 1000, areas=(DeliveryArea("DE", postal_codes=("27498",)),)),
        ),
    )
    [mainland] = OptionsView.of(world.orders.options(GUEST, HOME), {}).shipping_methods
    assert (mainland.price.amount, mainland.free) == (2500, True)
    assert mainland.free_from is not None
    assert mainland.free_from.amount == 1999
    assert [(each.name, each.price.amount) for each in mainland.surcharges] == [("Bulky goods", 2500)]
    [island] = world.orders.options(GUEST, ISLAND.destination)
    assert island.price == Money(3500, "EUR")
    world.orders.check_out(wanted(1999 + 3500, shipping_address=ISLAND), "key")
    order = world.order()
    assert order.details.totals.shipping == Money(3500, "EUR")
    assert details_from_json(order.id, details_to_json(order.details)).lines[0].size_class == "bulky"


def test_a_quote_knows_a_place_as_the_order_will(world: World) -> None:
    assert destination_of("DE", "", " d-27498 ") == ISLAND.destination == Destination("DE", "", "27498")
    assert destination_of("US", "new york", "10001") == Destination("US", "NY", "10001")
    assert destination_of("HK", "香港島", "") == Destination("HK", "香港島")
    assert destination_of("XX", "a", "b") == Destination("XX")


def test_more_than_any_way_takes_is_refused_by_name(world: World) -> None:
    light = standard(bands=(DeliveryBand(300, up_to=200),))
    world.shop.rules["delivery"] = rules(DeliveryZone("home", "Home", (DeliveryArea("DE"),), (light,)))
    with pytest.raises(InvalidInput, match="too heavy or too large to be sent to Germany") as refused:
        world.orders.options(GUEST, HOME)
    assert refused.value.detail["errors"][0]["code"] == "too_large"


def test_a_part_of_a_country_can_be_excluded_and_all_others_be_served(world: World) -> None:
    published = world.shop.rules["delivery"] = rules(
        DeliveryZone("world", "World", (DeliveryArea(ANYWHERE),), (standard(),)),
        DeliveryZone("none", "None", (DeliveryArea("KP"), DeliveryArea("DE", postal_codes=("27*",))), excluded=True),
    )
    assert world.orders.options(GUEST, Destination("AQ"))
    with pytest.raises(InvalidInput, match="We do not ship to 27498 Germany"):
        world.orders.options(GUEST, ISLAND.destination)
    served = countries(published.rules())
    assert "KP" not in served
    assert len(served) == 248
    assert {"DE", "HK", "AE"} < set(served)


def test_rules_in_another_currency_price_nothing() -> None:
    with pytest.raises(Unavailable, match="no prices in EUR"):
        ShippingTable(lambda: replace(shipped(), currency="USD")).rates(HOME, (), OWN)


def test_what_was_agreed_goes_by_another_way_once_its_own_is_gone(world: World) -> None:
    world.shop.rules["delivery"] = rules(
        DeliveryZone("home", "Home", (DeliveryArea("DE"),), (standard(900, id="fast"), standard(id="slow")))
    )
    pricing, cart = world.orders._pricing, Cart("", {"MUG": 1})
    with pytest.raises(InvalidInput, match="choose one of: fast, slow"):
        pricing.quote(cart, HOME, "standard")
    quote = pricing.quote(cart, HOME, "standard", shipping=Money(0, "EUR"))
    assert (quote.rate.id, quote.totals.shipping) == ("slow", Money(0, "EUR"))
    with pytest.raises(InvalidInput):  # nobody would send what is to be fetched
        pricing.quote(cart, HOME, "pickup-main", shipping=Money(0, "EUR"))
    seen = Shown(0, (ShownLine("MUG", 1, Money(1999, "EUR")),))
    assert world.orders.quote(GUEST, seen, HOME, "fast").totals.shipping == Money(900, "EUR")
