"""Orders that are sent to a pick-up point of a carrier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orders.adapters.codec import details_from_json, details_to_json
from orders.domain.details import PickupPoint
from orders.domain.drafting.exchange import draft_for
from orders.domain.erasure import anonymised
from orders.domain.order import Order
from orders.domain.parcels import Parcel
from orders.domain.rates import ShippingTable
from orders.domain.totals import OrderLine
from orders.doors.checkout_views import OptionsView
from orders.doors.views import OrderView
from orders.usecases.ports import Cart
from orders.usecases.pricing import Pricing
from souk import clock
from souk.address.destination import Destination
from souk.errors import InvalidInput
from souk.events import data_of
from souk.events.common import PickupPoint as ToldPoint
from souk.events.orders import OrderPlaced
from souk.money import Money
from souk.pricing.markets import Markets, own_market
from souk.shop.points import opened, sealed
from souk.taxes.taxes import Taxes
from tests.unit.orders.fakes import ADDRESS, GUEST, SEAL_KEY, World, shown, wanted

OWN = own_market("EUR")

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KIOSK = ToldPoint(
    carrier="sandbox",
    id="P1",
    kind="shop",
    name="Kiosk",
    line1="Torstraße 2",
    postal_code="10119",
    city="Berlin",
    country="DE",
    hours="8–20",
)


@pytest.fixture
def world() -> Iterator[World]:
    with clock.freeze(NOW):
        world = World()
        world.deploy(PICKUP_POINTS="on")
        yield world


def seal(point: ToldPoint = KIOSK, at: datetime = NOW) -> str:
    return sealed(point, int(at.timestamp()), SEAL_KEY)


def ordered(world: World, pickup_point: str = "") -> Order:
    world.orders.check_out(wanted(2389, shipping_method="point", pickup_point=pickup_point or seal()), "key")
    return world.order()


def test_a_seal_holds_until_the_end_of_the_next_day_and_nobody_else_makes_one() -> None:
    made, noon = seal(), int(NOW.timestamp())
    assert seal(at=NOW + timedelta(hours=11)) == made
    assert opened(made, noon, SEAL_KEY) == KIOSK
    assert opened(made, noon + 36 * 3600 - 1, SEAL_KEY) == KIOSK
    assert opened(made, noon + 36 * 3600, SEAL_KEY) is None
    told, _, mac = made.partition(".")
    for forged in ("", "x", told, f"{told}x.{mac}", f"{told}.ä", sealed(KIOSK, noon, b"another")):
        assert opened(forged, noon, SEAL_KEY) is None


def test_it_is_offered_at_its_own_price_where_the_carrier_has_points() -> None:
    with clock.freeze(NOW):
        world = World()
        assert [rate.id for rate in world.orders.options(GUEST, Destination("DE"))] == ["standard", "express"]
        world.deploy(PICKUP_POINTS="on")
        rates = world.orders.options(GUEST, Destination("DE"))
        assert [rate.id for rate in rates] == ["standard", "express", "point"]
        view = OptionsView.of(rates, {}).shipping_methods
        assert [(method.price.amount, method.to_point) for method in view] == [(490, False), (990, False), (390, True)]
        assert [rate.id for rate in world.orders.options(GUEST, Destination("US"))] == ["standard"]
        quote = world.orders.quote(GUEST, shown(), Destination("FR"), "point")
        assert (quote.totals.shipping.amount, quote.totals.total.amount) == (790, 2789)


def test_a_heavy_parcel_and_what_needs_none_go_to_no_point() -> None:
    line = OrderLine("MUG", 1, "p", "Mug", Money(1999, "EUR"), weight_grams=20_000)

    def to_points(line: OrderLine) -> list[int]:
        rates = ShippingTable().rates(Destination("DE"), (line,), OWN)
        return [rate.price.amount for rate in rates if rate.to_point]

    assert to_points(line) == [790]
    assert not to_points(replace(line, weight_grams=20_001))
    assert not to_points(replace(line, requires_shipping=False))


def test_the_order_keeps_the_point_as_it_was_told(world: World) -> None:
    order = ordered(world)
    point = order.details.pickup_point
    assert point == PickupPoint(**KIOSK.model_dump())
    assert (order.address, order.details.shipping_method) == (ADDRESS, "point")
    assert order.details.totals.total.amount == 2389
    placed = data_of(world.store.published[0], OrderPlaced)
    assert placed.pickup_point == KIOSK
    assert details_from_json(order.id, details_to_json(order.details)) == order.details
    view = OrderView.of(order).pickup_point
    assert view is not None
    assert (view.id, view.hours) == ("P1", "8–20")


def test_the_same_checkout_again_is_the_same_order_also_when_the_seal_is_too_old_by_then(world: World) -> None:
    first = ordered(world)
    with clock.freeze(NOW + timedelta(minutes=5)):
        assert ordered(world) == first
    with clock.freeze(NOW + timedelta(days=3)), pytest.raises(InvalidInput):
        world.orders.check_out(wanted(2389, shipping_method="point", pickup_point=seal()), "another")


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ("", "missing"),
        ("P1", "expired"),
        (seal(at=NOW - timedelta(days=2)), "expired"),
        (seal(KIOSK.model_copy(update={"country": "AT"})), "other_country"),
    ],
)
def test_what_shipping_did_not_seal_for_this_country_is_refused(world: World, chosen: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.orders.check_out(wanted(2389, shipping_method="point", pickup_point=chosen), "key")
    assert refused.value.detail["errors"][0]["code"] == code
    assert not world.store.orders
    assert not world.inventory.held


def test_a_point_that_is_named_beside_another_way_counts_for_nothing(world: World) -> None:
    world.orders.check_out(wanted(pickup_point=seal()), "key")
    assert world.order().details.pickup_point is None


def test_what_follows_it_goes_to_the_address_and_staff_choose_no_point(world: World) -> None:
    order = ordered(world)
    draft = draft_for(order, f"{order.id}-R1", (), NOW)
    assert draft.wish is not None
    assert draft.wish.shipping_method == "standard"
    pricing = Pricing(
        world.carts,
        world.catalogue,
        ShippingTable(),
        Taxes(),
        lambda: Markets(OWN),
        lambda: world.redeeming,
        has_points=True,
    )
    with pytest.raises(InvalidInput):
        pricing.quote(Cart("", {"MUG": 1}), Destination("DE"), "point")


def test_it_goes_with_its_person(world: World) -> None:
    assert anonymised(ordered(world)).details.pickup_point is None


def test_an_order_has_left_that_lies_at_its_point() -> None:
    fact = Parcel.reported("p", 3, "ready", complete=True, carrier="sandbox")
    assert fact.left
    assert fact.all_shipped
    assert not fact.all_delivered
