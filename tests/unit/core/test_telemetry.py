from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from souk import context
from souk.ids import is_id
from souk.telemetry import count, entrypoint, logger
from tests.support.bytecode import READ_ONLY
from tests.support.dynamo import environment
from tests.support.lambdas import LambdaContext
from tests.support.logs import Lines

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def function() -> Any:
    with environment(SOUK_SERVICE="orders", AWS_LAMBDA_FUNCTION_NAME="souk-test-orders-api"):
        yield


def _raise(message: str = "boom") -> None:
    raise ValueError(message)


def test_a_line_says_when_who_and_for_whom(lines: Lines) -> None:
    with context.bound("request-1"):
        logger.info("order placed", extra={"order_id": "o1"})
    [line] = lines.parsed()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"])
    assert {name: value for name, value in line.items() if name not in ("time", "location", "request_id")} == {
        "level": "INFO",
        "service": "orders",
        "function": "souk-test-orders-api",
        "message": "order placed",
        "correlation_id": "request-1",
        "order_id": "o1",
    }


def test_an_error_carries_type_message_stack_and_fingerprint(lines: Lines) -> None:
    try:
        _raise()
    except ValueError:
        logger.exception("it failed")
    [line] = lines.parsed()
    assert line["level"] == "ERROR"
    assert line["error"]["type"] == "ValueError"
    assert line["error"]["message"] == "boom"
    assert "in _raise" in line["error"]["stack"]
    assert re.fullmatch(r"[0-9a-f]{16}", line["error"]["fingerprint"])
    assert not {"exception", "exception_name", "stack_trace"} & set(line)


def test_an_error_logged_after_its_block_is_still_that_error(lines: Lines) -> None:
    kept: list[Exception] = []
    try:
        _raise("kept")
    except ValueError as error:
        kept.append(error)
    logger.error("it failed", exc_info=kept[0])
    assert lines.parsed()[0]["error"]["message"] == "kept"


def _fingerprint_of(source: str, lines: Lines) -> str:
    namespace: dict[str, Any] = {}
    exec(compile(source, "/var/task/orders/workflow.py", "exec"), namespace)
    try:
        namespace["place"]()
    except Exception:
        logger.exception("it failed")
    fingerprint: str = lines.parsed()[-1]["error"]["fingerprint"]
    return fingerprint


def test_errors_group_by_where_they_went_through_not_by_line(lines: Lines) -> None:
    before = _fingerprint_of("def place():\n    raise KeyError('a')\n", lines)
    moved = _fingerprint_of("import os\n\n\ndef place():\n\n    raise KeyError('b')\n", lines)
    other_type = _fingerprint_of("def place():\n    raise ValueError('a')\n", lines)
    deeper = _fingerprint_of("def pay():\n    raise KeyError('a')\n\n\ndef place():\n    pay()\n", lines)
    assert before == moved
    assert len({before, other_type, deeper}) == 3


def test_a_failing_invocation_is_logged_under_its_own_id_and_raised(lines: Lines) -> None:
    seen: list[str] = []

    @entrypoint("schedule")
    def handler(_event: dict[str, Any], _context: Any) -> None:
        seen.append(context.correlation_id())
        _raise()

    for _ in range(2):
        with pytest.raises(ValueError, match="boom"):
            handler({}, LambdaContext())
    logged = lines.parsed()
    assert [line["message"] for line in logged] == ["schedule failed"] * 2
    assert [line["correlation_id"] for line in logged] == seen
    assert len(set(seen)) == 2
    assert all(is_id(correlation_id) for correlation_id in seen)
    assert logged[0]["request_id"] == LambdaContext().aws_request_id
    assert logged[0]["duration_ms"] >= 0


def test_a_health_check_is_answered_without_the_handler() -> None:
    @entrypoint("consumer")
    def handler(_event: dict[str, Any], _context: Any) -> None:
        _raise()

    assert handler({"health": True}, None) == {"status": "ok", "service": "orders"}


def test_a_metric_is_an_embedded_metric_line(capsys: pytest.CaptureFixture[str]) -> None:
    count("OrdersPlaced", 2)
    [line] = map(json.loads, capsys.readouterr().out.splitlines())
    [metric] = line["_aws"]["CloudWatchMetrics"]
    assert metric["Namespace"] == "Souk"
    assert metric["Dimensions"] == [["service"]]
    assert metric["Metrics"] == [{"Name": "OrdersPlaced", "Unit": "Count"}]
    assert (line["service"], line["OrdersPlaced"]) == ("orders", [2.0])


def test_the_log_goes_to_standard_output_one_line_each() -> None:
    script = "from souk.telemetry import logger; logger.info('a\\nb'); logger.warning('c')"
    path = {"PYTHONPATH": str(ROOT / "layers/core"), "PATH": "", **READ_ONLY}
    ran = subprocess.run([sys.executable, "-c", script], env=path, capture_output=True, text=True, check=True)
    assert [json.loads(line)["message"] for line in ran.stdout.splitlines()] == ["a\nb", "c"]
