"""The users table: what people did. Keys as in `users.adapters.store`.

A line's key is made of the time and the id of what it comes from, so a repeated event writes the same item again, and a
person's history is read newest first with one query.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from souk import clock
from souk.errors import InvalidInput
from souk.money import Money
from souk.storage import cursor
from souk.storage.dynamo import Record, put_if
from souk.storage.versioned import Stale
from users.adapters.records import ActivityRecord, GlanceRecord, OwnerRecord
from users.adapters.store import partition
from users.domain.activity import SAME_GLANCE, Activity, ActivityKind

ACTIVITY = "ACTIVITY#"
GLANCE = "GLANCE#"
OWNER = "OWNER"
WAITING = "WAITING#"
_TEXTS = (
    "order_id",
    "order_number",
    "product_id",
    "handle",
    "title",
    "image",
    "query",
    "tracking_code",
    "tracking_url",
    "reason",
)
# Events come within seconds of each other; whoever is still unknown after this is a guest, who has no history, or is
# forgotten: an event that is delivered again so late waits for nobody.
_WAITING_SECONDS = 30 * 24 * 3600


class DynamoActivities:
    """The `Activities` port."""

    def record(self, activity: Activity) -> None:
        _record(activity, partition(activity.user_id), _sort_key(activity), activity.forgotten_at).save()

    def glance(self, activity: Activity) -> bool:
        moment = int(activity.at.timestamp())
        window = int(SAME_GLANCE.total_seconds())
        mark = GlanceRecord(
            partition(activity.user_id), f"{GLANCE}{activity.sameness}", at=moment, expires_at=moment + window
        )
        try:
            put_if(mark, GlanceRecord.pk.does_not_exist() | (GlanceRecord.at <= moment - window))
        except Stale:
            return False
        # Not one transaction, which would cost double: a crash in between loses one look.
        self.record(activity)
        return True

    def erase(self, user_id: str) -> None:
        pk = partition(user_id)
        for kind in (ACTIVITY, GLANCE):
            # The base of every record: all that is needed of an item here is its key.
            found = Record.query(pk, Record.sk.startswith(kind), consistent_read=True, attributes_to_get=["pk", "sk"])
            for record in list(found):
                record.delete()

    def page(self, user_id: str, limit: int, cursor: str | None) -> tuple[list[Activity], str | None]:
        found = ActivityRecord.query(
            partition(user_id),
            ActivityRecord.sk.startswith(ACTIVITY),
            scan_index_forward=False,
            limit=limit,
            page_size=limit,
            last_evaluated_key=_start(user_id, cursor),
        )
        # TTL deletes late; what is to be forgotten is not shown either.
        activities = [
            _activity(record, user_id) for record in found if not record.expires_at or record.expires_at > clock.epoch()
        ]
        return activities, _next(found.last_evaluated_key)


class DynamoOrderOwners:
    """The `OrderOwners` port.

    Either side writes its own item before it looks for the other's, so whichever comes second finds the first.
    """

    def remember(self, order_id: str, user_id: str, number: str) -> list[Activity]:
        pk = f"ORDER#{order_id}"
        OwnerRecord(pk, OWNER, user_id=user_id, number=number or None).save()
        waiting = ActivityRecord.query(pk, ActivityRecord.sk.startswith(WAITING), consistent_read=True)
        return [replace(_activity(record, user_id), order_number=number) for record in waiting]

    def await_owner(self, activity: Activity) -> Activity | None:
        pk = f"ORDER#{activity.order_id}"
        waiting = _record(activity, pk, WAITING + activity.id, None)
        waiting.expires_at = int(activity.at.timestamp()) + _WAITING_SECONDS
        if waiting.expires_at > clock.epoch():
            waiting.save()
        owner = OwnerRecord.fetch(pk, OWNER, consistent=True)
        if owner is None or not owner.user_id:
            return None
        return replace(activity, user_id=owner.user_id, order_number=owner.number or "")

    def settled(self, activity: Activity) -> None:
        ActivityRecord(f"ORDER#{activity.order_id}", WAITING + activity.id).delete()


def _sort_key(activity: Activity) -> str:
    return f"{ACTIVITY}{clock.isoformat(activity.at)}#{activity.id}"


def _record(activity: Activity, pk: str, sk: str, forgotten_at: datetime | None) -> ActivityRecord:
    texts: dict[str, Any] = {name: getattr(activity, name) or None for name in _TEXTS}
    return ActivityRecord(
        pk,
        sk,
        id=activity.id,
        kind=activity.kind.value,
        at=activity.at,
        query_text=texts.pop("query"),
        amount=activity.amount.amount if activity.amount else None,
        currency=activity.amount.currency if activity.amount else None,
        expires_at=int(forgotten_at.timestamp()) if forgotten_at else None,
        **texts,
    )


def _activity(record: ActivityRecord, user_id: str) -> Activity:
    texts = {name: getattr(record, "query_text" if name == "query" else name) or "" for name in _TEXTS}
    amount = Money(int(record.amount), record.currency) if record.currency else None
    return Activity(id=record.id, kind=ActivityKind(record.kind), at=record.at, user_id=user_id, amount=amount, **texts)


def _start(user_id: str, text: str | None) -> dict[str, Any] | None:
    """The cursor holds the sort key alone: whose history it is, is not for the caller to say."""
    key = cursor.decode(text)
    if key is None:
        return None
    sort_key = key.get("sk", {}).get("S")
    if not isinstance(sort_key, str) or not sort_key.startswith(ACTIVITY):
        raise InvalidInput("the cursor is not one this list gave; start again without it")
    return {"pk": {"S": partition(user_id)}, "sk": {"S": sort_key}}


def _next(last_evaluated_key: dict[str, Any] | None) -> str | None:
    return cursor.encode({"sk": last_evaluated_key["sk"]}) if last_evaluated_key else None
