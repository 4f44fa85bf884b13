"""Finding where to go on in each partition, and noticing when the broker has forgotten something."""

import logging
import time
from collections.abc import Callable

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaTimeoutError
from kafka.structs import OffsetAndMetadata

from souk_local.bridge.lane import Anchor
from souk_local.bridge.mapping import Mapping

log = logging.getLogger("bridge.partitions")

MARGIN_MS = 1000
"""Records this much older than the last handled one are read again, for producers whose clocks differ."""
ANCHOR_READ_SECONDS = 5.0


def offsets(
    ask: Callable[[list[TopicPartition]], dict[TopicPartition, int]], partitions: list[TopicPartition]
) -> dict[TopicPartition, int]:
    """What a consumer's `beginning_offsets` or `end_offsets` answers for these partitions.

    Raises KafkaTimeoutError where kafka-python 3 raises KeyError: a broker that has just come back leaves out the
    partitions whose leader it does not know yet.
    """
    try:
        return ask(partitions)
    except KeyError as error:
        raise KafkaTimeoutError(f"the broker does not know the leader of {error} yet") from error


def starting_offsets(
    consumer: KafkaConsumer, mapping: Mapping, partitions: list[TopicPartition]
) -> dict[TopicPartition, int]:
    """The offset to read next in each partition.

    Normally the committed one; for a new group the mapping's starting position; and after the broker
    lost records, the first record written after the last one handled, so that nothing new is skipped.
    The consumer's assignment is changed on the way.
    """
    first = offsets(consumer.beginning_offsets, partitions)
    end = offsets(consumer.end_offsets, partitions)
    committed = {partition: _committed(consumer, partition) for partition in partitions}
    witnesses = {
        partition: anchor
        for partition, (offset, anchor) in committed.items()
        if offset is not None and anchor is not None and first[partition] <= anchor.offset < end[partition]
    }
    seen = _read_anchors(consumer, witnesses)
    starts: dict[TopicPartition, int] = {}
    for partition in partitions:
        offset, anchor = committed[partition]
        if offset is None:
            starts[partition] = _first_start(consumer, mapping, partition, first[partition], end[partition])
        elif offset > end[partition] or seen.get(partition) != witnesses.get(partition):
            starts[partition] = _after_loss(consumer, mapping, partition, offset, anchor, end[partition])
        elif offset < first[partition]:
            log.warning(
                "%s: records %d to %d of %s-%d were deleted by retention before they were read",
                mapping.label,
                offset,
                first[partition] - 1,
                partition.topic,
                partition.partition,
            )
            starts[partition] = first[partition]
        else:
            starts[partition] = offset
    return starts


def commit(consumer: KafkaConsumer, handled: dict[TopicPartition, tuple[int, Anchor | None]]) -> None:
    """Commits the offsets with their anchors; raises KafkaError when the broker does not take them."""
    consumer.commit(
        {
            partition: OffsetAndMetadata(offset, str(anchor) if anchor else "", -1)
            for partition, (offset, anchor) in handled.items()
        }
    )


def _committed(consumer: KafkaConsumer, partition: TopicPartition) -> tuple[int | None, Anchor | None]:
    found = consumer.committed(partition, metadata=True)
    if found is None or found.offset < 0:
        return None, None
    return found.offset, Anchor.parse(found.metadata or "")


def _first_start(consumer: KafkaConsumer, mapping: Mapping, partition: TopicPartition, first: int, end: int) -> int:
    start = end if mapping.starting_position == "LATEST" else first
    # Held at once: a restart before the first record must not move LATEST.
    commit(consumer, {partition: (start, None)})
    return start


def _after_loss(
    consumer: KafkaConsumer,
    mapping: Mapping,
    partition: TopicPartition,
    committed: int,
    anchor: Anchor | None,
    end: int,
) -> int:
    if anchor is None:
        start = int(min(committed, offsets(consumer.beginning_offsets, [partition])[partition]))
    else:
        found = consumer.offsets_for_times({partition: anchor.timestamp - MARGIN_MS})[partition]
        start = int(min(end, found.offset if found is not None else end))
    log.error(
        "THE BROKER CAME BACK WITH LESS THAN WAS COMMITTED: %s had handled %s-%d up to offset %d, "
        "the log now ends at %d. Going on from offset %d; records lost by the broker are gone, "
        "records handled before may come again.",
        mapping.label,
        partition.topic,
        partition.partition,
        committed,
        end,
        start,
    )
    commit(consumer, {partition: (start, None)})
    return start


def _read_anchors(consumer: KafkaConsumer, witnesses: dict[TopicPartition, Anchor]) -> dict[TopicPartition, Anchor]:
    """What now stands at the anchors' offsets."""
    seen: dict[TopicPartition, Anchor] = {}
    if not witnesses:
        return seen
    # kafka-python 3.0 may never return to a partition that was paused, so the others are left out.
    consumer.assign(list(witnesses))
    for partition, anchor in witnesses.items():
        consumer.seek(partition, anchor.offset)
    deadline = time.monotonic() + ANCHOR_READ_SECONDS
    while len(seen) < len(witnesses) and time.monotonic() < deadline:
        for partition, records in consumer.poll(timeout_ms=200).items():
            if records and partition not in seen:
                seen[partition] = Anchor(records[0].offset, records[0].timestamp)
    return seen
