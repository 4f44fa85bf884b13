"""How far it is between two places. Where no more is known of a place, the middle of its country stands for it."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from products.domain.places.network import Coordinates

_EARTH_KM = 6371.0
# Latitude and longitude of the middle of each country that is shipped to, to the degree or so.
_MIDDLES: dict[str, tuple[float, float]] = {
    "AT": (47.6, 14.1),
    "AU": (-25.7, 134.5),
    "BE": (50.6, 4.7),
    "BG": (42.8, 25.2),
    "CA": (56.0, -96.0),
    "CH": (46.8, 8.2),
    "CY": (35.0, 33.2),
    "CZ": (49.7, 15.3),
    "DE": (51.1, 10.4),
    "DK": (56.0, 10.0),
    "EE": (58.7, 25.5),
    "ES": (40.2, -3.6),
    "FI": (64.5, 26.3),
    "FR": (46.6, 2.5),
    "GB": (54.1, -2.9),
    "GR": (39.1, 22.9),
    "HR": (45.1, 16.4),
    "HU": (47.2, 19.4),
    "IE": (53.2, -8.1),
    "IS": (65.0, -18.6),
    "IT": (42.8, 12.1),
    "JP": (37.6, 138.0),
    "LI": (47.1, 9.5),
    "LT": (55.3, 23.9),
    "LU": (49.8, 6.1),
    "LV": (56.9, 24.9),
    "MT": (35.9, 14.4),
    "NL": (52.2, 5.6),
    "NO": (64.6, 12.7),
    "NZ": (-41.8, 172.8),
    "PL": (52.1, 19.4),
    "PT": (39.6, -8.5),
    "RO": (45.9, 25.0),
    "SE": (62.8, 16.7),
    "SI": (46.1, 14.8),
    "SK": (48.7, 19.5),
    "US": (39.5, -98.4),
}


def middle_of(country: str) -> Coordinates | None:
    found = _MIDDLES.get(country)
    return Coordinates(*found) if found else None


def kilometres(one: Coordinates, other: Coordinates) -> float:
    """Along the great circle (haversine)."""
    north, south = radians(one.latitude), radians(other.latitude)
    turned = radians(other.longitude - one.longitude)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(turned / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))
