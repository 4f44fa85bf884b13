"""The broker of the local cloud keeps its word over a stop in the middle of the traffic."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from kafka import KafkaProducer
from kafka.errors import KafkaError

from tests.integration.local_cloud.broker import Broker

TOPIC = "t"
# So much takes the broker a moment to write down, and whoever is still served meanwhile shows.
BEFORE_MB = 20


def test_what_was_acknowledged_outlives_a_graceful_stop(broker: Broker) -> None:
    broker.create(TOPIC)
    filling = KafkaProducer(bootstrap_servers=broker.address, acks="all")
    for _ in range(2 * BEFORE_MB):
        filling.send(TOPIC, b"-" * 500_000).get(timeout=60)
    filling.close()
    acknowledged: set[bytes] = set()
    under_way = threading.Event()

    def write() -> None:
        """Until nobody takes it any more."""
        # The client gives a message up by itself: one that only the test has given up keeps it from closing.
        producer = KafkaProducer(
            bootstrap_servers=broker.address, acks="all", retries=0, delivery_timeout_ms=2_000, request_timeout_ms=1_500
        )
        try:
            for number in range(1_000_000):
                value = b"%d" % number
                producer.send(TOPIC, value).get(timeout=60)
                acknowledged.add(value)
                if number == 100:
                    under_way.set()
        except KafkaError:
            producer.close(timeout=60)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        assert under_way.wait(60)
        broker.stop()
        writing.result(timeout=120)
    broker.start()
    assert acknowledged <= {value for _, value in broker.read(TOPIC)}
