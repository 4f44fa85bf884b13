"""What a broker says of its partitions right after it came back."""

from __future__ import annotations

import pytest
from kafka import TopicPartition
from kafka.errors import KafkaError

from souk_local.bridge.partitions import offsets

PLACES = [TopicPartition("souk.orders.v1", number) for number in range(2)]


def test_the_offsets_are_those_the_broker_answers() -> None:
    assert offsets(lambda places: dict.fromkeys(places, 7), PLACES) == dict.fromkeys(PLACES, 7)


def test_a_partition_without_a_leader_is_a_failure_of_kafka_that_is_tried_again() -> None:
    def ask(places: list[TopicPartition]) -> dict[TopicPartition, int]:
        raise KeyError(places[1])

    with pytest.raises(KafkaError, match=r"souk\.orders\.v1"):
        offsets(ask, PLACES)
