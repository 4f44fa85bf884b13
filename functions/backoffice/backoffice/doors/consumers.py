"""Kafka: what happens to orders, their payments, parcels and stock, and to people, becomes what staff see."""

from __future__ import annotations

from collections.abc import Sequence

from backoffice.compose import services
from backoffice.usecases.following import TYPES
from souk.delivery.consumer import BatchConsumer
from souk.events import Event


def follow(events: Sequence[Event]) -> None:
    """A batch together: orders of one hour are counted in one write."""
    services().following.hear(events)


# The same events lead to the same facts, however often and in whatever order they come.
consumer = BatchConsumer("backoffice", follow, TYPES, unmarked=True)
handler = consumer.handler
