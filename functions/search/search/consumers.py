"""Kafka: product and stock events keep the index in step."""

from __future__ import annotations

from search import compose
from search.workflow import apply_events
from souk.consumer import KafkaRecord, RawConsumer
from souk.events import Event
from souk.telemetry import count, logger


def index_batch(records: list[KafkaRecord]) -> list[KafkaRecord]:
    """Indexes a batch in one commit. Returns the records that are no events; the others of a failed commit raise."""
    events: list[Event] = []
    failed: list[KafkaRecord] = []
    for record in records:
        try:
            events.append(Event.model_validate_json(record.value))
        except ValueError:
            logger.exception("not an event", extra={"partition": record.partition, "offset": record.offset})
            failed.append(record)
    changed = apply_events(compose.writer(), events)
    logger.info("indexed", extra={"events": len(events), "changed": changed})
    count("ListingsIndexed", changed)
    return failed


handler = RawConsumer("search", index_batch).handler
