"""What a consumer remembers, in a table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from souk import clock
from souk.delivery.ports import Why, digest
from souk.delivery.record import KafkaRecord
from souk.delivery.table import TableInbox
from tests.support.dynamo import table

LANE, NOW = "souk.orders.v1-0", datetime(2026, 3, 1, 12, tzinfo=UTC)
WHY = Why("KeyError", "order.paid", "request-1")
SOON = NOW + timedelta(minutes=1)


@pytest.fixture
def inbox() -> Iterator[TableInbox]:
    with table(), clock.freeze(NOW):
        yield TableInbox()


def record(offset: int, value: bytes = b"{}") -> KafkaRecord:
    return KafkaRecord("souk.orders.v1", LANE, offset, "o1", value, 7, {"type": "order.paid"})


def test_the_same_first_offset_is_the_same_batch_and_another_one_a_new_one(inbox: TableInbox) -> None:
    assert (inbox.begin(LANE, 5).tries, inbox.begin(LANE, 5).tries, inbox.begin(LANE, 5).kills) == (1, 2, 2)
    inbox.wait(inbox.begin(LANE, 5), [6, 8], 9)
    again = inbox.begin(LANE, 5)
    assert (again.tries, again.kills) == (5, 3)
    assert [again.wants(offset) for offset in (5, 6, 7, 8, 9, 10)] == [False, True, False, True, False, True]
    new = inbox.begin(LANE, 10)
    assert (new.tries, new.kills, new.left, new.alone) == (1, 0, None, None)


def test_a_batch_that_is_done_is_a_new_one_when_it_comes_again(inbox: TableInbox) -> None:
    inbox.begin(LANE, 0)
    attempt = inbox.begin(LANE, 0)
    inbox.clear(attempt)
    assert inbox.begin(LANE, 0).tries == 1


def test_the_record_worked_on_alone_is_remembered(inbox: TableInbox) -> None:
    inbox.alone(inbox.begin(LANE, 0), 3, [3, 4])
    again = inbox.begin(LANE, 0)
    assert (again.alone, again.wants(2), again.wants(4)) == (3, False, True)


def test_partitions_are_remembered_apart(inbox: TableInbox) -> None:
    inbox.begin(LANE, 5)
    assert inbox.begin("souk.orders.v1-1", 5).tries == 1


def test_what_is_set_aside_is_found_when_it_is_due_in_the_order_of_its_offsets(inbox: TableInbox) -> None:
    inbox.begin(LANE, 0)
    inbox.set_aside(LANE, "o1", record(9, b"first"), WHY, SOON)
    assert inbox.put_behind(LANE, "o1", record(100, b"\xff" * 10))
    assert inbox.put_behind(LANE, "o1", record(20))
    assert inbox.begin(LANE, 1).held == {digest("o1")}
    assert inbox.due(NOW, 10) == []
    [waiting] = inbox.due(SOON, 10)
    assert (waiting.aggregate, waiting.why, waiting.since, waiting.due, waiting.tries) == ("o1", WHY, NOW, SOON, 0)
    assert [(one.offset, one.value) for one in inbox.records(waiting)] == [
        (9, b"first"),
        (20, b"{}"),
        (100, b"\xff" * 10),
    ]
    assert inbox.records(waiting)[0] == record(9, b"first")


def test_setting_the_same_record_aside_twice_keeps_it_once(inbox: TableInbox) -> None:
    inbox.begin(LANE, 0)
    for _ in range(2):
        inbox.set_aside(LANE, "o1", record(9), WHY, SOON)
    [waiting] = inbox.due(SOON, 10)
    assert [one.offset for one in inbox.records(waiting)] == [9]


def test_only_one_claims_a_try(inbox: TableInbox) -> None:
    inbox.begin(LANE, 0)
    inbox.set_aside(LANE, "o1", record(9), WHY, SOON)
    [one], [other] = inbox.due(SOON, 10), inbox.due(SOON, 10)
    later = SOON + timedelta(minutes=2)
    assert inbox.claim(one, later)
    assert not inbox.claim(other, later)
    assert inbox.due(SOON, 10) == []
    assert [waiting.tries for waiting in inbox.due(later, 10)] == [1]


def test_what_is_done_is_held_up_no_longer_and_nothing_can_be_put_behind_it(inbox: TableInbox) -> None:
    inbox.begin(LANE, 0)
    inbox.set_aside(LANE, "o1", record(9), WHY, SOON)
    [waiting] = inbox.due(SOON, 10)
    for one in inbox.records(waiting):
        inbox.done(waiting, one)
    assert inbox.finish(waiting)
    assert inbox.begin(LANE, 1).held == set()
    assert not inbox.put_behind(LANE, "o1", record(30))
    assert inbox.due(SOON, 10) == []


def test_what_is_put_behind_meanwhile_is_seen_before_the_end(inbox: TableInbox) -> None:
    inbox.begin(LANE, 0)
    inbox.set_aside(LANE, "o1", record(9), WHY, SOON)
    [waiting] = inbox.due(SOON, 10)
    inbox.records(waiting)
    assert inbox.put_behind(LANE, "o1", record(30))
    inbox.done(waiting, record(9))
    assert not inbox.finish(waiting)
    assert [one.offset for one in inbox.records(waiting)] == [30]


def test_what_waits_for_a_person_is_not_due_and_what_is_hopeless_holds_up_nobody(inbox: TableInbox) -> None:
    inbox.begin(LANE, 0)
    inbox.set_aside(LANE, "@3", record(3), Why("NotAnEvent", hopeless=True), None)
    inbox.set_aside(LANE, "o1", record(9), WHY, SOON)
    [waiting] = inbox.due(SOON, 10)
    inbox.park(waiting, "TypeError")
    assert inbox.due(SOON + timedelta(days=99), 10) == []
    assert sorted((one.aggregate, one.why.reason, one.due) for one in inbox.parked(10)) == [
        ("@3", "NotAnEvent", None),
        ("o1", "TypeError", None),
    ]
    assert inbox.begin(LANE, 1).held == {digest("o1")}


def test_a_record_too_long_for_an_item_is_cut_rather_than_refused(inbox: TableInbox) -> None:
    import random

    inbox.begin(LANE, 0)
    value = random.Random(1).randbytes(900_000)
    inbox.set_aside(LANE, "@3", record(3, value), Why("NotAnEvent", hopeless=True), None)
    [waiting] = inbox.parked(10)
    [kept] = inbox.records(waiting)
    assert value.startswith(kept.value)
    assert len(kept.value) > 300_000


def test_a_record_is_rewritten_where_it_is_and_never_made_anew(inbox: TableInbox) -> None:
    inbox.set_aside(LANE, "o1", record(5, b"with a name"), WHY, None)
    [waiting] = inbox.parked(10)
    inbox.rewrite(waiting, record(5, b"without"))
    assert [kept.value for kept in inbox.records(waiting)] == [b"without"]
    inbox.done(waiting, record(5))
    inbox.rewrite(waiting, record(5, b"back"))
    assert inbox.records(waiting) == []
