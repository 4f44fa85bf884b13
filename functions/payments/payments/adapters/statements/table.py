"""Reads what banks let one download as CSV. There is no standard: which column says what is in `BANKS` for some banks,
and said by staff for the others.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from payments.adapters.statements.ids import EntryIds
from payments.domain.transfers.entry import BankEntry, BankStatement
from souk.errors import InvalidInput
from souk.money import Money

SOURCE = "csv"
# What stands above the head of a table: the account, a span of time.
_MAX_PREAMBLE = 40
_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d %H:%M:%S")
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the columns, as the head has them. `text` are all those the reference may be in; `currency` is a
    column, or where there is none `of` is the currency of all. `booked` are a column and what it says of a row that is
    no mere announcement. `decimal` is the sign before the cents.
    """

    date: str
    amount: str
    text: tuple[str, ...]
    payer: str = ""
    account: str = ""
    currency: str = ""
    of: str = ""
    id: str = ""
    booked: tuple[str, str] = ("", "")
    decimal: str = ","

    @property
    def needed(self) -> set[str]:
        return {
            self.date,
            self.amount,
            *self.text,
            *filter(None, (self.payer, self.account, self.currency, self.id, self.booked[0])),
        }


BANKS: Mapping[str, Columns] = MappingProxyType(
    {
        "sparkasse": Columns(  # CSV-CAMT
            date="Buchungstag",
            amount="Betrag",
            text=("Verwendungszweck", "Kundenreferenz (End-to-End)"),
            payer="Beguenstigter/Zahlungspflichtiger",
            account="Kontonummer/IBAN",
            currency="Waehrung",
            booked=("Info", "Umsatz gebucht"),
        ),
        "dkb": Columns(
            date="Buchungsdatum",
            amount="Betrag (€)",
            text=("Verwendungszweck", "Kundenreferenz"),
            payer="Zahlungspflichtige*r",
            account="IBAN",
            of="EUR",
            booked=("Status", "Gebucht"),
        ),
        "ing": Columns(
            date="Buchung",
            amount="Betrag",
            text=("Verwendungszweck",),
            payer="Auftraggeber/Empfänger",
            currency="Währung",
        ),
        "n26": Columns(
            date="Booking Date",
            amount="Amount (EUR)",
            text=("Payment Reference",),
            payer="Partner Name",
            account="Partner Iban",
            of="EUR",
            decimal=".",
        ),
    }
)


def read(text: str, columns: Columns, most: int) -> BankStatement:
    """The rows that brought money. Raises InvalidInput for a table without these columns, a row that cannot be read, or
    more than `most`.
    """
    rows = _rows(text.lstrip("\ufeff"), columns)
    head = next((number for number, row in enumerate(rows[:_MAX_PREAMBLE]) if columns.needed <= set(row)), None)
    if head is None:
        raise InvalidInput(f"the file has no head with the columns {', '.join(sorted(columns.needed))}")
    names, ids = rows[head], EntryIds()
    entries, passed = list[BankEntry](), 0
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        if not any(row):
            continue
        entry = _entry(dict(zip(names, _filled(row, names), strict=True)), columns, ids, number)
        if entry is None:
            passed += 1
        else:
            entries.append(entry)
        if len(entries) > most:
            raise InvalidInput(f"the file has more than {most} entries; import it in parts")
    return BankStatement(tuple(entries), _account_in(rows[:head]), passed)


def _rows(text: str, columns: Columns) -> list[list[str]]:
    """By the sign between the cells with which the columns are found; none where none is the right one."""

    def by(delimiter: str) -> list[list[str]]:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            return [[cell.strip() for cell in row] for row in lines]
        except csv.Error:
            return []

    def fits(rows: Sequence[Sequence[str]]) -> bool:
        return any(columns.needed <= set(row) for row in rows[:_MAX_PREAMBLE])

    return next((rows for delimiter in ";,\t" if fits(rows := by(delimiter))), [])


def _entry(row: Mapping[str, str], columns: Columns, ids: EntryIds, number: int) -> BankEntry | None:
    """None for what brought no money."""
    column, said = columns.booked
    if column and row[column] != said:
        return None
    currency = row[columns.currency] if columns.currency else columns.of
    amount = _money(row[columns.amount], currency, columns.decimal, number)
    if amount.amount <= 0:
        return None
    day = _day(row[columns.date], number)
    text = " ".join(filter(None, (row[name] for name in columns.text)))
    payer = row[columns.payer] if columns.payer else ""
    account = row[columns.account] if columns.account else ""
    own = row[columns.id] if columns.id else ""
    id_ = ids.by_reference(SOURCE, own) if own else ids.by_fields(SOURCE, day, str(amount), payer, account, text)
    return BankEntry(id_, SOURCE, amount, day, text, payer, account.replace(" ", ""))


def _filled(row: Sequence[str], names: Sequence[str]) -> list[str]:
    """With an empty cell for each that is not there; a bank may end its rows early."""
    return [*row, *("" for _ in names[len(row) :])][: len(names)]


def _money(text: str, currency: str, decimal: str, number: int) -> Money:
    """ "1.234,56" and "1,234.56", by the sign before the cents. Row `number` is named in what is raised."""
    thousands = "." if decimal == "," else ","
    plain = re.sub(r"[\s\u00a0']|EUR|€", "", text).replace(thousands, "").replace(decimal, ".").replace("−", "-")
    try:
        return Money.parse(plain, currency)
    except ValueError as error:
        raise InvalidInput(f"row {number}: the amount cannot be read") from error


def _day(text: str, number: int) -> str:
    for form in _DATES:
        try:
            return str(datetime.strptime(text, form).date())  # noqa: DTZ007 - a bank's day has no zone
        except ValueError:
            continue
    raise InvalidInput(f"row {number}: the date cannot be read")


def _account_in(preamble: Sequence[Sequence[str]]) -> str:
    """The IBAN that stands above the table, if one does."""
    found = (_ACCOUNT.search(cell) for row in preamble for cell in row)
    return next((match[0].replace(" ", "") for match in found if match), "")
