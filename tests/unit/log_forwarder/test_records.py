"""What becomes of a log line on its way to Kafka."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from log_forwarder.domain.limits import MAX_LINE
from log_forwarder.domain.origin import Origin, origin_of
from log_forwarder.usecases.records import records_of
from tests.unit.log_forwarder.batches import STREAM, batch

REQUEST = "11111111-2222-3333-4444-555555555555"


def lines(*messages: str, group: str = "/aws/lambda/souk-prod-orders-api") -> list[dict[str, Any]]:
    return [json.loads(record.value) for record in records_of(batch(*messages, group=group))]


def written(**members: Any) -> str:
    return json.dumps({"level": "INFO", "message": "hello", "service": "orders", **members})


def test_a_json_line_keeps_what_it_says_and_is_keyed_by_its_correlation() -> None:
    (record,) = records_of(
        batch(written(time="2026-05-04T12:00:00.5+02:00", correlation_id="c1", order_id="o1", function="f"))
    )
    assert record.key == "c1"
    assert json.loads(record.value) == {
        "id": "e0",
        "kind": "log",
        "time": "2026-05-04T10:00:00.500Z",
        "level": "INFO",
        "service": "orders",
        "function": "f",
        "message": "hello",
        "correlation_id": "c1",
        "order_id": "o1",
    }


def test_a_line_that_does_not_say_where_it_is_from_is_told_by_its_group() -> None:
    (line,) = lines('{"message": "hello"}', group="/aws/lambda/souk-dev-cart-rpc")
    assert (line["service"], line["function"]) == ("cart", "souk-dev-cart-rpc")
    assert line["time"] == "2026-05-04T10:00:00.000Z"


@pytest.mark.parametrize(
    ("group", "origin"),
    [
        ("/aws/lambda/souk-prod-log_forwarder", Origin("log_forwarder", "souk-prod-log_forwarder")),
        ("/aws/lambda/other", Origin("other", "other")),
        ("/aws/apigateway/souk", Origin("souk", "/aws/apigateway/souk")),
        ("", Origin("unknown", "")),
    ],
)
def test_origins(group: str, origin: Origin) -> None:
    assert origin_of(group) == origin


def test_a_line_without_a_correlation_is_keyed_by_its_request_or_stream() -> None:
    records = records_of(batch(written(request_id="r1"), written()))
    assert [record.key for record in records] == ["r1", STREAM]


def test_what_identifies_a_line_cannot_be_something_else() -> None:
    (line,) = lines(
        json.dumps(
            {"id": "mine", "kind": "x", "service": 3, "correlation_id": ["c"], "level": "odd", "message": {"a": 1}}
        )
    )
    assert (line["id"], line["kind"], line["service"], line["level"]) == ("e0", "log", "orders", "INFO")
    assert "correlation_id" not in line
    assert line["message"] == '{"a": 1}'


def test_a_report_becomes_figures() -> None:
    (line,) = lines(
        f"REPORT RequestId: {REQUEST}\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 256 MB\t"
        "Max Memory Used: 90 MB\tInit Duration: 310.5 ms\t\n"
    )
    assert (line["kind"], line["request_id"]) == ("report", REQUEST)
    assert (line["duration_ms"], line["billed_ms"], line["init_ms"]) == (12.34, 13, 310.5)
    assert (line["memory_mb"], line["memory_used_mb"]) == (256, 90)


@pytest.mark.parametrize(
    "line", [f"START RequestId: {REQUEST} Version: 1", f"END RequestId: {REQUEST}", "INIT_START Runtime", "", " \n"]
)
def test_the_platforms_own_lines_are_dropped(line: str) -> None:
    assert lines(line) == []


def test_a_metric_line_is_marked_as_one() -> None:
    (line,) = lines('{"_aws": {"Timestamp": 1}, "service": "orders", "OrdersPlaced": [1.0]}')
    assert (line["kind"], line["OrdersPlaced"]) == ("metric", [1.0])


def test_a_runtime_error_in_one_event_is_an_error_with_its_stack() -> None:
    (line,) = lines(
        "[ERROR] KeyError: 'x'\rTraceback (most recent call last):\r  File \"/var/task/a.py\", line 3, in f\r    g()"
    )
    assert line["level"] == "ERROR"
    assert (line["error"]["type"], line["error"]["message"]) == ("KeyError", "'x'")
    assert 'File "/var/task/a.py", line 3, in f' in line["error"]["stack"]


def test_a_traceback_that_was_cut_into_events_is_put_together() -> None:
    found = lines(
        "before",
        "Traceback (most recent call last):",
        '  File "/var/task/a.py", line 3, in f',
        "    g()",
        "souk.errors.Unavailable: down",
        "after",
    )
    assert [line["level"] for line in found] == ["INFO", "ERROR", "INFO"]
    assert (found[1]["id"], found[1]["error"]["type"]) == ("e1", "souk.errors.Unavailable")
    assert found[1]["error"]["stack"].count("\n") == 3


@pytest.mark.parametrize(
    ("text", "level", "error"),
    [
        (f"2026-05-04T10:00:00Z {REQUEST} Task timed out after 3.00 seconds", "ERROR", "Timeout"),
        (f"RequestId: {REQUEST} Error: Runtime exited with error: signal: killed", "ERROR", "RuntimeExit"),
        (f"[WARNING]\t2026-05-04T10:00:00Z\t{REQUEST}\tretrying", "WARNING", None),
        ("plain words", "INFO", None),
    ],
)
def test_plain_text_gets_a_level(text: str, level: str, error: str | None) -> None:
    (line,) = lines(text)
    assert line["level"] == level
    assert line.get("error", {}).get("type") == error
    assert line.get("request_id") == (REQUEST if REQUEST in text else None)


def test_a_long_line_is_cut_and_says_so() -> None:
    (line,) = lines(written(message="x" * 10_000))
    assert line["message"] == "x" * 4000 + "… [6000 more characters]"


def test_a_line_of_many_long_parts_keeps_what_matters() -> None:
    (record,) = records_of(batch(written(correlation_id="c1", **{f"f{n}": "y" * 4000 for n in range(50)})))
    line = json.loads(record.value)
    assert len(record.value) <= MAX_LINE
    assert (line["truncated"], line["correlation_id"], line["message"]) == (True, "c1", "hello")


@given(
    st.lists(st.text(max_size=400) | st.dictionaries(st.text(), st.text() | st.floats()).map(json.dumps), max_size=5)
)
def test_no_line_breaks_a_batch(messages: list[str]) -> None:
    for record in records_of(batch(*messages)):
        line = json.loads(record.value)
        assert line["id"]
        assert line["time"]
        assert line["level"]
        assert len(record.value) <= MAX_LINE


def test_half_a_character_does_not_break_a_batch() -> None:
    (record,) = records_of(batch('{"message": "m\\ud800", "correlation_id": "c\\udfff", "x": "\\ud83d\\ude00"}'))
    assert record.key == "c?"
    assert json.loads(record.value)["x"] == "😀"


def test_nesting_without_end_is_text() -> None:
    (line,) = lines('{"a":' * 20_000)
    assert line["level"] == "INFO"
    assert len(json.dumps(line)) < MAX_LINE


def test_a_huge_error_stays_within_the_bound() -> None:
    error = {"type": "E", "message": "m", "stack": "é" * 100_000, "frames": ["z" * 4000] * 100}
    (record,) = records_of(batch(written(level="ERROR", error=error)))
    assert len(record.value) <= MAX_LINE
    assert json.loads(record.value)["level"] == "ERROR"


@pytest.mark.parametrize(
    "time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "yesterday", 7, None, ["x"]]
)
def test_a_line_with_a_time_there_is_not_gets_the_time_it_was_logged_at(time: object) -> None:
    (entry,) = lines(json.dumps({"message": "m", "level": "INFO", "time": time}))
    assert entry["message"] == "m"
    assert entry["time"].startswith("20")
