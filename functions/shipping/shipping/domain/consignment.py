"""What is sent to whom: fixed from the day the order is paid."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from souk.errors import InvalidInput
from souk.shopper.owner import ERASED

_PARCEL = re.compile(r"[1-9][0-9]{0,2}")
# A parcel nobody weighed is declared at this weight; carriers refuse a parcel of nothing.
DEFAULT_WEIGHT_GRAMS = 500
STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class ConsignmentLine:
    """`options` tell variants apart ("Large / Blue"), and are known where the shop picks."""

    sku: str
    quantity: int
    title: str = ""
    options: str = ""


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
class Consignment:
    """What is sent to whom: fixed from the day the order is paid, but for an address that staff put right, and units
    that are cancelled.

    `service` is the way of delivery that was bought, `revision` counts how often it was to be booked anew since.
    `free`: the order cost nothing.
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

    @property
    def shipment_id(self) -> str:
        return shipment_id(self.order_id, self.parcel)

    @property
    def booking_key(self) -> str:
        """What the carrier knows one order for transport by: another address, or less in it, is another one."""
        return f"{self.shipment_id}.{self.revision}" if self.revision else self.shipment_id

    def readdressed(self, address: Address) -> Consignment:
        return replace(self, address=address, revision=self.revision + 1)

    def rebooked(self) -> Consignment:
        return replace(self, revision=self.revision + 1)

    def without(self, units: Mapping[str, int], weight_grams: int = 0) -> Consignment:
        """Less these units by SKU, and what they weigh."""
        left, lines = dict(units), list[ConsignmentLine]()
        for line in self.lines:
            out = min(line.quantity, left.get(line.sku, 0))
            left[line.sku] = left.get(line.sku, 0) - out
            if line.quantity > out:
                lines.append(replace(line, quantity=line.quantity - out))
        weight = self.weight_grams - weight_grams
        return replace(self, lines=tuple(lines), weight_grams=weight if weight > 0 else DEFAULT_WEIGHT_GRAMS)

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
        return replace(self, owner=ERASED, email="", access_key="", address=address)


def shipment_id(order_id: str, parcel: int = 1) -> str:
    """The order's id and the parcel's number: the same order gives the same shipment however often it is told."""
    return f"{order_id}-{parcel}"


def order_of(shipment: str) -> tuple[str, int]:
    """The order id and parcel number in a shipment id. Raises InvalidInput for anything else."""
    order_id, _, parcel = shipment.rpartition("-")
    if not order_id or not _PARCEL.fullmatch(parcel):
        raise InvalidInput("this is not a shipment id")
    return order_id, int(parcel)
