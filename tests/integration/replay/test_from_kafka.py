"""The command over a real broker and a Lambda API."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from souk_local.settings import Settings
from souk_tools.replay.__main__ import main
from tests.integration.local_cloud.broker import Broker
from tests.integration.local_cloud.fake_lambda import Event, FakeLambda, FunctionRaised, values

TOPIC = "souk.orders.v1"
FUNCTION = "souk-local-users-consumers"
REPLAY = ["--from", "kafka", "--service", "orders", "--to", "users-consumers"]

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


def text(number: int, order: str, type_: str = "order.paid") -> str:
    members = {
        "id": f"event-{number}",
        "type": type_,
        "aggregate_id": order,
        "aggregate_version": number,
        "occurred_at": f"2026-02-{number + 1:02}T10:00:00Z",
    }
    return json.dumps(members)


def fill(broker: Broker) -> int:
    """Two orders of five events each, an order in a partition, and a record that is no event. Returns its time."""
    broker.create(TOPIC, partitions=2)
    now = int(time.time() * 1000)
    for partition, order in enumerate(("o0", "o1")):
        events = [text(number, order, "order.placed" if number == 0 else "order.paid") for number in range(5)]
        for number, event in enumerate(events):
            moment = now - (5 - number) * 1000  # what is older than its retention the broker takes away
            broker.produce(TOPIC, [event], partition, order.encode(), [("type", b"x")], moment)
    broker.produce(TOPIC, ["{"], 1, b"o1", timestamp_ms=now)
    return now


def replay(broker: Broker, lambda_api: FakeLambda, tmp_path: Path, *more: str) -> int:
    lambda_api.mappings[0]["FunctionArn"] = f"arn:aws:lambda:us-east-1:000000000000:function:{FUNCTION}"
    lambda_api.functions[FUNCTION] = lambda_api.functions[f"function-{TOPIC}"]
    ports = {"SOUK_AWS_PORT": str(lambda_api.port), "SOUK_KAFKA_PORT": str(broker.port), "SOUK_PORT_OFFSET": "0"}
    settings = Settings.from_environment({**ports, "SOUK_STATE_DIR": str(tmp_path / "state")})
    return main([*REPLAY, *more], lambda *_parts: settings)


def received(lambda_api: FakeLambda) -> list[tuple[str, str]]:
    """(order, event id) in the order of arrival."""
    events = [json.loads(value) for event in lambda_api.events for value in values(event)]
    return [(event["aggregate_id"], event["id"]) for event in events]


def accept(event: Event) -> None:
    return None


def test_a_topic_is_sent_again_in_order_to_one_function_and_no_groups_place_moves(
    broker: Broker, lambda_api: FakeLambda, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = fill(broker)
    lambda_api.map(TOPIC, accept, BatchSize=4)
    group = "souk.users.orders"
    assert replay(broker, lambda_api, tmp_path) == 0
    assert received(lambda_api) == [(order, f"event-{number}") for order in ("o0", "o1") for number in range(5)]
    assert capsys.readouterr().out.splitlines() == [
        "kafka of orders → users-consumers: 10 events of 2 aggregates",
        "  order.paid                         8",
        "  order.placed                       2",
        "  1 records are no events and are left out",
        "10 accepted in 3 invocations, 0 failed, 0 held back behind them",
    ]
    first = lambda_api.events[0]["records"][f"replay.{TOPIC}-0"][0]
    assert (first["offset"], first["timestamp"], first["headers"]) == (0, now - 5000, [{"type": [120]}])
    assert broker.committed(group, TOPIC) is None


def test_one_order_certain_types_or_a_time_can_be_chosen(
    broker: Broker, lambda_api: FakeLambda, tmp_path: Path
) -> None:
    fill(broker)
    lambda_api.map(TOPIC, accept)
    assert replay(broker, lambda_api, tmp_path, "--aggregate", "o1", "--since", "2026-02-03T10:00") == 0
    assert received(lambda_api) == [("o1", "event-2"), ("o1", "event-3"), ("o1", "event-4")]
    lambda_api.events.clear()
    assert replay(broker, lambda_api, tmp_path, "--types", "order.placed,order.expired") == 0
    assert received(lambda_api) == [("o0", "event-0"), ("o1", "event-0")]


def test_a_dry_run_sends_nothing(
    broker: Broker, lambda_api: FakeLambda, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(broker)
    lambda_api.map(TOPIC, accept)
    assert replay(broker, lambda_api, tmp_path, "--dry-run") == 0
    assert lambda_api.events == []
    assert "10 events of 2 aggregates" in capsys.readouterr().out


def test_a_refused_event_is_named_and_the_other_order_goes_on(
    broker: Broker, lambda_api: FakeLambda, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(broker)
    bad = text(1, "o0")

    def refuse(event: Event) -> None:
        if bad in values(event):
            raise FunctionRaised("it cannot be")

    lambda_api.map(TOPIC, refuse)
    assert replay(broker, lambda_api, tmp_path) == 1
    told = capsys.readouterr().out
    assert "6 accepted in 11 invocations, 1 failed, 3 held back behind them" in told
    assert "  failed  o0  " in told


def test_what_cannot_be_done_is_said(
    broker: Broker, lambda_api: FakeLambda, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lambda_api.map(TOPIC, accept)
    assert replay(broker, lambda_api, tmp_path) == 2
    assert f"Kafka has no topic {TOPIC}" in capsys.readouterr().err
    assert replay(broker, lambda_api, tmp_path, "--to", "cart-consumers") == 2
    assert f"these do: {FUNCTION}" in capsys.readouterr().err
