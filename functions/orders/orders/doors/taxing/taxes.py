"""HTTP: the taxes of today, for staff to look at. What they say themselves is the document `taxes` of the content
service; this is what comes of it together with the rates that are shipped.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from orders.compose import services
from orders.doors.router import api
from souk import clock
from souk.address.destination import Destination
from souk.http import Request, View
from souk.staff.permissions import Permission
from souk.taxes.kinds import TAX_CLASSES, ZERO
from souk.taxes.places import TERRITORIES, place_named
from souk.taxes.shipped import AS_OF, SOURCE, shipped_places, shipped_since
from souk.taxes.taxes import SaleTaxes


class ClassRateView(View):
    """`since` is there where the rate is known to have been another one before."""

    tax_class: str
    rate: Annotated[int, Field(description="Basis points: 1900 is 19 %")]
    since: date | None


class PlaceTaxView(View):
    """`category` says how goods that are sent there are taxed (UNTDID 5305: S taxed, E a small business, G exported),
    and `taxed_in` by whose rates.
    """

    place: str
    country: str
    name: str
    category: str
    taxed_in: str
    rates: list[ClassRateView]


class TaxesNowView(View):
    """`source` says where the rates that came with the code were taken from, `as_of` of which day they are."""

    home: str
    tax_included: bool
    places: list[PlaceTaxView]
    source: str
    as_of: date


@api.get("/admin/tax-rates", needs=Permission.RATES_READ, response=TaxesNowView, summary="Taxes of today, by place")
def show_taxes(_request: Request[None, None]) -> TaxesNowView:
    """Of the places whose rates are shipped, that lie outside their country's taxes, or that staff have entered."""
    sale = services().parts.taxes.at(Destination("DE"), clock.now())
    entered = [rate.place for rate in sale.settings.rates]
    codes = dict.fromkeys([*shipped_places(), *(territory.code for territory in TERRITORIES), *sorted(entered)])
    return TaxesNowView(
        home=sale.settings.home,
        tax_included=sale.included,
        places=[_place(code, sale) for code in codes],
        source=SOURCE,
        as_of=AS_OF,
    )


def _place(code: str, sale: SaleTaxes) -> PlaceTaxView:
    place = place_named(code)
    there = sale.to(place)
    taxed = there.treatment("standard")
    rates = [
        ClassRateView(tax_class=name, rate=there.rate(name), since=shipped_since(code, name))
        for name in TAX_CLASSES
        if name != ZERO and taxed.category == "S"
    ]
    return PlaceTaxView(
        place=code,
        country=place.country if place.country != "XI" else "GB",
        name=place.name,
        category=taxed.category.value,
        taxed_in=taxed.place,
        rates=rates,
    )
