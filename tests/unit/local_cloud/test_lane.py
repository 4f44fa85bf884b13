"""The rules of one partition: order, attempts, splitting, giving up and what may be committed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk_local.bridge.lane import Anchor, Backoff, Lane
from souk_local.bridge.mapping import Mapping
from souk_local.bridge.records import Record

BACKOFF = Backoff(first=1, ceiling=8)


def mapping(**changes: Any) -> Mapping:
    return Mapping(
        "uuid",
        "arn:aws:lambda:us-east-1:000000000000:function:f",
        "arn:cluster",
        ("t",),
        "g",
        **{"reports_item_failures": True, **changes},
    )


def record(offset: int, timestamp: int | None = None) -> Record:
    return Record("t", 0, offset, offset * 10 if timestamp is None else timestamp, None, b"")


def lane_with(count: int, **changes: Any) -> Lane:
    lane = Lane(mapping(**changes), 0, BACKOFF)
    lane.extend(record(offset) for offset in range(count))
    return lane


def offsets(records: list[Record]) -> list[int]:
    return [record.offset for record in records]


def test_everything_handled_may_be_committed_with_the_last_record_as_anchor() -> None:
    lane = lane_with(3)
    lane.succeed(lane.head(10))
    assert lane.committable == 3
    assert lane.anchor == Anchor(2, 20)


def test_a_reported_failure_stays_and_the_rest_is_done() -> None:
    lane = lane_with(4)
    lane.fail_items(lane.head(10), {1, 3}, now=0)
    assert lane.committable == 1
    assert offsets(lane.head(10)) == [1, 3]
    assert lane.anchor == Anchor(0, 0)
    assert not lane.ready(0.5)
    assert lane.ready(1)


def test_waiting_doubles_up_to_a_ceiling() -> None:
    assert [BACKOFF.after(attempts) for attempts in range(1, 7)] == [1, 2, 4, 8, 8, 8]


def test_after_its_retries_only_the_first_failed_record_is_given_up() -> None:
    lane = lane_with(3, retries=1)
    for attempt in range(2):
        lane.fail_items(lane.head(10), {0, 1, 2}, now=attempt)
    assert offsets(lane.condemned) == [0]
    assert lane.condition == "RetriesExhausted"
    assert not lane.ready(1000)
    lane.release()
    assert offsets(lane.head(10)) == [1, 2]
    assert lane.attempts == 0


def test_a_batch_that_raises_is_halved_without_counting_an_attempt() -> None:
    lane = lane_with(8, retries=0)
    sizes = []
    while len(lane.head(8)) > 1:
        sizes.append(len(lane.head(8)))
        lane.fail(lane.head(8), now=0, shared=False)
    assert sizes == [8, 4, 2]
    assert lane.attempts == 0
    lane.fail(lane.head(8), now=0, shared=False)
    assert offsets(lane.condemned) == [0]


def test_behind_a_good_part_of_a_split_batch_the_parts_grow_again() -> None:
    lane = lane_with(16)
    for _ in range(3):
        lane.fail(lane.head(16), now=0, shared=False)
    sizes = []
    while len(lane):
        sizes.append(len(lane.head(16)))
        lane.succeed(lane.head(16))
    assert sizes == [2, 4, 8, 2]


def test_without_splitting_the_same_batch_is_repeated_and_given_up_whole() -> None:
    lane = lane_with(3, reports_item_failures=False, retries=1)
    lane.fail(lane.head(2), now=0, shared=False)
    lane.extend([record(3)])
    assert offsets(lane.head(10)) == [0, 1]
    lane.fail(lane.head(10), now=1, shared=False)
    assert offsets(lane.condemned) == [0, 1]


def test_a_shared_failure_sends_the_partition_alone_until_it_is_past_it() -> None:
    lane = lane_with(2)
    lane.fail(lane.head(2), now=0, shared=True)
    lane.extend([record(2), record(3)])
    assert lane.alone
    assert offsets(lane.head(10)) == [0, 1]
    lane.succeed(lane.head(10))
    assert not lane.alone
    assert offsets(lane.head(10)) == [2, 3]


def test_old_records_at_the_head_are_given_up() -> None:
    lane = Lane(mapping(max_age_seconds=60), 0, BACKOFF)
    lane.extend([record(0, timestamp=0), record(1, timestamp=1), record(2, timestamp=100_000)])
    lane.expire(now_ms=100_000)
    assert offsets(lane.condemned) == [0, 1]
    assert lane.condition == "RecordAgeExceeded"


def test_an_unreachable_function_costs_no_attempt() -> None:
    lane = lane_with(1, retries=0)
    lane.postpone(now=0, attempts=1)
    assert lane.attempts == 0
    assert not lane.ready(0.5)
    assert not lane.condemned


@pytest.mark.parametrize("text", ["", "x", "1@", "@2", "1@x", "-1@2"])
def test_an_anchor_that_is_not_one_is_none(text: str) -> None:
    assert Anchor.parse(text) is None


def test_an_anchor_survives_being_written_down() -> None:
    assert Anchor.parse(str(Anchor(7, 1234))) == Anchor(7, 1234)


@given(
    poison=st.sets(st.integers(0, 29), max_size=4),
    batch_size=st.integers(1, 12),
    raises=st.booleans(),
    retries=st.integers(0, 2),
)
def test_whatever_fails_nothing_is_lost_and_only_poison_is_given_up(
    poison: set[int], batch_size: int, raises: bool, retries: int
) -> None:
    lane = lane_with(30, retries=retries)
    handled: list[int] = []
    dead: list[int] = []
    committed = 0
    for _ in range(2000):
        if not len(lane):
            break
        batch = lane.head(batch_size)
        bad = [entry.offset for entry in batch if entry.offset in poison]
        if bad and raises:
            handled += [offset for offset in offsets(batch) if offset < bad[0]]
            lane.fail(batch, 0, shared=False)
        elif bad:
            handled += [offset for offset in offsets(batch) if offset < bad[0]]
            lane.fail_items(batch, {offset for offset in offsets(batch) if offset >= bad[0]}, 0)
        else:
            handled += offsets(batch)
            lane.succeed(batch)
        dead += offsets(lane.condemned)
        lane.release()
        assert lane.committable >= committed
        committed = lane.committable
    assert committed == 30
    assert dead == sorted(poison)
    assert list(dict.fromkeys(handled)) == [offset for offset in range(30) if offset not in poison]
