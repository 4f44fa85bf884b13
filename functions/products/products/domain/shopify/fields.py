"""Reading single cells: amounts, whole numbers, flags and addresses of pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from products.domain.content_rules import is_source
from products.domain.prices import measures
from products.domain.prices.measures import Measure, MeasureReference, MeasureUnit
from products.domain.shopify import columns, numbers
from products.domain.shopify.reader import Row, RowError
from souk.money import Money

_MOST_DIGITS = 10
# What Excel makes of a long number.
_SHORTENED = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)
# Spreadsheets save TRUE and FALSE in their user's language.
_TRUE = set(
    "true yes 1 continue wahr vrai verdadero verdadeiro vero waar prawda sant sand sann tosi pravda igaz doğru".split()
)
_FALSE = set("false no 0 deny falsch faux falso onwaar fałsz falskt falsk usann epätosi nepravda hamis yanlış".split())


@dataclass(slots=True)
class RowReport:
    """Collects what is wrong with the rows of one handle, and what its merchant should know."""

    handle: str
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)

    def __call__(self, row: Row, name: str, message: str) -> None:
        self.errors.append(RowError(row.line, self.handle, columns.label(name) if name else "", message))

    def warn(self, row: Row, name: str, message: str) -> None:
        self.warnings.append(RowError(row.line, self.handle, columns.label(name), message))


def source(row: Row, name: str, report: RowReport) -> str:
    """Where a picture is: an absolute URL, or a path under /media/, which the site serves."""
    # As browsers read an address that was typed by hand.
    text = re.sub(r"^//", "https://", row[name]).replace(" ", "%20")
    for address in (text, f"/{text}"):
        if not text or (is_source(address) and "%20http" not in address):
            return address if text else ""
    report(row, name, "a picture is one http(s) URL or a path under media/")
    return ""


def money(row: Row, name: str, currency: str, report: RowReport) -> Money | None:
    if not row[name]:
        return None
    try:
        found = Money.parse(numbers.amount(row[name], currency), currency)
        if found.amount < 0:
            raise ValueError(f"{row[name]!r} is negative")
        if len(str(found.amount)) > _MOST_DIGITS + 2:
            raise ValueError(f"{row[name]!r} is more than any price")
    except ValueError as error:
        report(row, name, str(error))
        return None
    return found


def whole(row: Row, name: str, report: RowReport) -> int:
    if not row[name]:
        return 0
    try:
        found = Decimal(numbers.number(row[name]))
        if found != found.to_integral_value():
            raise ValueError(f"{row[name]!r} is not a whole number")
    except ValueError as error:
        report(row, name, str(error))
        return 0
    return int(found)


def grams(row: Row, report: RowReport) -> int:
    """A weight. Shopify writes those of pounds and ounces with many decimals: 453.592."""
    if not row["grams"]:
        return 0
    try:
        found = round(Decimal(numbers.number(row["grams"], points=True)))
        if not 0 <= found < 10**9:
            raise ValueError("a weight is not negative, and less than a thousand tons")
    except ValueError as error:
        report(row, "grams", str(error))
        return 0
    return found


def code(row: Row, name: str, report: RowReport) -> str:
    """A SKU or a barcode. Spreadsheets keep leading zeros by an apostrophe, and exports pass it on."""
    text = " ".join(row[name].lstrip("'").split())
    if _SHORTENED.fullmatch(text):
        report.warn(row, name, f"{text!r} is how a spreadsheet shortens a number; format the column as text")
    return text


def flag(row: Row, name: str, default: bool, report: RowReport) -> bool:
    text = row[name].lower()
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if text:
        report(row, name, f"{row[name]!r} is neither true nor false")
    return default


def measure(row: Row, report: RowReport) -> Measure | None:
    """What it contains. A reference that no price is told for here, as per 10 g, becomes the usual one."""
    if not row["measure"]:
        return None
    try:
        content = measures.thousandths(numbers.number(row["measure"], points=True))
    except ValueError as error:
        report(row, "measure", str(error))
        return None
    if not content:  # nothing was said
        return None
    try:
        unit = MeasureUnit(row["measure_unit"].lower())
    except ValueError:
        report(row, "measure_unit", f"one of {', '.join(MeasureUnit)}")
        return None
    return Measure(content, unit, _reference(row, unit, report))


def _reference(row: Row, unit: MeasureUnit, report: RowReport) -> MeasureReference:
    usual = measures.usual(unit)
    if not row["reference"]:
        return usual
    try:
        found = measures.reference(whole(row, "reference", report), MeasureUnit(row["reference_unit"].lower() or unit))
    except ValueError:
        found = None
    if found is None:
        told = f"{row['reference']} {row['reference_unit']}".strip()
        report.warn(row, "reference", f"prices are not told per {told}; this one is told per {usual.value}")
    return found or usual
