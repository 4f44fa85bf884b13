"""What a person is given of what this service keeps of them when they ask for their data (`souk.exports`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from souk.exports.readable import Covered, Json, readable
from souk.storage.dynamo import Record
from users.adapters.consent_store import CONSENT
from users.adapters.history_store import ACTIVITY
from users.adapters.records import (
    ActivityRecord,
    AddressBookRecord,
    AddressItem,
    ConsentRecord,
    GroupMemberRecord,
    ProfileRecord,
    PurchaseRecord,
    SessionRecord,
)
from users.adapters.session_store import SESSION
from users.adapters.store import ADDRESSES, BOUGHT, GROUP, PROFILE, partition

COVERED: Covered = {
    ProfileRecord: (
        "email",
        "name",
        "locale",
        "created_at",
        "closes_at",
        "blocked",
        "block_reason",
        "block_decided_at",
    ),
    AddressBookRecord: ("addresses", "default_id"),
    AddressItem: ("id", "name", "line1", "line2", "city", "postal_code", "region", "country", "phone"),
    ConsentRecord: ("kind", "given", "version", "at", "source"),
    SessionRecord: ("device", "started_at", "used_at", "second_factor", "groups"),
    ActivityRecord: (
        "id",
        "kind",
        "at",
        "order_id",
        "order_number",
        "product_id",
        "handle",
        "title",
        "image",
        "query_text",
        "tracking_code",
        "tracking_url",
        "reason",
        "amount",
        "currency",
    ),
    PurchaseRecord: ("kind", "order_id", "at", "amount", "currency"),
    GroupMemberRecord: ("group_id", "since"),
}
_KINDS: tuple[tuple[str, type[Record], str], ...] = (
    ("profile", ProfileRecord, PROFILE),
    ("addresses", AddressBookRecord, ADDRESSES),
    ("consents", ConsentRecord, CONSENT),
    ("sessions", SessionRecord, SESSION),
    ("activity", ActivityRecord, ACTIVITY),
    ("purchases", PurchaseRecord, f"{BOUGHT}#"),
    ("put_into_groups", GroupMemberRecord, GROUP),
)


class DynamoOwnRecords:
    """The `OwnRecords` port. Read page by page while it is written: a history may be long."""

    def kinds(self, user_id: str) -> Iterable[tuple[str, Iterable[Json]]]:
        for kind, model, sk in _KINDS:
            yield kind, _records(model, partition(user_id), sk)


def _records(model: type[Record], pk: str, sk: str) -> Iterator[Json]:
    for record in model.query(pk, model.sk.startswith(sk), consistent_read=True):
        yield readable(record, COVERED)
