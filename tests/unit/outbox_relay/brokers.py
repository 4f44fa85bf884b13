"""A Kafka client in memory, with the interface of kafka-python's producer."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Sent:
    topic: str
    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]
    error: Exception | None = None

    def get(self, timeout: float) -> Sent:
        if self.error:
            raise self.error
        return self


@dataclass
class MemoryProducer:
    """`refuse` are values that are never acknowledged, `full` makes send itself fail."""

    refuse: set[bytes] = field(default_factory=set)
    full: bool = False
    log: list[Sent] = field(default_factory=list)
    closed: bool = False

    def send(self, topic: str, *, value: bytes, key: bytes, headers: list[tuple[str, bytes]]) -> Sent:
        if self.closed:
            raise RuntimeError("closed")
        if self.full:
            raise TimeoutError("no broker")
        sent = Sent(topic, key, value, headers)
        if value in self.refuse:
            sent.error = TimeoutError("not acknowledged")
        else:
            self.log.append(sent)
        return sent

    def close(self, timeout: float) -> None:
        self.closed = True
