"""The composition root (see `souk.compose`)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from log_forwarder.usecases.delivery import PatientDelivery
from log_forwarder.usecases.ports import Produce, Reachable
from souk.compose import Held


@dataclass(frozen=True, slots=True)
class Parts:
    """What delivery stands on; `PatientDelivery` and its ports say what each does."""

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
    from log_forwarder.adapters.kafka import reachable, send

    return Parts(send, reachable, time.sleep)


services = Held(Services, real)
