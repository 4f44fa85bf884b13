"""kill -9 of the broker under the bridge and under the relay: nothing acknowledged is lost, nothing is skipped."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from outbox_relay.doors.handler import handler
from souk.brokers import kafka
from souk.brokers.kafka import DeliveryFailed
from tests.integration.local_cloud.broker import Broker
from tests.integration.local_cloud.conftest import RunningBridge, lambda_api, run_bridge
from tests.integration.local_cloud.fake_lambda import Event, FakeLambda, values
from tests.support.dynamo import environment
from tests.support.lambdas import LambdaContext
from tests.support.polling import eventually
from tests.unit.outbox_relay.streams import an_event, batch, outbox_record

__all__ = ["lambda_api", "run_bridge"]  # the fixtures of the bridge's own tests

TOPIC = "souk.orders.v1"
PARTITIONS = 3
KILLS = 2
EVENTS = 400
Start = Callable[[Broker, FakeLambda], RunningBridge]


class Consumer:
    """A function behind a mapping; remembers each partition's records in the order they came."""

    def __init__(self) -> None:
        self.seen: dict[str, list[str]] = {}

    def __call__(self, event: Event) -> Any:
        for partition, records in event["records"].items():
            self.seen.setdefault(partition, []).extend(values({"records": {partition: records}}))
        return None

    @property
    def all(self) -> set[str]:
        return {value for seen in self.seen.values() for value in seen}


def _relay() -> None:
    """What the stream does: each batch of outbox items comes again until the relay has published it."""
    for start in range(0, EVENTS, 10):
        events = [an_event(number, f"order-{number % 7}") for number in range(start, start + 10)]
        items = batch(*(outbox_record(event) for event in events))
        eventually(lambda items=items: _published(items), 120)  # type: ignore[misc]


def _published(items: dict[str, Any]) -> bool:
    try:
        handler(items, LambdaContext())
    except DeliveryFailed:
        return False
    return True


def test_events_pass_from_the_outbox_to_a_consumer_while_the_broker_is_killed(
    broker: Broker, lambda_api: FakeLambda, run_bridge: Start
) -> None:
    broker.create(TOPIC, PARTITIONS)
    consumer = Consumer()
    lambda_api.map(TOPIC, consumer, BatchSize=10)
    run_bridge(broker, lambda_api)
    with environment(KAFKA_BOOTSTRAP_SERVERS=broker.address), ThreadPoolExecutor(1) as pool:
        relaying = pool.submit(_relay)
        for kill in range(1, KILLS + 1):
            eventually(lambda kill=kill: len(consumer.all) > kill * EVENTS // 4, 120)  # type: ignore[misc]
            broker.kill()
            broker.start()
        relaying.result(timeout=240)
        kafka.reset()
    stored = {f"{TOPIC}-{n}": [value.decode() for _, value in broker.read(TOPIC, n)] for n in range(PARTITIONS)}
    everything = {value for partition in stored.values() for value in partition}
    assert len(everything) == EVENTS
    eventually(lambda: consumer.all == everything, 120)
    for partition, seen in consumer.seen.items():
        # What was published or delivered twice counts where it came first.
        assert list(dict.fromkeys(seen)) == list(dict.fromkeys(stored[partition]))
