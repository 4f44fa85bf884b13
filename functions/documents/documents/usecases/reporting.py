"""What is told the tax office: reports by period, from the sums that documents have added to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from documents.domain.taxing.periods import TaxPeriod
from documents.domain.taxing.report import EURO, EuroRate, TaxReport, in_euros, report_of
from documents.usecases.ports import BusinessSum, DocumentFiles, TaxBooks
from souk.errors import InvalidInput, NotFound
from souk.money import Money
from souk.staff.changes import note


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """`invoices_wait`: some that were paid in the period, or before it, are not issued yet, so it is not whole."""

    report: TaxReport
    invoices_wait: bool


@dataclass(frozen=True, slots=True)
class StatedBusiness:
    """A line of the statement of sales to businesses. `net_in_euros` is None where the rate was not entered."""

    found: BusinessSum
    net_in_euros: Money | None


class TaxReporting:
    def __init__(self, files: DocumentFiles, books: TaxBooks, zone: tzinfo) -> None:
        self._files = files
        self._books = books
        self._zone = zone

    def of(self, name: str) -> PeriodReport:
        """A month's or a quarter's. Raises NotFound for what is no period."""
        period = _period(name)
        sums = [each for month in period.months for each in self._books.sums(month)]
        report = report_of(period, sums, self._books.rates(period.name))
        waiting, _ = self._files.waiting(1)
        return PeriodReport(
            report, any(each.since.astimezone(self._zone).date() <= period.last_day for each in waiting)
        )

    def businesses(self, month: str, limit: int, after: str | None) -> tuple[list[StatedBusiness], str | None]:
        """Sales to businesses elsewhere in the union without tax, by VAT number. Raises NotFound for what is no month,
        InvalidInput for a cursor of another list.
        """
        period = _period(month)
        if period.length != 1:
            raise NotFound("the statement of sales to businesses is a month's")
        rates = self._books.rates(period.name)
        found, following = self._books.businesses(period.name, limit, after)
        return [StatedBusiness(each, in_euros(each.net, rates)) for each in found], following

    def enter_rates(self, name: str, entered: Iterable[tuple[str, str]]) -> Mapping[str, str]:
        """What one euro was on the last day of a period, by currency, in the place of what was entered before.

        Raises NotFound for what is no period, InvalidInput for what is no rate.
        """
        period, rates = _period(name), dict[str, str]()
        for currency, text in entered:
            if currency == EURO or currency in rates:
                raise InvalidInput(f"one rate for each currency but {EURO}", field="rates")
            try:
                EuroRate.parsed(text)
            except ValueError as error:
                raise InvalidInput(str(error), field="rates") from error
            rates[currency] = text
        before = self._books.rates(period.name)
        self._books.enter(period.name, rates)
        note(f"tax-report:{period.name}", before, rates)
        return rates


def _period(name: str) -> TaxPeriod:
    try:
        return TaxPeriod.named(name)
    except ValueError as error:
        raise NotFound("a period is a month as 2026-11, or a quarter as 2026-Q4") from error
