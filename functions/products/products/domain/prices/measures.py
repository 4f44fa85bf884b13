"""What a variant contains, and what it costs for one measure of it.

Directive 98/6/EC, articles 2 to 4, and PAngV, sections 4 and 5: per kilogram, litre, metre, square or cubic metre; per
100 grams or millilitres of what is sold loose. It need not be told where it is the price itself.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from souk.money import Money

# A content in thousandths of its unit: so many are told as a number that people read.
MAX_CONTENT = 10**9 - 1
_THOUSANDTHS = 1000
_TEXT = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?) ?([a-z]+[23]?)/([0-9a-z]+)")


class MeasureUnit(enum.StrEnum):
    """What a content is told in, as files of Shopify have it, in lower case."""

    MG = "mg"
    G = "g"
    KG = "kg"
    ML = "ml"
    CL = "cl"
    L = "l"
    M3 = "m3"
    MM = "mm"
    CM = "cm"
    M = "m"
    M2 = "m2"
    ITEM = "item"


class MeasureReference(enum.StrEnum):
    """The measure that a price is told for."""

    KG = "kg"
    HUNDRED_GRAMS = "100g"
    L = "l"
    HUNDRED_MILLILITRES = "100ml"
    M3 = "m3"
    M = "m"
    M2 = "m2"
    ITEM = "item"


# How many of the smallest unit of its kind there are in each, and the kind by that unit.
_UNITS = {
    MeasureUnit.MG: ("mg", 1),
    MeasureUnit.G: ("mg", 1_000),
    MeasureUnit.KG: ("mg", 1_000_000),
    MeasureUnit.ML: ("ml", 1),
    MeasureUnit.CL: ("ml", 10),
    MeasureUnit.L: ("ml", 1_000),
    MeasureUnit.M3: ("ml", 1_000_000),
    MeasureUnit.MM: ("mm", 1),
    MeasureUnit.CM: ("mm", 10),
    MeasureUnit.M: ("mm", 1_000),
    MeasureUnit.M2: ("m2", 1),
    MeasureUnit.ITEM: ("item", 1),
}
_REFERENCES = {
    MeasureReference.KG: (1, MeasureUnit.KG),
    MeasureReference.HUNDRED_GRAMS: (100, MeasureUnit.G),
    MeasureReference.L: (1, MeasureUnit.L),
    MeasureReference.HUNDRED_MILLILITRES: (100, MeasureUnit.ML),
    MeasureReference.M3: (1, MeasureUnit.M3),
    MeasureReference.M: (1, MeasureUnit.M),
    MeasureReference.M2: (1, MeasureUnit.M2),
    MeasureReference.ITEM: (1, MeasureUnit.ITEM),
}
_USUAL = {
    "mg": MeasureReference.KG,
    "ml": MeasureReference.L,
    "mm": MeasureReference.M,
    "m2": MeasureReference.M2,
    "item": MeasureReference.ITEM,
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A content of `thousandths` of a unit, whose price is told for the measure `per`."""

    thousandths: int
    unit: MeasureUnit
    per: MeasureReference

    @property
    def quantity(self) -> str:
        """The content as a decimal number, without zeros at its end."""
        whole, part = divmod(self.thousandths, _THOUSANDTHS)
        return f"{whole}.{part:03d}".rstrip("0") if part else str(whole)

    @property
    def is_sound(self) -> bool:
        """Whether there is something in it, and the measure is of its kind."""
        return 0 < self.thousandths <= MAX_CONTENT and _UNITS[self.unit][0] == _UNITS[_REFERENCES[self.per][1]][0]

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit.value}/{self.per.value}"


@dataclass(frozen=True, slots=True)
class PricePerMeasure:
    price: Money
    per: MeasureReference


def usual(unit: MeasureUnit) -> MeasureReference:
    """The measure that the law has for what is told in this unit."""
    return MeasureReference.M3 if unit is MeasureUnit.M3 else _USUAL[_UNITS[unit][0]]


def counted(per: MeasureReference) -> tuple[int, MeasureUnit]:
    """A measure as so many of a unit."""
    return _REFERENCES[per]


def reference(quantity: int, unit: MeasureUnit) -> MeasureReference | None:
    """So many of a unit as a measure that prices are told for: 1000 g are a kilogram. None for all others."""
    kind, size = _UNITS[unit]
    for per, (count, of) in _REFERENCES.items():
        if (kind, quantity * size) == (_UNITS[of][0], count * _UNITS[of][1]):
            return per
    return None


def thousandths(quantity: str) -> int:
    """Of a decimal number with at most three decimals. Raises ValueError."""
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", quantity):
        raise ValueError(f"{quantity!r} is not a number below a million with at most three decimals")
    whole, _, part = quantity.partition(".")
    return int(whole) * _THOUSANDTHS + int(part.ljust(3, "0"))


def parsed(text: str) -> Measure:
    """Back from its text. Raises ValueError."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no measure")
    return Measure(thousandths(found[1]), MeasureUnit(found[2]), MeasureReference(found[3]))


def price_per(price: Money, measure: Measure | None) -> PricePerMeasure | None:
    """What it costs for one measure, to the nearest minor unit, half of it upwards; None where that is the price."""
    if measure is None:
        return None
    count, unit = _REFERENCES[measure.per]
    wanted = count * _UNITS[unit][1] * _THOUSANDTHS
    there = measure.thousandths * _UNITS[measure.unit][1]
    if there == wanted:
        return None
    amount = (2 * price.amount * wanted + there) // (2 * there)
    return PricePerMeasure(Money(amount, price.currency), measure.per)
