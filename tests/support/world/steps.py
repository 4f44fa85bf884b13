"""The steps of the code: every call that leaves a process, found as they happen, and where a process is killed.

Nothing here knows what the services do. A call to AWS, to another service, to a provider, a carrier or Kafka counts as
one step each; a scenario is run once to count them, and then again for each step with a crash before or after it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Crash(BaseException):
    """The process is killed. Not an Exception: no handler of the services may take it for an error."""


class When(StrEnum):
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Plan:
    """Kill the process at this step, counted from 1. `callers`: those that wait for its answer die with it."""

    step: int
    when: When
    callers: bool = True

    def __str__(self) -> str:
        return f"{self.when} step {self.step}{'' if self.callers else ', the callee alone'}"


def plans(trace: list[str]) -> list[tuple[Plan, str]]:
    """A crash before and after each of these steps, with its label.

    A step that repeats the one before and the one after it is left out: a schedule asks shard by shard whether there is
    anything to do, which would be nine of ten crashes.
    """
    around = zip(["", *trace], trace, [*trace[1:], ""], strict=False)
    steps = [(number, now) for number, (before, now, after) in enumerate(around, start=1) if {before, after} != {now}]
    return [(Plan(number, when), label) for number, label in steps for when in When]


@dataclass(slots=True)
class Process:
    """One invocation of a function."""

    name: str
    dead: bool = False
    calls: int = 0


@dataclass
class Steps:
    """Counts, and kills as planned. `trace` says what each step was, `roots` which function was called from outside.

    `doomed` kills every process of a name at its call of that number.
    """

    plan: Plan | None = None
    doomed: dict[str, int] = field(default_factory=dict)
    trace: list[str] = field(default_factory=list)
    roots: list[str] = field(default_factory=list)
    nested: set[int] = field(default_factory=set)
    crashed: bool = False
    processes: list[Process] = field(default_factory=list)
    _counting: bool = False

    @contextlib.contextmanager
    def counting(self, plan: Plan | None = None) -> Iterator[None]:
        """Steps count within the block only, so that preparing a scenario is left alone."""
        self.trace, self.roots, self.nested = [], [], set()
        self.plan, self.crashed, self._counting = plan, False, True
        try:
            yield
        finally:
            self.disarm()

    def arm(self, plan: Plan) -> None:
        """Kills at the plan's step, counted from here, whatever it is then."""
        self.plan, self.crashed = plan, False
        self.trace, self.roots, self.nested = [], [], set()
        self._counting = True

    def disarm(self) -> None:
        """Kills nothing any more."""
        self._counting, self.plan = False, None

    @contextlib.contextmanager
    def process(self, name: str) -> Iterator[Process]:
        running = Process(name)
        self.processes.append(running)
        try:
            yield running
        finally:
            self.processes.pop()

    @contextlib.contextmanager
    def uncounted(self) -> Iterator[None]:
        """What is prepared within the block is no step of what is told."""
        kept, self._counting = self._counting, False
        try:
            yield
        finally:
            self._counting = kept

    @contextlib.contextmanager
    def step(self, label: str) -> Iterator[None]:
        """One call that leaves the process."""
        number = self.before(label)
        try:
            yield
        except Exception:  # an error is an answer too, which may come or not
            self.after(number)
            raise
        self.after(number)

    def before(self, label: str) -> int:
        """A call is about to leave. Raises Crash when the process is, or is to be, dead. Answers the step's number."""
        self._alive()
        self._doom()
        if not (self._counting and self.processes):
            return 0
        self.trace.append(f"{self.processes[-1].name}: {label}")
        self.roots.append(self.processes[0].name)
        number = len(self.trace)
        if len(self.processes) > 1:
            self.nested.add(number)
        self._strike(number, When.BEFORE)
        return number

    def after(self, number: int) -> None:
        """The call is done; its answer has not arrived yet."""
        self._alive()
        if number:
            self._strike(number, When.AFTER)

    def _alive(self) -> None:
        # What runs while a killed process is torn down (finally, except BaseException) must not have effects.
        if self.processes and self.processes[-1].dead:
            raise Crash

    def _doom(self) -> None:
        if not self.processes:
            return
        process = self.processes[-1]
        process.calls += 1
        if self.doomed.get(process.name) == process.calls:
            process.dead = True
            raise Crash(f"{process.name} at its call {process.calls}")

    def _strike(self, number: int, when: When) -> None:
        plan = self.plan
        if plan is None or self.crashed or (plan.step, plan.when) != (number, when):
            return
        self.crashed = True
        for process in self.processes if plan.callers else self.processes[-1:]:
            process.dead = True
        raise Crash(f"{when} {self.trace[number - 1]}")
