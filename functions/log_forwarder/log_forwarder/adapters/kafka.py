"""The topic that the lines go to."""

from __future__ import annotations

import socket

from log_forwarder.usecases.ports import LogRecord
from souk.brokers.kafka import KafkaSettings, Message, produce

TOPIC = "logging"
_KNOCK_SECONDS = 1.0


def send(records: list[LogRecord]) -> None:
    """`ports.Produce` to the topic."""
    produce([Message(TOPIC, record.key, record.value) for record in records])


def reachable() -> bool:
    """`ports.Reachable`: whether any broker takes connections."""
    return any(takes_connections(server) for server in KafkaSettings().bootstrap_servers)


def takes_connections(server: str) -> bool:
    """Whether something listens at host:port."""
    host, _, port = server.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), _KNOCK_SECONDS):
            return True
    except (OSError, ValueError):
        return False
