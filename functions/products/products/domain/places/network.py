"""The locations that a shop keeps goods at and sends them from. Pure and immutable.

Every shop has the first one, `MAIN`, whatever is set up. The others keep units of a SKU in a book of their own
(`placed`); what is in none of these books is at `MAIN`. So the levels of a SKU add up to its stock without a sale, a
return or an import knowing of them, and a shop with one location keeps no books at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from souk.errors import Conflict, InvalidInput

MAIN = "main"
MOST = 20
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")


class AllocationRule(StrEnum):
    """Whose units an order has first."""

    NEAREST = "nearest"  # of the location that is nearest to where it goes
    FEWEST = "fewest"  # so that it goes in as few parcels as can be
    PRIORITY = "priority"  # of the location that stands first


class LocationsOff(Conflict):
    """The parameter `Locations` of the stack is off."""

    code, title = "locations_off", "This shop has one location"


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Degrees north and east."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class LocationAddress:
    country: str
    line1: str = ""
    city: str = ""
    postal_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """`priority` 1 stands first. One that is not `active` sends what no other has, and nothing else."""

    id: str
    name: str
    address: LocationAddress
    priority: int = 1
    active: bool = True
    position: Coordinates | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """All locations of a shop, and how orders are shared out between them. `version` 0: nothing is set up."""

    locations: tuple[Location, ...] = ()
    rule: AllocationRule = AllocationRule.NEAREST
    version: int = 0

    def find(self, location_id: str) -> Location | None:
        return next((each for each in self.locations if each.id == location_id), None)

    @property
    def several(self) -> bool:
        return len(self.locations) > 1


@dataclass(frozen=True, slots=True)
class Placed:
    """The book of one SKU: its units by location, without those at MAIN. `version` 0: there is no book yet."""

    sku: str
    units: Mapping[str, int] = field(default_factory=dict)
    version: int = 0

    @property
    def elsewhere(self) -> int:
        return sum(self.units.values())

    def after(self, moved: Mapping[str, int]) -> Placed:
        """Raises Conflict when a location would have fewer than none."""
        units = {each: self.units.get(each, 0) + moved.get(each, 0) for each in {**self.units, **moved}}
        short = [each for each, left in units.items() if left < 0]
        if short:
            has = self.units.get(short[0], 0)
            raise Conflict(f"only {has} of {self.sku!r} are at {short[0]}", on_hand=has, location=short[0])
        return Placed(self.sku, {each: left for each, left in units.items() if left}, self.version + 1)

    def levels(self, on_hand: int) -> dict[str, int]:
        """Units by location, MAIN first, when so many are on hand in all."""
        return {MAIN: on_hand - self.elsewhere, **self.units}


def network(known: Network, locations: Iterable[Location], rule: AllocationRule) -> Network:
    """The next version. Raises InvalidInput for two of one id, too many, none that is active, or one that is gone:
    goods may be there, and orders name it. One that is not needed any more is made inactive.
    """
    found = tuple(locations)
    ids = [each.id for each in found]
    if len(found) > MOST:
        raise InvalidInput(f"at most {MOST} locations can be kept")
    if len(set(ids)) < len(ids):
        raise InvalidInput("two locations have the same id")
    if wrong := [each for each in ids if not _ID.fullmatch(each)]:
        raise InvalidInput(f"{wrong[0]!r} is no id: use small letters, digits and hyphens, 32 at most")
    if gone := [each.id for each in known.locations if each.id not in ids] or [MAIN] * (MAIN not in ids):
        raise InvalidInput(f"{gone[0]!r} is missing: a location stays, and may be made inactive")
    if not any(each.active for each in found):
        raise InvalidInput("one location has to be active")
    return Network(found, rule, known.version + 1)
