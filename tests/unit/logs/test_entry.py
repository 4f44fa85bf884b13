"""Reading log records."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.domain.entry import Error, Unreadable, entry_of
from tests.unit.logs.fakes import failure, line


def test_a_record_is_read_with_everything_in_it() -> None:
    entry = entry_of(json.dumps(failure(1, order_id="o1", request_id="r1")).encode())
    assert (entry.id, entry.time, entry.level) == ("id1", "2026-05-04T10:00:01.000Z", "ERROR")
    assert (entry.service, entry.correlation_id, entry.request_id) == ("orders", "c1", "r1")
    assert entry.error is not None
    assert (entry.error.type, entry.error.message) == ("KeyError", "'x'")
    assert entry.fields == {"order_id": "o1"}
    assert entry.is_error


def test_times_are_brought_to_one_form_so_that_they_sort() -> None:
    entry = entry_of(json.dumps(line(time="2026-05-04T12:00:00.1239+02:00")).encode())
    assert entry.time == "2026-05-04T10:00:00.123Z"


def test_metrics_reports_and_debug_lines_are_not_kept_at_hand() -> None:
    for other in (line(kind="metric"), line(kind="report"), line(level="DEBUG")):
        assert not entry_of(json.dumps(other).encode()).is_kept_at_hand
    assert entry_of(json.dumps(line()).encode()).is_kept_at_hand


def test_an_error_without_details_is_an_error_all_the_same() -> None:
    assert entry_of(json.dumps(failure(error={})).encode()).error == Error("Unknown", "")
    assert entry_of(json.dumps(failure(error="text")).encode()).error is None


def test_a_long_record_is_bounded() -> None:
    entry = entry_of(json.dumps({**line(message="x" * 9000), **{f"f{n}": "y" * 500 for n in range(20)}}).encode())
    assert len(entry.message) == 1000
    assert entry.fields["truncated"] is True
    assert len(json.dumps(entry.fields)) < 2500


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"id": 1, "time": "x", "service": "y"}',
        b'{"id": "1", "time": "x", "service": "y"}',
        b'{"id": "1", "time": "2026-05-04T10:00:00", "service": "y"}',
        b'{"id": "1", "time": "2026-05-04T10:00:00Z"}',
    ],
)
def test_what_is_no_record_is_unreadable(value: bytes) -> None:
    with pytest.raises(Unreadable):
        entry_of(value)


@given(st.dictionaries(st.text(), st.none() | st.integers() | st.text() | st.lists(st.text())))
def test_a_record_of_anything_is_read_or_refused(members: dict[str, object]) -> None:
    entry = entry_of(json.dumps({**members, **line()}).encode())
    assert entry.id == "id0"


def nested(levels: int, opening: str = "[", closing: str = "]") -> str:
    return opening * levels + "1" + closing * levels


@pytest.mark.parametrize("levels", [19, 30, 900, 5_000, 100_000])
def test_what_is_nested_too_deep_to_be_written_again_is_left_out(levels: int) -> None:
    value = json.dumps(line(1))[:-1].encode() + b', "deep": ' + nested(levels, '{"a":', "}").encode() + b"}"
    try:
        fields = entry_of(value).fields
    except Unreadable:
        assert levels > 500
        return
    assert ("deep" in fields) == (levels < 20)
    assert json.loads(json.dumps(fields)) == fields


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 4_000, "-" + "9" * 400, "1e-400"])
def test_numbers_beyond_all_bounds_are_kept_as_json_or_left_out(number: str) -> None:
    entry = entry_of(json.dumps(line(1))[:-1].encode() + f', "n": {number}}}'.encode())
    assert json.loads(json.dumps(entry.fields, allow_nan=False)) == entry.fields


@pytest.mark.parametrize("name", ["id", "service", "function", "message", "correlation_id", "request_id", "kind"])
def test_half_a_surrogate_pair_is_no_text_that_can_be_stored(name: str) -> None:
    written = {**line(1), name: "a\ud800", "x\udfff": ["\ud801"]}
    entry = entry_of(json.dumps(written).encode())
    assert str(entry).encode().decode() == str(entry)


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2999-01-01T00:00:00Z"])
def test_a_time_of_no_century_of_ours_is_unreadable(time: str) -> None:
    with pytest.raises(Unreadable):
        entry_of(json.dumps(line(1, time=time)).encode())
