"""What the use cases need of the world."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from backoffice.domain.customer import Customer
from backoffice.domain.desk import Note, SavedView, StockWarning
from backoffice.domain.exporting import ListExport
from backoffice.domain.facts import Facts, ListGroup
from backoffice.domain.figures import Counted, Tally
from souk.exports.readable import Json


class Overtaken(Exception):
    """Another worker took the job over."""


class LostParts(Exception):
    """The parts of a file are gone."""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order's row as it is stored. `version` counts what was written, 0 for none yet. `leaving` are the places in
    the index where the order stands no longer, and which are still to be removed."""

    facts: Facts
    counted: Counted = field(default_factory=Counted)
    version: int = 0
    leaving: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row before and after; after is None for one that is to go."""

    before: OrderRow
    after: OrderRow | None


@dataclass(frozen=True, slots=True)
class CustomerChange:
    before: Customer
    after: Customer


@dataclass(frozen=True, slots=True)
class Spot:
    """An order that an index names, and its place there, after which the list goes on."""

    order_id: str
    place: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Moments from `since` until before `until`; None for without an end."""

    since: datetime | None = None
    until: datetime | None = None


class Rows(Protocol):
    """The projection. Reads are consistent."""

    def rows(self, order_ids: Sequence[str]) -> dict[str, OrderRow]:
        """Those that are there."""

    def customers(self, customer_ids: Sequence[str]) -> dict[str, Customer]:
        """Those that are there."""

    def placed_by(self, customer_id: str, most: int) -> list[OrderRow]:
        """At most so many of a customer's orders, those placed last; an order that has come or gone just now may be
        missing, or there. The rows themselves are read consistently."""

    def write(self, rows: Sequence[RowChange], change: Tally, customers: Sequence[CustomerChange]) -> None:
        """All in one transaction with the counters. Raises Stale when something has changed since it was read."""

    def write_row(self, row: RowChange) -> None:
        """A row that counts for the same as before: one conditional write. Raises Stale."""

    def put_words(self, facts: Facts, words: Iterable[str]) -> None:
        """Puts the order under these words; again changes nothing."""

    def put_words_if(self, row: OrderRow, words: Sequence[str]) -> None:
        """The same on condition that the row is the one that is stored. Raises Stale."""

    def places(self, facts: Facts, words: Iterable[str]) -> tuple[str, ...]:
        """Where the order stands under these words."""

    def remove(self, places: Iterable[str]) -> None:
        """Takes places out of the index; what is not there is no matter."""

    def left(self, row: OrderRow) -> None:
        """The places that were `leaving` are removed. Raises Stale."""

    def warn(self, warning: StockWarning) -> None:
        """Keeps the stock of a SKU unless a newer version is kept."""


class Lists(Protocol):
    """What staff look through. Each call is one request to the table, or one for each group or month."""

    def in_group(self, group: ListGroup, low: str, high: str, limit: int, *, newest: bool) -> list[Spot]:
        """The places of a list from `low` to `high`, in order."""

    def under(self, word: str, after: str, limit: int, *, newest: bool) -> list[Spot]:
        """Orders under words that begin so, behind the place `after`."""

    def of_customer(self, customer_id: str, limit: int, after: str | None) -> tuple[list[str], str | None]:
        """A customer's orders, newest first, and the next page's cursor."""

    def marked(self, mark: str, span: Span, after: str, limit: int, *, newest: bool) -> list[Spot]:
        """Orders that have a mark, behind the place `after`. Places under different marks can be compared."""

    def marked_count(self, mark: str, most: int) -> int:
        """How many orders have a mark; `most` when there are as many or more."""

    def placed(self, group: ListGroup, since: datetime, until: datetime, most: int) -> list[datetime]:
        """When the orders of a list were placed, from `since` until before `until`: at most so many, the latest."""

    def count(self, group: ListGroup, most: int) -> int:
        """How many orders are in a group; `most` when there are as many or more."""

    def customers_under(self, word: str, limit: int, after: str | None) -> tuple[list[tuple[str, str]], str | None]:
        """The id of each account under words that begin so, with the word, and the next page's cursor."""

    def customers_by_email(self, limit: int, after: str | None) -> tuple[list[str], str | None]:
        """All customers' ids by their address."""

    def to_reorder(self, limit: int, after: str | None) -> tuple[list[StockWarning], str | None]:
        """SKUs that are low or sold out, in their order."""

    def low_count(self, most: int) -> int: ...


class FigureStore(Protocol):
    def hours(self, first: str, last: str) -> dict[str, dict[str, int]]:
        """The figures of the hours that have any, from one to another ("2026-11-29T00"), both included."""

    def days(self, first: str, last: str) -> dict[str, dict[str, int]]:
        """The same by day ("2026-11-29"), which costs the same however many hours they have."""

    def sold(self, first: str, last: str) -> tuple[dict[str, int], bool]:
        """Units by SKU of these days ("2026-11-29"), both included, and whether that is all of them."""


class Views(Protocol):
    def get(self, view_id: str) -> SavedView | None: ...

    def listed(self, owner: str, limit: int) -> list[SavedView]:
        """One's own and those that are shared, at most so many of each."""

    def save(self, view: SavedView) -> None:
        """On condition of the version before; 1 is a new one. Raises Stale."""

    def delete(self, view: SavedView) -> None:
        """On condition of its version. Raises Stale."""


class Notes(Protocol):
    def page(self, about: str, limit: int, after: str | None) -> tuple[list[Note], str | None]:
        """Newest first without the deleted ones, so a page may be short, and the next page's cursor."""

    def get(self, about: str, note_id: str) -> Note | None:
        """Also one that is deleted, until it is gone."""

    def add(self, note: Note) -> None:
        """Raises Stale when what it is about is not there, or is forgotten."""

    def save(self, note: Note) -> None:
        """On condition of the version before. Raises Stale. A deleted one goes after its day."""

    def forget(self, about: str) -> None:
        """All that is about it goes. Again does no harm."""

    def exported(self, abouts: Iterable[str]) -> list[Json]:
        """What a person is given of the notes about them, without who wrote it."""


class ListExportStore(Protocol):
    def create(self, job: ListExport) -> None: ...

    def job(self, export_id: str) -> ListExport | None: ...

    def page(self, limit: int, cursor: str | None) -> tuple[list[ListExport], str | None]:
        """Newest first."""

    def checkpoint(self, job: ListExport) -> None:
        """Keeps the job's next version. Raises Overtaken when another wrote it."""


class ListFiles(Protocol):
    def begin(self, key: str, filename: str) -> str:
        """Begins a file of several parts; what it is called by."""

    def send(self, key: str, upload_id: str, number: int, part: bytes) -> str:
        """Sends a part; its tag. Raises LostParts."""

    def complete(self, key: str, upload_id: str, tags: Sequence[str]) -> None:
        """Joins the parts. Raises LostParts, unless the file is there already."""

    def link(self, key: str) -> str:
        """Where the file can be fetched for some minutes."""


class ListWorkers(Protocol):
    def start(self, export_id: str) -> None:
        """Has a worker go on with an export."""


@dataclass(frozen=True, slots=True)
class OrderCriteria:
    """Which orders: `states` and `paid` empty for any; placed from `since` until before `until`."""

    text: str = ""
    states: frozenset[str] = frozenset()
    paid: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    country: str = ""
    since: datetime | None = None
    until: datetime | None = None
    newest: bool = True

    def takes(self, facts: Facts) -> bool:
        if not facts.is_listed or facts.sale is None or facts.placed_at is None:
            return False
        return (
            (not self.states or facts.state in self.states)
            and (not self.paid or facts.paid in self.paid)
            and (not self.reasons or not self.reasons.isdisjoint(facts.reasons))
            and (not self.country or facts.sale.country == self.country)
            and (self.since is None or facts.placed_at >= self.since)
            and (self.until is None or facts.placed_at < self.until)
        )


@dataclass(frozen=True, slots=True)
class OrderPage:
    """`cursor` is None at the end. A page may be short, or empty, and yet not be the last."""

    orders: list[Facts]
    cursor: str | None
