from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

import pytest

from souk import context
from souk.consumer import Consumer, KafkaRecord, RawConsumer, records_of
from souk.events import Event
from souk.events.factory import new_event
from souk.events.users import UserErased
from tests.support.lambdas import LambdaContext
from tests.support.logs import Lines


def event(user: str) -> Event:
    with context.bound(f"request-{user}"):
        return new_event("user.erased", aggregate_id=user, aggregate_version=1, data=UserErased(user_id=user))


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


def users(partition: int, *names: str) -> list[dict[str, Any]]:
    return [record(partition, 10 + n, event(name).model_dump_json().encode()) for n, name in enumerate(names)]


def failed(answer: dict[str, Any]) -> list[tuple[str, int]]:
    items = [item["itemIdentifier"] for item in answer["batchItemFailures"]]
    return [(item["partition"], item["offset"]) for item in items]


class Seen(list[str]):
    """A consumer that notes whose event it handled, and fails for the names it is told."""

    def __init__(self, failing: Iterable[str] = ()) -> None:
        super().__init__()
        self.consumer = Consumer("test")
        self.failing = set(failing)

        @self.consumer.on("user.erased")
        def handle(event: Event) -> None:
            if event.aggregate_id in self.failing:
                raise RuntimeError("not now")
            self.append(event.aggregate_id)

    def deliver(self, *records: dict[str, Any]) -> list[tuple[str, int]]:
        return failed(self.consumer.handler(batch(*records), LambdaContext()))


def test_every_event_is_handled_in_the_order_of_its_partition() -> None:
    seen = Seen()
    assert seen.deliver(*users(0, "a", "b", "c"), *users(1, "x", "y")) == []
    assert [name for name in seen if name in "abc"] == ["a", "b", "c"]
    assert [name for name in seen if name in "xy"] == ["x", "y"]


def test_a_failure_stops_its_partition_and_no_other() -> None:
    seen = Seen(failing=["b"])
    assert seen.deliver(*users(0, "a", "b", "c"), *users(1, "x", "y")) == [
        ("souk.users.v1-0", 11),
        ("souk.users.v1-0", 12),
    ]
    assert seen == ["a", "x", "y"]


@pytest.mark.parametrize("poison", [b"", b"{", b"\xff", b"[]", b'{"type": "user.erased"}'])
def test_a_poison_record_is_reported_with_what_follows_it(poison: bytes, lines: Lines) -> None:
    seen = Seen()
    first, second = users(0, "a", "b")
    second["offset"] = 12
    assert seen.deliver(first, record(0, 11, poison), second) == [("souk.users.v1-0", 11), ("souk.users.v1-0", 12)]
    assert seen == ["a"]
    [line] = [line for line in lines.parsed() if line["level"] == "ERROR"]
    assert (line["event_type"], line["partition"], line["offset"]) == ("unknown", "souk.users.v1-0", 11)


def test_types_nobody_asked_for_are_passed_over() -> None:
    consumer = Consumer("test")
    assert failed(consumer.handler(batch(*users(0, "a")), LambdaContext())) == []


def test_work_runs_under_the_ids_of_its_event(lines: Lines) -> None:
    consumer = Consumer("test")
    bound: list[tuple[str, str | None]] = []
    consumer.on("user.erased")(lambda _: bound.append((context.correlation_id(), context.causation_id())))
    sent = event("a")
    consumer.handler(batch(record(0, 0, sent.model_dump_json().encode())), LambdaContext())
    assert bound == [("request-a", sent.id)]
    assert [line["correlation_id"] for line in lines.parsed() if line["message"] == "event handled"] == ["request-a"]


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


def test_a_raw_consumer_gets_later_records_of_a_failed_partition_again() -> None:
    def refuse(records: list[KafkaRecord]) -> list[KafkaRecord]:
        return [r for r in records if r.value in (b"bad", b"worse")]

    consumer = RawConsumer("test", refuse)
    sent = [record(0, 0, b"ok"), record(0, 1, b"bad"), record(0, 2, b"ok"), record(0, 3, b"worse"), record(1, 0, b"ok")]
    assert failed(consumer.handler(batch(*sent), LambdaContext())) == [("souk.users.v1-0", n) for n in (1, 2, 3)]


def test_an_empty_batch_is_fine() -> None:
    assert Consumer("test").handler({"records": {}}, LambdaContext()) == {"batchItemFailures": []}
