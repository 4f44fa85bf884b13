"""Documents in DynamoDB.

    pk ORDER#<order id>   sk DOCUMENTS   all documents of an order, and what they are made of; as long as the law asks
    pk RANGE#INV-2026     sk TAKEN       the last number that was taken of a range
    pk TAX#2026-11, BUSINESSES#2026-11   the sums that taxes are reported by (`documents.adapters.books`)

    gsi1 WAITING          when it was paid # why # order id, while its invoice cannot be made

One item an order, packed (see `souk.storage.journal`). A document, its number, the event that tells of it and the sums
it adds to are an item each, and one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from documents.adapters.books import book
from documents.adapters.codec import file_of, file_to_json
from documents.adapters.records import FileRecord, RangeRecord
from documents.domain.file import Obstacle, OrderFile
from documents.domain.numbering import Taken
from documents.domain.taxing.entries import TaxEntry
from documents.usecases.ports import WaitingInvoice
from souk import clock
from souk.events import Event
from souk.storage import cursor
from souk.storage.dynamo import Transaction, put_if, unchanged
from souk.storage.journal import pack, unpack
from souk.storage.outbox import emit

_DOCUMENTS, _TAKEN = "DOCUMENTS", "TAKEN"
_ORDER, _RANGE, _WAITING = "ORDER#", "RANGE#", "WAITING"
# A refund of an order that was never paid, or is not known to be yet: there is no document to make of it.
REFUNDS_WAIT = timedelta(days=90)


class FileStore:
    """`ports.Files` on the service's table."""

    def find(self, order_id: str) -> OrderFile:
        record = FileRecord.fetch(_ORDER + order_id, _DOCUMENTS, consistent=True)
        return _file(record) if record else OrderFile(order_id)

    def save(self, before: OrderFile, after: OrderFile, obstacle: Obstacle | None) -> OrderFile:
        kept = replace(after, version=before.version + 1)
        put_if(_record(kept, obstacle), unchanged(FileRecord.version, before.version))
        return kept

    def issue(
        self, before: OrderFile, after: OrderFile, taken: Taken, event: Event, entries: Sequence[TaxEntry]
    ) -> OrderFile:
        kept = replace(after, version=before.version + 1, counted=len(after.documents))
        count = taken.last + 1
        counter = RangeRecord(_RANGE + taken.range, _TAKEN, last=count, on=after.documents[-1].issued_on.isoformat())
        transaction = Transaction()
        transaction.put(counter, unchanged(RangeRecord.last, taken.last), label="number")
        record = _record(kept, None)
        transaction.put(record, unchanged(FileRecord.version, before.version), label="file")
        book(transaction, entries)
        emit(transaction, event, pk=record.pk)
        transaction.commit()
        return kept

    def taken(self, range_: str) -> Taken:
        record = RangeRecord.fetch(_RANGE + range_, _TAKEN, consistent=True)
        return Taken(range_, int(record.last), date.fromisoformat(record.on)) if record else Taken(range_)

    def waiting(self, limit: int, after: str | None = None) -> tuple[list[WaitingInvoice], str | None]:
        page = FileRecord.waits.query(_WAITING, limit=limit, last_evaluated_key=cursor.decode(after))
        return [_waiting(record) for record in page], cursor.encode(page.last_evaluated_key)


def _record(file: OrderFile, obstacle: Obstacle | None) -> FileRecord:
    waits = bool(obstacle and file.sale)
    since = clock.isoformat(file.sale.paid_at) if file.sale else ""
    return FileRecord(
        _ORDER + file.order_id,
        _DOCUMENTS,
        version=file.version,
        numbers=" ".join(document.number for document in file.documents) or None,
        packed=pack(file_to_json(file), ()),
        expires_at=_expiry(file),
        gsi1pk=_WAITING if waits else None,
        gsi1sk=f"{since}#{obstacle}#{file.order_id}" if waits else None,
    )


def _expiry(file: OrderFile) -> int:
    until = file.kept_until or clock.now() + REFUNDS_WAIT
    return int(until.timestamp())


def _file(record: FileRecord) -> OrderFile:
    state, _ = unpack(record.packed)
    return file_of(record.pk.removeprefix(_ORDER), int(record.version), state)


def _waiting(record: FileRecord) -> WaitingInvoice:
    since, obstacle, order_id = str(record.gsi1sk).split("#", 2)
    return WaitingInvoice(order_id, Obstacle(obstacle), datetime.fromisoformat(since))
