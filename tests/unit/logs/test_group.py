"""Counting errors and noticing news."""

from __future__ import annotations

import json

from logs.domain.entry import entry_of
from logs.domain.group import SPIKE_COUNT, AlertKind, Group, Occurrence
from tests.unit.logs.fakes import failure


def occurrence(offset: int, *, seconds: float = 0, partition: str = "logging-0", timestamp: int = 0) -> Occurrence:
    entry = entry_of(json.dumps(failure(offset, seconds=seconds or 0.001)).encode())
    return Occurrence(entry, partition, offset, timestamp or 1_000_000 + offset)


def test_the_first_occurrence_is_news_and_the_next_is_not() -> None:
    group = Group("f")
    assert group.absorb([occurrence(0, seconds=5)]) == [AlertKind.NEW]
    assert group.absorb([occurrence(1, seconds=9)]) == []
    assert (group.count, group.first_seen[-7:], group.last_seen[-7:]) == (2, "05.000Z", "09.000Z")
    assert group.sample is not None
    assert (group.sample.id, group.type, group.service) == ("id1", "KeyError", "orders")


def test_what_is_delivered_again_is_not_counted_again() -> None:
    group = Group("f")
    first = [occurrence(n) for n in range(3)]
    group.absorb(first)
    assert group.absorb(first) == []
    assert group.absorb([*first, occurrence(3)]) == []
    assert group.count == 4


def test_partitions_are_counted_each_on_its_own() -> None:
    group = Group("f")
    group.absorb([occurrence(7)])
    group.absorb([occurrence(0, partition="logging-1")])
    assert group.count == 2


def test_a_topic_made_anew_counts_from_its_start() -> None:
    group = Group("f")
    group.absorb([occurrence(500)])
    group.absorb([occurrence(0, timestamp=2_000_000), occurrence(1, timestamp=2_000_001)])
    assert group.count == 3


def test_a_late_occurrence_counts_without_becoming_the_last() -> None:
    group = Group("f")
    group.absorb([occurrence(0, seconds=900)])
    group.absorb([occurrence(1, seconds=5)])
    assert (group.count, group.first_seen[-13:], group.last_seen[-13:]) == (2, "10:00:05.000Z", "10:15:00.000Z")


def test_many_at_once_are_a_spike_said_once() -> None:
    group = Group("f")
    assert group.absorb([occurrence(n, seconds=1 + n / 1000) for n in range(SPIKE_COUNT - 1)]) == [AlertKind.NEW]
    assert group.absorb([occurrence(SPIKE_COUNT, seconds=2)]) == [AlertKind.SPIKE]
    assert group.absorb([occurrence(SPIKE_COUNT + 1, seconds=3)]) == []


def test_what_is_usual_is_no_spike_and_four_times_that_is() -> None:
    group = Group("f")
    offset = 0
    alerts = []
    for window, number in enumerate([25, 25, 25, 25, 25, 110]):
        batch = [occurrence(offset + n, seconds=window * 300 + 1 + n / 1000) for n in range(number)]
        offset += number
        alerts.append(group.absorb(batch))
    assert alerts == [[AlertKind.NEW, AlertKind.SPIKE], [], [], [], [], [AlertKind.SPIKE]]


def test_after_a_quiet_time_the_usual_is_little_again() -> None:
    group = Group("f")
    group.absorb([occurrence(n, seconds=1 + n / 1000) for n in range(100)])
    assert group.absorb([occurrence(200 + n, seconds=86_400 + n / 1000) for n in range(25)]) == [AlertKind.SPIKE]
