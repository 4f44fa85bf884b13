"""The shop's tables: where it ships, by which methods and for how much, and the taxes it collects.

Change the tables to change the shop. Amounts are minor units of the shop's currency, tax included; weights are grams;
tax rates are basis points. To ask a carrier or a tax service instead, implement `ShippingRates` or `totals.TaxRules`
and give it to the workflow in `compose`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from orders.domain.details import PickupPlace
from orders.domain.totals import OrderLine
from souk.address import country_name
from souk.address.destination import Destination
from souk.errors import InvalidInput
from souk.money import Money

HOME = "DE"

# Value added tax: (standard, reduced), as in force in January 2026 (European Commission, "Taxes in Europe").
# Elsewhere the shop collects none: the shopper pays import duties on delivery.
VAT: dict[str, tuple[int, int]] = {
    "AT": (2000, 1000),
    "BE": (2100, 600),
    "BG": (2000, 900),
    "CY": (1900, 500),
    "CZ": (2100, 1200),
    "DE": (1900, 700),
    "DK": (2500, 2500),
    "EE": (2400, 900),
    "ES": (2100, 1000),
    "FI": (2550, 1350),
    "FR": (2000, 550),
    "GR": (2400, 1300),
    "HR": (2500, 1300),
    "HU": (2700, 500),
    "IE": (2300, 1350),
    "IT": (2200, 1000),
    "LT": (2100, 500),
    "LU": (1700, 800),
    "LV": (2100, 1200),
    "MT": (1800, 500),
    "NL": (2100, 900),
    "PL": (2300, 800),
    "PT": (2300, 600),
    "RO": (2100, 1100),
    "SE": (2500, 1200),
    "SI": (2200, 950),
    "SK": (2300, 500),
}
OTHER_COUNTRIES = frozenset({"AU", "CA", "CH", "GB", "IS", "JP", "LI", "NO", "NZ", "US"})


@dataclass(frozen=True, slots=True)
class Method:
    """A way to ship within one zone. `bands`: (heaviest parcel, price), by weight; the last has no limit.

    Free from a subtotal of `free_from` on.
    """

    id: str
    name: str
    estimate: str
    bands: tuple[tuple[int, int], ...]
    free_from: int | None = None


NO_LIMIT = 10**9
# The way that there is everywhere.
STANDARD = "standard"
# The way to a carrier's pick-up point.
TO_POINT = "point"
# Of an order of which nothing goes into a parcel there is one way, and nobody has to choose it.
NOTHING_TO_SEND = "none"
ZONES: dict[str, tuple[Method, ...]] = {
    "home": (
        Method("standard", "Standard", "2–3 working days", ((5_000, 490), (NO_LIMIT, 990)), free_from=5_000),
        Method("express", "Express", "next working day", ((5_000, 990), (NO_LIMIT, 1_990))),
    ),
    "union": (
        Method("standard", "Standard", "3–6 working days", ((5_000, 990), (NO_LIMIT, 1_990)), free_from=10_000),
        Method("express", "Express", "1–2 working days", ((5_000, 1_990), (NO_LIMIT, 3_990))),
    ),
    "world": (Method("standard", "Standard", "7–14 working days", ((2_000, 1_990), (NO_LIMIT, 4_990))),),
}
# To a carrier's pick-up point, in the zones where the shop sends there, and no heavier than the last band.
TO_POINTS: dict[str, Method] = {
    "home": Method(TO_POINT, "To a pick-up point", "2–3 working days", ((5_000, 390), (20_000, 790)), free_from=5_000),
    "union": Method(
        TO_POINT, "To a pick-up point", "3–6 working days", ((5_000, 790), (20_000, 1_590)), free_from=10_000
    ),
}


@dataclass(frozen=True, slots=True)
class ShippingRate:
    """A shipping method with its price for one basket. `pickup`: it is fetched there in the place of being sent.
    `to_point`: it is sent to a carrier's pick-up point, which the shopper chooses.
    """

    id: str
    name: str
    price: Money
    estimate: str
    pickup: PickupPlace | None = None
    to_point: bool = False


class ShippingRates(Protocol):
    def rates(self, destination: Destination, lines: tuple[OrderLine, ...], currency: str) -> tuple[ShippingRate, ...]:
        """The methods that can bring `lines` there. Raises InvalidInput where the shop does not ship to."""


class ShippingTable:
    """The table above."""

    def rates(self, destination: Destination, lines: tuple[OrderLine, ...], currency: str) -> tuple[ShippingRate, ...]:
        subtotal = sum(line.total.amount for line in lines)
        shipped = [line for line in lines if line.requires_shipping]
        weight = sum(line.weight_grams * line.quantity for line in shipped)
        methods = ZONES[_zone(destination.country)]
        if lines and not shipped:
            return (ShippingRate(NOTHING_TO_SEND, "Nothing to send", Money.zero(currency), ""),)
        return tuple(
            ShippingRate(method.id, method.name, Money(_price(method, subtotal, weight), currency), method.estimate)
            for method in methods
        )


class TaxTable:
    """Value added tax of the country of delivery; prices include it."""

    included = True

    def rate(self, destination: Destination, tax_class: str) -> int:
        standard, reduced = VAT.get(destination.country, (0, 0))
        return {"standard": standard, "reduced": reduced, "zero": 0}.get(tax_class, standard)


def fetched(places: Iterable[PickupPlace], lines: tuple[OrderLine, ...], currency: str) -> tuple[ShippingRate, ...]:
    """The ways to fetch `lines` at one of the shop's places, for nothing; none where nothing of them could be sent."""
    if not any(line.requires_shipping for line in lines):
        return ()
    # Imported here: only a checkout needs it.
    from souk.shop.pickup import method_of

    return tuple(
        ShippingRate(method_of(place.location), f"Pick up: {place.name}", Money.zero(currency), "", place)
        for place in places
    )


def to_points(destination: Destination, lines: tuple[OrderLine, ...], currency: str) -> tuple[ShippingRate, ...]:
    """The way to a pick-up point in a country that the shop sends to; none where it sends to no points, where nothing
    of `lines` is sent, or it is too heavy.
    """
    subtotal = sum(line.total.amount for line in lines)
    weight = sum(line.weight_grams * line.quantity for line in lines if line.requires_shipping)
    method = TO_POINTS.get(_zone(destination.country))
    sent = not lines or any(line.requires_shipping for line in lines)
    if method is None or not sent or weight > method.bands[-1][0]:
        return ()
    price = Money(_price(method, subtotal, weight), currency)
    return (ShippingRate(method.id, method.name, price, method.estimate, to_point=True),)


def chosen(rates: tuple[ShippingRate, ...], method_id: str) -> ShippingRate:
    """The rate of that id, and whatever is named where nothing is sent. Raises InvalidInput, naming those there are."""
    for rate in rates:
        if rate.id in (method_id, NOTHING_TO_SEND):
            return rate
    known = ", ".join(rate.id for rate in rates)
    raise InvalidInput(f"there is no shipping method {method_id!r} for this address; choose one of: {known}")


def countries_of(zone: str) -> list[str]:
    """Where a zone is."""
    return {"home": [HOME], "union": [country for country in VAT if country != HOME]}.get(zone, sorted(OTHER_COUNTRIES))


def _zone(country: str) -> str:
    if country == HOME:
        return "home"
    if country in VAT:
        return "union"
    if country in OTHER_COUNTRIES:
        return "world"
    message = f"We do not ship to {country_name(country)}."
    errors = [{"field": "shipping_address.country", "code": "not_delivered", "message": message}]
    raise InvalidInput(message, country=country, errors=errors)


def _price(method: Method, subtotal: int, weight: int) -> int:
    if method.free_from is not None and subtotal >= method.free_from:
        return 0
    return next(price for heaviest, price in method.bands if weight <= heaviest)
