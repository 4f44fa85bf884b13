from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from payments.usecases.circuit import Circuit, GuardedProvider
from payments.usecases.ports import ProviderRefused
from souk import clock
from souk.errors import PaymentDeclined, Unavailable
from tests.unit.payments.fakes import CardProvider

START = datetime(2026, 1, 31, 8, tzinfo=UTC)


@dataclass
class MemoryCircuits:
    """The `CircuitMemory` port; `reads` counts how often it was asked."""

    until: dict[str, int] = field(default_factory=dict)
    reads: int = 0

    def open_until(self, provider: str) -> int:
        self.reads += 1
        return self.until.get(provider, 0)

    def open(self, provider: str, until: int) -> None:
        self.until[provider] = until

    def claim(self, provider: str, seen: int, until: int) -> bool:
        if self.until.get(provider) != seen:
            return False
        self.until[provider] = until
        return True

    def close(self, provider: str) -> None:
        self.until.pop(provider, None)


def unanswered(circuit: Circuit) -> str:
    """What a call of a provider that does not answer is told."""
    with pytest.raises(Unavailable) as told, circuit.calling():
        raise Unavailable("nobody answers")
    return told.value.message


def answered(circuit: Circuit) -> None:
    with circuit.calling():
        pass


def opened(memory: MemoryCircuits) -> Circuit:
    circuit = Circuit("card", memory)
    for _ in range(3):
        assert unanswered(circuit) == "nobody answers"
    return circuit


def test_after_three_calls_without_an_answer_callers_are_told_at_once_and_what_to_do() -> None:
    with clock.freeze(START):
        circuit = opened(MemoryCircuits())
        with pytest.raises(Unavailable, match="try again in 15 seconds or choose another way to pay") as told:
            answered(circuit)
    assert told.value.detail == {"retry_after": 15}


def test_an_answer_in_between_starts_the_count_anew() -> None:
    circuit = Circuit("card", MemoryCircuits())
    for _ in range(4):
        assert [unanswered(circuit), unanswered(circuit)] == ["nobody answers"] * 2
        answered(circuit)


@pytest.mark.parametrize("refusal", [ProviderRefused("no"), PaymentDeclined("no")])
def test_a_refusal_is_an_answer(refusal: Exception) -> None:
    circuit = Circuit("card", MemoryCircuits())
    for _ in range(5):
        with pytest.raises(type(refusal)), circuit.calling():
            raise refusal


def test_while_all_is_well_the_shared_memory_is_read_once() -> None:
    memory = MemoryCircuits()
    circuit = Circuit("card", memory)
    for _ in range(10):
        answered(circuit)
    assert memory.reads == 1


def test_a_new_process_is_told_at_once_too() -> None:
    memory = MemoryCircuits()
    with clock.freeze(START):
        opened(memory)
        with pytest.raises(Unavailable, match="15 seconds"):
            answered(Circuit("card", memory))


def test_a_process_that_was_well_learns_with_its_first_failure_that_others_have_given_up() -> None:
    memory = MemoryCircuits()
    with clock.freeze(START):
        well = Circuit("card", memory)
        answered(well)
        opened(memory)
        unanswered(well)
        with pytest.raises(Unavailable, match="15 seconds"):
            answered(well)


def test_when_the_time_is_over_one_process_tries_and_the_others_wait_for_it() -> None:
    memory = MemoryCircuits()
    with clock.freeze(START):
        first, second = opened(memory), Circuit("card", memory)
        with pytest.raises(Unavailable):
            answered(second)
    with clock.freeze(START + timedelta(seconds=15)), first.calling(), pytest.raises(Unavailable, match="15 seconds"):
        answered(second)
    with clock.freeze(START + timedelta(seconds=31)):
        answered(second)
    assert memory.until == {}


def test_a_try_that_fails_opens_it_again() -> None:
    memory = MemoryCircuits()
    with clock.freeze(START):
        circuit = opened(memory)
    with clock.freeze(START + timedelta(seconds=20)):
        assert unanswered(circuit) == "nobody answers"
        assert "15 seconds" in unanswered(circuit)
    with clock.freeze(START + timedelta(seconds=35)):
        answered(circuit)
        answered(circuit)
    assert memory.until == {}


def test_every_call_of_a_provider_goes_through_its_circuit() -> None:
    card = CardProvider(down=True)
    with clock.freeze(START):
        guarded = GuardedProvider(card, opened(MemoryCircuits()))
        calls: list[Callable[[], object]] = [
            lambda: guarded.fetch("ref"),
            lambda: list(guarded.listed(START)),
        ]
        for call in calls:
            with pytest.raises(Unavailable, match="15 seconds"):
                call()
    assert card.calls == []
    assert (guarded.id, guarded.remote, guarded.publishable_key()) == ("card", True, "pk_test")
