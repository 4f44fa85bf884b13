"""The rules that come with the code, and hold until a shop publishes its own: Germany, the Union, ten countries more.

Amounts are minor units of the shop's currency, whichever it is.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from souk.pricing.delivery.rules import DeliveryArea, DeliveryBand, DeliveryMethod, DeliveryRules, DeliveryZone

HOME = "DE"
UNION = "AT BE BG CY CZ DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
WORLD = "AU CA CH GB IS JP LI NO NZ US".split()


def delivered() -> list[str]:
    """The countries that these rules send to."""
    return sorted([HOME, *UNION, *WORLD])


@cache
def shipped() -> DeliveryRules:
    return DeliveryRules(
        country=HOME,
        zones=(
            DeliveryZone(
                id="home",
                name="Germany",
                areas=_areas([HOME]),
                methods=(
                    _method("standard", "Standard", (2, 3), [(5_000, 490), (None, 990)], 5_000),
                    _method("express", "Express", (1, 1), [(5_000, 990), (None, 1_990)]),
                    _point((2, 3), [(5_000, 390), (20_000, 790)], 5_000),
                ),
            ),
            DeliveryZone(
                id="union",
                name="European Union",
                areas=_areas(UNION),
                methods=(
                    _method("standard", "Standard", (3, 6), [(5_000, 990), (None, 1_990)], 10_000),
                    _method("express", "Express", (1, 2), [(5_000, 1_990), (None, 3_990)]),
                    _point((3, 6), [(5_000, 790), (20_000, 1_590)], 10_000),
                ),
            ),
            DeliveryZone(
                id="world",
                name="World",
                areas=_areas(WORLD),
                methods=(_method("standard", "Standard", (7, 14), [(2_000, 1_990), (None, 4_990)]),),
            ),
        ),
    )


def _areas(countries: list[str]) -> tuple[DeliveryArea, ...]:
    return tuple(DeliveryArea(country=country) for country in countries)


def _method(
    id_: str, name: str, days: tuple[int, int], bands: list[tuple[int | None, int]], free_from: int | None = None
) -> DeliveryMethod:
    """`bands` by weight: the heaviest parcel, and the price."""
    priced = tuple(DeliveryBand(up_to=heaviest, price=price) for heaviest, price in bands)
    return DeliveryMethod(id=id_, name=name, bands=priced, free_from=free_from, min_days=days[0], max_days=days[1])


def _point(days: tuple[int, int], bands: list[tuple[int | None, int]], free_from: int) -> DeliveryMethod:
    return replace(_method("point", "To a pick-up point", days, bands, free_from), to_point=True)
