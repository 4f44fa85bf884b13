"""Whatever the consumer or the sender dies over, an event is told: at least once, and noted once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from souk import clock
from tests.support.webhooks import NOW, Shop, System, cancelled, listening, opened, parts
from webhooks import compose
from webhooks.usecases.sending import LEASE

# More steps than there are; that the last one was reached is asserted.
MOST_STEPS = 60


class Died(BaseException):
    """The process is no more."""


class Steps:
    """Dies at a step; `None` lives on."""

    def __init__(self) -> None:
        self.left: int | None = None

    def step(self) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            self.left = None
            raise Died


class Mortal:
    """A part before and after each of whose calls the process may die."""

    def __init__(self, part: Any, steps: Steps) -> None:
        self._part = part
        self._steps = steps

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._part, name)

        def call(*arguments: Any, **options: Any) -> Any:
            self._steps.step()
            answer = method(*arguments, **options)
            self._steps.step()
            return answer

        return call


@pytest.fixture
def mortal() -> Iterator[tuple[Shop, System, Steps]]:
    steps = Steps()
    with opened() as shop, listening(System()) as system:
        whole = parts(shop)
        dying = dataclasses.replace(
            whole,
            endpoints=Mortal(whole.endpoints, steps),
            deliveries=Mortal(whole.deliveries, steps),
            payloads=Mortal(whole.payloads, steps),
            lanes=Mortal(whole.lanes, steps),
            secrets=Mortal(whole.secrets, steps),
            senders=Mortal(whole.senders, steps),
            post=lambda: Mortal(whole.post(), steps),
        )
        with compose.services.swap(lambda: dying):
            yield shop, system, steps


def dying_at(steps: Steps, number: int, work: Callable[[], object]) -> bool:
    """Whether it died."""
    steps.left = number
    try:
        work()
    except Died:
        return True
    finally:
        steps.left = None
    return False


def test_a_sender_that_dies_at_any_step_loses_nothing(mortal: tuple[Shop, System, Steps]) -> None:
    shop, system, steps = mortal
    endpoint = shop.endpoint(f"{system.url}/sent")
    at, lived = NOW, False
    for number in range(MOST_STEPS):
        told = [cancelled(f"o{number}-1"), cancelled(f"o{number}-2")]
        with clock.freeze(at):
            compose.services().receiving.receive(told)
            lived = not dying_at(steps, number, lambda: compose.services().sending.run(endpoint["id"], lambda: True))
        at += 2 * LEASE
        with clock.freeze(at):
            compose.services().sending.run(endpoint["id"], lambda: True)
            states = {item["event_id"]: item["state"] for item in shop.deliveries(endpoint["id"])}
        for event in told:
            times = [got.headers["webhook-id"] for got in system.received].count(event.id)
            assert 1 <= times <= 2, number
            assert states[event.id] == "delivered"
        if lived:
            break
    assert lived
    assert number > 10


def test_a_consumer_that_dies_at_any_step_notes_each_event_once(mortal: tuple[Shop, System, Steps]) -> None:
    shop, system, steps = mortal
    endpoint = shop.endpoint(f"{system.url}/heard")
    lived = False
    for number in range(MOST_STEPS):
        told = [cancelled(f"c{number}-1"), cancelled(f"c{number}-2")]
        lived = not dying_at(steps, number, partial(compose.services().receiving.receive, told))
        compose.services().receiving.receive(told)
        noted = [item["event_id"] for item in shop.deliveries(endpoint["id"], limit="100")]
        for event in told:
            assert noted.count(event.id) == 1, number
        if lived:
            break
    assert lived
    assert number > 5
