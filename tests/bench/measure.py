"""CPU time of this process, and a fixed piece of work to compare it with.

CPU and not wall time: another process on the machine changes when we run, not how long. It still changes caches and
clock rates, so each figure is also given as a multiple of the fixed work, measured in between.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

_ROUNDS = 400


def fixed_work() -> None:
    """Some milliseconds of what Python services do: dictionaries, text, JSON, a hash."""
    for number in range(_ROUNDS):
        members = {f"name-{index}": index * number for index in range(10)}
        text = json.dumps(members, sort_keys=True)
        hashlib.sha256(text.encode()).hexdigest()
        json.loads(text)


@dataclass(frozen=True)
class Cpu:
    """Medians in milliseconds; `fixed` is that of the fixed work."""

    milliseconds: float
    fixed: float

    @property
    def ratio(self) -> float:
        return self.milliseconds / self.fixed


def milliseconds(act: Callable[[], object]) -> float:
    """CPU of one call, all threads of the process together."""
    begun = time.process_time()
    act()
    return (time.process_time() - begun) * 1000


def measured(sample: Callable[[], float], times: int) -> Cpu:
    """Medians of `times` samples (in milliseconds), each beside a measurement of the fixed work."""
    samples, fixed = [], []
    for _ in range(times):
        fixed.append(milliseconds(fixed_work))
        samples.append(sample())
    return Cpu(median(samples), median(fixed))
