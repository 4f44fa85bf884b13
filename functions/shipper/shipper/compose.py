"""Puts the shipper together, once per process."""

from __future__ import annotations

from functools import cache

from shipper.delivery import Delivery
from shipper.records import Record

TOPIC = "logging"


@cache
def delivery() -> Delivery:
    """Sends records to the topic `logging`."""
    from souk.kafka import Message, produce

    def send(records: list[Record]) -> None:
        produce([Message(TOPIC, record.key, record.value) for record in records])

    return Delivery(send)
