"""HTTP: what the checkout charges beside the goods, for staff to look at. It came with the installation, and a
deployment changes it.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from orders.compose import services
from orders.domain.rates import NO_LIMIT, TO_POINTS, ZONES, Method, countries_of
from orders.domain.totals import TaxRules
from orders.doors.router import api
from orders.settings import OrdersSettings
from souk.address.destination import Destination
from souk.http import MoneyView, Request, View
from souk.money import Money
from souk.staff.permissions import Permission

_Rate = Annotated[int, Field(description="Basis points: 1900 is 19 %")]


class CountryTaxView(View):
    country: str
    standard: _Rate
    reduced: _Rate


class WeightBandView(View):
    up_to_grams: Annotated[int | None, Field(description="The heaviest parcel; null has no limit")]
    price: MoneyView


class ZoneMethodView(View):
    id: str
    estimate: str
    bands: list[WeightBandView]
    free_from: Annotated[MoneyView | None, Field(description="Free from this subtotal on")]

    @classmethod
    def of(cls, method: Method, currency: str) -> ZoneMethodView:
        return cls(
            id=method.id,
            estimate=method.estimate,
            bands=[
                WeightBandView(
                    up_to_grams=grams if grams < NO_LIMIT else None, price=MoneyView.of(Money(price, currency))
                )
                for grams, price in method.bands
            ],
            free_from=None if method.free_from is None else MoneyView.of(Money(method.free_from, currency)),
        )


class ShippingZoneView(View):
    id: str
    countries: list[str]
    methods: list[ZoneMethodView]


class RatesView(View):
    """`taxes` of the countries that goods are sent to; `payment_methods` that the checkout offers, by name."""

    currency: str
    tax_included: bool
    taxes: list[CountryTaxView]
    zones: list[ShippingZoneView]
    payment_methods: list[str]


@api.get(
    "/admin/rates",
    needs=Permission.CONTENT_READ,
    response=RatesView,
    summary="Taxes, shipping and payment methods of the checkout",
)
def show_rates(_request: Request[None, None]) -> RatesView:
    """As they came with the installation: a deployment changes them."""
    settings, taxes = OrdersSettings(), services().parts.taxes
    currency = settings.currency
    points = {zone: [method] for zone, method in TO_POINTS.items()} if settings.has_pickup_points else {}
    zones = [
        ShippingZoneView(
            id=zone,
            countries=countries_of(zone),
            methods=[ZoneMethodView.of(method, currency) for method in (*methods, *points.get(zone, ()))],
        )
        for zone, methods in ZONES.items()
    ]
    return RatesView(
        currency=currency,
        tax_included=taxes.included,
        taxes=[_tax(country, taxes) for zone in zones for country in zone.countries],
        zones=zones,
        payment_methods=[*services().orders.payment_methods().values()],
    )


def _tax(country: str, taxes: TaxRules) -> CountryTaxView:
    there = Destination(country)
    return CountryTaxView(country=country, standard=taxes.rate(there, "standard"), reduced=taxes.rate(there, "reduced"))
