"""What happened elsewhere and is told to shoppers."""

from __future__ import annotations

from notifications.compose import services
from notifications.usecases.letters import LETTERS
from souk.consumer import Consumer
from souk.events import Event

consumer = Consumer("notifications")


@consumer.on(*LETTERS)
def tell(event: Event) -> None:
    services().notifications.tell(event)


handler = consumer.handler
