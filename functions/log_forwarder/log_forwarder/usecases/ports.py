"""What delivery needs of Kafka."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LogRecord:
    """One line. The key keeps the lines of one piece of work in one partition, and so in order."""

    key: str
    value: bytes


# Raises Unavailable when Kafka does not take the records.
Produce = Callable[[list[LogRecord]], None]
# Tells in a second whether any broker takes connections.
Reachable = Callable[[], bool]
