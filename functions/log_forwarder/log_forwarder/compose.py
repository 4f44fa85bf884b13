"""Puts the shipper together, once per process."""

from __future__ import annotations

import socket
from functools import cache

from log_forwarder.adapters.delivery import Delivery
from log_forwarder.usecases.records import Record

TOPIC = "logging"
_KNOCK_SECONDS = 1.0


@cache
def delivery() -> Delivery:
    """Sends records to the topic `logging`."""
    from souk.kafka import KafkaSettings, Message, produce

    def send(records: list[Record]) -> None:
        produce([Message(TOPIC, record.key, record.value) for record in records])

    return Delivery(send, lambda: any(_takes_connections(server) for server in KafkaSettings().bootstrap_servers))


def _takes_connections(server: str) -> bool:
    """Whether something listens at host:port."""
    host, _, port = server.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), _KNOCK_SECONDS):
            return True
    except (OSError, ValueError):
        return False
