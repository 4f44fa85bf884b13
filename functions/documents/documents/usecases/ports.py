"""What the use cases need from outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from documents.domain.document import IssuedDocument
from documents.domain.file import Obstacle, OrderFile
from documents.domain.numbering import Taken
from documents.domain.seller import Seller


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

    def issue(self, before: OrderFile, after: OrderFile, taken: Taken) -> OrderFile:
        """Keeps the file with its new document, and takes its number, the one after `taken`: both or nothing. Raises
        Stale when either changed meanwhile.
        """

    def taken(self, range_: str) -> Taken:
        """Strongly consistent."""

    def waiting(self, limit: int, after: str | None = None) -> tuple[list[WaitingInvoice], str | None]:
        """The orders whose invoice waits, the longest first, and the cursor of the next page."""


class Papers(Protocol):
    """The PDFs."""

    def has(self, name: str) -> bool: ...

    def keep(self, name: str, pdf: bytes) -> None:
        """Keeps it for good; nothing when there is one of that name."""

    def link(self, name: str, filename: str) -> str:
        """An address from which it can be fetched for some minutes, by whoever has it."""


class Press(Protocol):
    def print(self, order_id: str, name: str) -> None:
        """Has a PDF made and kept under its name. Raises Unavailable."""


class Typesetter(Protocol):
    """Makes PDFs."""

    def document(self, document: IssuedDocument) -> bytes:
        """With the e-invoice in it."""

    def delivery_note(self, file: OrderFile, seller: Seller) -> bytes:
        """What goes into the parcel of a sale, in the seller's language."""
