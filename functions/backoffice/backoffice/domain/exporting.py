"""The export of a list of orders to a file: what it has done so far, and from where it goes on.

RUNNING ── the last order ──▶ SUCCEEDED

The file is sent to the bucket in parts. What is done counts with the part it is in; what came after the last part is
done again by the next worker.
"""

from __future__ import annotations

import csv
import enum
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backoffice.domain.facts import Facts, Sale

# A running export that wrote nothing for so long has lost its worker.
STALE = timedelta(minutes=2)
# The bucket deletes the file a day after it is written.
KEPT = timedelta(days=1)
# What is told of an export is kept longer than its file.
REMEMBERED = timedelta(days=30)
COLUMNS = (
    *("number", "placed_at", "state", "payment", "email", "name", "country", "total", "refunded", "currency", "units"),
    *("skus", "tracking_codes", "waits_for"),
    # Behind those that a sheet of somebody's may count on.
    *("reduced_by", "promotions"),
)
# What a spreadsheet takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ListExportStatus(enum.StrEnum):
    RUNNING = "running"
    SUCCEEDED = "succeeded"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListExport:
    """`query` is the filter of the list, as its route takes it. `cursor` is where the list goes on after the orders
    that are in `parts`, the tags of what was sent, of upload `upload_id`; `sent` counts these orders; `is_sent` says
    that nothing is left to send.

    `version` counts the changes: the worker that wrote last is the only one that may write next.
    """

    id: str
    created_by: str
    created_at: datetime
    updated_at: datetime
    query: Mapping[str, str]
    status: ListExportStatus = ListExportStatus.RUNNING
    upload_id: str = ""
    parts: tuple[str, ...] = ()
    cursor: str = ""
    sent: int = 0
    is_sent: bool = False
    version: int = 1

    @property
    def key(self) -> str:
        return f"orders/{self.id}.csv"

    @property
    def filename(self) -> str:
        return f"orders-{self.created_at:%Y-%m-%d}.csv"

    def is_stale(self, now: datetime) -> bool:
        return self.status is ListExportStatus.RUNNING and now - self.updated_at > STALE

    def available_until(self) -> datetime | None:
        """Until when its file can be fetched; None while there is none."""
        return self.updated_at + KEPT if self.status is ListExportStatus.SUCCEEDED else None

    def touched(self, now: datetime) -> ListExport:
        """A worker takes over, is called, or says that it is alive."""
        return self._changed(now)

    def begun(self, upload_id: str, now: datetime) -> ListExport:
        """From the first order, whatever was sent before."""
        return self._changed(now, upload_id=upload_id, parts=(), cursor="", sent=0, is_sent=False)

    def with_part(self, tag: str, cursor: str, orders: int, now: datetime) -> ListExport:
        """A part with so many orders was sent. Without a `cursor` it was the last one."""
        parts = (*self.parts, tag)
        return self._changed(now, parts=parts, cursor=cursor, sent=self.sent + orders, is_sent=not cursor)

    def finished(self, now: datetime) -> ListExport:
        return self._changed(now, status=ListExportStatus.SUCCEEDED)

    def _changed(self, now: datetime, **changes: object) -> ListExport:
        return replace(self, updated_at=now, version=self.version + 1, **changes)  # type: ignore[arg-type]


def header() -> bytes:
    return _line(COLUMNS)


def line(facts: Facts) -> bytes:
    """An order as a line of the file; nothing for one whose person is forgotten. Money in minor units."""
    who, sale = facts.who, facts.sale
    if who is None or sale is None or facts.placed_at is None:
        return b""
    skus = " ".join(f"{units}x{sku}" for sku, units in sale.units.items())
    cells = (who.number, facts.placed_at.isoformat(), facts.state, facts.paid, who.email, who.name, sale.country)
    return _line(
        [
            *(_harmless(str(cell)) for cell in cells),
            *(str(sale.total), str(facts.refunded), sale.currency, str(facts.units), skus),
            *(_harmless(" ".join(facts.codes)), " ".join(facts.reasons)),
            *(str(sum(off for _, off in sale.reductions)), _harmless(_promotions(sale))),
        ]
    )


def _promotions(sale: Sale) -> str:
    """The name of each and what it took off, as of the order that was placed: "Spring 200; Free delivery 490"."""
    return "; ".join(f"{name} {off}" for name, off in sale.reductions)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _line(cells: object) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(cells)  # type: ignore[arg-type]
    return text.getvalue().encode()
