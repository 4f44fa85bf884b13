"""What Lambda's platform writes for a function that cannot, as errors that find together.

The lines are those of AWS's documentation and of the public reports of them.
"""

from __future__ import annotations

from typing import Any

import pytest

from log_forwarder.domain.subscription import LogBatch, LogEvent
from log_forwarder.usecases.records import records_of
from logs.domain.entry import entry_of
from logs.domain.fingerprint import fingerprint

FIRST, SECOND = "5f2a4d5e-1c1b-4b53-9f4c-1f64b9f2a111", "01a2223d-e4e8-707d-9359-410f32945582"
ENDS = [
    ("2026-11-28T13:00:14.261Z {id} Task timed out after 29.00 seconds\n\n", "Timeout"),
    ("2026-11-28T13:00:14.261Z {id} Task timed out after 29.03 seconds", "Timeout"),
    ("RequestId: {id} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n", "RuntimeExit"),
    ("RequestId: {id} Error: Runtime exited with error: exit status 137\nRuntime.ExitError", "RuntimeExit"),
    ("RequestId: {id} Error: Runtime exited without providing a reason\nRuntime.ExitError", "RuntimeExit"),
    ("RequestId: {id} Process exited before completing request", "RuntimeExit"),
    (
        "[ERROR] [1795870814] LAMBDA_RUNTIME Failed to post handler success response. Http response code: 413.",
        "AnswerRefused",
    ),
]


def shipped(*messages: str) -> list[Any]:
    """The log entries that the logs service makes of these lines of the orders' API."""
    events = tuple(LogEvent(str(number), 1_795_870_814_000, message) for number, message in enumerate(messages))
    batch = LogBatch("/aws/lambda/souk-prod-orders-api", "stream", events)
    return [entry_of(record.value) for record in records_of(batch)]


@pytest.mark.parametrize(("line", "kind"), ENDS)
def test_the_platforms_last_word_is_an_error_of_the_service(line: str, kind: str) -> None:
    [entry] = shipped(line.format(id=FIRST))
    assert entry.is_error
    assert (entry.service, entry.function, entry.error.type) == ("orders", "souk-prod-orders-api", kind)
    assert FIRST not in entry.error.message + entry.message
    if "{id}" in line:
        assert entry.request_id == FIRST


@pytest.mark.parametrize(("line", "kind"), ENDS)
def test_two_invocations_that_end_alike_are_one_error(line: str, kind: str) -> None:
    one, other = shipped(line.format(id=FIRST), line.replace("13:00:14.261", "09:59:01.002").format(id=SECOND))
    assert fingerprint(one) == fingerprint(other)
    assert kind == one.error.type


def test_a_death_and_a_timeout_are_two_errors() -> None:
    death, timeout = shipped(ENDS[2][0].format(id=FIRST), ENDS[0][0].format(id=FIRST))
    assert fingerprint(death) != fingerprint(timeout)


def test_a_function_that_cannot_be_imported_names_the_module() -> None:
    line = (
        "[ERROR] Runtime.ImportModuleError: Unable to import module 'orders.api': No module named 'orders'\n"
        "Traceback (most recent call last):"
    )
    [entry] = shipped(line)
    assert entry.is_error
    assert entry.error.type == "Runtime.ImportModuleError"
    assert "orders.api" in entry.error.message


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("INIT_REPORT Init Duration: 10010.87 ms\tPhase: init\tStatus: timeout", "timeout"),
        (
            "INIT_REPORT Init Duration: 236.04 ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError",
            "Runtime.ExitError",
        ),
    ],
)
def test_a_start_that_failed_and_is_tried_again_is_a_warning(line: str, told: str) -> None:
    [entry] = shipped(line)
    assert (entry.level, entry.message) == ("WARNING", f"the function did not start: {told}")


def test_a_start_that_went_well_says_nothing() -> None:
    assert shipped("INIT_REPORT Init Duration: 236.04 ms", f"START RequestId: {FIRST} Version: $LATEST") == []


def test_the_report_of_an_invocation_that_ended_badly_says_how_and_is_no_second_error() -> None:
    [entry] = shipped(f"REPORT RequestId: {FIRST}\tDuration: 29000.00 ms\tBilled Duration: 29000 ms\tStatus: timeout")
    assert not entry.is_error
    assert entry.fields["status"] == "timeout"


def test_a_handlers_own_exception_keeps_its_type_and_stack() -> None:
    line = (
        "[ERROR] TimeoutError: Task timed out after 3 seconds in a library\nTraceback (most recent call last):\n"
        '  File "/var/task/orders/api.py", line 3, in view\n    raise TimeoutError'
    )
    [entry] = shipped(line)
    assert entry.error.type == "TimeoutError"
    assert "orders/api.py" in entry.error.stack
