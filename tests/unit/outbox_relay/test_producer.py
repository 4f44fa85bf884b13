from __future__ import annotations

import pytest

from souk.brokers.kafka import DeliveryFailed, Message, Producer
from souk.brokers.kafka_iam import IamTokenProvider
from souk.errors import Unavailable
from tests.unit.outbox_relay.brokers import MemoryProducer

MESSAGES = [Message("t", "k", b"%d" % number, {"type": "order.paid"}) for number in range(3)]


def test_messages_go_out_in_order_with_key_and_headers() -> None:
    broker = MemoryProducer()
    Producer(lambda: broker).produce(MESSAGES)
    assert [sent.value for sent in broker.log] == [b"0", b"1", b"2"]
    assert (broker.log[0].key, broker.log[0].headers) == (b"k", [("type", b"order.paid")])


def test_one_connection_serves_many_batches() -> None:
    made: list[MemoryProducer] = []

    def connect() -> MemoryProducer:
        made.append(MemoryProducer())
        return made[-1]

    producer = Producer(connect)
    producer.produce(MESSAGES)
    producer.produce(MESSAGES)
    assert len(made) == 1


def test_nothing_to_send_makes_no_connection() -> None:
    made: list[MemoryProducer] = []

    def connect() -> MemoryProducer:
        made.append(MemoryProducer())
        return made[-1]

    Producer(connect).produce([])
    assert made == []


def test_a_message_that_is_not_acknowledged_fails_the_batch_and_gives_up_the_connection() -> None:
    brokers = [MemoryProducer(refuse={b"1"}), MemoryProducer()]
    made = iter(brokers)
    producer = Producer(lambda: next(made))
    with pytest.raises(DeliveryFailed) as failed:
        producer.produce(MESSAGES)
    assert failed.value.detail == {"of": 3}
    assert brokers[0].closed
    producer.produce(MESSAGES)
    assert len(brokers[1].log) == 3


def test_a_broker_that_cannot_be_reached_is_tried_again_with_the_next_batch() -> None:
    broker = MemoryProducer()
    answers: list[MemoryProducer | Exception] = [TimeoutError("no broker"), broker]

    def connect() -> MemoryProducer:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    producer = Producer(connect)
    with pytest.raises(Unavailable):
        producer.produce(MESSAGES)
    producer.produce(MESSAGES)
    assert len(broker.log) == 3


def test_a_client_that_takes_nothing_is_given_up() -> None:
    broker = MemoryProducer(full=True)
    with pytest.raises(DeliveryFailed):
        Producer(lambda: broker).produce(MESSAGES)
    assert broker.closed


def test_an_iam_token_is_reused_until_shortly_before_its_end() -> None:
    clock = [1000.0]
    tokens = iter([("first", 1_900_000), ("second", 2_800_000)])
    provider = IamTokenProvider(lambda: next(tokens), lambda: clock[0])
    assert [provider.token(), provider.token()] == ["first", "first"]
    clock[0] = 1841.0
    assert provider.token() == "second"
