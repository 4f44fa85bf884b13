"""The rates that come with the code, in basis points, and from when they hold.

Copied on 30 November 2026 from eu-vat-rates-data 2026.9.29 (copyright 2026 Iurii Rogulia, MIT licence), which
publishes the "Taxes in Europe" database (TEDB) of the European Commission as it was on 29 September 2026. Nobody has
compared them with the database itself, or with the countries' laws, since. Not of the database: Great Britain,
Switzerland, Liechtenstein, Norway and Iceland, which that package's publisher keeps up by hand, and which are charged
where the shop is registered there. Parts of a country are told apart by their laws: Corsica by article 297 of the Code
général des impôts, the overseas departments by article 296, the Azores and Madeira by article 18 of the Código do IVA,
and Madeira's lower reduced rate by Decreto Legislativo Regional 6/2024/M. "reduced" is the rate that most of the goods
of annex III bear that a shop sends, "second_reduced" the country's other one; which goods bear which is the country's
law, and staff choose a class for a product.
"""

from __future__ import annotations

from datetime import date

from souk.taxes.kinds import REDUCED, SECOND_REDUCED, STANDARD, SUPER_REDUCED

# The day whose rates these are: not a day on which anybody checked them.
AS_OF = date(2026, 9, 29)
SOURCE = "European Commission, Taxes in Europe database (TEDB), copied from eu-vat-rates-data 2026.9.29 (MIT licence)"

_CLASSES = (STANDARD, REDUCED, SECOND_REDUCED, SUPER_REDUCED)
# By place: the rates of the four classes; None where there is no such rate.
_RATES: dict[str, tuple[int, int | None, int | None, int | None]] = {
    "AT": (2000, 1000, 1300, 490),
    "BE": (2100, 600, 1200, None),
    "BG": (2000, 900, None, None),
    "CY": (1900, 500, 900, 300),
    "CZ": (2100, 1200, None, None),
    "DE": (1900, 700, None, None),
    "DK": (2500, None, None, None),
    "EE": (2400, 900, 1300, None),
    "ES": (2100, 1000, None, 400),
    "FI": (2550, 1350, 1000, None),
    "FR": (2000, 550, 1000, 210),
    "GR": (2400, 1300, 600, None),
    "HR": (2500, 1300, 500, None),
    "HU": (2700, 500, 1800, None),
    "IE": (2300, 1350, 900, None),
    "IT": (2200, 1000, 500, 400),
    "LT": (2100, 500, 1200, None),
    "LU": (1700, 800, 1400, 300),
    "LV": (2100, 1200, 500, None),
    "MT": (1800, 500, 700, None),
    "NL": (2100, 900, None, None),
    "PL": (2300, 800, 500, None),
    "PT": (2300, 600, 1300, None),
    "RO": (2100, 1100, None, None),
    "SE": (2500, 1200, 600, None),
    "SI": (2200, 950, 500, None),
    "SK": (2300, 500, 1900, None),
    "AT-ENCLAVES": (1900, 1000, 1300, 490),
    "FR-20R": (2000, 210, 1000, 90),
    "PT-20": (1600, 400, 900, None),
    "PT-30": (2200, 400, 1200, None),
    "XI": (2000, 500, None, None),
    "GP": (850, 210, None, None),
    "MQ": (850, 210, None, None),
    "RE": (850, 210, None, None),
    "GB": (2000, 500, None, None),
    "CH": (810, 260, 380, None),
    "LI": (810, 260, 380, None),
    "NO": (2500, 1500, 1200, None),
    "IS": (2400, 1100, None, None),
}
# What changed lately: the first day of the rate above, and the one before.
_CHANGED: dict[tuple[str, str], tuple[date, int | None]] = {
    ("AT", SUPER_REDUCED): (date(2026, 7, 1), None),
    ("AT-ENCLAVES", SUPER_REDUCED): (date(2026, 7, 1), None),
    ("EE", STANDARD): (date(2025, 7, 1), 2200),
    ("FI", REDUCED): (date(2026, 1, 1), 1400),
    ("LT", SECOND_REDUCED): (date(2026, 1, 1), 900),
    ("RO", STANDARD): (date(2025, 8, 1), 1900),
    ("RO", REDUCED): (date(2025, 8, 1), 900),
}


def shipped_places() -> tuple[str, ...]:
    return tuple(_RATES)


def shipped_rate(place: str, tax_class: str, day: date) -> int | None:
    """The rate of a class there on a day; None where there is none."""
    rates = _RATES.get(place)
    if rates is None or tax_class not in _CLASSES:
        return None
    since, before = _CHANGED.get((place, tax_class), (date.min, None))
    return rates[_CLASSES.index(tax_class)] if day >= since else before


def shipped_since(place: str, tax_class: str) -> date | None:
    """From when the rate holds, where it is known to have been another one before."""
    change = _CHANGED.get((place, tax_class))
    return change[0] if change else None
