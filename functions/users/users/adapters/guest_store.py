"""The users table: guests' orders, and guests who are to be forgotten.

    pk                sk       item
    ORDER#<order id>  OWNER    a guest's order; gsi1 GUEST#<guest> by when it was placed
    PROOF#<hash>      PROOF    what a letter has asked to be proved, under the hash of what it carried; 30 minutes
    GUEST#<guest>     ERASURE  how far forgetting is; gsi1 GUESTS by when it goes on. Once done, a mark for a year
    GUEST#<guest>     OUTBOX#… events, for a day

A guest is the hash of the e-mail address with the secret of the limits (HMAC-SHA-256, RFC 2104): neither the table nor
a backup of it tells an address, and nobody can try them out. With another secret, guests of before are not found.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from souk import clock
from souk.events import Event
from souk.limits.table import shops_key
from souk.storage.dynamo import Transaction, TransactionRejected, unchanged
from souk.storage.outbox import OutboxRecord
from users.adapters.history_store import OWNER
from users.adapters.records import GuestErasureRecord, OwnerRecord, ProofRecord
from users.domain.guests import GuestErasure, MailboxProof
from users.domain.identity import CodeRejected, normal_email

PROOF, ERASURE, GUESTS = "PROOF", "ERASURE", "GUESTS"
MARK_KEPT = timedelta(days=366)
# They name the address and carry what it proves: here for as long as the relay may take, a stream's length.
EVENTS_KEPT = timedelta(days=1)


class DynamoGuests:
    """The `Guests` port."""

    def __init__(self, key: Callable[[], bytes] = shops_key) -> None:
        self._key = key

    def known_as(self, email: str) -> str:
        hashed = hmac.digest(self._key(), f"guest\0{normal_email(email)}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(hashed).decode().rstrip("=")

    def remember(self, guest: str, order_id: str, placed_at: datetime) -> None:
        sort = f"{clock.isoformat(placed_at)}#{order_id}"
        OwnerRecord(f"ORDER#{order_id}", OWNER, gsi1pk=_partition(guest), gsi1sk=sort).save()

    def orders_of(self, guest: str, until: datetime, limit: int) -> list[str]:
        last = f"{clock.isoformat(until)}~"
        found = OwnerRecord.by_guest.query(_partition(guest), OwnerRecord.gsi1sk <= last, limit=limit)
        return [record.pk.removeprefix("ORDER#") for record in found]

    def ask(self, proof: MailboxProof | None, event: Event) -> None:
        tx = Transaction()
        if proof:
            expires_at = int(proof.expires_at.timestamp())
            tx.put(
                ProofRecord(f"PROOF#{proof.key}", PROOF, guest=proof.guest, email=proof.email, expires_at=expires_at)
            )
        _emit(tx, event)
        tx.commit()

    def proof(self, key: str) -> MailboxProof | None:
        record = ProofRecord.fetch(f"PROOF#{key}", PROOF, consistent=True)
        if record is None:
            return None
        return MailboxProof(key, record.guest, record.email, datetime.fromtimestamp(record.expires_at, UTC))

    def erasure(self, guest: str) -> GuestErasure | None:
        record = GuestErasureRecord.fetch(_partition(guest), ERASURE, consistent=True)
        if record is None:
            return None
        return GuestErasure(
            guest, record.email or "", record.asked_at, record.told_at, record.done_at, int(record.version)
        )

    def begin(self, proof: MailboxProof, erasure: GuestErasure) -> None:
        tx = Transaction()
        tx.delete(ProofRecord(f"PROOF#{proof.key}", PROOF), ProofRecord.pk.exists(), label="proof")
        _put(tx, erasure)
        try:
            tx.commit()
        except TransactionRejected as rejected:
            if rejected.failed("proof"):
                raise CodeRejected("this link was used just now") from rejected
            raise

    def save(self, erasure: GuestErasure, *events: Event) -> None:
        tx = Transaction()
        _put(tx, erasure)
        for event in events:
            _emit(tx, event)
        tx.commit()

    def due(self, at: datetime, limit: int) -> list[str]:
        last = f"{clock.isoformat(at)}~"
        found = GuestErasureRecord.by_turn.query(GUESTS, GuestErasureRecord.gsi1sk <= last, limit=limit)
        return [record.pk.removeprefix("GUEST#") for record in found]


def _partition(guest: str) -> str:
    return f"GUEST#{guest}"


def _put(tx: Transaction, erasure: GuestErasure) -> None:
    """As it is to be stored, with the next version."""
    next_at = erasure.next_at
    record = GuestErasureRecord(
        _partition(erasure.guest),
        ERASURE,
        email=erasure.email or None,
        asked_at=erasure.asked_at,
        told_at=erasure.told_at,
        done_at=erasure.done_at,
        version=erasure.version + 1,
        expires_at=int((erasure.done_at + MARK_KEPT).timestamp()) if erasure.done_at else None,
        gsi1pk=GUESTS if next_at else None,
        gsi1sk=f"{clock.isoformat(next_at)}#{erasure.guest}" if next_at else None,
    )
    tx.put(record, unchanged(GuestErasureRecord.version, erasure.version))


def _emit(tx: Transaction, event: Event) -> None:
    tx.put(OutboxRecord.of(event, _partition(event.aggregate_id), EVENTS_KEPT))
