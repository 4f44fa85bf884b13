from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from souk import clock, context
from souk.delivery.consumer import BatchConsumer, Consumer, KafkaRecord, RawConsumer, records_of
from souk.delivery.lane import FRESH_MS, KILLS, RESERVE_MS, TRIES
from souk.delivery.retries import TRIED_FOR
from souk.events import Event
from souk.events.factory import new_event
from souk.events.users import UserChanged
from souk.telemetry import ComesAgain
from tests.support.inbox import MemoryInbox
from tests.support.lambdas import LambdaContext
from tests.support.logs import Lines

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DONE = {"set_aside": 0}


def event(user: str) -> Event:
    with context.bound(f"request-{user}"):
        return new_event(
            "user.registered",
            aggregate_id=user,
            aggregate_version=1,
            data=UserChanged(user_id=user, email="ada@example.org"),
        )


def record(partition: int, offset: int, value: bytes, headers: Iterable[dict[str, list[int]]] = ()) -> dict[str, Any]:
    return {
        "topic": "souk.users.v1",
        "partition": partition,
        "offset": offset,
        "timestamp": 1,
        "timestampType": "CREATE_TIME",
        "key": base64.b64encode(b"key").decode(),
        "value": base64.b64encode(value).decode(),
        "headers": list(headers),
    }


def batch(*records: dict[str, Any]) -> dict[str, Any]:
    by_partition: dict[str, list[dict[str, Any]]] = {}
    for one in records:
        by_partition.setdefault(f"{one['topic']}-{one['partition']}", []).append(one)
    return {"eventSource": "aws:kafka", "records": by_partition}


def users(partition: int, *names: str, first: int = 10) -> list[dict[str, Any]]:
    return [record(partition, first + n, event(name).model_dump_json().encode()) for n, name in enumerate(names)]


class Killed(BaseException):
    """The process is gone: nothing of it goes on."""


class Seen(list[str]):
    """A consumer that notes whose event it handled, fails for the names in `failing` and dies at those in `deadly`."""

    def __init__(self, *failing: str, deadly: Iterable[str] = ()) -> None:
        super().__init__()
        self.inbox = MemoryInbox()
        self.consumer = Consumer("test", self.inbox)
        self.failing, self.deadly = set(failing), set(deadly)
        self.tried: Counter[str] = Counter()
        self.now = NOW
        self.consumer.on("user.registered")(self.handle)

    def handle(self, event: Event) -> None:
        self.tried[event.aggregate_id] += 1
        if event.aggregate_id in self.deadly:
            raise Killed
        if event.aggregate_id in self.failing:
            raise RuntimeError("not now")
        self.append(event.aggregate_id)

    def deliver(self, *records: dict[str, Any], remaining_ms: int = 60_000) -> bool:
        """One attempt; whether the event source may go on."""
        with clock.freeze(self.now):
            try:
                self.consumer.handler(batch(*records), LambdaContext(remaining_ms=remaining_ms))
            except (ComesAgain, Killed):
                return False
        return True

    def until_done(self, *records: dict[str, Any]) -> int:
        """The attempts it took."""
        for attempt in range(1, 50):
            if self.deliver(*records):
                return attempt
        raise AssertionError("the batch is never done")

    def after(self, **time: float) -> dict[str, Any]:
        """The timer rings after so long."""
        self.now += timedelta(**time)
        return self.job({"job": "retry"})

    def job(self, wanted: dict[str, Any]) -> dict[str, Any]:
        with clock.freeze(self.now):
            try:
                answer: dict[str, Any] = self.consumer.handler(wanted, LambdaContext())
            except Killed:
                return {}
        return answer


def test_every_event_is_handled_in_the_order_of_its_partition() -> None:
    seen = Seen()
    assert seen.deliver(*users(0, "a", "b", "c"), *users(1, "x", "y"))
    assert [name for name in seen if name in "abc"] == ["a", "b", "c"]
    assert [name for name in seen if name in "xy"] == ["x", "y"]


def test_a_batch_costs_one_write_a_partition() -> None:
    seen = Seen()
    seen.deliver(*users(0, "a", "b", "c"), *users(1, "x", "y"))
    assert seen.inbox.calls == ["begin", "begin"]


def test_events_nobody_asked_for_are_passed_over_and_cost_nothing() -> None:
    inbox = MemoryInbox()
    consumer = Consumer("test", inbox)
    assert consumer.handler(batch(*users(0, "a")), LambdaContext()) == DONE
    assert inbox.calls == []


def test_a_failure_lets_the_others_of_the_batch_go_on_and_asks_for_the_batch_again() -> None:
    seen = Seen("b")
    sent = [*users(0, "a", "b", "c"), *users(1, "x")]
    assert not seen.deliver(*sent)
    assert seen == ["a", "c", "x"]
    seen.failing.clear()
    assert seen.deliver(*sent)
    assert seen == ["a", "c", "x", "b"], "what was done is not done again"


def test_later_events_of_an_aggregate_that_failed_wait_for_it() -> None:
    seen = Seen("a")
    sent = users(0, "a", "b", "a")
    assert not seen.deliver(*sent)
    assert seen.tried == {"a": 1, "b": 1}
    seen.failing.clear()
    assert seen.deliver(*sent)
    assert seen == ["b", "a", "a"]


def test_what_goes_on_failing_is_set_aside_with_what_follows_of_its_aggregate_and_nothing_else() -> None:
    seen = Seen("b")
    assert seen.until_done(*users(0, "a", "b", "c", "b")) == TRIES
    assert seen == ["a", "c"]
    assert seen.inbox.offsets("b") == [11, 13]
    assert seen.deliver(*users(0, "d", "b", first=14))
    assert seen == ["a", "c", "d"]
    assert seen.inbox.offsets("b") == [11, 13, 15]
    assert seen.tried["b"] == TRIES


def test_a_parked_aggregate_costs_other_events_nothing() -> None:
    seen = Seen("b")
    seen.until_done(*users(0, "b"))
    seen.inbox.calls.clear()
    assert seen.deliver(*users(0, "c", "d", first=20))
    assert seen.inbox.calls == ["begin"]


def test_what_is_set_aside_is_done_in_order_once_it_can_be_and_then_nothing_is_held_up() -> None:
    seen = Seen("b")
    seen.until_done(*users(0, "b", "b"))
    seen.failing.clear()
    assert seen.after(seconds=59)["done"] == 0
    assert seen.after(seconds=1) == {"job": "retry", "done": 1, "left": 0}
    assert seen == ["b", "b"]
    assert not len(seen.inbox)
    assert seen.deliver(*users(0, "b", first=20))
    assert seen == ["b", "b", "b"]


def test_it_is_tried_at_growing_pauses_and_after_days_waits_for_a_person() -> None:
    seen = Seen("b")
    seen.until_done(*users(0, "b"))
    began, tried = seen.now, []
    while seen.now - began < TRIED_FOR + timedelta(hours=2):
        before = seen.tried["b"]
        seen.after(minutes=1)
        if seen.tried["b"] > before:
            tried.append((seen.now - began) / timedelta(minutes=1))
    assert tried[:7] == [1, 3, 7, 15, 31, 63, 123]
    assert 150 < len(tried) < 200
    assert [waiting.due for waiting in seen.inbox.waiting.values()] == [None]
    seen.failing.clear()
    assert seen.after(days=1)["done"] == 0
    assert seen.job({"job": "retry", "aggregate": "b"}) == {"job": "retry", "done": 1, "left": 0}
    assert seen == ["b"]


def test_a_person_may_let_an_event_go_and_what_waits_behind_it_is_done() -> None:
    seen = Seen("b")
    seen.until_done(*users(0, "b", "b"))
    seen.failing.clear()
    assert seen.job({"job": "drop", "aggregate": "b"}) == {"job": "drop", "done": 1, "left": 0}
    assert seen == ["b"]


def test_an_event_that_comes_while_the_last_one_set_aside_is_done_is_not_forgotten() -> None:
    seen = Seen("b")
    seen.until_done(*users(0, "b"))
    seen.failing.clear()
    came = iter([lambda: seen.deliver(*users(0, "b", first=20))])

    def handle(event: Event) -> None:
        next(came, lambda: True)()
        seen.append(event.aggregate_id)

    seen.consumer.handlers["user.registered"] = [handle]
    assert seen.after(minutes=1)["done"] == 1
    assert seen == ["b", "b"]
    assert not len(seen.inbox)


def test_an_event_that_comes_right_after_it_is_done_at_once() -> None:
    seen = Seen("b")
    seen.until_done(*users(0, "b"))
    seen.failing.clear()
    kept = seen.inbox.begin

    def begin(lane: str, first: int) -> Any:
        attempt = kept(lane, first)
        seen.after(minutes=1)  # the timer is quicker than this delivery, which has read its mark
        return attempt

    seen.inbox.begin = begin  # type: ignore[method-assign]
    assert seen.deliver(*users(0, "b", first=20))
    assert seen == ["b", "b"]


@pytest.mark.parametrize("name", ["begin", "put_behind", "set_aside"])
def test_while_its_table_is_away_a_consumer_waits(name: str) -> None:
    seen = Seen("a")
    if name == "put_behind":
        seen.until_done(*users(0, "a", first=1))
    seen.inbox.broken = {name}
    for _ in range(3 * TRIES):
        assert not seen.deliver(*users(0, "a"))
    seen.inbox.broken.clear()
    seen.failing.clear()
    seen.until_done(*users(0, "a"))
    seen.after(minutes=1)
    assert "a" in seen


def poisons() -> dict[str, bytes]:
    good = json.loads(event("p").model_dump_json())
    return {
        "nothing": b"",
        "half": b"{",
        "not text": b"\xff",
        "a list": b"[]",
        "nan": b"NaN",
        "deep": b"[" * 5000 + b"]" * 5000,
        "deep inside": json.dumps(good).encode()[:-2] + b', "x": ' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}}",
        "members missing": b'{"type": "user.registered"}',
        "a huge number": json.dumps({**good, "data": 10**400}).encode(),
        "a lone surrogate": json.dumps({**good, "aggregate_id": "\ud800"}).encode(),
        "a time there is not": json.dumps({**good, "occurred_at": "99999-01-01T00:00:00Z"}).encode(),
        "no data": json.dumps({**good, "data": {}}).encode(),
        "data of another kind": json.dumps({**good, "data": {"user_id": [7]}}).encode(),
    }


@pytest.mark.parametrize("kind", poisons())
def test_poison_holds_up_nobody(kind: str, lines: Lines) -> None:
    """Seventeen good events behind it are done in the same attempt."""
    seen = Seen()
    good = [f"u{number}" for number in range(17)]
    assert seen.deliver(record(0, 9, poisons()[kind]), *users(0, *good))
    assert seen == good
    [waiting] = seen.inbox.waiting.values()
    assert seen.inbox.offsets(waiting.aggregate) == [9]
    [line] = [line for line in lines.parsed() if line["level"] == "ERROR"]
    assert (line["message"], line["partition"], line["offset"]) == ("event set aside", "souk.users.v1-0", 9)


def test_what_is_no_event_waits_for_a_person_and_nothing_waits_behind_it() -> None:
    seen = Seen()
    seen.deliver(record(0, 9, b"{"))
    assert [waiting.due for waiting in seen.inbox.waiting.values()] == [None]
    assert seen.inbox.held == {}


def test_an_event_with_invalid_data_is_tried_again_in_case_it_was_the_consumer_that_was_wrong() -> None:
    seen = Seen()
    seen.deliver(record(0, 9, poisons()["no data"]), *users(0, "p"))
    assert seen == []
    assert seen.after(minutes=1) == {"job": "retry", "done": 0, "left": 1}
    assert seen.inbox.offsets("p") == [9, 10]


def test_a_record_that_kills_the_function_is_found_and_set_aside_alone() -> None:
    seen = Seen(deadly=["k"])
    good = [f"u{number}" for number in range(17)]
    assert seen.until_done(*users(0, *good[:3], "k", *good[3:], first=0)) == KILLS + 2
    assert sorted(set(seen)) == sorted(good)
    assert len(seen.inbox) == 1
    assert seen.inbox.offsets("k") == [3]
    assert seen.tried["k"] == KILLS + 1


def test_a_killer_in_one_partition_sets_nothing_of_another_aside() -> None:
    seen = Seen(deadly=["k"])
    seen.until_done(*users(0, "a", "b"), *users(1, "x", "k", "y"))
    assert seen.inbox.offsets("k") == [11]
    assert len(seen.inbox) == 1
    assert set(seen) == {"a", "b", "x", "y"}


def test_two_killers_are_both_found() -> None:
    seen = Seen(deadly=["k", "l"])
    seen.until_done(*users(0, "k", "a", "l", "b"))
    assert (seen.inbox.offsets("k"), seen.inbox.offsets("l"), set(seen)) == ([10], [12], {"a", "b"})


def test_a_killer_that_is_tried_again_kills_no_faster_than_its_pauses_and_holds_up_nobody() -> None:
    seen = Seen("b", deadly=["k"])
    seen.until_done(*users(0, "k", "b"))
    seen.failing.clear()
    for _ in range(5):
        seen.after(minutes=1)
    assert "b" in seen
    assert seen.tried["k"] == KILLS + 1 + 2


def test_a_function_that_is_killed_for_other_reasons_loses_nothing() -> None:
    """A bad deploy dies at everything; what was taken for killers is done once it is mended."""
    names = ["a", "b", "c"]
    seen = Seen(deadly=names)
    seen.until_done(*users(0, *names))
    seen.deadly.clear()
    seen.after(minutes=1)
    assert sorted(seen) == names
    assert not len(seen.inbox)


def test_a_batch_that_takes_too_long_ends_in_order_and_goes_on_where_it_was() -> None:
    seen = Seen()
    sent = users(0, *"abcdef")
    first = True

    class Slow(LambdaContext):
        def get_remaining_time_in_millis(self) -> int:
            return RESERVE_MS - 1 if first and len(seen) == 2 else 60_000

    slow = Slow()
    with pytest.raises(ComesAgain):
        seen.consumer.handler(batch(*sent), slow)
    assert seen == ["a", "b"]
    first = False
    seen.consumer.handler(batch(*sent), slow)
    assert seen == [*"abcdef"], "no record twice, and no attempt taken for a kill"
    assert len(seen.inbox) == 0


def test_a_batch_delivered_again_and_again_after_it_was_done_is_never_taken_for_a_killer() -> None:
    seen = Seen()
    for _ in range(10):
        assert seen.deliver(*users(0, "a"))
    assert seen == ["a"] * 10
    assert "alone" not in seen.inbox.calls


def test_a_retry_that_is_cut_differently_forgets_nothing() -> None:
    seen = Seen("b")
    sent = users(0, *"abcd")
    assert not seen.deliver(*sent)
    assert not seen.deliver(*sent[:2])
    seen.failing.clear()
    assert seen.deliver(*sent)
    assert set(seen) == {*"abcd"}


def test_work_runs_under_the_ids_of_its_event(lines: Lines) -> None:
    consumer = Consumer("test", MemoryInbox())
    bound: list[tuple[str, str | None]] = []
    consumer.on("user.registered")(lambda _: bound.append((context.correlation_id(), context.causation_id())))
    sent = event("a")
    consumer.handler(batch(record(0, 0, sent.model_dump_json().encode())), LambdaContext())
    assert bound == [("request-a", sent.id)]
    assert [line["correlation_id"] for line in lines.parsed() if line["message"] == "event handled"] == ["request-a"]


def test_a_failure_is_logged_in_full_under_the_ids_of_its_event_and_once(lines: Lines) -> None:
    Seen("a").deliver(*users(0, "a"))
    errors = [line for line in lines.parsed() if line["level"] == "ERROR"]
    assert [(line["message"], line["correlation_id"], line["error"]["type"]) for line in errors] == [
        ("event failed", "request-a", "RuntimeError")
    ]


def test_a_poison_record_is_logged_under_the_id_in_its_headers(lines: Lines) -> None:
    header = {"correlation_id": list(b"request-9")}
    Seen().deliver(record(0, 0, b"{", [header]))
    assert [line["correlation_id"] for line in lines.parsed() if line["level"] == "ERROR"] == ["request-9"]


def test_what_a_failing_event_holds_is_not_logged(lines: Lines) -> None:
    Seen().deliver(record(0, 0, b'{"data": {"email": "ada@example.org"}, "type": 7}'))
    assert lines.parsed()
    assert "ada@example.org" not in lines.getvalue()


def test_headers_of_signed_bytes_are_text() -> None:
    signed = [byte - 256 if byte > 127 else byte for byte in "é".encode()]
    [(_, [read])] = records_of(batch(record(0, 0, b"", [{"name": signed}])))
    assert read.headers == {"name": "é"}
    assert (read.key, read.value, read.partition, read.offset) == ("key", b"", "souk.users.v1-0", 0)


# consumers of whole batches


class Lots:
    """A consumer of records as they are, whose batches fail when `fault` finds something in them."""

    def __init__(self, fault: Callable[[KafkaRecord], Exception | None]) -> None:
        self.inbox = MemoryInbox()
        self.taken: list[int] = []
        self.batches: list[int] = []
        self.fault = fault
        self.consumer = RawConsumer("test", self.take, self.inbox)

    def take(self, records: list[KafkaRecord]) -> None:
        self.batches.append(len(records))
        for one in records:
            if (error := self.fault(one)) is not None:
                raise error
        self.taken += [one.offset for one in records]

    def until_done(self, *records: dict[str, Any], most: int = 50) -> int:
        for attempt in range(1, most):
            try:
                self.consumer.handler(batch(*records), LambdaContext())
            except ComesAgain:
                continue
            return attempt
        return most


def test_a_batch_is_taken_in_one_go() -> None:
    lots = Lots(lambda _: None)
    assert lots.until_done(*(record(n % 2, n, b"x") for n in range(6))) == 1
    assert lots.batches == [6]


def test_a_line_that_spoils_its_batch_is_found_and_kept_aside_alone() -> None:
    lots = Lots(lambda one: ValueError("no") if one.value == b"bad" else None)
    sent = [record(0, n, b"bad" if n == 3 else b"x") for n in range(6)]
    assert lots.until_done(*sent) == TRIES
    assert sorted(lots.taken) == [0, 1, 2, 4, 5]
    assert lots.inbox.offsets("@3") == [3]
    assert len(lots.inbox) == 1


@pytest.mark.parametrize("error", [ConnectionError("S3 is away"), TimeoutError()], ids=repr)
def test_while_something_is_down_a_batch_waits_as_it_is_and_nothing_is_set_aside(error: Exception) -> None:
    lots = Lots(lambda _: error)
    sent = [record(0, n, b"x") for n in range(3)]
    assert lots.until_done(*sent) == 50
    lots.fault = lambda _: None
    assert lots.until_done(*sent) == 1
    assert (lots.taken, len(lots.inbox)) == ([0, 1, 2], 0)


def test_events_taken_in_one_go_leave_out_what_is_none_of_theirs() -> None:
    taken: list[list[str]] = []
    inbox = MemoryInbox()
    consumer = BatchConsumer(
        "test", lambda events: taken.append([e.aggregate_id for e in events]), ["user.registered"], inbox
    )
    sent = [record(0, 0, b"{"), *users(0, "a", "b"), record(0, 12, poisons()["no data"])]
    assert consumer.handler(batch(*sent), LambdaContext()) == {"set_aside": 2}
    assert taken == [["a", "b"]]


class Repeatable:
    """A consumer whose work may be done twice and in any order. It fails for or dies at what is named so."""

    def __init__(self) -> None:
        self.inbox = MemoryInbox()
        self.done: list[str] = []
        self.failing: set[str] = set()
        self.deadly: set[str] = set()
        self.consumer = BatchConsumer("test", self.handle, ["user.registered"], self.inbox, unmarked=True)

    def handle(self, events: list[Event]) -> None:
        names = [each.aggregate_id for each in events]
        if self.deadly & {*names}:
            raise Killed
        if self.failing & {*names}:
            raise RuntimeError("not now")
        self.done += names

    def attempts(self, *records: dict[str, Any], age: timedelta, most: int = 20) -> int:
        """How many it takes, each a second later, `most` when it is not done then."""
        for number in range(1, most):
            with clock.freeze(NOW + age + timedelta(seconds=number)):
                try:
                    self.consumer.handler(batch(*records), LambdaContext())
                except (ComesAgain, Killed):
                    continue
            return number
        return most


def new(*names: str) -> list[dict[str, Any]]:
    """Users' events, written at NOW."""
    return [{**each, "timestamp": int(NOW.timestamp() * 1000)} for each in users(0, *names)]


SOON, LATER = timedelta(0), timedelta(milliseconds=FRESH_MS)


def test_what_may_be_repeated_costs_no_mark_while_it_is_new() -> None:
    once = Repeatable()
    assert once.attempts(*new("a", "b"), age=SOON) == 1
    assert (once.done, once.inbox.calls) == (["a", "b"], [])
    late = Repeatable()
    assert late.attempts(*new("a"), age=LATER) == 1
    assert late.inbox.calls == ["begin"]


def test_what_may_be_repeated_and_fails_is_marked_and_set_aside_as_any_other() -> None:
    seen = Repeatable()
    seen.failing.add("b")
    assert seen.attempts(*new("a", "b", "c"), age=SOON) == TRIES
    assert sorted({*seen.done}) == ["a", "c"]
    assert "b" in seen.inbox
    # What comes later of it does not wait: the order does not matter.
    seen.failing.clear()
    assert seen.attempts(*new("b"), age=SOON) == 1
    assert seen.done[-1] == "b"


def test_what_may_be_repeated_and_kills_is_found_when_it_is_not_new_any_more() -> None:
    seen = Repeatable()
    seen.deadly.add("b")
    assert seen.attempts(*new("a", "b", "c"), age=SOON) == 20
    assert seen.inbox.calls == []
    assert seen.attempts(*new("a", "b", "c"), age=LATER) < 20
    assert sorted({*seen.done}) == ["a", "c"]
    assert "b" in seen.inbox


def test_an_empty_batch_is_fine() -> None:
    assert Consumer("test", MemoryInbox()).handler({"records": {}}, LambdaContext()) == DONE
