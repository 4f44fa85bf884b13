"""Crashes and restarts of the bridge, of the broker and of Lambda lose and skip nothing."""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaConsumer, TopicPartition
from kafka.structs import OffsetAndMetadata

from souk_local import process
from souk_local.engines import bridge_part
from souk_local.settings import Settings
from tests.integration.local_cloud.broker import Broker
from tests.integration.local_cloud.conftest import RunningBridge, eventually
from tests.integration.local_cloud.fake_lambda import Event, FakeLambda, values

# In milliseconds. Of the time of the test, since the broker's retention deletes what is older than a week.
NOW = int(time.time() * 1000)
Start = Callable[[Broker, FakeLambda], RunningBridge]


class Received:
    def __init__(self) -> None:
        self.values: list[str] = []

    def __call__(self, event: Event) -> Any:
        self.values += values(event)
        return None


@pytest.fixture
def bridge_process(broker: Broker, lambda_api: FakeLambda, tmp_path: Path) -> Iterator[process.Part]:
    """The bridge as `make up` runs it: a process of its own."""
    settings = Settings.from_environment(
        {
            "SOUK_AWS_PORT": str(lambda_api.port),
            "SOUK_KAFKA_PORT": str(broker.port),
            "SOUK_STATE_DIR": str(tmp_path),
        }
    )
    part = bridge_part(settings)
    assert part.command[0] == sys.executable
    yield part
    process.stop(part)


def test_a_killed_bridge_loses_and_skips_nothing(
    broker: Broker, lambda_api: FakeLambda, bridge_process: process.Part
) -> None:
    broker.create("t", partitions=3)
    received = Received()
    lambda_api.map("t", received, BatchSize=5)
    sent = {f"p{partition}-{number}" for partition in range(3) for number in range(40)}
    for partition in range(3):
        broker.produce("t", [f"p{partition}-{number}" for number in range(40)], partition=partition)
    process.start(bridge_process)
    eventually(lambda: len(received.values) > 20, "in the middle of the work")
    process.kill(bridge_process)
    broker.produce("t", ["late"])
    process.start(bridge_process)
    eventually(lambda: set(received.values) == sent | {"late"}, "every record arrived")
    for partition in range(3):
        first_seen = list(dict.fromkeys(v for v in received.values if v.startswith(f"p{partition}-")))
        assert first_seen == [f"p{partition}-{number}" for number in range(40)]


def test_a_record_in_the_middle_of_an_invocation_is_delivered_again_after_a_kill(
    broker: Broker, lambda_api: FakeLambda, bridge_process: process.Part
) -> None:
    broker.create("t")
    received = Received()
    crashing = [True]

    def function(event: Event) -> Any:
        if crashing:
            crashing.clear()
            process.kill(bridge_process)
        return received(event)

    lambda_api.map("t", function)
    process.start(bridge_process)
    broker.produce("t", ["a"])
    eventually(lambda: received.values == ["a"], "handled, but the bridge died before the commit")
    assert broker.committed("uuid-t", "t") == 0
    process.start(bridge_process)
    eventually(lambda: received.values == ["a", "a"], "delivered again")
    eventually(lambda: broker.committed("uuid-t", "t") == 1, "committed")


def test_a_graceful_restart_of_the_broker_loses_and_skips_nothing(
    broker: Broker, lambda_api: FakeLambda, run_bridge: Start
) -> None:
    broker.create("t")
    received = Received()
    lambda_api.map("t", received)
    run_bridge(broker, lambda_api)
    broker.produce("t", ["before"])
    eventually(lambda: received.values == ["before"], "served")
    broker.stop()
    broker.start()
    broker.produce("t", ["after"])
    eventually(lambda: broker.committed("uuid-t", "t") == 2, "goes on by itself")
    assert list(dict.fromkeys(received.values)) == ["before", "after"]


def test_while_lambda_is_away_records_wait_and_no_attempt_is_counted(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    received = Received()
    lambda_api.map(topic, received, MaximumRetryAttempts=0)
    bridge = run_bridge(shared_broker, lambda_api)
    eventually(lambda: bridge.bridge.states == {f"uuid-{topic}": "running"}, "the worker runs")
    lambda_api.stop()
    shared_broker.produce(topic, ["a"])
    eventually(lambda: not bridge.bridge.listed, "the bridge noticed")
    lambda_api.start()
    eventually(lambda: received.values == ["a"], "delivered once Lambda is back")
    assert shared_broker.read(topic) == [(None, b"a")]


def _rob(broker: Broker, forget: Callable[[], None]) -> None:
    """Restarts the broker as if everything done in `forget` had never been written down."""
    broker.stop()
    broker.keep()
    broker.start()
    forget()
    broker.stop()
    broker.go_back()


def test_a_broker_that_forgot_committed_records_is_reported_and_new_ones_are_not_skipped(
    broker: Broker, lambda_api: FakeLambda, run_bridge: Start, caplog: pytest.LogCaptureFixture
) -> None:
    broker.create("t")
    received = Received()
    lambda_api.map("t", received)
    broker.produce("t", ["kept"])
    first = run_bridge(broker, lambda_api)
    eventually(lambda: broker.committed("uuid-t", "t") == 1, "the first is committed")
    first.stop()
    _rob(broker, lambda: broker.produce("t", ["lost 1", "lost 2"]))
    broker.start()
    _commit(broker, "uuid-t", "t", 3, "2@9999999999999")
    with caplog.at_level(logging.ERROR):
        run_bridge(broker, lambda_api)
        eventually(lambda: "THE BROKER CAME BACK WITH LESS" in caplog.text, "said loudly")
    broker.produce("t", ["new"])
    eventually(lambda: received.values[-1] == "new", "the new record, at an offset below the committed one")


def test_new_records_that_hide_the_loss_are_delivered_too(
    broker: Broker, lambda_api: FakeLambda, run_bridge: Start, caplog: pytest.LogCaptureFixture
) -> None:
    broker.create("t")
    received = Received()
    lambda_api.map("t", received)
    broker.produce("t", ["kept"], timestamp_ms=NOW - 100_000)
    bridge = run_bridge(broker, lambda_api)
    eventually(lambda: broker.committed("uuid-t", "t") == 1, "the first is committed")
    bridge.stop()
    broker.produce("t", ["new 1", "new 2", "new 3", "new 4"], timestamp_ms=NOW)
    # As if a record at offset 1 had been handled before the loss: the log is long enough to hide it.
    _commit(broker, "uuid-t", "t", 2, f"1@{NOW - 50_000}")
    with caplog.at_level(logging.ERROR):
        run_bridge(broker, lambda_api)
        eventually(lambda: len(received.values) == 5, "all the new ones")
    assert received.values == ["kept", "new 1", "new 2", "new 3", "new 4"]
    assert "THE BROKER CAME BACK WITH LESS" in caplog.text


def _commit(broker: Broker, group: str, topic: str, offset: int, anchor: str) -> None:
    consumer = KafkaConsumer(bootstrap_servers=broker.address, group_id=group, enable_auto_commit=False)
    try:
        consumer.commit({TopicPartition(topic, 0): OffsetAndMetadata(offset, anchor, -1)})
    finally:
        consumer.close()
