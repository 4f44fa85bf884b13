"""Number ranges without gaps: one for invoices and one for credit notes, anew each year.

A reversal is an invoice again, and numbered as one. Numbers are taken in one transaction with the document they are
for (`adapters.store`), so that none is taken for nothing and none twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from documents.domain.document import DocumentType

_PREFIX = {DocumentType.INVOICE: "INV", DocumentType.CREDIT_NOTE: "CN", DocumentType.REVERSAL: "INV"}


@dataclass(frozen=True, slots=True)
class Taken:
    """The last number that was taken of a range, and the date it was taken for; 0 stands for none yet."""

    range: str
    last: int = 0
    on: date = date.min


def range_of(type_: DocumentType, on: date) -> str:
    """ "INV-2026"."""
    return f"{_PREFIX[type_]}-{on.year}"


def number_of(range_: str, count: int) -> str:
    """ "INV-2026-000001"."""
    return f"{range_}-{count:06}"


def ranges(year: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{prefix}-{year}" for prefix in _PREFIX.values()))


def split(number: str) -> tuple[str, int]:
    """The range and the count in a number. Raises ValueError for what is none."""
    range_, _, count = number.rpartition("-")
    return range_, int(count)
