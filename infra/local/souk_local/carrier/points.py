"""The carrier's pick-up points: five in each postal code, the same whenever they are asked for."""

import re
import zlib
from typing import Any

_PLACE = re.compile(r"([A-Z]{2})-([0-9A-Z]{2,10})-([0-4])")
_NAMES = ("Corner kiosk", "Station locker", "Bakery on the square", "Filling station locker", "Book shop")
_STREETS = ("Market Street", "Station Road", "Church Square", "Ring Road", "Mill Lane")
_LOCKER_HOURS, _SHOP_HOURS = "24/7", "Mo–Sa 9–19"


def near(country: str, postal_code: str) -> list[dict[str, Any]]:
    """The nearest first; none of a place that cannot be one."""
    code = re.sub(r"[^0-9A-Z]", "", postal_code.upper())
    there = [point for number in range(len(_NAMES)) if (point := found(f"{country}-{code}-{number}"))]
    return sorted(there, key=lambda point: int(point["distance"]))


def found(point_id: str) -> dict[str, Any] | None:
    """None for what is no id of a point."""
    place = _PLACE.fullmatch(point_id)
    if place is None:
        return None
    country, code, number = place[1], place[2], int(place[3])
    drawn = zlib.crc32(point_id.encode())
    is_locker = "locker" in _NAMES[number]
    return {
        "id": point_id,
        "kind": "locker" if is_locker else "shop",
        "name": _NAMES[number],
        "line1": f"{_STREETS[drawn % len(_STREETS)]} {1 + drawn % 97}",
        "postal_code": code,
        "city": f"Town {code}",
        "country": country,
        "hours": _LOCKER_HOURS if is_locker else _SHOP_HOURS,
        "distance": 150 + 300 * number + drawn % 250,
    }
