"""Kafka consumers: what an MSK event source mapping invokes.

A batch holds the records of several partitions, each in order. When a record fails, it and every later one of its
partition are reported back, so that they come again in order; other partitions go on. Delivery is at least once:
every effect must be idempotent.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from souk import context
from souk.events import Event
from souk.telemetry import count, entrypoint, logger

Response = dict[str, Any]
EventHandler = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class KafkaRecord:
    """One record. `partition` is the topic-partition as the event source names it: "souk.orders.v1-0"."""

    topic: str
    partition: str
    offset: int
    key: str
    value: bytes
    timestamp: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)


RawHandler = Callable[[list[KafkaRecord]], Iterable[KafkaRecord]]


def records_of(event: Mapping[str, Any]) -> Iterator[tuple[str, list[KafkaRecord]]]:
    """The records of an MSK event by topic-partition, decoded."""
    for partition, records in event.get("records", {}).items():
        yield partition, [_record(partition, record) for record in records]


def failures_from(records: Iterable[KafkaRecord]) -> list[dict[str, Any]]:
    """The partial batch answer that asks for these records again.

    MSK's identifier is an object with `partition` and `offset` (Lambda developer guide, "Apache Kafka").
    """
    return [{"itemIdentifier": {"partition": r.partition, "offset": r.offset}} for r in records]


class Consumer:
    """Routes events to handlers by type; types nobody asked for are passed over."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.handlers: dict[str, list[EventHandler]] = {}

    def on(self, *event_types: str) -> Callable[[EventHandler], EventHandler]:
        def register(function: EventHandler) -> EventHandler:
            for event_type in event_types:
                self.handlers.setdefault(event_type, []).append(function)
            return function

        return register

    @property
    def handler(self) -> Callable[[dict[str, Any], Any], Any]:
        @entrypoint("consumer")
        def handle(event: dict[str, Any], _context: Any) -> Response:
            failed: list[KafkaRecord] = []
            handled = 0
            for _, records in records_of(event):
                for index, record in enumerate(records):
                    if not self._handled(record):
                        failed.extend(records[index:])
                        break
                    handled += 1
            logger.info("batch handled", extra={"handled": handled, "failed": len(failed)})
            return {"batchItemFailures": failures_from(failed)}

        return handle

    def _handled(self, record: KafkaRecord) -> bool:
        """Whether the record is done with. An error is logged in full here: the answer carries only offsets."""
        correlation = context.acceptable(record.headers.get("correlation_id"))
        with context.bound(correlation):
            try:
                event = Event.model_validate_json(record.value)
            except ValueError:
                return self._failed(record, "unknown")
        with context.bound(event.correlation_id, causation_id=event.id):
            try:
                for function in self.handlers.get(event.type, ()):
                    function(event)
                    logger.info("event handled", extra={"event_type": event.type, "event_id": event.id})
            except Exception:  # reported as a failed item, which the event source retries
                return self._failed(record, event.type)
        return True

    def _failed(self, record: KafkaRecord, event_type: str) -> bool:
        logger.exception(
            "event failed",
            extra={"event_type": event_type, "partition": record.partition, "offset": record.offset},
        )
        count("EventsFailed")
        return False


class RawConsumer:
    """A consumer of records that are not events. `handle_batch` returns the records that failed."""

    def __init__(self, service: str, handle_batch: RawHandler) -> None:
        self.service = service
        self.handle_batch = handle_batch

    @property
    def handler(self) -> Callable[[dict[str, Any], Any], Any]:
        @entrypoint("consumer")
        def handle(event: dict[str, Any], _context: Any) -> Response:
            partitions = dict(records_of(event))
            failed = list(self.handle_batch([r for records in partitions.values() for r in records]))
            first = {r.partition: r.offset for r in sorted(failed, key=lambda r: -r.offset)}
            again = [
                record
                for partition, records in partitions.items()
                for record in records
                if partition in first and record.offset >= first[partition]
            ]
            return {"batchItemFailures": failures_from(again)}

        return handle


def _record(partition: str, record: Mapping[str, Any]) -> KafkaRecord:
    headers = {
        name: bytes(b & 0xFF for b in value).decode("utf-8", "replace")
        for header in record.get("headers", ())
        for name, value in header.items()
    }
    return KafkaRecord(
        topic=record["topic"],
        partition=partition,
        offset=record["offset"],
        key=base64.b64decode(record.get("key") or "").decode("utf-8", "replace"),
        value=base64.b64decode(record.get("value") or ""),
        timestamp=record.get("timestamp", 0),
        headers=headers,
    )
