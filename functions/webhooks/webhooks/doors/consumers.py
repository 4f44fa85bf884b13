"""Kafka: what happens in the shop becomes deliveries."""

from __future__ import annotations

from collections.abc import Sequence

from souk.delivery.consumer import BatchConsumer
from souk.events import Event
from webhooks.compose import services
from webhooks.domain.public import PUBLIC


def receive(events: Sequence[Event]) -> None:
    """A batch together: an endpoint's sender is started once."""
    services().receiving.receive(events)


def wanted(event: Event) -> bool:
    return services().receiving.wants(event)


consumer = BatchConsumer("webhooks", receive, PUBLIC, wanted=wanted)
handler = consumer.handler
