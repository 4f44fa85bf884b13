"""`make reconcile`: what it asks for, what it prints, how it ends."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from souk_local.aws import Clients
from souk_local.problems import LocalCloudError
from souk_tools.reconcile import reconcile, told

FUNCTION = "souk-local-payments-schedule"


@dataclass
class Functions:
    """Lambda, answering the given reports one after the other."""

    reports: list[dict[str, Any]]
    asked: list[tuple[str, Any]] = field(default_factory=list)
    error: str = ""

    @property
    def invoking(self) -> Functions:
        return self

    def invoke(self, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 - boto3's names
        self.asked.append((FunctionName, json.loads(Payload)))
        answer = {"FunctionError": self.error} if self.error else {}
        return {**answer, "Payload": io.BytesIO(json.dumps(self.reports.pop(0)).encode())}


def report(looked_at: int = 1, finished: bool = True, **members: Any) -> dict[str, Any]:
    return {"looked_at": looked_at, "healed": [], "differences": {}, "finished": finished, **members}


def run(functions: Functions) -> dict[str, Any]:
    return reconcile(cast(Clients, functions), FUNCTION)


def test_the_job_is_run_until_everything_was_looked_at_and_its_reports_are_added_up() -> None:
    functions = Functions(
        [report(200, finished=False, healed=["p1"]), report(3, healed=["p1", "p2"], differences={"p3": "amount"})]
    )
    assert run(functions) == {"looked_at": 203, "healed": ["p1", "p2"], "differences": {"p3": "amount"}}
    assert functions.asked == [(FUNCTION, {"job": "reconcile-all"})] * 2


def test_a_person_reads_what_was_healed_and_what_differs() -> None:
    text = told({"looked_at": 5, "healed": ["p1"], "differences": {"p3": "amount: 10.00 EUR / 9.00 EUR"}})
    assert text.splitlines() == [
        "5 looked at, 1 healed, 1 differ",
        "  healed   p1",
        "  differs  p3  amount: 10.00 EUR / 9.00 EUR",
    ]


def test_a_provider_that_is_down_is_not_taken_for_all_right() -> None:
    with pytest.raises(LocalCloudError, match="does not answer"):
        run(Functions([report(0, finished=False)] * 3))


def test_a_run_that_had_to_begin_anew_is_gone_on_with() -> None:
    assert run(Functions([report(0, finished=False), report(4)]))["looked_at"] == 4


def test_a_function_that_fails_is_told() -> None:
    with pytest.raises(LocalCloudError, match="timed out"):
        run(Functions([{"errorMessage": "timed out"}], error="Unhandled"))
