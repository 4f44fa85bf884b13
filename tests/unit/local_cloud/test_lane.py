"""The rules of partitions and batches: order, what comes again, and what may be committed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk_local.bridge.batch import Batch, choose
from souk_local.bridge.lane import Anchor, Backoff, Lane
from souk_local.bridge.records import Record

BACKOFF = Backoff(first=1, ceiling=8)


def record(offset: int, partition: int = 0) -> Record:
    return Record("t", partition, offset, offset * 10, None, b"")


def lane_with(count: int, partition: int = 0) -> Lane:
    lane = Lane(0)
    lane.extend(record(offset, partition) for offset in range(count))
    return lane


def offsets(records: list[Record]) -> list[int]:
    return [record.offset for record in records]


def test_everything_handled_may_be_committed_with_the_last_record_as_anchor() -> None:
    lane = lane_with(3)
    lane.succeed(lane.head(10))
    assert lane.committable == 3
    assert lane.anchor == Anchor(2, 20)


def test_waiting_doubles_up_to_a_ceiling() -> None:
    assert [BACKOFF.after(attempts) for attempts in range(1, 7)] == [1, 2, 4, 8, 8, 8]


def test_a_failed_batch_comes_again_whole_and_nothing_overtakes_it_in_its_partitions() -> None:
    stuck, other = lane_with(4), lane_with(2, partition=1)
    batch = choose([stuck, other], 3)
    batch.hold()
    assert offsets(batch.records) == [0, 1, 2]
    again = choose([stuck, other], 10)
    assert [record.lane for record in again.records] == ["t-1", "t-1"]
    assert stuck.committable == 0
    batch.succeed(now=1)
    assert stuck.committable == 3
    assert offsets(choose([stuck], 10).records) == [3]


def test_a_batch_may_hold_records_of_several_partitions_and_the_longest_waiting_comes_first() -> None:
    one, two = lane_with(2), lane_with(2, partition=1)
    one.last_turn = 5.0
    assert [record.lane for record in choose([one, two], 3).records] == ["t-1", "t-1", "t-0"]


def test_what_the_topic_has_deleted_does_not_come_again() -> None:
    lane = lane_with(4)
    batch = choose([lane], 3)
    batch.hold()
    assert batch.expire({"t-0": 2}) == 2
    assert offsets(batch.records) == [2]
    assert batch.expire({"t-0": 3}) == 1
    batch.succeed(now=1)
    assert lane.committable == 3
    assert offsets(choose([lane], 3).records) == [3]


@pytest.mark.parametrize("text", ["", "x", "1@", "@2", "1@x", "-1@2"])
def test_an_anchor_that_is_not_one_is_none(text: str) -> None:
    assert Anchor.parse(text) is None


def test_an_anchor_survives_being_written_down() -> None:
    assert Anchor.parse(str(Anchor(7, 1234))) == Anchor(7, 1234)


@given(fails=st.lists(st.booleans(), max_size=60), batch_size=st.integers(1, 12), partitions=st.integers(1, 3))
def test_whatever_fails_everything_is_handled_in_order_and_committed_only_then(
    fails: list[bool], batch_size: int, partitions: int
) -> None:
    lanes = [lane_with(10, partition) for partition in range(partitions)]
    handled: list[tuple[int, int]] = []
    failing: list[Batch] = []
    outcomes = iter(fails)
    while any(map(len, lanes)):
        batch = failing.pop(0) if failing else choose(lanes, batch_size)
        batch.hold()
        if next(outcomes, False):
            failing.append(batch)
        else:
            handled += [(record.partition, record.offset) for record in batch.records]
            batch.succeed(now=float(len(handled)))
        for number, lane in enumerate(lanes):
            assert lane.committable == sum(partition == number for partition, _ in handled)
    for number in range(partitions):
        assert [offset for partition, offset in handled if partition == number] == [*range(10)]
