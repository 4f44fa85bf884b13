"""Stops, kills and starts parts of a running cloud, in an order that a seed decides."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from souk_local import process
from souk_local.waiting import wait_until
from tests.support.cloud import TestCloud
from tests.support.workers import kill_workers, workers

PATIENCE_SECONDS = 300.0
AWAY_SECONDS = 10.0
FUNCTIONS_AT_ONCE = 3


class Blow(StrEnum):
    """What is done to the cloud. Broker and MiniStack keep their state over a graceful stop only."""

    BROKER = "the broker is stopped"
    AWS = "MiniStack is stopped"
    BRIDGE = "the bridge is killed"
    WORKERS = "workers are killed"


# A restart of MiniStack ends every worker and costs half a minute, so it is the rarest.
_OFTEN = {Blow.BROKER: 3, Blow.AWS: 1, Blow.BRIDGE: 3, Blow.WORKERS: 5}


def plan(seed: int, blows: int) -> list[Blow]:
    """So many blows: each kind once, then any."""
    chance = random.Random(f"{seed}/blows")
    first = chance.sample([*Blow], min(blows, len(Blow)))
    return first + chance.choices([*_OFTEN], [*_OFTEN.values()], k=blows - len(first))


@dataclass
class Disturber:
    """`progress` counts what the customers have achieved; the next blow falls after `every` more of it."""

    cloud: TestCloud
    seed: int
    blows: list[Blow]
    every: int
    progress: Callable[[], int]
    dealt: Counter[str] = field(default_factory=Counter)
    letters_in_danger: int = 0  # how often a process may have died that was handing a letter to the post

    def run(self) -> None:
        """All blows, and every part is back afterwards. Raises AssertionError when the customers get nowhere."""
        chance = random.Random(f"{self.seed}/functions")
        try:
            for number, blow in enumerate(self.blows, start=1):
                self._wait_for(number * self.every)
                self._deal(blow, chance)
        finally:
            for name in self.cloud.cloud.parts:
                self.cloud.cloud.start(name)

    def _wait_for(self, progress: int) -> None:
        if not wait_until(lambda: self.progress() >= progress, PATIENCE_SECONDS):
            raise AssertionError(f"{self.progress()} of {progress} purchases in time; so far {dict(self.dealt)}")

    def _deal(self, blow: Blow, chance: random.Random) -> None:
        self.dealt[blow] += 1
        match blow:
            case Blow.BROKER:
                self._away("kafka", _stop)
            case Blow.BRIDGE:
                self._away("bridge", process.kill)
            case Blow.AWS:
                self.letters_in_danger += 1
                _stop(self.cloud.cloud.parts["aws"])
                self.cloud.cloud.start("aws")
            case Blow.WORKERS:
                at_work = sorted(workers(self.cloud.settings))
                for function in chance.sample(at_work, min(FUNCTIONS_AT_ONCE, len(at_work))):
                    killed = kill_workers(self.cloud.settings, function)
                    self.dealt[f"killed: {function}"] += killed
                    self.letters_in_danger += killed * (function == "notifications-consumers")

    def _away(self, name: str, end: Callable[[process.Part], object]) -> None:
        """Two more purchases are made while the part is away, unless they take too long."""
        end(self.cloud.cloud.parts[name])
        wanted = self.progress() + 2
        wait_until(lambda: self.progress() >= wanted, AWAY_SECONDS)
        self.cloud.cloud.start(name)


def _stop(part: process.Part) -> None:
    """Raises AssertionError when it had to be killed: it lost what it knew, and no order could be judged any more."""
    process.stop(part)
    assert process.ended_badly(part) is None, f"{part.name} did not end in {part.stop_seconds:.0f} seconds"
