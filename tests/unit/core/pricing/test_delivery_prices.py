"""Zones, bands, thresholds and surcharges of delivery."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.address import COUNTRIES
from souk.address.destination import Destination
from souk.pricing.delivery.prices import DeliveredGoods, goods_of, ways
from souk.pricing.delivery.rules import (
    ANYWHERE,
    DeliveryArea,
    DeliveryBand,
    DeliveryMethod,
    DeliveryRules,
    DeliverySize,
    DeliverySurcharge,
    DeliveryZone,
)
from souk.pricing.delivery.shipped import HOME, UNION, WORLD, delivered, shipped
from souk.pricing.delivery.zones import zone_of


def method(**changes: object) -> DeliveryMethod:
    kept = DeliveryMethod("standard", "Standard", (DeliveryBand(490, up_to=5_000), DeliveryBand(990)))
    return replace(kept, **changes)  # type: ignore[arg-type]


def zone(
    id_: str, *areas: DeliveryArea, methods: tuple[DeliveryMethod, ...] = (), excluded: bool = False
) -> DeliveryZone:
    return DeliveryZone(id_, id_.title(), areas, methods or (() if excluded else (method(),)), excluded)


def rules(*zones: DeliveryZone, **changes: object) -> DeliveryRules:
    return replace(DeliveryRules(zones, country="DE"), **changes)  # type: ignore[arg-type]


def found(known: DeliveryRules, country: str, region: str = "", code: str = "") -> str:
    there = zone_of(known, Destination(country, region, code))
    return there.id if there else ""


BRITAIN = rules(
    zone("rest", DeliveryArea(ANYWHERE)),
    zone("britain", DeliveryArea("GB")),
    zone("ulster", DeliveryArea("GB", postal_codes=("BT*",))),
    zone("highlands", DeliveryArea("GB", postal_codes=("IV*", "HS*", "AB31..AB38"))),
    zone("office", DeliveryArea("GB", postal_codes=("iv1 1aa",))),
    zone("west", DeliveryArea("GB", postal_codes=("W1..W14",))),
    zone("inverness", DeliveryArea("GB", postal_codes=("IV1..IV3",))),
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("", "britain"),
        ("SW1A 1AA", "britain"),
        ("BT1 5GS", "ulster"),
        ("B1 1AA", "britain"),
        ("IV2 4AA", "inverness"),
        ("IV27 4AA", "highlands"),
        ("W1A 1AA", "west"),
        ("W9 1AA", "west"),
        ("W14 1AA", "west"),
        ("W15 1AA", "britain"),
        ("WC1A 1AA", "britain"),
        ("IV51 9AA", "highlands"),
        ("IV1 1AA", "office"),
        ("IV11AA", "office"),
        ("IV1 1AB", "inverness"),
        ("AB30 1AA", "britain"),
        ("AB31 1AA", "highlands"),
        ("AB38 9ZZ", "highlands"),
        ("AB39 1AA", "britain"),
        ("AB3 1AA", "britain"),
    ],
)
def test_the_postal_code_that_says_most_wins(code: str, expected: str) -> None:
    assert found(BRITAIN, "GB", code=code) == expected


def test_a_region_says_more_than_its_country_and_less_than_a_code_whatever_comes_first() -> None:
    zones = (
        zone("code", DeliveryArea("ES", postal_codes=("38*",))),
        zone("canaries", DeliveryArea("ES", regions=("Las Palmas", "Santa Cruz de Tenerife"))),
        zone("spain", DeliveryArea("ES")),
        zone("rest", DeliveryArea(ANYWHERE)),
    )
    for known in (rules(*zones), rules(*reversed(zones))):
        assert found(known, "ES") == "spain"
        assert found(known, "ES", "Madrid", "28001") == "spain"
        assert found(known, "ES", "LAS PALMAS", "35001") == "canaries"
        assert found(known, "ES", "Santa Cruz de Tenerife", "38001") == "code"
        assert found(known, "PT", "", "1000-205") == "rest"


def test_a_country_without_postal_codes_goes_by_its_regions() -> None:
    known = rules(zone("gulf", DeliveryArea("AE")), zone("dubai", DeliveryArea("AE", regions=("Dubai",))))
    assert found(known, "AE", "Dubai") == "dubai"
    assert found(known, "AE", "Fujairah") == "gulf"
    assert found(rules(zone("kong", DeliveryArea("HK", regions=("香港島",)))), "HK", "香港島") == "kong"


def test_every_country_there_is_can_be_in_a_zone_and_the_rest_of_the_world_has_all_others() -> None:
    one_each = rules(*(zone(country.lower(), DeliveryArea(country)) for country in sorted(COUNTRIES)))
    assert [country for country in COUNTRIES if found(one_each, country) != country.lower()] == []
    world = rules(zone("home", DeliveryArea("DE")), zone("world", DeliveryArea(ANYWHERE)))
    assert {found(world, country) for country in COUNTRIES - {"DE"}} == {"world"}


def test_what_is_excluded_is_taken_out_of_the_wider_zone() -> None:
    known = rules(
        zone("france", DeliveryArea("FR")),
        zone("far", DeliveryArea("FR", postal_codes=("97100..97899",)), excluded=True),
    )
    assert found(known, "FR", code="97410") == ""
    assert ways(known, Destination("FR", "", "97410"), DeliveredGoods()) is None
    assert found(known, "FR", code="75001") == "france"
    assert ways(known, Destination("US"), DeliveredGoods()) is None


@pytest.mark.parametrize(
    ("by", "at", "above"),
    [
        ("weight", DeliveredGoods(grams=5_000), DeliveredGoods(grams=5_001)),
        ("value", DeliveredGoods(value=5_000), DeliveredGoods(value=5_001)),
        ("quantity", DeliveredGoods(units=5_000), DeliveredGoods(units=5_001)),
    ],
)
def test_a_limit_is_in_its_band_and_beyond_the_last_there_is_no_way(
    by: str, at: DeliveredGoods, above: DeliveredGoods
) -> None:
    priced = method(by=by, bands=(DeliveryBand(490, up_to=5_000), DeliveryBand(990, up_to=20_000)))
    known = rules(zone("home", DeliveryArea("DE"), methods=(priced,)))
    home = Destination("DE")
    assert [way.price for way in ways(known, home, at) or ()] == [490]
    assert [way.price for way in ways(known, home, above) or ()] == [990]
    assert ways(known, home, DeliveredGoods(20_001, 20_001, 20_001)) == ()


SIZES = (DeliverySize("large", "Large"), DeliverySize("bulky", "Bulky"))


def test_by_size_the_largest_of_the_goods_decides() -> None:
    sized = method(by="size", bands=(DeliveryBand(300), DeliveryBand(900, size_class="large")), not_for=("bulky",))
    known = rules(zone("home", DeliveryArea("DE"), methods=(sized,)), sizes=SIZES)

    def price(*sizes: str) -> list[int]:
        goods = goods_of(((1, 100, size) for size in sizes), 1_000)
        return [way.price for way in ways(known, Destination("DE"), goods) or ()]

    assert price() == price("") == price("forgotten") == [300]
    assert price("", "large") == price("large", "large") == [900]
    assert price("large", "bulky") == []


def test_free_from_a_value_on_says_so_and_keeps_the_surcharges_that_are_always_due() -> None:
    known = rules(
        zone("home", DeliveryArea("DE"), methods=(method(free_from=5_000),)),
        sizes=SIZES,
        surcharges=(
            DeliverySurcharge("bulky", "Bulky goods", 2_500, size_class="bulky", per_unit=True),
            DeliverySurcharge(
                "island", "Islands", 1_000, areas=(DeliveryArea("DE", postal_codes=("27498",)),), when_free=False
            ),
        ),
    )
    island = Destination("DE", "", "27498")
    goods = goods_of([(2, 100, "bulky"), (3, 100, "")], 4_999)
    (paid,) = ways(known, island, goods) or ()
    assert (paid.base, paid.free, paid.price) == (490, False, 490 + 5_000 + 1_000)
    assert [(each.name, each.amount) for each in paid.added] == [("Bulky goods", 5_000), ("Islands", 1_000)]
    (free,) = ways(known, island, replace(goods, value=5_000)) or ()
    assert (free.base, free.free, free.price) == (0, True, 5_000)
    (mainland,) = ways(known, Destination("DE", "", "10115"), DeliveredGoods(5_000, 100, 1)) or ()
    assert (mainland.price, mainland.added) == (0, ())


def test_a_surcharge_of_some_ways_is_added_to_no_other() -> None:
    both = (method(), method(id="express"))
    fuel = DeliverySurcharge("fuel", "Fuel", 100, areas=(DeliveryArea(ANYWHERE),), methods=("express",))
    known = rules(zone("home", DeliveryArea("DE"), methods=both), surcharges=(fuel,))
    assert [way.price for way in ways(known, Destination("DE"), DeliveredGoods()) or ()] == [490, 590]


@given(
    st.sampled_from(sorted(COUNTRIES)),
    st.integers(0, 10**9),
    st.lists(
        st.tuples(st.integers(1, 99), st.integers(0, 50_000), st.sampled_from(["", "large", "bulky"])), max_size=33
    ),
)
def test_no_price_is_below_nothing_or_depends_on_the_order_of_lines(
    country: str, value: int, lines: list[tuple[int, int, str]]
) -> None:
    bulky = DeliverySurcharge("bulky", "Bulky goods", 2_500, size_class="bulky")
    known = replace(shipped(), sizes=SIZES, surcharges=(bulky,))
    there = ways(known, Destination(country), goods_of(lines, value))
    assert there == ways(known, Destination(country), goods_of(reversed(lines), value))
    assert all(way.price >= sum(each.amount for each in way.added) >= 0 for way in there or ())
    assert (there is None) == (country not in {HOME, *UNION, *WORLD})


def test_what_comes_with_the_code_names_each_country_once() -> None:
    named = [area.country for each in shipped().zones for area in each.areas]
    assert sorted(named) == delivered()
    assert len(set(named)) == len(named) == 37
