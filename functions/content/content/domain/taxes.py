"""What the document of taxes must keep to beyond its shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from content.domain.document import Content
from souk.errors import InvalidInput
from souk.taxes import numbers
from souk.taxes.kinds import TAX_CLASSES, ZERO
from souk.taxes.places import UNION, is_place

_NO_PLACE = "no place whose taxes are known: a country, a state such as US-CA, or one of the territories"


def faults_of(content: Content) -> dict[str, str]:
    """What is wrong, by the field."""
    return dict(_faults(content))


def _faults(content: Content) -> Iterator[tuple[str, str]]:
    if not is_place(content["home"]):
        yield "home", _NO_PLACE
    for number, each in enumerate(content["registrations"]):
        where = f"registrations.{number}"
        yield from _placed(where, each)
        if each["number"] and each["place"] in UNION | {"XI"}:
            yield from _number(where, each)
    yield from _rates(content["rates"])
    for number, place in enumerate(content["untaxed_shipping"]):
        if not is_place(place):
            yield f"untaxed_shipping.{number}", _NO_PLACE


def _number(where: str, registration: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    try:
        found = numbers.read(registration["number"])
    except InvalidInput as error:
        yield f"{where}.number", error.message
        return
    if found.place != registration["place"]:
        yield f"{where}.number", "this is a VAT number of another country"


def _rates(rates: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for number, rate in enumerate(rates):
        where = f"rates.{number}"
        yield from _placed(where, rate)
        if rate["tax_class"] not in TAX_CLASSES or rate["tax_class"] == ZERO:
            yield f"{where}.tax_class", "one of the classes that bear tax"
        if any(_overlap(rate, other) for other in rates[:number]):
            yield f"{where}.since", "another rate of this class holds there at that time"


def _placed(where: str, entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not is_place(entry["place"]):
        yield f"{where}.place", _NO_PLACE
    for name in ("since", "until"):
        if entry[name] and not _is_day(entry[name]):
            yield f"{where}.{name}", "no day of the calendar"
    if entry["since"] and entry["until"] and entry["since"] > entry["until"]:
        yield f"{where}.until", "the end is not before the beginning"


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Days compare as text."""
    same = all(one[name] == other[name] for name in ("place", "tax_class"))
    codes = set(one["postal_codes"]) & set(other["postal_codes"]) or not (one["postal_codes"] or other["postal_codes"])
    apart = (one["until"] and one["until"] < other["since"]) or (other["until"] and other["until"] < one["since"])
    return bool(same and codes and not apart)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
