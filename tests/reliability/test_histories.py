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


def test_in_some_histories_what_was_set_aside_is_done_later() -> None:
    """The same histories every time: what they are to show must not depend on a seed."""
    before = Histories.played, Histories.set_aside, Histories.done_later
    play(SHORT, 7)
    now = Histories.played, Histories.set_aside, Histories.done_later
    played, set_aside, done_later = (b - a for a, b in zip(before, now, strict=True))
    print(f"{set_aside} of {played} histories set something aside, {done_later} did it later")
    assert 0 < done_later <= set_aside


def test_some_histories() -> None:
    """A few by the seed; `make reliability` plays ten thousand."""
    print(REPEAT)
    play(SHORT, SEED)
