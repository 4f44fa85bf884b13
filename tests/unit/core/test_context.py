from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from souk import clock, context
from souk.ids import is_id


@pytest.mark.parametrize("candidate", ["a", "req-1", "A.b_c:9", "x" * 128])
def test_a_harmless_correlation_id_is_kept(candidate: str) -> None:
    assert context.acceptable(candidate) == candidate


@pytest.mark.parametrize("candidate", [None, "", "x" * 129, "a b", 'a"b', "a\nb", "a\n", "é", "<script>", "{}"])
def test_anything_else_is_replaced_by_a_new_id(candidate: str | None) -> None:
    assert is_id(context.acceptable(candidate))


def test_work_runs_under_the_bound_ids_and_no_longer() -> None:
    with context.bound("outer"):
        with context.bound("inner", causation_id="cause"):
            assert (context.correlation_id(), context.causation_id()) == ("inner", "cause")
        assert (context.correlation_id(), context.causation_id()) == ("outer", None)


def test_work_without_an_id_gets_one_that_lasts() -> None:
    with context.bound(""):
        made = context.correlation_id()
        assert is_id(made)
        assert context.correlation_id() == made


def test_frozen_time_stands_still_and_sorts_as_text() -> None:
    moment = datetime(2026, 1, 31, 9, 0, 0, 5000, timezone(timedelta(hours=1)))
    with clock.freeze(moment):
        assert clock.now() == moment
        assert clock.epoch() == int(moment.timestamp())
    assert clock.isoformat(moment) == "2026-01-31T08:00:00.005Z"
    assert clock.now().tzinfo is UTC
