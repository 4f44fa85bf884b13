"""Rules of delivery: where the shop sends to, by which ways, for how much, and how soon it arrives.

Amounts are minor units of `currency`, as shoppers see them (with tax where prices include it); weights are grams. They
are published as `souk.events.rules.delivery` has them, which is this with its checks of types.
"""

from __future__ import annotations

from dataclasses import dataclass

# The country of an area that is everywhere no other area is.
ANYWHERE = "*"


@dataclass(frozen=True, slots=True)
class DeliveryArea:
    """A country (ISO 3166-1 alpha-2, or `ANYWHERE`); with regions or postal codes only those parts of it, whichever
    fits. A postal code is a whole one ("27498"), its beginning ("BT*"), a range of beginnings ("97100..97899") or of
    districts ("IV1..IV28").
    """

    country: str
    regions: tuple[str, ...] = ()
    postal_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryBand:
    """A price. `up_to` is the most that it holds for, None without a limit: grams, minor units or units, as the method
    is priced; where it is priced by size, `size_class` is what it is for.
    """

    price: int
    up_to: int | None = None
    size_class: str = ""


@dataclass(frozen=True, slots=True)
class CarrierPrice:
    """That a way costs what the carrier of the shop's account asks. `services` are the carrier's that it may be, by
    their names, all when there are none; of those that take `most_days` at most (None for any) the cheapest. On top
    come `share` of it, in basis points, and `plus`, in minor units.
    """

    services: tuple[str, ...] = ()
    most_days: int | None = None
    share: int = 0
    plus: int = 0


@dataclass(frozen=True, slots=True)
class DeliveryMethod:
    """A way to send. `by` is what its price goes by: "weight", "value" of the goods, "quantity" or "size". It is not
    offered beyond its last band, nor for a size in `not_for`. Free from goods of `free_from` on. `to_point`: to a
    carrier's pick-up point, which the shopper chooses. `min_days` and `max_days` are working days from the parcel's
    leaving to its arrival; without both, nothing is promised. With `carrier` a carrier is asked what it costs; the
    bands are then what it costs while none answers, and say as ever up to where it is offered.
    """

    id: str
    name: str
    bands: tuple[DeliveryBand, ...]
    by: str = "weight"
    free_from: int | None = None
    not_for: tuple[str, ...] = ()
    to_point: bool = False
    min_days: int | None = None
    max_days: int | None = None
    carrier: CarrierPrice | None = None


@dataclass(frozen=True, slots=True)
class DeliveryZone:
    """`excluded`: nothing is sent there, though a wider area of another zone has it."""

    id: str
    name: str
    areas: tuple[DeliveryArea, ...]
    methods: tuple[DeliveryMethod, ...] = ()
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class DeliverySize:
    """What variants can be marked as. The document has them from the smallest to the largest; unmarked is smaller."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class DeliverySurcharge:
    """What is added to the price of a way: for goods of a size, for a destination, or for such goods that go there.
    `methods` are the ids of the ways that it is added to, all when there are none. `per_unit`: for each unit of the
    size. `when_free`: also where the way itself is free.
    """

    id: str
    name: str
    price: int
    size_class: str = ""
    areas: tuple[DeliveryArea, ...] = ()
    methods: tuple[str, ...] = ()
    per_unit: bool = False
    when_free: bool = True


@dataclass(frozen=True, slots=True)
class DeliveryClosing:
    """Days on which nobody works, both included (ISO 8601): of a country nothing arrives, of the shop nothing leaves
    when `country` is empty.
    """

    since: str
    until: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryRules:
    """All of it. `country` is where parcels leave, whose public holidays are the shop's. What is ordered before
    `cut_off` ("14:00" in `time_zone`) leaves `handling_days` working days later. `work_days` are those of a week on
    which parcels leave, 1 is Monday. `closings` are added to the public holidays of the countries.
    """

    zones: tuple[DeliveryZone, ...]
    currency: str = ""  # the shop's, when empty
    country: str = ""
    time_zone: str = ""  # the shop's, when empty
    cut_off: str = "14:00"
    handling_days: int = 0
    work_days: tuple[int, ...] = (1, 2, 3, 4, 5)
    sizes: tuple[DeliverySize, ...] = ()
    surcharges: tuple[DeliverySurcharge, ...] = ()
    closings: tuple[DeliveryClosing, ...] = ()
