"""A real Kafka broker of its own for a test, with its data in a folder.

SOUK_TEST_KAFKA=apache makes it Apache Kafka, as `make test-engines` does; otherwise it is noida-db.
"""

import os
import shutil
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
        if os.environ.get("SOUK_TEST_KAFKA") == "apache":
            from souk_tools.real_engines import kafka, ports  # only for those who have it

            self.port, controller = ports.free_ports(2)
            self.part = kafka.kafka_part(folder / "apache", self.port, controller)
            self._data = folder / "apache" / "data"
        else:
            self.port = free_port()
            self.part = kafka_part(folder, self.port)
            self._data = folder / "kafka"
        self.address = f"127.0.0.1:{self.port}"

    def start(self) -> None:
        process.start(self.part)

    def stop(self) -> None:
        process.stop(self.part)

    def kill(self) -> None:
        """Ends it as a crash would (SIGKILL)."""
        process.kill(self.part)

    def keep(self) -> None:
        """Copies everything a stopped broker holds, for `go_back`."""
        shutil.copytree(self._data, self._kept)

    def go_back(self) -> None:
        """Lets a stopped broker hold what it held when `keep` was called, and nothing since."""
        shutil.rmtree(self._data)
        self._kept.rename(self._data)

    @property
    def _kept(self) -> Path:
        return self._data.with_name(f"{self._data.name}.kept")

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
            producer.flush(timeout=60)
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
