"""Plays a scenario with one crash, recovers, and says what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.reliability.scenarios import Scenario, prepare
from tests.support.world.proof import findings, rows
from tests.support.world.steps import Plan, When
from tests.support.world.world import Stuck, World, new_world

ASKING, GIVING_UP = 3, 0
# Who is called by somebody that may give up. Streams, Kafka, timers and partners never do.
_CALLED_BY_PEOPLE = {"CartApi", "OrdersApi", "PaymentsApi"}


@dataclass(frozen=True, slots=True)
class Case:
    """A crash in a scenario. `label` is the step it happens at."""

    scenario: Scenario
    plan: Plan
    retries: int
    label: str

    def __str__(self) -> str:
        asking = "asking again" if self.retries else "giving up"
        return f"{self.scenario.name}, crash {self.plan} ({self.label}), {asking}"


def cases_of(scenario: Scenario) -> list[Case]:
    """Every crash there can be in it: before and after each of its steps, alone or with its callers."""
    world = new_world()
    prepare(world)
    with world.steps.counting():
        scenario.play(world, retries=ASKING)
    cases = []
    for number, label in enumerate(world.steps.trace, start=1):
        for when in When:
            plans = [Plan(number, when)] + [Plan(number, when, callers=False)] * (number in world.steps.nested)
            asked = [ASKING] + [GIVING_UP] * (world.steps.roots[number - 1] in _CALLED_BY_PEOPLE)
            cases += [Case(scenario, plan, retries, label) for plan in plans for retries in asked]
    return cases


def problems(case: Case) -> list[str]:
    """What is wrong after the crash and the recovery from it; nothing, if all is well."""
    world = new_world()
    prepare(world)
    with world.steps.counting(case.plan):
        case.scenario.play(world, retries=case.retries)
    if not world.steps.crashed:
        return ["the step of the crash was not reached: the run is not repeatable"]
    try:
        world.recover(case.scenario.recovery)
        world.replay()
    except Stuck as stuck:
        return [str(stuck)]
    return [*(str(finding) for finding in findings(world)), *_outcome(case, world)]


def _outcome(case: Case, world: World) -> list[str]:
    scenario, held = case.scenario, rows(world)
    states = [row["state"] for row in sorted(held["orders"], key=_placed) if row["sk"] == "ORDER"]
    earlier, states = states[:-1], states[-1:]
    charges = [n for _, kind, n in world.provider.movements if kind == "capture"]
    wrong = []
    if not set(earlier) <= scenario.earlier or len(earlier) > len(scenario.earlier):
        wrong.append(f"{len(earlier) + 1} orders came of one checkout: {earlier}")
    if case.retries and (len(states) != 1 or len(earlier) != len(scenario.earlier)):
        wrong.append(f"{len(earlier) + len(states)} orders came of {len(scenario.earlier) + 1} checkouts")
    if len(charges) > scenario.charges:
        wrong.append(f"charged {len(charges)} times")
    lawful = scenario.ends if case.retries else scenario.given_up
    if (states[0] if states else "") not in lawful:
        wrong.append(f"the order ended {states}, lawful is {sorted(lawful)}")
    refunded = sum(n for _, kind, n in world.provider.movements if kind == "refund")
    if case.retries and scenario.refunded is not None and refunded * 1000 != scenario.refunded * sum(charges):
        wrong.append(f"refunded {refunded} of {charges}")
    return wrong


def _placed(row: dict[str, Any]) -> str:
    """When an order was placed: its first entry, whose time is its second member."""
    return str(row["history"][0][1]) if row["sk"] == "ORDER" else ""
