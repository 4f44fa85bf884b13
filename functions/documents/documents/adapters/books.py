"""The sums that taxes are reported by, in DynamoDB. They change with the documents they are of, in one transaction.

pk TAX#<month>         sk <scheme>#<place>#<rate>#<category>#<supply>#<currency>#<corrects>   a `TaxRow`
pk BUSINESSES#<month>  sk <VAT number>#<supply>#<currency>    as long as the documents are kept
pk EXCHANGE#<period>   sk RATES                               what one euro was, as staff have entered it
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from documents.adapters.records import BusinessSumRecord, ExchangeRecord, TaxSumRecord
from documents.domain.file import YEARS_KEPT
from documents.domain.taxing.entries import TaxEntry, TaxRow, TaxScheme
from documents.domain.taxing.report import TaxSum
from documents.usecases.ports import BusinessSum
from souk.money import Money
from souk.storage import cursor
from souk.storage.dynamo import Transaction

_TAX, _BUSINESSES, _EXCHANGE, _RATES = "TAX#", "BUSINESSES#", "EXCHANGE#", "RATES"


def book(transaction: Transaction, entries: Iterable[TaxEntry]) -> None:
    """Adds the entries of documents to the sums of their months, each item once."""
    for record in sum_records(entries):
        if isinstance(record, TaxSumRecord):
            added = [
                TaxSumRecord.net.add(record.net),
                TaxSumRecord.tax.add(record.tax),
                TaxSumRecord.documents.add(record.documents),
            ]
            transaction.update(TaxSumRecord(record.pk, record.sk), added, label="taxes")
        else:
            bought = [BusinessSumRecord.net.add(record.net), BusinessSumRecord.expires_at.set(record.expires_at)]
            transaction.update(BusinessSumRecord(record.pk, record.sk), bought, label="businesses")


def sum_records(entries: Iterable[TaxEntry]) -> list[TaxSumRecord | BusinessSumRecord]:
    """The items that these entries alone would make."""
    rows: dict[TaxRow, list[TaxEntry]] = {}
    businesses: dict[tuple[str, str], int] = {}
    for entry in entries:
        row = entry.row
        rows.setdefault(row, []).append(entry)
        if entry.vat_number:
            key = row.month, f"{entry.vat_number}#{row.supply}#{row.currency}"
            businesses[key] = businesses.get(key, 0) + entry.net.amount
    sums = [
        TaxSumRecord(
            _TAX + row.month,
            _key(row),
            net=sum(entry.net.amount for entry in added),
            tax=sum(entry.tax.amount for entry in added),
            documents=len(added),
        )
        for row, added in rows.items()
    ]
    bought = [
        BusinessSumRecord(_BUSINESSES + month, sk, net=net, expires_at=_expiry(month))
        for (month, sk), net in businesses.items()
    ]
    return [*sums, *bought]


class TableBooks:
    """`ports.TaxBooks` on the service's table."""

    def sums(self, month: str) -> list[TaxSum]:
        return [_sum(month, record) for record in TaxSumRecord.query(_TAX + month, consistent_read=True)]

    def businesses(self, month: str, limit: int, after: str | None = None) -> tuple[list[BusinessSum], str | None]:
        page = BusinessSumRecord.query(
            _BUSINESSES + month, limit=limit, last_evaluated_key=cursor.decode(after), consistent_read=True
        )
        return [_business(record) for record in page], cursor.encode(page.last_evaluated_key)

    def rates(self, period: str) -> dict[str, str]:
        record = ExchangeRecord.fetch(_EXCHANGE + period, _RATES, consistent=True)
        found: dict[str, str] = json.loads(record.rates) if record else {}
        return found

    def enter(self, period: str, rates: Mapping[str, str]) -> None:
        ExchangeRecord(_EXCHANGE + period, _RATES, rates=json.dumps({**rates}, sort_keys=True)).save()


def _key(row: TaxRow) -> str:
    return "#".join([row.scheme, row.place, str(row.rate), row.category, row.supply, row.currency, row.corrects])


def _sum(month: str, record: TaxSumRecord) -> TaxSum:
    scheme, place, rate, category, supply, currency, corrects = str(record.sk).split("#")
    row = TaxRow(month, TaxScheme(scheme), place, int(rate), category, supply, currency, corrects)
    return TaxSum(row, Money(int(record.net), currency), Money(int(record.tax), currency), int(record.documents))


def _business(record: BusinessSumRecord) -> BusinessSum:
    vat_number, supply, currency = str(record.sk).split("#")
    return BusinessSum(vat_number, supply, Money(int(record.net), currency))


def _expiry(month: str) -> int:
    return int(datetime(int(month[:4]) + YEARS_KEPT + 1, 1, 1, tzinfo=UTC).timestamp())
