"""A real Kafka broker of its own for a test: noida-db on a free port with its data in a folder."""

import socket
from pathlib import Path

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

from souk_local import process
from souk_local.engines import kafka_part


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Broker:
    """Starts, stops, crashes and looks into one broker."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.part = kafka_part(folder, self.port)

    @property
    def data(self) -> Path:
        """The file a graceful stop writes everything to."""
        return self.part.folder / "kafka" / "kafka.json"

    def start(self) -> None:
        process.start(self.part)

    def stop(self) -> None:
        process.stop(self.part)

    def create(self, topic: str, partitions: int = 1) -> None:
        admin = KafkaAdminClient(bootstrap_servers=self.address)
        try:
            admin.create_topics([NewTopic(topic, partitions, 1)])
        finally:
            admin.close()

    def produce(
        self,
        topic: str,
        values: list[str],
        partition: int = 0,
        key: bytes | None = None,
        headers: list[tuple[str, bytes]] | None = None,
        timestamp_ms: int | None = None,
    ) -> None:
        producer = KafkaProducer(bootstrap_servers=self.address, acks="all")
        try:
            for value in values:
                producer.send(
                    topic,
                    value=value.encode(),
                    key=key,
                    partition=partition,
                    headers=headers or [],
                    timestamp_ms=timestamp_ms,
                )
            producer.flush(timeout=10)
        finally:
            producer.close()

    def committed(self, group: str, topic: str, partition: int = 0) -> int | None:
        consumer = KafkaConsumer(bootstrap_servers=self.address, group_id=group, enable_auto_commit=False)
        try:
            offset = consumer.committed(TopicPartition(topic, partition))
            return None if offset is None else int(offset)
        finally:
            consumer.close()

    def read(self, topic: str, partition: int = 0) -> list[tuple[bytes | None, bytes]]:
        """Every key and value that is in a partition now."""
        consumer = KafkaConsumer(bootstrap_servers=self.address, enable_auto_commit=False)
        try:
            place = TopicPartition(topic, partition)
            consumer.assign([place])
            consumer.seek_to_beginning(place)
            end = consumer.end_offsets([place])[place]
            found: list[tuple[bytes | None, bytes]] = []
            while len(found) < end:
                for records in consumer.poll(timeout_ms=500).values():
                    found += [(record.key, record.value) for record in records]
            return found
        finally:
            consumer.close()
