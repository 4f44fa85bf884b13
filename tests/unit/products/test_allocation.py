"""Which location sends which units of an order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from products.domain.places.allocation import allocate, in_line
from products.domain.places.geography import kilometres, middle_of
from products.domain.places.network import MAIN, AllocationRule, Coordinates, Location, LocationAddress

Units = dict[str, int]

SKUS = ("A", "B", "C")
COUNTRIES = ("DE", "FR", "PL", "US", "ZZ")
PLACES = (MAIN, "lyon", "posen", "ohio")


def location(place: str, country: str = "DE", priority: int = 1, *, active: bool = True) -> Location:
    return Location(id=place, name=place, address=LocationAddress(country), priority=priority, active=active)


lines = st.dictionaries(st.sampled_from(SKUS), st.integers(1, 5), min_size=1)
levels = st.dictionaries(st.sampled_from(PLACES), st.dictionaries(st.sampled_from(SKUS), st.integers(-2, 5)))
networks = st.lists(
    st.builds(
        location,
        st.sampled_from(PLACES),
        st.sampled_from(COUNTRIES),
        st.integers(1, 3),
        active=st.booleans(),
    ),
    min_size=1,
    unique_by=lambda it: it.id,
)
rules = st.sampled_from(AllocationRule)


@given(lines, levels, networks, st.sampled_from(COUNTRIES), rules, st.randoms())
def test_each_unit_is_sent_once_and_never_more_than_a_location_has(
    lines: Units,
    levels: Mapping[str, Units],
    locations: list[Location],
    country: str,
    rule: AllocationRule,
    random: Random,
) -> None:
    shares = allocate(lines, levels, locations, country, rule)
    for sku, wanted in lines.items():
        assert sum(units.get(sku, 0) for units in shares.values()) == wanted
    there = {it.id: {sku: max(0, units) for sku, units in levels.get(it.id, {}).items()} for it in locations}
    for place, units in shares.items():
        assert units, "no parcel of nothing"
        for sku, number in units.items():
            assert number > 0
            nowhere = max(0, lines[sku] - sum(each.get(sku, 0) for each in there.values()))
            assert number <= there.get(place, {}).get(sku, 0) + (nowhere if place == MAIN else 0)
    # Whatever order the locations are told in.
    shuffled = random.sample(locations, len(locations))
    assert allocate(lines, levels, shuffled, country, rule) == shares


@given(lines, levels, networks)
def test_fewest_means_that_no_smaller_choice_has_it_all(
    lines: Units, levels: Mapping[str, Units], locations: list[Location]
) -> None:
    shares = allocate(lines, levels, locations, "DE", AllocationRule.FEWEST)
    active = [it.id for it in locations if it.active]

    def suffices(choice: Iterable[str]) -> bool:
        return all(sum(max(0, levels.get(it, {}).get(sku, 0)) for it in choice) >= lines[sku] for sku in lines)

    smallest = [size for size in range(1, len(active) + 1) if any(map(suffices, combinations(active, size)))]
    if smallest:
        assert len(shares) == smallest[0]


def test_the_nearest_has_it_first_and_the_next_what_is_missing() -> None:
    here, there = location("posen", "PL", priority=2), location("lyon", "FR", priority=1)
    both = {"lyon": {"A": 2}, "posen": {"A": 2}}
    assert allocate({"A": 3}, both, [there, here], "PL", AllocationRule.NEAREST) == {
        "posen": {"A": 2},
        "lyon": {"A": 1},
    }
    assert allocate({"A": 3}, both, [there, here], "PL", AllocationRule.PRIORITY) == {
        "lyon": {"A": 2},
        "posen": {"A": 1},
    }


def test_within_a_country_nothing_is_nearer_and_a_position_counts_across_borders() -> None:
    edge = Location(id="kehl", name="", address=LocationAddress("DE"), position=Coordinates(48.57, 7.81), priority=9)
    far = Location(id="rostock", name="", address=LocationAddress("DE"), position=Coordinates(54.09, 12.1))
    assert [it.id for it in in_line([far, edge], "FR", AllocationRule.NEAREST)] == ["kehl", "rostock"]
    assert [it.id for it in in_line([far, edge], "DE", AllocationRule.NEAREST)] == ["rostock", "kehl"]


def test_where_nobody_knows_the_way_the_first_in_line_sends() -> None:
    places = [location("posen", "PL", 2), location("lyon", "FR", 1)]
    assert [it.id for it in in_line(places, "ZZ", AllocationRule.NEAREST)] == ["lyon", "posen"]


def test_an_inactive_location_sends_only_what_no_other_has() -> None:
    places = [location("closed", "DE", active=False), location("lyon", "FR")]
    levels = {"closed": {"A": 9}, "lyon": {"A": 2}}
    assert allocate({"A": 2}, levels, places, "DE", AllocationRule.NEAREST) == {"lyon": {"A": 2}}
    assert allocate({"A": 3}, levels, places, "DE", AllocationRule.FEWEST) == {"lyon": {"A": 2}, "closed": {"A": 1}}


def test_distances_are_those_of_the_globe() -> None:
    berlin, paris = Coordinates(52.52, 13.405), Coordinates(48.857, 2.352)
    assert abs(kilometres(berlin, paris) - 878) < 2
    assert abs(kilometres(Coordinates(0, 179.5), Coordinates(0, -179.5)) - 111) < 1
    assert middle_of("ZZ") is None
