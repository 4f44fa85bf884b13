"""The composition root (see `souk.compose`)."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from log_forwarder.adapters.delivery import PatientDelivery, Produce, Reachable
from log_forwarder.usecases.records import LogRecord
from souk.compose import Held

TOPIC = "logging"
_KNOCK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What delivery stands on; `PatientDelivery` says what each does."""

    produce: Produce
    reachable: Reachable
    pause: Callable[[float], None]


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def delivery(self) -> PatientDelivery:
        return PatientDelivery(self.parts.produce, self.parts.reachable, self.parts.pause)


def real() -> Parts:
    """Sends records to the topic `logging`."""
    from souk.kafka import KafkaSettings, Message, produce

    def send(records: list[LogRecord]) -> None:
        produce([Message(TOPIC, record.key, record.value) for record in records])

    def reachable() -> bool:
        return any(takes_connections(server) for server in KafkaSettings().bootstrap_servers)

    return Parts(send, reachable, time.sleep)


def takes_connections(server: str) -> bool:
    """Whether something listens at host:port."""
    host, _, port = server.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), _KNOCK_SECONDS):
            return True
    except (OSError, ValueError):
        return False


services = Held(Services, real)
