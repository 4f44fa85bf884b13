"""What is sent to whom: fixed from the day the order is paid."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from shipping.domain.tracking import MANUAL
from souk.errors import InvalidInput
from souk.shopper.owner import ERASED

_PARCEL = re.compile(r"[1-9][0-9]{0,2}")
# A parcel nobody weighed is declared at this weight; carriers refuse a parcel of nothing.
DEFAULT_WEIGHT_GRAMS = 500
STANDARD = "standard"
# The location that every shop has.
MAIN = "main"


@dataclass(frozen=True, slots=True)
class ConsignmentLine:
    """`options` tell variants apart ("Large / Blue"), and are known where the shop picks. `exclusion`: why the shopper
    cannot withdraw from buying it (see `souk.withdrawal`). `price` of a unit with tax, in minor units of the order's
    currency; 0 in older ones.
    """

    sku: str
    quantity: int
    title: str = ""
    options: str = ""
    exclusion: str = ""
    price: int = 0


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    line1: str
    city: str
    postal_code: str
    country: str
    line2: str = ""
    region: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PickupPlace:
    """A location of the shop where the parcel is fetched, as its shopper was told of it."""

    location: str
    name: str
    line1: str
    postal_code: str
    city: str
    country: str
    hours: str = ""


@dataclass(frozen=True, slots=True)
class PickupPoint:
    """A carrier's point to which the parcel is brought and where it is collected; `id` is the carrier's, `kind` "shop"
    or "locker".
    """

    carrier: str
    id: str
    kind: str
    name: str
    line1: str
    postal_code: str
    city: str
    country: str
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Units of a parcel that is fetched which another location has: they are brought to where it is."""

    location: str
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Resending:
    """What a parcel is sent in the place of: `of` is the id of a parcel or a claim. `hold` names the stock that is held
    for it; "" where the goods came back, and are sent as they are.
    """

    of: str
    hold: str = ""


@dataclass(frozen=True, slots=True)
class Consignment:
    """What is sent to whom: fixed from the day the order is paid, but for an address that staff put right, and units
    that are cancelled.

    `service` is the way of delivery that was bought, `revision` counts how often it was to be booked anew since.
    `free`: the order cost nothing. `rate` names what staff chose to send it by, in the place of the shop's rule.
    `location` is the shop's that sends it. `awaits` are the SKUs whose units have not come in yet: it is no parcel
    before they have. `again`: it is sent in the place of another. `pickup`: it is fetched there, and `elsewhere` are
    those of its units that other locations had when it was made; `code` is what it is handed out for. `point`: the
    carrier's, to which it is sent; the address says whom it is for. `currency` is the order's, empty in older ones.
    `correlation_id` is that of the request that bought it: what the carrier reports days later still belongs to it.
    """

    order_id: str
    order_number: str
    owner: str
    email: str
    access_key: str
    lines: tuple[ConsignmentLine, ...]
    address: Address
    weight_grams: int
    created_at: datetime
    parcel: int = 1
    correlation_id: str = ""
    service: str = STANDARD
    revision: int = 0
    free: bool = False
    rate: str = ""
    location: str = MAIN
    awaits: tuple[str, ...] = ()
    again: Resending | None = None
    pickup: PickupPlace | None = None
    elsewhere: tuple[Elsewhere, ...] = ()
    code: str = ""
    point: PickupPoint | None = None
    currency: str = ""

    @property
    def shipment_id(self) -> str:
        return shipment_id(self.order_id, self.parcel)

    @property
    def booking_key(self) -> str:
        """What the carrier knows one order for transport by: another address, or less in it, is another one."""
        return f"{self.shipment_id}.{self.revision}" if self.revision else self.shipment_id

    def carried_by(self, usual: str) -> str:
        """Its carrier, which is `usual`ly that one: staff hand over what is fetched, and a point is of one carrier."""
        if self.pickup:
            return MANUAL
        return self.point.carrier if self.point else usual

    @property
    def still_out(self) -> list[str]:
        """The SKUs of it whose units have not come in."""
        return [sku for sku in self.awaits if sku in self.units]

    @property
    def is_here(self) -> bool:
        """Whether all that belongs into it came in."""
        return not self.still_out

    def came_in(self, sku: str) -> Consignment:
        return replace(self, awaits=tuple(known for known in self.awaits if known != sku))

    def readdressed(self, address: Address) -> Consignment:
        return replace(self, address=address, revision=self.revision + 1)

    def rebooked(self) -> Consignment:
        return replace(self, revision=self.revision + 1)

    def without(self, units: Mapping[str, int], weight_grams: int = 0) -> Consignment:
        """Less these units by SKU, and what they weigh."""
        lines = tuple(
            replace(line, quantity=line.quantity - out) for line, out in self._found(units) if line.quantity > out
        )
        weight = self.weight_grams - weight_grams
        return self._with(lines, weight if weight > 0 else DEFAULT_WEIGHT_GRAMS)

    def only(self, units: Mapping[str, int]) -> Consignment:
        """These units of it, by SKU."""
        lines = tuple(replace(line, quantity=taken) for line, taken in self._found(units) if taken)
        return self._with(lines, self.weight_grams)

    def _with(self, lines: tuple[ConsignmentLine, ...], weight_grams: int) -> Consignment:
        """Of no SKU more is brought from elsewhere than is in it."""
        less = replace(self, lines=lines, weight_grams=weight_grams)
        if not self.elsewhere:
            return less
        left, brought = less.units, []
        for each in self.elsewhere:
            units = min(each.quantity, left.get(each.sku, 0))
            if units:
                left[each.sku] -= units
                brought.append(replace(each, quantity=units))
        return replace(less, elsewhere=tuple(brought))

    def brought_without(self, other: Consignment) -> Consignment:
        """Less what is brought for another parcel that was made of it."""
        theirs = Counter({(each.location, each.sku): each.quantity for each in other.elsewhere})
        ours = [(each, each.quantity - theirs[each.location, each.sku]) for each in self.elsewhere]
        return replace(self, elsewhere=tuple(replace(each, quantity=units) for each, units in ours if units > 0))

    def _found(self, units: Mapping[str, int]) -> Iterator[tuple[ConsignmentLine, int]]:
        """Each of its lines, and how many of these units by SKU are of it."""
        left = dict(units)
        for line in self.lines:
            found = min(line.quantity, left.get(line.sku, 0))
            left[line.sku] = left.get(line.sku, 0) - found
            yield line, found

    def priced(self, prices: Mapping[str, int]) -> Consignment:
        """With what a unit of a SKU costs now, where that is less than was known."""
        lines = (replace(line, price=min(line.price, prices.get(line.sku, line.price))) for line in self.lines)
        return replace(self, lines=tuple(lines))

    @property
    def units(self) -> dict[str, int]:
        """How many of each SKU belong into it."""
        units: Counter[str] = Counter()
        for line in self.lines:
            units[line.sku] += line.quantity
        return units

    def anonymised(self) -> Consignment:
        """Without whom it goes to; the country stays."""
        address = Address(name="", line1="", city="", postal_code="", country=self.address.country)
        return replace(self, owner=ERASED, email="", access_key="", address=address, point=None)


def shipment_id(order_id: str, parcel: int = 1) -> str:
    """The order's id and the parcel's number: the same order gives the same shipment however often it is told."""
    return f"{order_id}-{parcel}"


def order_of(shipment: str) -> tuple[str, int]:
    """The order id and parcel number in a shipment id. Raises InvalidInput for anything else."""
    order_id, _, parcel = shipment.rpartition("-")
    if not order_id or not _PARCEL.fullmatch(parcel):
        raise InvalidInput("this is not a shipment id")
    return order_id, int(parcel)
