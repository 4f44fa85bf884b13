"""The document of delivery rules, as staff send it and are shown it, and what they try it with. What its members mean
is said in `souk.pricing.delivery.rules`.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, PlainSerializer, WithJsonSchema

from souk.http import MoneyView, Schema, View
from souk.money import Money

if TYPE_CHECKING:
    from souk.pricing.delivery.arrival import ArrivalDays
    from souk.pricing.delivery.prices import Way

Id = Annotated[str, Field(min_length=1, max_length=40)]
Named = Annotated[str, Field(min_length=1, max_length=80)]
Price = Annotated[int, Field(ge=0, le=100_000_000, description="Minor units")]
Days = Annotated[int, Field(ge=0, le=90)]
# As text, so that what is stored is JSON.
Day = Annotated[
    date,
    PlainSerializer(date.isoformat, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
MAX_GRAMS, MAX_UNITS = 100_000_000, 100_000


class Area(Schema):
    """A country, or "*" for everywhere that no other area is; with regions or postal codes only those parts of it."""

    country: Annotated[str, Field(pattern=r"^([A-Z]{2}|\*)$", description="ISO 3166-1 alpha-2, or *")]
    regions: Annotated[list[Named], Field(max_length=100)] = []
    postal_codes: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=40)]],
        Field(max_length=500, description="27498, BT*, 97100..97899 or IV1..IV28"),
    ] = []


class Band(Schema):
    price: Price
    up_to: Annotated[int | None, Field(ge=0, le=1_000_000_000)] = None
    size_class: Annotated[str, Field(max_length=40)] = ""


class ByCarrier(Schema):
    """What the carrier of the shop's account asks, of the cheapest of these services that is fast enough (all services
    when none is named), and what the shop adds.
    """

    services: Annotated[list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=20)] = []
    most_days: Annotated[int | None, Field(ge=1, le=90)] = None
    share: Annotated[int, Field(ge=0, le=10_000, description="Basis points: 1000 adds 10 %")] = 0
    plus: Price = 0


class Method(Schema):
    id: Id
    name: Named
    bands: Annotated[list[Band], Field(min_length=1, max_length=30)]
    by: Literal["weight", "value", "quantity", "size"] = "weight"
    free_from: Price | None = None
    not_for: Annotated[list[Id], Field(max_length=20)] = []
    to_point: bool = False
    min_days: Days | None = None
    max_days: Days | None = None
    carrier: Annotated[
        ByCarrier | None, Field(description="Its price is a carrier's, and the bands' while none answers")
    ] = None


class Zone(Schema):
    id: Id
    name: Named
    areas: Annotated[list[Area], Field(max_length=250)]
    methods: Annotated[list[Method], Field(max_length=12)] = []
    excluded: bool = False


class Size(Schema):
    id: Id
    name: Named


class Surcharge(Schema):
    id: Id
    name: Named
    price: Price
    size_class: Annotated[str, Field(max_length=40)] = ""
    areas: Annotated[list[Area], Field(max_length=250)] = []
    methods: Annotated[list[Id], Field(max_length=20)] = []
    per_unit: bool = False
    when_free: bool = True


class Closing(Schema):
    since: Day
    until: Day
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$", description="Empty: of the shop")] = ""


class Delivery(Schema):
    zones: Annotated[list[Zone], Field(min_length=1, max_length=60)]
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$", description="Empty: the shop's")] = ""
    country: Country
    time_zone: Annotated[str, Field(max_length=60, description="Of the IANA's; empty: the shop's")] = ""
    cut_off: Annotated[str, Field(max_length=5, description="14:00")] = "14:00"
    handling_days: Days = 0
    work_days: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1, max_length=7)] = [1, 2, 3, 4, 5]
    sizes: Annotated[list[Size], Field(max_length=20)] = []
    surcharges: Annotated[list[Surcharge], Field(max_length=60)] = []
    closings: Annotated[list[Closing], Field(max_length=100)] = []


class SizedUnits(Schema):
    size_class: Id
    units: Annotated[int, Field(ge=1, le=MAX_UNITS)]


class TrialBody(Schema):
    """Goods that go somewhere, by rules that need not be stored: `sizes` are those of its units that have one."""

    delivery: Delivery
    country: Country
    region: Annotated[str, Field(max_length=100)] = ""
    postal_code: Annotated[str, Field(max_length=100)] = ""
    value: Annotated[int, Field(ge=0, le=10_000_000_000, description="Minor units, after all that is taken off")] = 0
    grams: Annotated[int, Field(ge=0, le=MAX_GRAMS)] = 0
    units: Annotated[int, Field(ge=1, le=MAX_UNITS)] = 1
    sizes: Annotated[list[SizedUnits], Field(max_length=20)] = []


class TriedSurcharge(View):
    name: str
    price: MoneyView


class TriedWay(View):
    """`base` is the price of the way itself, `free` why that is nothing. `by_carrier`: the checkout asks a carrier what
    it costs, and here is the price that holds while none answers.
    """

    id: str
    name: str
    price: MoneyView
    base: MoneyView
    free: bool
    by_carrier: bool
    surcharges: list[TriedSurcharge]
    estimate: str
    earliest: date | None
    latest: date | None

    @classmethod
    def of(cls, way: Way, arrives: ArrivalDays | None, estimate: str, currency: str) -> TriedWay:
        def money(amount: int) -> MoneyView:
            return MoneyView.of(Money(amount, currency))

        return cls(
            id=way.method.id,
            name=way.method.name,
            price=money(way.price),
            base=money(way.base),
            free=way.free,
            by_carrier=way.method.carrier is not None and not way.free,
            surcharges=[TriedSurcharge(name=each.name, price=money(each.amount)) for each in way.added],
            estimate=estimate,
            earliest=arrives.earliest if arrives else None,
            latest=arrives.latest if arrives else None,
        )


class TrialView(View):
    """`zone` is null where nothing is sent; no way is left where the goods are more than all of them are for."""

    zone: str | None
    ways: list[TriedWay]
