"""The composition root (see `souk.compose`)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from souk.compose import Held
from topics.adapters.answer import send
from topics.adapters.cluster import connect
from topics.domain.answer import ResourceResponse
from topics.domain.plan import Plan, Present


class Cluster(Protocol):
    """A connection for one try; its user closes it. Every call may raise Unavailable."""

    def present(self, names: Sequence[str]) -> dict[str, Present]: ...

    def carry_out(self, plan: Plan) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Parts:
    """The ways to Kafka and to CloudFormation, and how to wait so many seconds."""

    connect: Callable[[], Cluster]
    send: Callable[[Mapping[str, Any], ResourceResponse], None]
    pause: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Services:
    """No use case stands between the door and these ways."""

    parts: Parts


def real() -> Parts:
    return Parts(connect, send, time.sleep)


services = Held(Services, real)
