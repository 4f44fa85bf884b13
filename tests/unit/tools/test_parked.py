"""What `make parked` says and asks for."""

from __future__ import annotations

from typing import Any

import pytest

from souk_local.bridge.invoker import Answered, Failed, Outcome
from souk_local.problems import LocalCloudError
from souk_local.set_aside import counted
from souk_tools.parked.__main__ import ask, asked
from souk_tools.parked.listing import told

ROW = {
    "pk": "INBOX#souk.orders.v1-0#o1",
    "sk": "WAITING",
    "lane": "souk.orders.v1-0",
    "aggregate": "o1",
    "reason": "KeyError",
    "event_type": "order.paid",
    "correlation_id": "c1",
    "since": "2026-03-01T12:00:00.000Z",
    "tries": 3,
    "gsi1sk": "RETRY#2026-03-01T12:08:00.000Z#INBOX#souk.orders.v1-0#o1",
}


def test_what_is_set_aside_is_told_with_all_that_is_needed_to_find_its_cause() -> None:
    text = told({"shipping": [ROW]})
    for part in (
        "shipping",
        "order.paid",
        "o1",
        "KeyError",
        "tried 3 times",
        "again at 2026-03-01T12:08:00.000Z",
        "c1",
    ):
        assert part in text


def test_what_waits_for_a_person_is_told_as_such() -> None:
    parked = {**ROW, "gsi1sk": "PARKED#2026-03-01T12:00:00.000Z#x", "event_type": None}
    assert "no event" in told({"users": [parked]})
    assert "waits for a person" in told({"users": [parked]})


def test_status_counts_in_one_line() -> None:
    assert counted({"orders": [], "users": [ROW, ROW]}) == "  set aside: users 2 (make parked lists them)"
    assert counted({"orders": []}) == "  nothing is set aside"


def test_everything_one_aggregate_or_a_drop_is_asked_of_the_consumer() -> None:
    assert asked("", drop=False) == {"job": "retry", "all": True}
    assert asked("o1", drop=False) == {"job": "retry", "aggregate": "o1"}
    assert asked("o1", drop=True) == {"job": "drop", "aggregate": "o1"}
    with pytest.raises(LocalCloudError, match="AGGREGATE"):
        asked("", drop=True)


def test_the_consumers_answer_or_its_failure_is_told() -> None:
    class Fake:
        def __init__(self, outcome: Outcome) -> None:
            self.outcome = outcome

        def invoke(self, function_arn: str, event: dict[str, Any]) -> Outcome:
            assert function_arn == "souk-local-shipping-consumers"
            return self.outcome

    assert ask(Fake(Answered({"done": 1})), "local", "shipping", {}) == '{"done": 1}'
    assert "no memory" in ask(Fake(Failed("no memory")), "local", "shipping", {})
