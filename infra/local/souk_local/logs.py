"""Following every function's log through the Kafka topic `logging`, as the logs service reads it."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kafka import KafkaConsumer, TopicPartition

from souk_local.problems import LocalCloudError
from souk_local.settings import Settings

TOPIC = "logging"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
COLOURS = {"WARNING": "\033[33m", "ERROR": "\033[31m", "CRITICAL": "\033[31m", "DEBUG": "\033[2m"}


@dataclass(frozen=True)
class Filter:
    """What to show; `level` is the least severe level."""

    service: str | None = None
    correlation_id: str | None = None
    level: str = "DEBUG"

    def accepts(self, entry: dict[str, Any]) -> bool:
        if self.service and entry.get("service") != self.service:
            return False
        if self.correlation_id and entry.get("correlation_id") != self.correlation_id:
            return False
        return _rank(str(entry.get("level", "INFO"))) >= _rank(self.level)


def follow(settings: Settings, wanted: Filter, last: int, raw: bool, forever: bool = True) -> None:
    """Prints the last entries and then every new one until interrupted."""
    for line in read(settings, last, forever):
        entry = parse(line)
        if wanted.accepts(entry):
            print(line if raw else render(entry, colour=sys.stdout.isatty()), flush=True)


def read(settings: Settings, last: int, forever: bool) -> Iterator[str]:
    """Lines of the topic: up to `last` that are there (over all partitions), then those that come."""
    consumer = KafkaConsumer(bootstrap_servers=settings.kafka, enable_auto_commit=False)
    try:
        numbers = consumer.partitions_for_topic(TOPIC)
        if not numbers:
            raise LocalCloudError(f"The topic {TOPIC} does not exist yet; run make up.")
        places = [TopicPartition(TOPIC, number) for number in numbers]
        consumer.assign(places)
        first, end = consumer.beginning_offsets(places), consumer.end_offsets(places)
        for place in places:
            consumer.seek(place, max(first[place], end[place] - last))
        yield from _until_end(consumer, end, last)
        while forever:
            for records in consumer.poll(timeout_ms=500).values():
                for record in records:
                    yield _text(record.value)
    finally:
        consumer.close()


def parse(line: str) -> dict[str, Any]:
    """A log entry; a line that is not JSON becomes the message of one."""
    try:
        entry = json.loads(line)
    except ValueError:
        return {"level": "INFO", "message": line}
    return entry if isinstance(entry, dict) else {"level": "INFO", "message": line}


def render(entry: dict[str, Any], colour: bool = False) -> str:
    """One readable line."""
    time = str(entry.get("time") or entry.get("timestamp") or "")
    clock = time.split("T")[-1][:12] if "T" in time else time
    level = str(entry.get("level", "INFO"))
    where = str(entry.get("service", "?"))
    correlation = str(entry.get("correlation_id") or "")
    text = f"{clock:<12} {level:<8} {where:<14} {entry.get('message', '')!s:<60} {correlation}".rstrip()
    trace = entry.get("stack_trace") or entry.get("exception")
    if trace:
        text += "\n" + "\n".join(f"    {line}" for line in str(trace).splitlines())
    return f"{COLOURS[level]}{text}\033[0m" if colour and level in COLOURS else text


def _until_end(consumer: KafkaConsumer, end: dict[TopicPartition, int], last: int) -> Iterator[str]:
    """What is there already, in the order of time over all partitions."""
    found = []
    while any(consumer.position(place) < end[place] for place in end):
        for records in consumer.poll(timeout_ms=500).values():
            found += [(record.timestamp, _text(record.value)) for record in records]
    found.sort(key=lambda pair: pair[0])
    for _, line in found[-last:] if last else ():
        yield line


def _text(value: bytes | None) -> str:
    return (value or b"").decode(errors="replace")


def _rank(level: str) -> int:
    return LEVELS.index(level.upper()) if level.upper() in LEVELS else 1
