"""A VAT number, as somebody wrote it, and what can be said of it without asking its country."""

from __future__ import annotations

import re
from dataclasses import dataclass

from souk.errors import InvalidInput
from souk.taxes.numbers.checks import CHECKS, FORMS
from souk.taxes.places import UNION

# Greece's numbers begin with the country's own letters, not with those of ISO 3166.
_PREFIXES = {"EL": "GR"}
_NOISE = re.compile(r"[\s.\-/:,()]+")
LONGEST = 24


@dataclass(frozen=True, slots=True)
class VatNumber:
    """`prefix` as the number begins ("EL"), `place` whose it is ("GR", "XI"), `rest` what follows."""

    prefix: str
    place: str
    rest: str

    def __str__(self) -> str:
        return f"{self.prefix}{self.rest}"


def read(text: str) -> VatNumber:
    """The VAT number in `text`, without spaces and signs and in capitals.

    Raises InvalidInput in words for who wrote it, with the code `vat_number`: of no country of the union, of another
    form than its country's, or with other check digits.
    """
    plain = _NOISE.sub("", text.upper())
    prefix = plain[:2]
    place = _PREFIXES.get(prefix, prefix)
    if place not in FORMS or (place == "GR" and prefix == "GR"):
        example = "EL123456789" if prefix == "GR" else "DE123456789"
        raise _refused(f"A VAT number begins with the letters of its country, as in {example}.")
    rest = _completed(place, plain[2:])
    if not re.fullmatch(FORMS[place], rest, re.ASCII):
        raise _refused(f"A VAT number of that country has another form than {plain[:LONGEST]}.")
    if not CHECKS[place](rest):
        raise _refused("This VAT number does not fit together: please check its digits.")
    return VatNumber(prefix, place, rest)


def is_union_place(place: str) -> bool:
    """Whether a number of that place is one of the union: Northern Ireland's is, for goods."""
    return place in UNION or place == "XI"


def _completed(place: str, rest: str) -> str:
    """Belgium's numbers had nine digits, Greece's eight, before 2005; who writes the old form means the new one."""
    if (place == "BE" and len(rest) == 9) or (place == "GR" and len(rest) == 8):
        return f"0{rest}"
    return rest


def _refused(message: str) -> InvalidInput:
    return InvalidInput(message, errors=[{"field": "vat_number", "code": "vat_number", "message": message}])
