"""Kafka: what the staff do in any service is put into the chains."""

from __future__ import annotations

from audit.compose import services
from souk.delivery.consumer import Consumer
from souk.events import Event

consumer = Consumer("audit")


@consumer.on("staff.intended", "staff.acted")
def record(event: Event) -> None:
    services().trail.record(event)


handler = consumer.handler
