"""Puts the relay together. Tests swap the way to Kafka here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from souk import kafka

Produce = Callable[[Sequence[kafka.Message]], None]


@cache
def produce() -> Produce:
    return kafka.produce
