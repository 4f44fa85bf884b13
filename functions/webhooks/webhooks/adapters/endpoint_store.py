"""Endpoints and the right to send to them, in DynamoDB. The items are in `webhooks.adapters.records`."""

from __future__ import annotations

import json
from datetime import datetime

from pynamodb.exceptions import DeleteError

from souk import clock
from souk.ids import new_id
from souk.storage.dynamo import Record, put_if, unchanged, update_if
from souk.storage.versioned import Stale
from webhooks.adapters.records import EndpointRecord, LaneRecord
from webhooks.domain.endpoint import Endpoint, FormerSecret, OffReason
from webhooks.usecases.ports import Lane

_ENDPOINTS = "ENDPOINTS"
_LANE = "LANE"


class EndpointStore:
    """`ports.Endpoints` on the service's table."""

    def all(self) -> list[Endpoint]:
        return [_endpoint(record) for record in EndpointRecord.query(_ENDPOINTS, consistent_read=True)]

    def find(self, endpoint_id: str) -> Endpoint | None:
        record = EndpointRecord.fetch(_ENDPOINTS, endpoint_id, consistent=True)
        return _endpoint(record) if record else None

    def add(self, endpoint: Endpoint) -> None:
        put_if(_record(endpoint), Record.pk.does_not_exist())

    def change(self, before: Endpoint, after: Endpoint) -> None:
        put_if(_record(after), unchanged(EndpointRecord.version, before.version))

    def remove(self, endpoint: Endpoint) -> None:
        try:
            _record(endpoint).delete(condition=EndpointRecord.version == endpoint.version)
        except DeleteError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
            raise Stale(str(error)) from error


class LaneStore:
    """`ports.Lanes` on the service's table."""

    def take(self, endpoint_id: str, until: datetime) -> Lane | None:
        record, holder = LaneRecord(_lane_pk(endpoint_id), _LANE), new_id()
        actions = [LaneRecord.holder.set(holder), LaneRecord.held_until.set(int(until.timestamp()))]
        free = Record.pk.does_not_exist() | (LaneRecord.held_until < clock.epoch())
        try:
            update_if(record, actions, free)
        except Stale:
            return None
        since = datetime.fromisoformat(record.failing_since) if record.failing_since else None
        return Lane(endpoint_id, holder, since)

    def give_back(self, lane: Lane) -> None:
        since = lane.failing_since
        known = LaneRecord.failing_since
        remembered = known.set(clock.isoformat(since)) if since else known.remove()
        record = LaneRecord(_lane_pk(lane.endpoint_id), _LANE)
        try:
            update_if(record, [LaneRecord.held_until.set(0), remembered], LaneRecord.holder == lane.holder)
        except Stale:
            return


def _lane_pk(endpoint_id: str) -> str:
    return f"LANE#{endpoint_id}"


def _record(endpoint: Endpoint) -> EndpointRecord:
    return EndpointRecord(
        _ENDPOINTS,
        endpoint.id,
        url=endpoint.url,
        description=endpoint.description,
        event_types=json.dumps(sorted(endpoint.event_types)),
        personal_data=endpoint.personal_data,
        off=endpoint.off.value if endpoint.off else None,
        secret_id=endpoint.secret_id,
        former=json.dumps([[former.id, clock.isoformat(former.until)] for former in endpoint.former]),
        created_at=clock.isoformat(endpoint.created_at),
        updated_at=clock.isoformat(endpoint.updated_at),
        on_since=clock.isoformat(endpoint.on_since),
        version=endpoint.version,
    )


def _endpoint(record: EndpointRecord) -> Endpoint:
    return Endpoint(
        id=record.sk,
        url=record.url,
        secret_id=record.secret_id,
        created_at=datetime.fromisoformat(record.created_at),
        updated_at=datetime.fromisoformat(record.updated_at),
        on_since=datetime.fromisoformat(record.on_since),
        description=record.description,
        event_types=frozenset(json.loads(record.event_types)),
        personal_data=bool(record.personal_data),
        off=OffReason(record.off) if record.off else None,
        former=tuple(FormerSecret(held, datetime.fromisoformat(until)) for held, until in json.loads(record.former)),
        version=int(record.version),
    )
