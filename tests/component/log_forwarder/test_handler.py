"""The shipper as CloudWatch Logs calls it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest

from log_forwarder import compose
from log_forwarder.adapters.kafka import takes_connections
from log_forwarder.doors.handler import handler
from log_forwarder.usecases.ports import LogRecord
from souk.errors import Unavailable
from tests.support.lambdas import LambdaContext
from tests.unit.log_forwarder.batches import subscription


class FakeKafka:
    """Takes records, but for the next `failing` times."""

    def __init__(self) -> None:
        self.records: list[LogRecord] = []
        self.failing = 0
        self.listening = True
        self.attempts = 0
        self.waits: list[float] = []

    def __call__(self, records: list[LogRecord]) -> None:
        self.attempts += 1
        if self.failing:
            self.failing -= 1
            raise Unavailable("no broker")
        self.records += records


@pytest.fixture
def kafka(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeKafka]:
    fake = FakeKafka()
    monkeypatch.setenv("SOUK_SERVICE", "log_forwarder")
    with compose.services.swap(lambda: compose.Parts(fake, lambda: fake.listening, fake.waits.append)):
        yield fake


def test_lines_reach_kafka_in_order(kafka: FakeKafka) -> None:
    lines = [json.dumps({"message": f"m{n}", "correlation_id": "c1"}) for n in range(3)]
    assert handler(subscription("START RequestId: x", *lines), LambdaContext()) == {"shipped": 3}
    assert [json.loads(record.value)["message"] for record in kafka.records] == ["m0", "m1", "m2"]
    assert {record.key for record in kafka.records} == {"c1"}


def test_the_control_message_is_acknowledged(kafka: FakeKafka) -> None:
    assert handler(subscription("CWL CONTROL MESSAGE", kind="CONTROL_MESSAGE"), LambdaContext()) == {"shipped": 0}
    assert kafka.records == []


def test_a_broker_that_is_down_for_a_moment_costs_no_line(kafka: FakeKafka) -> None:
    kafka.failing = 2
    assert handler(subscription("hello"), LambdaContext()) == {"shipped": 1}
    assert len(kafka.records) == 1
    assert kafka.waits == [0.5, 2.0]


def test_a_broker_that_stays_down_makes_the_batch_come_again(kafka: FakeKafka) -> None:
    kafka.failing = 100
    with pytest.raises(Unavailable):
        handler(subscription("hello"), LambdaContext())
    assert kafka.failing == 96, "four attempts"


def test_there_is_no_attempt_that_there_is_no_time_for(kafka: FakeKafka) -> None:
    kafka.failing = 100
    with pytest.raises(Unavailable):
        handler(subscription("hello"), LambdaContext(remaining_ms=20_000))
    assert kafka.failing == 99


def test_while_no_broker_listens_each_batch_is_given_back_at_once(kafka: FakeKafka) -> None:
    kafka.failing, kafka.listening = 1000, False
    for _ in range(20):
        with pytest.raises(Unavailable):
            handler(subscription("hello"), LambdaContext(remaining_ms=60_000))
    assert kafka.attempts == 1, "the first one finds out"
    assert kafka.waits == []


def test_once_a_broker_listens_again_lines_flow_as_before(kafka: FakeKafka) -> None:
    kafka.failing, kafka.listening = 1, False
    with pytest.raises(Unavailable):
        handler(subscription("hello"), LambdaContext())
    kafka.listening, kafka.failing = True, 2
    assert handler(subscription("hello"), LambdaContext()) == {"shipped": 1}
    assert kafka.waits == [0.5, 2.0]


def test_lines_that_were_not_taken_are_counted_and_said(kafka: FakeKafka, capsys: pytest.CaptureFixture[str]) -> None:
    kafka.failing, kafka.listening = 1, False
    with pytest.raises(Unavailable):
        handler(subscription("one", "two", "three"), LambdaContext())
    written = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [metric] = [line for line in written if "LinesNotShipped" in line]
    assert metric["LinesNotShipped"] == [3.0]


def test_the_knock_tells_whether_anybody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert takes_connections(f"127.0.0.1:{port}")
    assert not takes_connections(f"127.0.0.1:{port}")
    assert not takes_connections("nonsense")


@pytest.mark.parametrize(
    "event", [{}, {"awslogs": {"data": "!"}}, {"awslogs": {"data": "aGVsbG8="}}, {"awslogs": None}]
)
def test_something_else_is_refused(kafka: FakeKafka, event: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="subscription"):
        handler(event, LambdaContext())


def test_it_answers_a_health_check(kafka: FakeKafka) -> None:
    assert handler({"health": True}, LambdaContext()) == {"status": "ok", "service": "log_forwarder"}
