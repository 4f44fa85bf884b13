"""A report of taxes: the sums of a period, in the currencies of the orders and in euros.

What is not in euros is converted at the European Central Bank's rate of the period's last day (article 369h of
Directive 2006/112/EC; where it published none that day, that of the next). Each amount of a row is converted and
rounded once, half away from zero; what rows come to together in euros is the sum of what stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from documents.domain.taxing.entries import TaxRow, TaxScheme
from documents.domain.taxing.periods import TaxPeriod
from souk.money import Money, exponent

EURO = "EUR"
_RATE = re.compile(r"([0-9]{1,7})(?:\.([0-9]{1,6}))?")


class EuroRate(NamedTuple):
    """How much of a currency one euro is: `units` / `per`."""

    units: int
    per: int

    @classmethod
    def parsed(cls, text: str) -> EuroRate:
        """ "11.2345", as the bank writes it. Raises ValueError for what is no rate."""
        found = _RATE.fullmatch(text)
        digits = (found.group(2) or "") if found else ""
        units = int(f"{found.group(1)}{digits}") if found else 0
        if not units:
            raise ValueError(f"{text[:20]!r} is no exchange rate")
        return cls(units, 10 ** len(digits))

    def euros(self, amount: Money) -> Money:
        """Rounded to the cent, half away from zero."""
        scale = 10 ** exponent(amount.currency)
        return Money(amount.amount, EURO).share(10 ** exponent(EURO) * self.per, scale * self.units)


@dataclass(frozen=True, slots=True)
class TaxSum:
    """What `documents` documents come to in a row."""

    row: TaxRow
    net: Money
    tax: Money
    documents: int


@dataclass(frozen=True, slots=True)
class InEuros:
    net: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """One line of a report. `euros` is None where the rate of its currency was not entered."""

    scheme: TaxScheme
    place: str
    rate: int
    category: str
    supply: str
    corrects: str
    net: Money
    tax: Money
    documents: int
    euros: InEuros | None


@dataclass(frozen=True, slots=True)
class TaxReport:
    """`rows` are sales and what was credited of them in the same period, `corrections` what changes sales of earlier
    ones in the one-stop shop. `wanting`: currencies whose rate is to be entered. `to_pay`: the tax of the one-stop shop
    in euros, None while a rate for it is wanting.
    """

    period: TaxPeriod
    rows: tuple[ReportedRow, ...]
    corrections: tuple[ReportedRow, ...]
    rates: Mapping[str, str]
    wanting: tuple[str, ...]
    to_pay: Money | None


def report_of(period: TaxPeriod, sums: Iterable[TaxSum], rates: Mapping[str, str]) -> TaxReport:
    """`rates`: how much of a currency one euro is, as it was entered."""
    merged: dict[tuple[TaxScheme, str, int, str, str, str, str], TaxSum] = {}
    for each in sums:
        row = each.row
        # The tax of a correction is declared for a country and a period, whatever the rate.
        kind = (0, "", "") if row.corrects else (row.rate, row.category, row.supply)
        key = (row.scheme, row.place, *kind, row.corrects, row.currency)
        known = merged.get(key)
        merged[key] = (
            TaxSum(row, known.net + each.net, known.tax + each.tax, known.documents + each.documents) if known else each
        )
    order = [*TaxScheme]
    keys = sorted(merged, key=lambda key: (order.index(key[0]), key[5], key[1], -key[2], *key[3:5], key[6]))
    rows = [_reported(key, merged[key], rates) for key in keys]
    corrections = tuple(row for row in rows if row.corrects)
    wanting = tuple(sorted({row.net.currency for row in rows if row.euros is None}))
    due = [row.euros for row in rows if row.scheme is TaxScheme.OSS]
    known_due = [each.tax for each in due if each]
    to_pay = Money.total(known_due, EURO) if len(known_due) == len(due) else None
    return TaxReport(period, tuple(row for row in rows if not row.corrects), corrections, rates, wanting, to_pay)


def in_euros(amount: Money, rates: Mapping[str, str]) -> Money | None:
    """None where no rate of its currency was entered."""
    if amount.currency == EURO:
        return amount
    entered = rates.get(amount.currency)
    return EuroRate.parsed(entered).euros(amount) if entered else None


def _reported(
    key: tuple[TaxScheme, str, int, str, str, str, str], found: TaxSum, rates: Mapping[str, str]
) -> ReportedRow:
    scheme, place, rate, category, supply, corrects, _ = key
    net, tax = in_euros(found.net, rates), in_euros(found.tax, rates)
    euros = InEuros(net, tax) if net is not None and tax is not None else None
    return ReportedRow(scheme, place, rate, category, supply, corrects, found.net, found.tax, found.documents, euros)
