"""The notifications table. Its items are in `notifications.adapters.records`."""

from __future__ import annotations

from collections.abc import Sequence

from notifications.adapters.exported import COVERED
from notifications.adapters.records import ClaimRecord, ContactRecord
from notifications.usecases.ports import Claim, Contact
from souk import clock
from souk.exports.readable import Json, readable
from souk.storage.dynamo import put_if
from souk.storage.versioned import Stale

CLAIM_SECONDS = 30 * 24 * 3600
# A refund may come long after the order, but not for ever.
CONTACT_SECONDS = 400 * 24 * 3600
_SENDING, _SENT, _REJECTED = "sending", "sent", "rejected"


class ClaimStore:
    """`ports.Claims` on the service's table."""

    def claim(self, event_id: str, kind: str, lease_seconds: int) -> Claim:
        record = _claim(event_id, kind, _SENDING)
        record.lease_until = clock.epoch() + lease_seconds
        abandoned = (ClaimRecord.state == _SENDING) & (ClaimRecord.lease_until <= clock.epoch())
        try:
            put_if(record, ClaimRecord.pk.does_not_exist() | abandoned)
        except Stale:
            held = ClaimRecord.fetch(record.pk, record.sk, consistent=True)
            return Claim.HELD if held is None or held.state == _SENDING else Claim.DONE
        return Claim.WON

    def sent(self, event_id: str, kind: str, message_id: str) -> None:
        record = _claim(event_id, kind, _SENT)
        record.message_id = message_id
        record.save()

    def rejected(self, event_id: str, kind: str, reason: str) -> None:
        record = _claim(event_id, kind, _REJECTED)
        record.reason = reason
        record.save()

    def release(self, event_id: str, kind: str) -> None:
        _claim(event_id, kind, _SENDING).save()


class ContactStore:
    """`ports.Contacts` on the service's table."""

    def keep(self, contact: Contact) -> None:
        ContactRecord(
            f"ORDER#{contact.order_id}",
            "CONTACT",
            number=contact.number,
            email=contact.email,
            access_key=contact.access_key or None,
            expires_at=clock.epoch() + CONTACT_SECONDS,
        ).save()

    def forget(self, order_id: str) -> None:
        self.keep(Contact(order_id, number="", email="", access_key=""))

    def of_order(self, order_id: str) -> Contact | None:
        record = ContactRecord.fetch(f"ORDER#{order_id}", "CONTACT")
        if record is None:
            return None
        return Contact(order_id, record.number, record.email, record.access_key or "")

    def exported(self, order_ids: Sequence[str]) -> list[Json]:
        keys = [(f"ORDER#{order_id}", "CONTACT") for order_id in order_ids]
        return [readable(record, COVERED) for record in ContactRecord.batch_get(keys)]


def _claim(event_id: str, kind: str, state: str) -> ClaimRecord:
    """A claim whose lease is over, unless the caller gives it one."""
    return ClaimRecord(
        f"LETTER#{event_id}",
        kind,
        state=state,
        lease_until=0,
        expires_at=clock.epoch() + CLAIM_SECONDS,
    )
