"""Which zone a destination is in: that of the area which says most exactly where it is.

A postal code says more than a region, a region more than a country, and a country more than "anywhere". Of two postal
codes the one that fixes more of it says more, and a range more than the beginning it has in common. What is still equal
goes by the order of the document. While a shopper has typed no postal code, the country's own zone holds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from souk.address import COUNTRIES
from souk.address.destination import Destination
from souk.pricing.delivery.rules import ANYWHERE, DeliveryArea, DeliveryRules, DeliveryZone

# How exactly an area fits: its kind, and how much of a postal code it fixes.
Exactness = tuple[int, int]
_ANYWHERE, _COUNTRY, _REGION, _CODE = range(4)
_WHOLE = 1000  # more than any beginning of a code fixes
# What British and Irish codes begin with: letters and a number, at times a letter more, before a space.
_DISTRICT = re.compile(r"([A-Z]+)([0-9]+)[A-Z]? ")
_END = re.compile(r"([A-Z]+)([0-9]+)")


def zone_of(rules: DeliveryRules, destination: Destination) -> DeliveryZone | None:
    """None where the shop does not send to."""
    best: Exactness | None = None
    found = None
    for zone in rules.zones:
        exactness = nearest(zone.areas, destination)
        if exactness is not None and (best is None or exactness > best):
            best, found = exactness, zone
    return None if found is None or found.excluded else found


def countries(rules: DeliveryRules) -> list[str]:
    """The countries that the shop sends to, if only to a part of one."""
    parts = {area.country for zone in rules.zones if not zone.excluded for area in zone.areas}
    return sorted(code for code in COUNTRIES if code in parts or zone_of(rules, Destination(code)))


def nearest(areas: Iterable[DeliveryArea], destination: Destination) -> Exactness | None:
    """How exactly the best of `areas` fits; None when the destination is in none."""
    return max((found for area in areas if (found := _fit(area, destination)) is not None), default=None)


def _fit(area: DeliveryArea, destination: Destination) -> Exactness | None:
    if area.country == ANYWHERE:
        return _ANYWHERE, 0
    if area.country != destination.country:
        return None
    if not area.regions and not area.postal_codes:
        return _COUNTRY, 0
    code = tidy(destination.postal_code)
    fixed = max((_fixed(pattern, code) for pattern in area.postal_codes), default=0) if code else 0
    if fixed:
        return _CODE, fixed
    region = folded(destination.region)
    return (_REGION, 0) if region and any(folded(each) == region for each in area.regions) else None


def _fixed(pattern: str, code: str) -> int:
    """How much of the code the pattern fixes, in halves of a character; 0 when it does not fit."""
    first, is_range, last = (tidy(part) for part in pattern.partition(".."))
    if is_range:
        return 2 * _in_common(first, last) + 1 if _is_between(first, code, last) else 0
    if first.endswith("*"):
        begins = first[:-1]
        return 2 * len(begins) if code.startswith(begins) else 0
    return _WHOLE if plain(first) == plain(code) else 0


def _is_between(first: str, code: str, last: str) -> bool:
    """Districts are counted, so that IV1..IV28 has IV3 and not IV30; all else is compared from its beginning."""
    ends, district = districts(first, last), _DISTRICT.match(code)
    if ends and district:
        letters, least, most = ends
        return district[1] == letters and least <= int(district[2]) <= most
    begins = code[: len(first)]
    return len(begins) == len(first) and first <= begins <= last


def districts(first: str, last: str) -> tuple[str, int, int] | None:
    """The letters that both ends of a range of districts have, and their numbers; None for ends of another form."""
    one, other = _END.fullmatch(first), _END.fullmatch(last)
    return (one[1], int(one[2]), int(other[2])) if one and other and one[1] == other[1] else None


def _in_common(first: str, last: str) -> int:
    return next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))


def tidy(text: str) -> str:
    """A postal code, or what stands for several, to be compared from its beginning. Its space or hyphen stays, so that
    "W1 *" is not "W1A *".
    """
    return " ".join(text.upper().split())


def plain(text: str) -> str:
    """A whole postal code, however it is spaced."""
    return re.sub("[ -]", "", text)


def folded(text: str) -> str:
    """A region, however it is written. What has no Latin letters stays as it is."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in parts if sign.isalnum())
