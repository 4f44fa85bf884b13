"""HTTP: what the checkout charges beside the goods, for staff to look at."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from orders.compose import services
from orders.domain.totals import TaxRules
from orders.doors.router import api
from orders.settings import OrdersSettings
from souk import clock
from souk.address.destination import Destination
from souk.http import MoneyView, Request, View
from souk.money import Money
from souk.pricing.delivery.arrival import in_working_days
from souk.pricing.delivery.rules import ANYWHERE, DeliveryMethod, DeliveryRules
from souk.staff.permissions import Permission

_Rate = Annotated[int, Field(description="Basis points: 1900 is 19 %")]


class CountryTaxView(View):
    country: str
    standard: _Rate
    reduced: _Rate


class RateBandView(View):
    """`up_to` is the most it is for, as the method's `by` says in grams, minor units or units; null has no limit."""

    up_to: int | None
    size_class: str
    price: MoneyView


class ZoneMethodView(View):
    id: str
    name: str
    by: Annotated[str, Field(description="weight, value, quantity or size")]
    estimate: str
    bands: list[RateBandView]
    free_from: Annotated[MoneyView | None, Field(description="Free from this subtotal on")]

    @classmethod
    def of(cls, method: DeliveryMethod, rules: DeliveryRules, currency: str) -> ZoneMethodView:
        return cls(
            id=method.id,
            name=method.name,
            by=method.by,
            estimate=in_working_days(rules, method),
            bands=[
                RateBandView(
                    up_to=band.up_to, size_class=band.size_class, price=MoneyView.of(Money(band.price, currency))
                )
                for band in method.bands
            ],
            free_from=None if method.free_from is None else MoneyView.of(Money(method.free_from, currency)),
        )


class ShippingZoneView(View):
    """`countries` that it is in, if only with a part of them; "*" is everywhere that no other zone is."""

    id: str
    name: str
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
    """Those in force: published rules of delivery, or those that came with the installation, as all else did."""
    settings, taxes, rules = OrdersSettings(), services().parts.taxes, services().delivery
    currency = settings.currency
    zones = [
        ShippingZoneView(
            id=zone.id,
            name=zone.name,
            countries=list(dict.fromkeys(area.country for area in zone.areas)),
            methods=[
                ZoneMethodView.of(method, rules, currency)
                for method in zone.methods
                if settings.has_pickup_points or not method.to_point
            ],
        )
        for zone in rules.zones
        if not zone.excluded
    ]
    countries = dict.fromkeys(country for zone in zones for country in zone.countries if country != ANYWHERE)
    return RatesView(
        currency=currency,
        tax_included=taxes.included,
        taxes=[_tax(country, taxes) for country in countries],
        zones=zones,
        payment_methods=[*services().orders.payment_methods().values()],
    )


def _tax(country: str, taxes: TaxRules) -> CountryTaxView:
    there = taxes.at(Destination(country), clock.now())
    return CountryTaxView(country=country, standard=there.rate("standard"), reduced=there.rate("reduced"))
