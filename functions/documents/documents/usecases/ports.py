"""What the use cases need from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from documents.domain.document import IssuedDocument
from documents.domain.file import Obstacle, OrderFile
from documents.domain.numbering import Taken
from documents.domain.papers import PeppolWish
from documents.domain.seller import Seller
from documents.domain.slip import ReturnSlip
from documents.domain.taxing.entries import TaxEntry
from documents.domain.taxing.report import TaxSum
from souk.events import Event
from souk.money import Money


@dataclass(frozen=True, slots=True)
class WaitingInvoice:
    order_id: str
    obstacle: Obstacle
    since: datetime


class DocumentFiles(Protocol):
    """The documents of each order."""

    def find(self, order_id: str) -> OrderFile:
        """Strongly consistent; one of version 0 when nothing is kept of this order."""

    def save(self, before: OrderFile, after: OrderFile, obstacle: Obstacle | None) -> OrderFile:
        """Keeps it; answers it with its new version. Raises souk.storage.versioned.Stale."""

    def issue(
        self, before: OrderFile, after: OrderFile, taken: Taken, event: Event, entries: Sequence[TaxEntry]
    ) -> OrderFile:
        """Keeps the file with its new document, takes its number, the one after `taken`, adds `entries` to the sums of
        their periods, and publishes `event`: all of it or nothing. Raises Stale when the file or the count changed
        meanwhile.
        """

    def taken(self, range_: str) -> Taken:
        """Strongly consistent."""

    def waiting(self, limit: int, after: str | None = None) -> tuple[list[WaitingInvoice], str | None]:
        """The orders whose invoice waits, the longest first, and the cursor of the next page."""


@dataclass(frozen=True, slots=True)
class BusinessSum:
    """What a business bought in a month without tax. `supply` is goods or services."""

    vat_number: str
    supply: str
    net: Money


class TaxBooks(Protocol):
    """The sums that taxes are reported by."""

    def sums(self, month: str) -> list[TaxSum]:
        """All of a month: as many as there are places, rates and currencies, however much was sold."""

    def businesses(self, month: str, limit: int, after: str | None = None) -> tuple[list[BusinessSum], str | None]:
        """By VAT number, and the cursor of the next page."""

    def rates(self, period: str) -> dict[str, str]:
        """How much of a currency one euro is, as it was entered for a period."""

    def enter(self, period: str, rates: Mapping[str, str]) -> None:
        """In the place of those that were entered before."""


class Papers(Protocol):
    """The PDFs."""

    def has(self, name: str) -> bool: ...

    def keep(self, name: str, pdf: bytes) -> bool:
        """Keeps it for good; nothing, and False, when there is one of that name."""

    def kept(self, name: str) -> bytes:
        """One that is there."""

    def link(self, name: str, filename: str) -> str:
        """An address from which it can be fetched for some minutes, by whoever has it."""


class Press(Protocol):
    def print(self, order_id: str, name: str) -> None:
        """Has a PDF made and kept under its name. Raises Unavailable."""


class NetworkInvoices(Protocol):
    """Documents as the Peppol network carries them."""

    def written(self, document: IssuedDocument, wish: PeppolWish) -> str:
        """XML, in UTF-8."""


class Typesetter(Protocol):
    """Makes PDFs."""

    def document(self, document: IssuedDocument) -> bytes:
        """With the e-invoice in it."""

    def delivery_note(self, file: OrderFile, seller: Seller) -> bytes:
        """What goes into the parcel of a sale, in the seller's language."""

    def return_slip(self, slip: ReturnSlip, seller: Seller) -> bytes:
        """What goes into a parcel that comes back, the same."""
