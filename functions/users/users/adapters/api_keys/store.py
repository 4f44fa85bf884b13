"""The users table: API keys, and the roles they stand on.

    API-KEYS          KEY#<id>    a key, without its secret; at most 50, so that all are one page
    USER#<user id>    ROLES       the groups of a member of staff, as they were changed last

`ROLES` goes with the person's other items, and with it what their keys permitted. It is never removed before: its
version tells who writes down what they have read from who has changed it since.
"""

from __future__ import annotations

import contextlib
from datetime import date
from typing import Any

from pynamodb.exceptions import DeleteError
from pynamodb.expressions.update import Action

from souk.staff.permissions import permissions_named
from souk.storage.dynamo import put_if, unchanged, update_if
from souk.storage.versioned import Stale
from users.adapters.records import ApiKeyRecord, RolesRecord
from users.adapters.store import partition
from users.domain.api_keys import ApiKey, KeySecret, RolesOnRecord

KEYS, KEY, ROLES = "API-KEYS", "KEY#", "ROLES"


class DynamoApiKeys:
    """The `ApiKeys` port."""

    def all(self) -> list[ApiKey]:
        return [_key(record) for record in ApiKeyRecord.query(KEYS, consistent_read=True)]

    def get(self, key_id: str) -> ApiKey | None:
        record = ApiKeyRecord.fetch(KEYS, KEY + key_id, consistent=True)
        return _key(record) if record else None

    def add(self, key: ApiKey) -> None:
        ApiKeyRecord(
            KEYS,
            KEY + key.id,
            name=key.name,
            permissions=sorted(each.value for each in key.permissions),
            maker=key.maker,
            made_at=key.made_at,
            digest=key.secret.digest.hex(),
            ends_at=key.ends_at,
        ).save()

    def change(self, before: ApiKey, after: ApiKey) -> None:
        record, earlier = ApiKeyRecord, after.earlier
        seen = _day(before.secret.used_on)
        update_if(
            record(KEYS, KEY + after.id),
            [
                record.version.set(after.version),
                record.digest.set(after.secret.digest.hex()),
                _set(record.used_on, _day(after.secret.used_on)),
                _set(record.earlier_digest, earlier and earlier.digest.hex()),
                _set(record.earlier_until, earlier and earlier.until),
                _set(record.earlier_used_on, earlier and _day(earlier.used_on)),
            ],
            (record.digest == before.secret.digest.hex())
            & (record.used_on == seen if seen else record.used_on.does_not_exist()),
        )

    def used(self, key: ApiKey, secret: KeySecret, day: date) -> None:
        """One that is revoked meanwhile stays away; of many at once one writes."""
        record = ApiKeyRecord
        digest, used_on = (
            (record.earlier_digest, record.earlier_used_on) if secret.until else (record.digest, record.used_on)
        )
        unknown = used_on.does_not_exist() | (used_on < day.isoformat())
        with contextlib.suppress(Stale):
            update_if(
                record(KEYS, KEY + key.id),
                [used_on.set(day.isoformat())],
                (digest == secret.digest.hex()) & unknown,
            )

    def remove(self, key_id: str) -> bool:
        try:
            ApiKeyRecord(KEYS, KEY + key_id).delete(condition=ApiKeyRecord.maker.exists())
        except DeleteError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
            return False
        return True


class DynamoRoles:
    """The `RolesRegister` port."""

    def of(self, user_id: str) -> RolesOnRecord:
        record = RolesRecord.fetch(partition(user_id), ROLES, consistent=True)
        return RolesOnRecord(frozenset(record.groups), int(record.version)) if record else RolesOnRecord()

    def write(self, user_id: str, groups: frozenset[str]) -> None:
        RolesRecord(partition(user_id), ROLES).update(
            [RolesRecord.groups.set(sorted(groups)), RolesRecord.version.add(1)]
        )

    def write_if(self, user_id: str, groups: frozenset[str], seen: int) -> None:
        record = RolesRecord(partition(user_id), ROLES, groups=sorted(groups), version=seen + 1)
        put_if(record, unchanged(RolesRecord.version, seen))


def _key(record: ApiKeyRecord) -> ApiKey:
    return ApiKey(
        id=record.sk.removeprefix(KEY),
        name=record.name,
        permissions=permissions_named(record.permissions),
        maker=record.maker,
        made_at=record.made_at,
        secret=KeySecret(bytes.fromhex(record.digest), _date(record.used_on)),
        ends_at=record.ends_at,
        earlier=_earlier(record),
        version=int(record.version or 1),
    )


def _earlier(record: ApiKeyRecord) -> KeySecret | None:
    if not record.earlier_digest:
        return None
    return KeySecret(bytes.fromhex(record.earlier_digest), _date(record.earlier_used_on), record.earlier_until)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _set(attribute: Any, value: object) -> Action:
    changed: Action = attribute.remove() if value is None else attribute.set(value)
    return changed
