"""What staff have done with a parcel before it leaves: counted into it, not found, packed. Pure and immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from souk.errors import Conflict

# So many scans are known again when they are sent once more.
REMEMBERED = 20


class AddressChanged(Conflict):
    """What is on the parcel, or in the packer's hand, is made out to an address that holds no more."""

    code, title = "address_changed", "The address of this parcel was changed"


class WorkQueue(StrEnum):
    """The work that waits for those who pick, pack and ship."""

    TO_PICK = "to_pick"
    PICKING = "picking"  # in somebody's batch
    TO_PACK = "to_pack"
    TO_SHIP = "to_ship"


class ShortageReason(StrEnum):
    NOT_FOUND = "not_found"
    DAMAGED = "damaged"


class Resolution(StrEnum):
    """What became of a shortage."""

    FOUND = "found"
    SEND_WITHOUT = "send_without"


@dataclass(frozen=True, slots=True)
class Pick:
    """Units counted into a parcel by one request, whose id it has."""

    id: str
    sku: str
    units: int


@dataclass(frozen=True, slots=True)
class PickShortage:
    """Units of a SKU that could not be picked. `accepted`: the parcel goes without them."""

    sku: str
    units: int
    reason: ShortageReason
    note: str
    reported_at: datetime
    by: str
    accepted: bool = False

    def says_as(self, other: PickShortage) -> bool:
        """Whether both report the same, whoever did and when."""
        return replace(other, reported_at=self.reported_at, by=self.by) == self


@dataclass(frozen=True, slots=True)
class Packed:
    """That a parcel is closed. Weight in grams, lengths in millimetres; 0 and empty: nobody measured or said it."""

    packed_at: datetime
    by: str
    weight_grams: int = 0
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    box: str = ""

    def says_as(self, other: Packed) -> bool:
        return replace(other, packed_at=self.packed_at, by=self.by) == self


@dataclass(frozen=True, slots=True)
class Work:
    """`counted` are units by SKU, `recent` the newest requests that counted them. `batch` is the one it is in.
    `relabel`: it was packed when its address changed, and is to be packed anew, with another slip, before it leaves.
    """

    counted: Mapping[str, int] = field(default_factory=dict)
    recent: tuple[Pick, ...] = ()
    shortages: tuple[PickShortage, ...] = ()
    packing: Packed | None = None
    batch: str = ""
    relabel: bool = False

    @property
    def is_short(self) -> bool:
        """Whether somebody has to say what becomes of what was not found."""
        return any(not shortage.accepted for shortage in self.shortages)

    def short_of(self, sku: str) -> int:
        return sum(shortage.units for shortage in self.shortages if shortage.sku == sku)

    def missing(self, sku: str, wanted: int) -> int:
        """How many units are still to be picked of those wanted."""
        return max(0, wanted - self.counted.get(sku, 0) - self.short_of(sku))

    def counted_by(self, pick_id: str) -> int:
        """How many units this request has counted into the parcel before."""
        return sum(pick.units for pick in self.recent if pick.id == pick_id)

    def with_pick(self, pick: Pick) -> Work:
        counted = {**self.counted, pick.sku: self.counted.get(pick.sku, 0) + pick.units}
        return replace(self, counted=counted, recent=(*self.recent, pick)[-REMEMBERED:])

    def readdressed(self) -> Work:
        """Its address changed: if it was packed, it is open, as its slip is made out to the former one."""
        return replace(self, packing=None, relabel=True) if self.packing else self

    def check_address(self) -> None:
        """Raises AddressChanged when it would leave with a slip of its former address."""
        if self.relabel:
            raise AddressChanged("its address was changed after it was packed: print its slip again, and pack it anew")

    def without(self, sku: str) -> tuple[PickShortage, ...]:
        return tuple(shortage for shortage in self.shortages if shortage.sku != sku)
