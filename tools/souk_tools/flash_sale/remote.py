"""The functions of other processes, called over their sockets."""

from __future__ import annotations

import contextlib
import json
import random
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import grpc

from souk.events import Event, topic_of
from souk.ids import new_id
from souk_tools.flash_sale.host import INVOKE

# Longer than any step takes on a busy machine.
TIMEOUT_SECONDS = 60
DELIVERIES = 8
FOR_PRODUCTS = {"order.paid", "order.cancelled", "order.expired"}
"""What products and payments want to hear of orders."""


@dataclass
class Host:
    """One process that runs a service's functions."""

    port: int

    @cached_property
    def channel(self) -> grpc.Channel:
        return grpc.insecure_channel(f"127.0.0.1:{self.port}")

    def call(self, function: str, event: Any = None) -> Any:
        """What the function answers. Raises grpc.RpcError when it fails."""
        body = json.dumps({"function": function, "event": event}).encode()
        return json.loads(self._invoke(body, timeout=TIMEOUT_SECONDS))

    @cached_property
    def _invoke(self) -> Any:
        return self.channel.unary_unary(INVOKE)


@dataclass
class Hosts:
    """All of them. Each caller uses one process of the inventory."""

    products: list[Host]
    payments: Host
    undelivered: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, products: Sequence[int], payments: int) -> Hosts:
        return cls([Host(port) for port in products], Host(payments))

    def tell(self, host: Host, events: Sequence[Event], rng: random.Random) -> None:
        """Delivers events as Kafka does: in order, now and then some of them again, until they are taken."""
        waiting = [*events, *(event for event in events if rng.random() < 0.2)]
        for _ in range(DELIVERIES):
            with contextlib.suppress(grpc.RpcError):
                host.call("consumer", msk_event(waiting))
                return
        self.undelivered += [event.id for event in waiting]


def msk_event(events: Iterable[Event]) -> dict[str, Any]:
    """One batch of a partition of its own: in Kafka no two processes read one partition at once."""
    records = [
        {
            "topic": topic_of(event.type),
            "partition": 0,
            "offset": offset,
            "timestamp": 0,
            "timestampType": "CREATE_TIME",
            "key": b64encode(event.aggregate_id.encode()).decode(),
            "value": b64encode(event.model_dump_json().encode()).decode(),
            "headers": [],
        }
        for offset, event in enumerate(events)
    ]
    return {"eventSource": "aws:kafka", "records": {f"sale.{new_id()}-0": records}}
