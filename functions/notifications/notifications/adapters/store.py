"""The notifications table. Its items are in `notifications.adapters.records`."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime

from notifications.adapters.exported import COVERED
from notifications.adapters.records import ClaimRecord, ContactRecord
from notifications.domain.returned import Trouble
from notifications.usecases.ports import Claim, Contact, Named, Sent
from souk import clock
from souk.exports.readable import Json, readable
from souk.storage import cursor
from souk.storage.dynamo import put_if
from souk.storage.versioned import Stale

CLAIM_SECONDS = 30 * 24 * 3600
# A refund may come long after the order, but not for ever.
CONTACT_SECONDS = 400 * 24 * 3600
_SENDING, _SENT, _REJECTED = "sending", "sent", "rejected"
_LETTER = "LETTER#"
# Later than every version of an order.
_FORGOTTEN = 10**15


class ClaimStore:
    """`ports.Claims` on the service's table."""

    def claim(self, letter: Named, lease_seconds: int, *, late: bool) -> Claim:
        if late and ClaimRecord.fetch(f"{_LETTER}{letter.event_id}", letter.kind, consistent=True):
            return Claim.DONE
        record = _claim(letter, _SENDING)
        record.lease_until = clock.epoch() + lease_seconds
        abandoned = (ClaimRecord.state == _SENDING) & (ClaimRecord.lease_until <= clock.epoch())
        try:
            put_if(record, ClaimRecord.pk.does_not_exist() | abandoned)
        except Stale:
            held = ClaimRecord.fetch(record.pk, record.sk, consistent=True)
            return Claim.HELD if held is None or held.state == _SENDING else Claim.DONE
        return Claim.WON

    def sent(self, letter: Named, message_id: str) -> None:
        record = _claim(letter, _SENT)
        record.message_id = message_id
        record.save()

    def rejected(self, letter: Named, reason: str) -> None:
        record = _claim(letter, _REJECTED)
        record.reason = reason
        record.save()

    def came_back(self, letter: Named, why: Trouble) -> None:
        key = _claim(letter, _SENT)
        record = ClaimRecord.fetch(key.pk, key.sk, consistent=True)
        if record is not None:
            record.state = why.value
            record.save()

    def release(self, letter: Named) -> None:
        _claim(letter, _SENDING).save()

    def of_order(self, order_id: str, limit: int, after: str | None) -> tuple[list[Sent], str | None]:
        page = ClaimRecord.query(
            _order_key(order_id),
            ClaimRecord.sk.startswith(_LETTER),
            scan_index_forward=False,
            limit=limit,
            last_evaluated_key=cursor.decode(after),
        )
        letters = sorted((_sent(order_id, record) for record in page), key=lambda sent: sent.at, reverse=True)
        return letters, cursor.encode(page.last_evaluated_key)

    def forget(self, order_id: str) -> None:
        """What is sending now is written once more with its address, by whoever sends it, and gone with its claim."""
        for record in ClaimRecord.query(_order_key(order_id), ClaimRecord.sk.startswith(_LETTER), consistent_read=True):
            if record.to:
                record.to = None
                record.save()


class ContactStore:
    """`ports.Contacts` on the service's table."""

    def keep(self, contact: Contact, version: int) -> None:
        known = ContactRecord.version.does_not_exist() | (ContactRecord.version <= version)
        with contextlib.suppress(Stale):
            put_if(_contact(contact, version), known)

    def forget(self, order_id: str) -> None:
        _contact(Contact(order_id, number="", email="", access_key=""), _FORGOTTEN).save()

    def of_order(self, order_id: str) -> Contact | None:
        record = ContactRecord.fetch(_order_key(order_id), "CONTACT")
        if record is None:
            return None
        said = (record.access_key, record.locale, record.owner)
        return Contact(order_id, record.number, record.email, *(text or "" for text in said))

    def exported(self, order_ids: Sequence[str]) -> list[Json]:
        keys = [(_order_key(order_id), "CONTACT") for order_id in order_ids]
        return [readable(record, COVERED) for record in ContactRecord.batch_get(keys)]


def _order_key(order_id: str) -> str:
    return f"ORDER#{order_id}"


def _contact(contact: Contact, version: int) -> ContactRecord:
    return ContactRecord(
        _order_key(contact.order_id),
        "CONTACT",
        number=contact.number,
        email=contact.email,
        access_key=contact.access_key or None,
        locale=contact.locale or None,
        owner=contact.owner or None,
        version=version,
        expires_at=clock.epoch() + CONTACT_SECONDS,
    )


def _claim(letter: Named, state: str) -> ClaimRecord:
    """A claim whose lease is over, unless the caller gives it one."""
    named = f"{_LETTER}{letter.event_id}"
    pk, sk = (_order_key(letter.order_id), f"{named}#{letter.kind}") if letter.order_id else (named, letter.kind)
    expires_at = clock.epoch() + CLAIM_SECONDS
    return ClaimRecord(pk, sk, state=state, lease_until=0, to=letter.to or None, expires_at=expires_at)


def _sent(order_id: str, record: ClaimRecord) -> Sent:
    _, event_id, kind = str(record.sk).split("#")
    at = datetime.fromtimestamp(int(record.expires_at) - CLAIM_SECONDS, UTC)
    return Sent(Named(event_id, kind, order_id, record.to or ""), record.state, at, record.reason or "")
