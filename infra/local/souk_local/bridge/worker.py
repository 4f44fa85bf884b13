"""One mapping at work: reads its topics and feeds its function until it is told to stop."""

import logging
import threading
import time
from dataclasses import dataclass

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from souk_local.bridge import partitions as offsets
from souk_local.bridge.batch import Batch, choose, collected
from souk_local.bridge.ends import EndOffsets
from souk_local.bridge.invoker import Answered, Failed, Invoker
from souk_local.bridge.lane import Backoff, Lane
from souk_local.bridge.mapping import Mapping
from souk_local.bridge.records import Record, msk_event
from souk_local.bridge.watch import BrokerWatch

log = logging.getLogger("bridge.worker")

IDLE_POLL_SECONDS = 0.5
READ_MILLISECONDS = 100
"""How long a read may take once there is something to read."""
PARTITIONS_CHECK_SECONDS = 10.0
RECORDS_HELD = 2000
"""Records a partition that is stuck may hold in memory before it is read no further."""


@dataclass
class Surroundings:
    """What a worker needs besides its mapping."""

    bootstrap: str
    invoker: Invoker
    watch: BrokerWatch
    ends: EndOffsets
    backoff: Backoff


class Worker:
    """A thread that serves one mapping. A batch that fails comes again; partitions that are not in it go on."""

    def __init__(self, mapping: Mapping, around: Surroundings) -> None:
        self.mapping = mapping
        self._around = around
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"mapping-{mapping.uuid}", daemon=True)
        self._failing: list[Batch] = []
        self._lanes: dict[TopicPartition, Lane] = {}
        self._committed: dict[TopicPartition, int] = {}
        self._last_read = 0.0
        self.state = "starting"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Asks the worker to end after the invocation it is in."""
        self._stopping.set()

    def join(self, timeout_seconds: float | None = None) -> bool:
        self._thread.join(timeout_seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                self._serve()
                failures = 0
            except (KafkaError, OSError, AssertionError) as problem:
                failures += 1
                self.state = f"waiting for the broker: {type(problem).__name__}"
                if failures in {1, 2, 5} or failures % 20 == 0:
                    log.warning("%s: %s: %s", self.mapping.label, type(problem).__name__, problem)
                self._stopping.wait(min(5.0, 0.2 * failures))
            except Exception:
                log.exception("%s: unexpected error; the worker starts again", self.mapping.label)
                self._stopping.wait(1.0)
        self.state = "stopped"

    def _serve(self) -> None:
        """One session with the broker; ends when told to, or when it has to be opened anew."""
        generation = self._around.watch.generation
        consumer = KafkaConsumer(
            bootstrap_servers=self._around.bootstrap,
            client_id=f"souk-bridge-{self.mapping.group}",
            group_id=self.mapping.group,
            enable_auto_commit=False,
            auto_offset_reset="none",
            fetch_max_wait_ms=500,
            reconnect_backoff_max_ms=1000,
        )
        try:
            assigned = self._assign(consumer)
            checked = time.monotonic()
            while not self._stopping.is_set():
                if self._around.watch.generation != generation:
                    return
                if time.monotonic() - checked > PARTITIONS_CHECK_SECONDS or not assigned:
                    checked = time.monotonic()
                    if self._partitions(consumer) != assigned:
                        return
                    self._expire(consumer)
                self._turn(consumer)
        finally:
            consumer.close()

    def _assign(self, consumer: KafkaConsumer) -> list[TopicPartition]:
        self._around.ends.watch(self.mapping.topics)
        found = self._partitions(consumer)
        self._lanes, self._committed, self._failing = {}, {}, []
        if not found:
            self.state = f"waiting for topic {', '.join(self.mapping.topics)}"
            return found
        starts = offsets.starting_offsets(consumer, self.mapping, found)
        consumer.assign(found)
        for partition, start in starts.items():
            consumer.seek(partition, start)
            self._lanes[partition] = Lane(start)
        self._committed = dict(starts)
        self.state = "running"
        return found

    def _partitions(self, consumer: KafkaConsumer) -> list[TopicPartition]:
        return sorted(
            TopicPartition(topic, number)
            for topic in self.mapping.topics
            for number in consumer.partitions_for_topic(topic) or ()
        )

    def _turn(self, consumer: KafkaConsumer) -> None:
        if not self._lanes:
            self._stopping.wait(IDLE_POLL_SECONDS)
            return
        if not self._enough_at_hand():
            self._read(consumer, self._patience())
        due = [batch for batch in self._failing if batch.not_before <= time.monotonic()]
        for batch in due:
            self._hand_over(batch)
        batch = self._choose()
        if batch.shares and not collected(batch, self.mapping.batch_size):
            self._fill(consumer)
            batch = self._choose()
        if batch.shares:
            batch.hold()
            self._hand_over(batch)
        self._commit(consumer)

    def _choose(self) -> Batch:
        return choose(list(self._lanes.values()), self.mapping.batch_size)

    def _enough_at_hand(self) -> bool:
        """Whether a full batch is ready and the broker was asked for more a moment ago."""
        ready = sum(len(lane) for lane in self._lanes.values() if lane.ready)
        return ready >= self.mapping.batch_size and time.monotonic() - self._last_read < IDLE_POLL_SECONDS

    def _patience(self) -> float:
        """How long a read may wait: not at all when there is work, never past the next attempt at a batch."""
        if any(lane.ready for lane in self._lanes.values()):
            return 0.0
        now = time.monotonic()
        return max(0.01, min([IDLE_POLL_SECONDS, *(batch.not_before - now for batch in self._failing)]))

    def _fill(self, consumer: KafkaConsumer) -> None:
        """Waits up to the batching window for a fuller batch."""
        deadline = time.monotonic() + self.mapping.window_seconds
        while not self._stopping.is_set():
            left = deadline - time.monotonic()
            if left <= 0 or collected(self._choose(), self.mapping.batch_size):
                return
            self._read(consumer, min(left, IDLE_POLL_SECONDS))

    def _read(self, consumer: KafkaConsumer, wait_seconds: float) -> None:
        self._hold_back(consumer)
        self._last_read = time.monotonic()
        places = {place: self._lanes[place].position for place in consumer.assignment()}
        if not self._around.ends.wait(places, wait_seconds):
            return
        polled = consumer.poll(timeout_ms=READ_MILLISECONDS, max_records=2 * self.mapping.batch_size)
        for partition, found in polled.items():
            lane = self._lanes[partition]
            lane.extend(
                Record(
                    topic=partition.topic,
                    partition=partition.partition,
                    offset=entry.offset,
                    timestamp=entry.timestamp,
                    key=entry.key,
                    value=entry.value,
                    headers=tuple((name, value or b"") for name, value in entry.headers or ()),
                    timestamp_type=entry.timestamp_type,
                )
                for entry in found
            )

    def _hold_back(self, consumer: KafkaConsumer) -> None:
        """Leaves out partitions that hold too much, and takes them in again once they have worked it off.

        Done by assignment: kafka-python 3.0 may never return to a partition that was paused.
        """
        assigned = consumer.assignment()
        wanted = {
            partition
            for partition, lane in self._lanes.items()
            if len(lane) < (RECORDS_HELD if partition in assigned else RECORDS_HELD // 2)
        }
        if wanted != assigned:
            consumer.assign(sorted(wanted))
            for partition in wanted - assigned:
                consumer.seek(partition, self._lanes[partition].position)

    def _hand_over(self, batch: Batch) -> None:
        """Invokes the function with the batch. What it answers is not looked at: on demand only its failure counts."""
        event = msk_event(batch.records, self.mapping.event_source_arn, self._around.bootstrap)
        outcome = self._around.invoker.invoke(self.mapping.function_arn, event)
        now = time.monotonic()
        if isinstance(outcome, Answered):
            batch.succeed(now)
            if batch in self._failing:
                self._failing.remove(batch)
            return
        batch.attempts += 1
        batch.not_before = now + self._around.backoff.after(batch.attempts)
        if batch not in self._failing:
            self._failing.append(batch)
        if batch.attempts in {1, 2, 5} or batch.attempts % 20 == 0:
            why = outcome.error if isinstance(outcome, Failed) else f"Lambda did not answer ({outcome.reason})"
            text = "%s: %d records come again after attempt %d: %s"
            log.warning(text, self.mapping.label, len(batch.records), batch.attempts, why)

    def _expire(self, consumer: KafkaConsumer) -> None:
        """Records that the topic has deleted meanwhile do not come again."""
        if not self._failing:
            return
        begin = offsets.offsets(consumer.beginning_offsets, list(self._lanes))
        first = {f"{place.topic}-{place.partition}": offset for place, offset in begin.items()}
        for batch in [*self._failing]:
            lost = batch.expire(first)
            if lost:
                log.error("%s: %d records were deleted by retention while they failed", self.mapping.label, lost)
            if not batch.records:
                batch.succeed(time.monotonic())
                self._failing.remove(batch)

    def _commit(self, consumer: KafkaConsumer) -> None:
        moved = {
            partition: (lane.committable, lane.anchor)
            for partition, lane in self._lanes.items()
            if lane.committable > self._committed[partition]
        }
        if moved:
            offsets.commit(consumer, moved)
            self._committed.update({partition: offset for partition, (offset, _) in moved.items()})
