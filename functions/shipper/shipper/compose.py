"""Puts the shipper together, once per process."""

from __future__ import annotations

from functools import cache

from shipper.records import Produce, Record

TOPIC = "logging"


@cache
def produce() -> Produce:
    """Sends records to the topic `logging`; returns when Kafka has them, raises when it does not take them."""
    from souk import kafka

    def send(records: list[Record]) -> None:
        kafka.produce([kafka.Message(TOPIC, record.key, record.value, {}) for record in records])

    return send
