"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from souk.brokers import kafka
from souk.compose import Held

Produce = Callable[[Sequence[kafka.Message]], None]


@dataclass(frozen=True, slots=True)
class Parts:
    """`produce` returns when Kafka has all messages, and raises otherwise."""

    produce: Produce


@dataclass(frozen=True, slots=True)
class Services:
    """No use case stands between the door and the way to Kafka."""

    parts: Parts


def real() -> Parts:
    return Parts(kafka.produce)


services = Held(Services, real)
