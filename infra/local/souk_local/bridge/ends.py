"""Where the partitions end: one question for all of them, so that idle mappings cost nothing.

The local broker answers an empty fetch at once instead of holding it, so consumers that wait in `poll`
would ask without pause. Workers wait here instead, and poll when there is something to read.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Iterable, Mapping

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from souk_local.bridge.partitions import offsets

log = logging.getLogger("bridge.ends")

ASK_SECONDS = 0.04
PARTITIONS_SECONDS = 5.0


class EndOffsets:
    """Asks the broker for the ends of all partitions of the topics of interest, again and again."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._topics: set[str] = set()
        self._ends: dict[TopicPartition, int] = {}
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="end-offsets", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
        self._thread.join(timeout=10)

    def watch(self, topics: Iterable[str]) -> None:
        """Asks about these topics too."""
        with self._changed:
            self._topics |= set(topics)

    def wait(self, positions: Mapping[TopicPartition, int], seconds: float) -> bool:
        """Waits until a partition's end differs from the position; False when the time has passed.

        An end below the position counts too: the broker has lost records, and reading will tell.
        """
        deadline = time.monotonic() + seconds
        with self._changed:
            while not self._stopping.is_set():
                if any(self._ends.get(place, offset) != offset for place, offset in positions.items()):
                    return True
                left = deadline - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    return False
        return False

    def _run(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(KafkaError, OSError, AssertionError):
                self._ask()
            self._stopping.wait(0.2)

    def _ask(self) -> None:
        consumer = KafkaConsumer(
            bootstrap_servers=self._bootstrap, enable_auto_commit=False, reconnect_backoff_max_ms=500
        )
        try:
            listed = 0.0
            topics: set[str] = set()
            places: list[TopicPartition] = []
            while not self._stopping.is_set():
                with self._changed:
                    wanted = set(self._topics)
                if wanted != topics or time.monotonic() - listed > PARTITIONS_SECONDS:
                    topics, listed = wanted, time.monotonic()
                    places = [
                        TopicPartition(topic, number)
                        for topic in topics
                        for number in consumer.partitions_for_topic(topic) or ()
                    ]
                if places:
                    self._publish(offsets(consumer.end_offsets, places))
                self._stopping.wait(ASK_SECONDS)
        finally:
            consumer.close()

    def _publish(self, ends: dict[TopicPartition, int]) -> None:
        with self._changed:
            if ends != self._ends:
                self._ends = dict(ends)
                self._changed.notify_all()
