"""Addresses that are not written to, in the notifications table, hashed with the shop's secret (HMAC-SHA-256)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC

from notifications.adapters.records import DeadAddressRecord
from notifications.domain.returned import Trouble, Unreachable
from souk import clock
from souk.limits.table import shops_key
from souk.shopper.contact import mailbox

# As long as an order's contact: whom nobody has written to for so long is tried again.
KEPT_SECONDS = 400 * 24 * 3600
_SK = "ADDRESS"


class DeadAddressStore:
    """`ports.DeadAddresses`."""

    def put(self, address: str, why: Unreachable) -> None:
        DeadAddressRecord(
            _key(address),
            _SK,
            why=why.why.value,
            since=why.since.astimezone(UTC),
            expires_at=clock.epoch() + KEPT_SECONDS,
        ).save()

    def find(self, address: str) -> Unreachable | None:
        record = DeadAddressRecord.fetch(_key(address), _SK)
        return Unreachable(Trouble(record.why), record.since) if record else None

    def lift(self, address: str) -> None:
        DeadAddressRecord(_key(address), _SK).delete()


def _key(address: str) -> str:
    digest = hmac.digest(shops_key(), f"dead address\0{mailbox(address)}".encode(), hashlib.sha256)
    return f"DEAD#{base64.urlsafe_b64encode(digest[:24]).decode()}"
