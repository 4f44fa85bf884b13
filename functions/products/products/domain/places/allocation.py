"""Which location sends which units of an order. A pure function of what it is given.

Every unit is given to one location, and no location gives more than it has. Only what is nowhere (sold below zero, or
found missing) is left to MAIN, which then waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from products.domain.places.geography import kilometres, middle_of
from products.domain.places.network import MAIN, AllocationRule, Location

# Up to so many locations an order is tried in every combination; beyond, the first that stand in line.
_TRIED = 4
_FAR = float("inf")

Lines = Mapping[str, int]
Levels = Mapping[str, Mapping[str, int]]
Shares = dict[str, dict[str, int]]


def allocate(
    lines: Lines,
    levels: Levels,
    locations: Sequence[Location],
    destination: str,
    rule: AllocationRule,
    first: str = "",
) -> Shares:
    """Units by location and SKU. `lines` are units by SKU, `levels` units by location and SKU, `destination` is the
    country the order goes to.

    `nearest` and `priority` have each line from the first in line, and what is missing from the next; `fewest` has as
    few locations as can be, and of several such choices the first in line. An order that the active locations have
    takes nothing from others. `first` is a location whose own units go before all others: there the order is fetched.
    """
    queue = in_line(locations, destination, rule)
    active = [each.id for each in queue if each.active]
    chosen: Sequence[str] = active
    if rule is AllocationRule.FEWEST:
        chosen = _fewest(lines, levels, active)
    inactive = [each.id for each in queue if not each.active]
    if first in levels:
        chosen = [first, *(place for place in active if place != first)]
        inactive = [place for place in inactive if place != first]
    left, shares = dict(lines), Shares()
    for place in [*chosen, *inactive]:
        for sku, wanted in left.items():
            given = min(wanted, max(0, levels.get(place, {}).get(sku, 0)))
            if given:
                shares.setdefault(place, {})[sku] = given
                left[sku] = wanted - given
    for sku, missing in left.items():
        if missing:
            at_main = shares.setdefault(MAIN, {})
            at_main[sku] = at_main.get(sku, 0) + missing
    return shares


def in_line(locations: Sequence[Location], destination: str, rule: AllocationRule) -> list[Location]:
    """The locations in the order in which they are asked: the same whatever order they are given in."""
    if rule is AllocationRule.NEAREST:
        return sorted(locations, key=lambda it: (_distance(it, destination), it.priority, it.id))
    return sorted(locations, key=lambda it: (it.priority, it.id))


def _distance(location: Location, destination: str) -> float:
    """Nothing within a country: its own goods cross no border, however far it is to its middle."""
    if location.address.country == destination:
        return 0.0
    here = location.position or middle_of(location.address.country)
    there = middle_of(destination)
    return kilometres(here, there) if here and there else _FAR


def _fewest(lines: Lines, levels: Levels, places: Sequence[str]) -> Sequence[str]:
    useful = [place for place in places if any(levels.get(place, {}).get(sku, 0) > 0 for sku in lines)]
    for number in range(1, min(_TRIED, len(useful)) + 1):
        for choice in combinations(useful, number):
            if all(sum(max(0, levels[place].get(sku, 0)) for place in choice) >= lines[sku] for sku in lines):
                return choice
    return useful
