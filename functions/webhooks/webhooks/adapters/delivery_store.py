"""Deliveries and what they tell, in DynamoDB. The items are in `webhooks.adapters.records`."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from souk import clock
from souk.storage import cursor as cursors
from souk.storage.dynamo import Record, put_if, unchanged, update_if
from souk.storage.versioned import Stale
from webhooks.adapters.records import HookDeliveryRecord, HookPayloadRecord
from webhooks.domain.delivery import KEPT, HookDelivery, HookState
from webhooks.usecases.ports import HookPayload

_EVENT = "EVENT#"
# Sorts after everything that a moment begins with.
_AFTER = "~"


class PayloadStore:
    """`ports.Payloads` on the service's table."""

    def add(self, payload: HookPayload) -> None:
        record = HookPayloadRecord(
            _about_pk(payload.about),
            f"{_EVENT}{payload.event_id}",
            type=payload.type,
            occurred_at=payload.occurred_at,
            data=_json(payload.data),
            personal=None if payload.personal is None else _json(payload.personal),
            expires_at=_expiry(),
        )
        with contextlib.suppress(Stale):
            put_if(record, Record.pk.does_not_exist())

    def of(self, deliveries: Sequence[HookDelivery]) -> dict[str, HookPayload]:
        keys = [(_about_pk(delivery.about), f"{_EVENT}{delivery.event_id}") for delivery in deliveries]
        found = map(_payload, HookPayloadRecord.batch_get(keys, consistent_read=True))
        return {payload.event_id: payload for payload in found}

    def forget(self, about: str) -> int:
        kept = HookPayloadRecord.query(
            _about_pk(about), filter_condition=HookPayloadRecord.personal.exists(), consistent_read=True
        )
        records = list(kept)
        for record in records:
            with contextlib.suppress(Stale):  # it has expired meanwhile
                update_if(record, [HookPayloadRecord.personal.remove()], Record.pk.exists())
        return len(records)


class DeliveryStore:
    """`ports.Deliveries` on the service's table."""

    def add(self, delivery: HookDelivery) -> None:
        with contextlib.suppress(Stale):
            put_if(_record(delivery), Record.pk.does_not_exist())

    def find(self, endpoint_id: str, event_id: str) -> HookDelivery | None:
        record = HookDeliveryRecord.fetch(_to_pk(endpoint_id), event_id, consistent=True)
        return _delivery(record) if record else None

    def change(self, before: HookDelivery, after: HookDelivery) -> None:
        put_if(_record(after), unchanged(HookDeliveryRecord.version, before.version))

    def due(self, endpoint_id: str, at: datetime, limit: int) -> list[HookDelivery]:
        """The index is a moment behind, and would have again what was answered just now: it only says where to look."""
        latest = f"{clock.isoformat(at)}{_AFTER}"
        listed = HookDeliveryRecord.waiting.query(
            _due_pk(endpoint_id), HookDeliveryRecord.gsi1sk <= latest, limit=limit
        )
        keys = [(record.pk, record.sk) for record in listed]
        found = map(_delivery, HookDeliveryRecord.batch_get(keys, consistent_read=True))
        due = [delivery for delivery in found if delivery.is_due(at)]
        return sorted(due, key=lambda delivery: (delivery.due_at, delivery.event_id))

    def page(
        self, endpoint_id: str, state: HookState | None, limit: int, cursor: str | None
    ) -> tuple[list[HookDelivery], str | None]:
        options: dict[str, Any] = {"scan_index_forward": False, "limit": limit}
        options["last_evaluated_key"] = cursors.decode(cursor)
        found = (
            HookDeliveryRecord.query(_to_pk(endpoint_id), **options)
            if state is None
            else HookDeliveryRecord.by_state.query(_state_pk(endpoint_id, state), **options)
        )
        return [_delivery(record) for record in found], cursors.encode(found.last_evaluated_key)

    def failed_since(self, endpoint_id: str, since: datetime, limit: int) -> list[HookDelivery]:
        found = HookDeliveryRecord.by_state.query(
            _state_pk(endpoint_id, HookState.FAILED), HookDeliveryRecord.gsi2sk >= clock.isoformat(since), limit=limit
        )
        return [_delivery(record) for record in found]


def _about_pk(about: str) -> str:
    return f"ABOUT#{about}"


def _to_pk(endpoint_id: str) -> str:
    return f"TO#{endpoint_id}"


def _due_pk(endpoint_id: str) -> str:
    return f"DUE#{endpoint_id}"


def _state_pk(endpoint_id: str, state: HookState) -> str:
    return f"TO#{endpoint_id}#{state.value}"


def _expiry() -> int:
    return clock.epoch() + int(KEPT.total_seconds())


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _payload(record: HookPayloadRecord) -> HookPayload:
    return HookPayload(
        record.sk.removeprefix(_EVENT),
        record.pk.removeprefix("ABOUT#"),
        record.type,
        record.occurred_at,
        json.loads(record.data),
        json.loads(record.personal) if record.personal else None,
    )


def _record(delivery: HookDelivery) -> HookDeliveryRecord:
    due = clock.isoformat(delivery.due_at) if delivery.due_at else None
    changed = clock.isoformat(delivery.changed_at)
    return HookDeliveryRecord(
        _to_pk(delivery.endpoint_id),
        delivery.event_id,
        type=delivery.type,
        about=delivery.about,
        created_at=clock.isoformat(delivery.created_at),
        changed_at=changed,
        due_at=due,
        state=delivery.state.value,
        attempts=delivery.attempts,
        status=delivery.status,
        problem=delivery.problem,
        answer=delivery.answer,
        version=delivery.version,
        expires_at=_expiry_of(delivery),
        gsi1pk=_due_pk(delivery.endpoint_id) if due else None,
        gsi1sk=f"{due}#{delivery.event_id}" if due else None,
        gsi2pk=_state_pk(delivery.endpoint_id, delivery.state),
        gsi2sk=f"{changed}#{delivery.event_id}",
    )


def _expiry_of(delivery: HookDelivery) -> int:
    return int((delivery.created_at + KEPT).timestamp())


def _number(stored: float | None) -> int | None:
    return None if stored is None else int(stored)


def _delivery(record: HookDeliveryRecord) -> HookDelivery:
    return HookDelivery(
        endpoint_id=record.pk.removeprefix("TO#"),
        event_id=record.sk,
        type=record.type,
        about=record.about,
        created_at=datetime.fromisoformat(record.created_at),
        changed_at=datetime.fromisoformat(record.changed_at),
        due_at=datetime.fromisoformat(record.due_at) if record.due_at else None,
        state=HookState(record.state),
        attempts=int(record.attempts),
        status=_number(record.status),
        problem=record.problem,
        answer=record.answer,
        version=int(record.version),
    )
