"""The relay's own producer against a real broker, through a restart of it."""

from __future__ import annotations

import gc
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from outbox_relay.doors.handler import handler
from souk.brokers import kafka
from souk.brokers.kafka import DeliveryFailed
from tests.integration.local_cloud.broker import Broker
from tests.support.dynamo import environment
from tests.support.lambdas import LambdaContext
from tests.unit.outbox_relay.streams import an_event, batch, outbox_record

TOPIC = "souk.orders.v1"
PARTITIONS = 3

# kafka-python leaves sockets to the garbage collector when a broker goes away under it.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture
def broker(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Broker]:
    broker = Broker(tmp_path)
    broker.start()
    broker.create(TOPIC, PARTITIONS)
    with environment(KAFKA_BOOTSTRAP_SERVERS=broker.address):
        yield broker
        kafka.reset()
    broker.stop()
    caplog.get_records("call").clear()  # a logged error's traceback holds on to the sockets it saw
    _collect_sockets()


def _collect_sockets() -> None:
    """Waits for producers that were given up, and collects what they leave behind."""
    for thread in threading.enumerate():
        if thread is not threading.main_thread():
            thread.join(60)
    gc.collect()


def relay(numbers: range, orders: int = 4) -> int:
    events = [outbox_record(an_event(number, f"order-{number % orders}")) for number in numbers]
    relayed: int = handler(batch(*events), LambdaContext())["relayed"]
    return relayed


def published(broker: Broker) -> dict[str, list[int]]:
    """The event numbers in the topic by order, each in the order they lie in its partition."""
    found: dict[str, list[int]] = {}
    for partition in range(PARTITIONS):
        for key, value in broker.read(TOPIC, partition):
            found.setdefault((key or b"").decode(), []).append(json.loads(value)["data"]["number"])
    return found


def in_order(upto: int, orders: int = 4) -> dict[str, list[int]]:
    return {f"order-{order}": list(range(order, upto, orders)) for order in range(orders)}


def test_each_orders_events_lie_in_one_partition_in_order_across_a_restart_of_the_broker(broker: Broker) -> None:
    assert relay(range(20)) == 20
    broker.stop()
    broker.start()
    assert relay(range(20, 40)) == 20
    assert published(broker) == in_order(40)


def test_while_the_broker_is_down_the_batch_fails_and_is_whole_when_it_comes_again(broker: Broker) -> None:
    relay(range(8))
    broker.stop()
    with pytest.raises(DeliveryFailed):
        relay(range(8, 16))
    broker.start()
    relay(range(8, 16))
    assert published(broker) == in_order(16)


def test_a_broker_that_comes_back_in_the_middle_of_a_call_is_waited_for(broker: Broker) -> None:
    relay(range(8))
    broker.stop()
    back = threading.Timer(1.0, broker.start)
    back.start()
    assert relay(range(8, 16)) == 8
    back.join()
    assert published(broker) == in_order(16)
