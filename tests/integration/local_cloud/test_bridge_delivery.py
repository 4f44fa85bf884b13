"""The bridge delivers what AWS's event source mapping would deliver, in order, and commits after it."""

import base64
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.local_cloud.broker import Broker
from tests.integration.local_cloud.conftest import RunningBridge, eventually
from tests.integration.local_cloud.fake_lambda import Event, FakeLambda, values

Start = Callable[[Broker, FakeLambda], RunningBridge]


class Received:
    """A function that succeeds and remembers."""

    def __init__(self) -> None:
        self.values: list[str] = []

    def __call__(self, event: Event) -> Any:
        self.values += values(event)
        return None


def test_event_has_the_shape_of_an_msk_event(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    sent = int(time.time() * 1000)  # the broker's retention deletes what is older than a week
    shared_broker.create(topic, partitions=2)
    shared_broker.produce(topic, ["héllo"], partition=1, key=b"order-1", headers=[("type", b"ab")], timestamp_ms=sent)
    lambda_api.map(topic, Received())
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: len(lambda_api.events) == 1, "one invocation")
    assert lambda_api.events[0] == {
        "eventSource": "aws:kafka",
        "eventSourceArn": "arn:aws:kafka:us-east-1:000000000000:cluster/test/1",
        "bootstrapServers": shared_broker.address,
        "records": {
            f"{topic}-1": [
                {
                    "topic": topic,
                    "partition": 1,
                    "offset": 0,
                    "timestamp": sent,
                    "timestampType": "CREATE_TIME",
                    "key": base64.b64encode(b"order-1").decode(),
                    "value": base64.b64encode("héllo".encode()).decode(),
                    "headers": [{"type": [97, 98]}],
                }
            ]
        },
    }


def test_batches_are_no_larger_than_the_batch_size_and_keep_the_order(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    sent = [f"v{number}" for number in range(25)]
    shared_broker.produce(topic, sent)
    received = Received()
    lambda_api.map(topic, received, BatchSize=4)
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: received.values == sent, "everything in order")
    sizes = [len(values(event)) for event in lambda_api.events]
    assert max(sizes) == 4
    assert len(sizes) == 7


def test_the_batching_window_gathers_records_that_come_one_by_one(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    received = Received()
    lambda_api.map(topic, received, MaximumBatchingWindowInSeconds=1)
    bridge = run_bridge(shared_broker, lambda_api)
    eventually(lambda: bridge.bridge.states == {f"uuid-{topic}": "running"}, "the worker runs")
    for number in range(5):
        shared_broker.produce(topic, [f"v{number}"])
    eventually(lambda: len(received.values) == 5, "all five")
    assert len(lambda_api.events) == 1


def test_offsets_are_committed_and_a_new_bridge_goes_on_after_them(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    shared_broker.produce(topic, ["a", "b"])
    received = Received()
    lambda_api.map(topic, received, AmazonManagedKafkaEventSourceConfig={"ConsumerGroupId": f"group-{topic}"})
    first = run_bridge(shared_broker, lambda_api)
    eventually(lambda: shared_broker.committed(f"group-{topic}", topic) == 2, "offset 2 committed")
    first.stop()
    shared_broker.produce(topic, ["c"])
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: received.values == ["a", "b", "c"], "only the new record")


def test_without_a_group_the_mapping_is_its_own_group(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    shared_broker.produce(topic, ["a"])
    lambda_api.map(topic, Received())
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: shared_broker.committed(f"uuid-{topic}", topic) == 1, "committed for the mapping")


def test_latest_skips_what_was_there_and_survives_a_restart(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    shared_broker.produce(topic, ["old"])
    received = Received()
    lambda_api.map(topic, received, StartingPosition="LATEST")
    first = run_bridge(shared_broker, lambda_api)
    eventually(lambda: first.bridge.states == {f"uuid-{topic}": "running"}, "the worker runs")
    first.stop()
    shared_broker.produce(topic, ["while down"])
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: received.values == ["while down"], "what came after the mapping existed")


def test_two_mappings_of_one_topic_each_get_everything(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    shared_broker.produce(topic, ["a", "b"])
    one, two = Received(), Received()
    lambda_api.map(topic, one)
    other = lambda_api.map(topic, one, UUID=f"second-{topic}")
    other["FunctionArn"] += "-two"
    lambda_api.functions[f"function-{topic}-two"] = two
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: one.values == two.values == ["a", "b"], "both got both")


@pytest.mark.parametrize("change", ["disable", "delete"])
def test_a_disabled_or_deleted_mapping_is_no_longer_served(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str, change: str
) -> None:
    shared_broker.create(topic)
    received = Received()
    mapping = lambda_api.map(topic, received)
    bridge = run_bridge(shared_broker, lambda_api)
    shared_broker.produce(topic, ["a"])
    eventually(lambda: received.values == ["a"], "served")
    lambda_api.mappings = [{**mapping, "State": "Disabled"}] if change == "disable" else []
    eventually(lambda: bridge.bridge.states == {}, "the worker is gone")
    shared_broker.produce(topic, ["b"])
    lambda_api.mappings = [mapping]
    eventually(lambda: received.values == ["a", "b"], "goes on where it stopped once enabled again")


def test_a_topic_that_does_not_exist_yet_is_served_once_it_does(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    received = Received()
    lambda_api.map(topic, received)
    bridge = run_bridge(shared_broker, lambda_api)
    waiting = f"waiting for topic {topic}"
    eventually(lambda: bridge.bridge.states == {f"uuid-{topic}": waiting}, "the worker waits")
    shared_broker.create(topic)
    shared_broker.produce(topic, ["a"])
    eventually(lambda: received.values == ["a"], "served")
