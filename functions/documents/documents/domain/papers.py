"""What PDFs are called, where they are kept, and how delivery notes differ from documents with a number."""

from __future__ import annotations

import hashlib
import json

from documents.domain.file import OrderFile

LANGUAGES = ("en", "de", "ar")
DELIVERY_NOTE = "delivery-note"
_DOCUMENTS, _NOTES = "documents", "delivery-notes"


def language_of(wanted: str) -> str:
    """A language that documents are written in: that, or English."""
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def name_of(file: OrderFile, number: str) -> str:
    """Where the PDF of a document of this order is kept. A delivery note says what holds now, and each has a name of
    its own: of what it says.
    """
    if number != DELIVERY_NOTE:
        return f"{_DOCUMENTS}/{file.order_id}/{number}.pdf"
    told = json.dumps([str(file.sent_to), [str(line) for line in file.sale.lines] if file.sale else []])
    return f"{_NOTES}/{file.order_id}/{hashlib.sha256(told.encode()).hexdigest()[:32]}.pdf"


def number_in(name: str) -> str:
    """The document that a name is of."""
    folder, _, rest = name.partition("/")
    return DELIVERY_NOTE if folder == _NOTES else rest.rpartition("/")[2].removesuffix(".pdf")


def can_be_delivered(file: OrderFile) -> bool:
    """Whether there is anything to send, and anybody to send it to."""
    return bool(file.sale and file.sent_to and any(line.to_ship for line in file.sale.lines))
