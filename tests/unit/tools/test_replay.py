"""Choosing events, their order, and sending them to one function."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from souk_local.bridge.invoker import Answered, Failed, Outcome, Unreachable
from souk_local.bridge.mapping import Mapping
from souk_local.bridge.records import Record
from souk_local.problems import LocalCloudError
from souk_tools.replay.__main__ import mapping_of, told_report, told_selected
from souk_tools.replay.selection import Selection, select, since
from souk_tools.replay.sending import Sender
from souk_tools.replay.sources import in_order
from tests.integration.local_cloud.fake_lambda import values

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOPIC = "souk.orders.v1"


def envelope(number: int, aggregate: str = "o1", type_: str = "order.paid", day: int = 1) -> dict[str, Any]:
    return {
        "id": f"event-{number}",
        "type": type_,
        "aggregate_id": aggregate,
        "aggregate_version": number,
        "occurred_at": f"2026-02-{day:02}T10:00:00Z",
    }


def record(offset: int, event: dict[str, Any] | None = None, partition: int = 0) -> Record:
    event = event or envelope(offset)
    return Record(TOPIC, partition, offset, 0, event["aggregate_id"].encode(), json.dumps(event).encode())


def plain(offset: int, key: str, value: str, partition: int = 0) -> Record:
    return Record(TOPIC, partition, offset, 0, key.encode(), value.encode())


@dataclass
class FakeFunction:
    """The `Invoker` port: answers with what `behave` makes of an event, and remembers the values it was sent."""

    behave: Callable[[dict[str, Any]], Outcome] = lambda event: Answered(None)
    batches: list[list[str]] = field(default_factory=list)

    def invoke(self, function_arn: str, event: dict[str, Any]) -> Outcome:
        assert function_arn == "arn:aws:lambda:us-east-1:000000000000:function:souk-local-users-consumers"
        self.batches.append(values(event))
        return self.behave(event)


def mapping(batch_size: int = 100, function: str = "souk-local-users-consumers", topic: str = TOPIC) -> Mapping:
    arn = f"arn:aws:lambda:us-east-1:000000000000:function:{function}"
    return Mapping("uuid", arn, "arn:kafka", (topic,), "group", batch_size=batch_size)


def refusing(*bad: str) -> Callable[[dict[str, Any]], Outcome]:
    """A consumer that fails with batches in which these values are."""
    return lambda event: Failed("ValueError: no") if set(bad) & set(values(event)) else Answered({"set_aside": 0})


# choosing


def test_every_condition_must_hold() -> None:
    events = [
        envelope(1),
        envelope(2, aggregate="o2"),
        envelope(3, type_="order.placed"),
        envelope(4, day=20),
        envelope(5, day=20, aggregate="o2"),
    ]
    records = [record(number, event) for number, event in enumerate(events)]
    selection = Selection("o1", frozenset({"order.paid"}), datetime(2026, 2, 10, tzinfo=UTC))
    assert [found.offset for found in select(records, selection).records] == [3]
    assert len(select(records, Selection()).records) == 5
    assert [found.offset for found in select(records, Selection(aggregate="o2")).records] == [1, 4]


def test_what_is_chosen_is_counted_by_type_and_what_is_no_event_is_left_out() -> None:
    records = [record(0), record(1, envelope(1, type_="order.placed")), plain(2, "o1", "{"), plain(3, "o1", "[]")]
    found = select([*records, record(4, envelope(4, aggregate="o2"))], Selection())
    assert found.types == {"order.paid": 2, "order.placed": 1}
    assert (found.aggregates, found.unreadable) == (2, 2)
    assert told_selected(found, "outbox of orders", "users-consumers").splitlines() == [
        "outbox of orders → users-consumers: 3 events of 2 aggregates",
        "  order.paid                         2",
        "  order.placed                       1",
        "  2 records are no events and are left out",
    ]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("36h", datetime(2026, 2, 28, 0, tzinfo=UTC)),
        ("7d", datetime(2026, 2, 22, 12, tzinfo=UTC)),
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01-31T10:00:00+02:00", datetime(2026, 1, 31, 8, tzinfo=UTC)),
    ],
)
def test_a_time_is_given_as_a_moment_or_as_a_span(text: str, moment: datetime) -> None:
    assert since(text, NOW) == moment


@pytest.mark.parametrize("text", ["yesterday", "7w", "999999999999d"])
def test_another_time_is_refused(text: str) -> None:
    with pytest.raises(LocalCloudError, match=text):
        since(text, NOW)


def test_an_aggregates_events_go_by_version_where_clocks_differ() -> None:
    events = [("a", 2, "id-1"), ("b", 1, "id-2"), ("a", 1, "id-3"), ("a", 3, "id-4")]
    parsed = [{"aggregate_id": name, "aggregate_version": version, "id": id_} for name, version, id_ in events]
    ordered = [event for event, _ in in_order([(event, "") for event in parsed])]
    assert [(event["aggregate_id"], event["aggregate_version"]) for event in ordered] == [
        ("a", 1),
        ("b", 1),
        ("a", 2),
        ("a", 3),
    ]


def test_only_a_function_that_consumes_the_topic_can_be_chosen() -> None:
    known = [mapping(), mapping(function="souk-local-cart-consumers"), mapping(topic="souk.payments.v1")]
    assert mapping_of("souk-local-cart-consumers", TOPIC, known) is known[1]
    with pytest.raises(LocalCloudError, match="these do: souk-local-cart-consumers, souk-local-users-consumers"):
        mapping_of("souk-local-search-consumers", TOPIC, known)


# sending


def test_batches_keep_the_order_and_the_mappings_size() -> None:
    function = FakeFunction()
    report = Sender(function, mapping(batch_size=2), "broker:9092").send([plain(n, "o1", str(n)) for n in range(5)])
    assert function.batches == [["0", "1"], ["2", "3"], ["4"]]
    assert (report.invocations, report.accepted, report.failed, report.held_back) == (3, 5, [], [])


def test_a_batch_is_no_larger_than_lambda_takes() -> None:
    function = FakeFunction()
    Sender(function, mapping(), "broker:9092").send([plain(n, "o1", "x" * 2_000_000) for n in range(3)])
    assert [len(batch) for batch in function.batches] == [2, 1]


def test_what_is_refused_comes_again_in_order() -> None:
    function = FakeFunction()
    answers = [refusing("1"), *[refusing()] * 3]
    function.behave = lambda event: answers[len(function.batches) - 1](event)
    report = Sender(function, mapping(), "broker:9092").send([plain(n, "o1", str(n)) for n in range(3)])
    assert function.batches == [["0", "1", "2"], ["0"], ["1", "2"]]
    assert (report.accepted, report.failed) == (3, [])


def test_a_record_refused_three_times_holds_back_its_aggregate_and_no_other() -> None:
    records = [plain(0, "a", "a0"), plain(1, "a", "a1"), plain(2, "b", "b0"), plain(3, "a", "a2"), plain(4, "b", "b1")]
    function = FakeFunction(refusing("a1"))
    report = Sender(function, mapping(), "broker:9092").send(records)
    assert report.accepted == 3
    assert [failed for failed, _ in report.failed] == [records[1]]
    assert report.held_back == [records[3]]
    assert function.batches[-1] == ["b0", "b1"]
    assert "3 accepted" in told_report(report)
    assert "1 failed, 1 held back behind them\n  failed  a " in told_report(report)


def test_what_the_consumer_sets_aside_is_told() -> None:
    function = FakeFunction(lambda event: Answered({"set_aside": 1}))
    report = Sender(function, mapping(), "broker:9092").send([plain(0, "o1", "0")])
    assert "1 of them set aside by the consumer" in told_report(report)


def test_a_replay_does_not_touch_what_the_consumer_remembers_of_its_partitions() -> None:
    lanes: list[str] = []

    def seen(event: dict[str, Any]) -> Outcome:
        lanes.extend(event["records"])
        return Answered(None)

    Sender(FakeFunction(seen), mapping(), "broker:9092").send([plain(0, "o1", "0", partition=2)])
    assert lanes == [f"replay.{TOPIC}-2"]


def test_a_batch_that_fails_as_a_whole_is_halved_until_the_culprit_stands_alone() -> None:
    def spoiled(event: dict[str, Any]) -> Outcome:
        return Failed("ValueError: no") if "5" in values(event) else Answered(None)

    report = Sender(FakeFunction(spoiled), mapping(), "broker:9092").send([plain(n, f"o{n}", str(n)) for n in range(8)])
    assert report.accepted == 7
    assert [(failed.value, reason) for failed, reason in report.failed] == [(b"5", "ValueError: no")]


def test_a_function_that_cannot_be_reached_ends_the_replay() -> None:
    sender = Sender(FakeFunction(lambda event: Unreachable("no such function")), mapping(), "broker:9092")
    with pytest.raises(LocalCloudError, match="no such function"):
        sender.send([plain(0, "o1", "0")])
