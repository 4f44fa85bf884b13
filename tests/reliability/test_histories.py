"""Histories nobody thought of: see `histories`."""

from __future__ import annotations

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.reliability.histories import Histories
from tests.reliability.seeds import REPEAT, SEED

pytestmark = pytest.mark.usefixtures("shop")
SHORT = 30


def play(histories: int, seed: int, *, shrink: bool = True) -> None:
    """Plays so many histories. Raises when one goes wrong, with the smallest that does if it is to `shrink` it."""
    chosen = settings(
        max_examples=histories,
        stateful_step_count=30,
        deadline=None,
        database=None,
        derandomize=False,
        print_blob=False,
        phases=[Phase.generate, *([Phase.shrink] if shrink else [])],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(hypothesis.seed(seed)(Histories), settings=chosen)


def test_some_histories() -> None:
    """A few by the seed; `make reliability` plays ten thousand."""
    print(REPEAT)
    play(SHORT, SEED)
