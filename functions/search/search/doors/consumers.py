"""Kafka: product and stock events keep the index in step."""

from __future__ import annotations

from search.compose import services
from search.usecases.search import EVENTS
from souk.delivery.consumer import BatchConsumer
from souk.events import Event
from souk.telemetry import count, logger


def index_batch(events: list[Event]) -> None:
    """Indexes a batch in one commit."""
    changed = services().indexed(events)
    logger.info("indexed", extra={"events": len(events), "changed": changed})
    count("ListingsIndexed", changed)


consumer = BatchConsumer("search", index_batch, EVENTS)
handler = consumer.handler
