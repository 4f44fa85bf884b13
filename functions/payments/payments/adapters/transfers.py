"""Bank transfers in DynamoDB: `payments.usecases.ports.TransferStore` (the items are in `records`)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence

from payments.adapters.codec import GIVE_BACK, PAYMENT, order_key, payment_key, payment_of, write_of
from payments.adapters.records import EntryRecord, OrderRecord, PaymentRecord, ReferenceRecord
from payments.domain.payment import Payment
from payments.usecases.ports import AlreadyBooked, BookedEntry, ChangedPayment
from souk.storage import cursor
from souk.storage.dynamo import Transaction, TransactionRejected

REFERENCE, ENTRY, ORDER = "REFERENCE", "ENTRY", "ORDER"
# DynamoDB's limit for one BatchGetItem.
_BATCH = 100


class DynamoTransfers:
    def orders_of(self, references: Collection[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for names in _batches([(reference_key(reference), REFERENCE) for reference in references]):
            found |= {_id(record.pk): record.order_id for record in ReferenceRecord.batch_get(names)}
        return found

    def payments_of(self, order_ids: Collection[str]) -> Mapping[str, Sequence[Payment]]:
        attempts: dict[str, list[str]] = {}
        for names in _batches([(order_key(order_id), ORDER) for order_id in order_ids]):
            for order in OrderRecord.batch_get(names, consistent_read=True):
                attempts[_id(order.pk)] = list(order.attempts.values())
        payments: dict[str, Payment] = {}
        wanted = [payment_id for ids in attempts.values() for payment_id in ids]
        for names in _batches([(payment_key(payment_id), PAYMENT) for payment_id in wanted]):
            for record in PaymentRecord.batch_get(names, consistent_read=True):
                payments[_id(record.pk)] = payment_of(record)
        return {order_id: [payments[each] for each in ids if each in payments] for order_id, ids in attempts.items()}

    def booked(self, entry_ids: Collection[str]) -> Mapping[str, BookedEntry]:
        found: dict[str, BookedEntry] = {}
        for names in _batches([(entry_key(entry_id), ENTRY) for entry_id in entry_ids]):
            for record in EntryRecord.batch_get(names, consistent_read=True):
                found[_id(record.pk)] = _booked(record)
        return found

    def book(self, entry: BookedEntry, changed: Sequence[ChangedPayment]) -> None:
        tx = Transaction()
        tx.put(_entry_record(entry), EntryRecord.pk.does_not_exist(), label="entry")
        for each in changed:
            tx.put(*write_of(each), label="payment")
        try:
            tx.commit()
        except TransactionRejected as rejected:
            if rejected.failed("entry"):
                raise AlreadyBooked from rejected
            raise

    def to_give_back(self, limit: int, after: str | None) -> tuple[list[Payment], str | None]:
        page = PaymentRecord.gsi2.query(GIVE_BACK, limit=limit, last_evaluated_key=cursor.decode(after))
        payments = [payment_of(record) for record in page]
        return payments, cursor.encode(page.last_evaluated_key)


def reference_record(reference: str, order_id: str) -> ReferenceRecord:
    """`reference` as it is compared."""
    return ReferenceRecord(reference_key(reference), REFERENCE, order_id=order_id)


def reference_key(reference: str) -> str:
    return f"REFERENCE#{reference}"


def entry_key(entry_id: str) -> str:
    return f"ENTRY#{entry_id}"


def _entry_record(entry: BookedEntry) -> EntryRecord:
    return EntryRecord(
        entry_key(entry.id),
        ENTRY,
        amount=entry.amount,
        currency=entry.currency,
        booked_on=entry.booked_on,
        payments=json.dumps(entry.payment_ids),
        at=entry.at,
        by=entry.by,
    )


def _booked(record: EntryRecord) -> BookedEntry:
    return BookedEntry(
        _id(record.pk),
        int(record.amount),
        record.currency,
        record.booked_on,
        tuple(json.loads(record.payments)),
        record.at,
        record.by,
    )


def _batches(names: Sequence[tuple[str, str]]) -> Iterator[Sequence[tuple[str, str]]]:
    """Each name once: a BatchGetItem takes none twice."""
    once = list(dict.fromkeys(names))
    for start in range(0, len(once), _BATCH):
        yield once[start : start + _BATCH]


def _id(pk: str) -> str:
    return str(pk).partition("#")[2]
