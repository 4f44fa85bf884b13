"""Following every function's log through the Kafka topic `logging`, as the logs service reads it."""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kafka import KafkaConsumer, TopicPartition

from souk_local.problems import LocalCloudError
from souk_local.settings import Settings

TOPIC = "logging"
LOOK_BACK = 5000
POLL_EVERY_SECONDS = 0.2
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
    for line in read(settings, wanted, last, forever):
        print(line if raw else render(parse(line), colour=sys.stdout.isatty()), flush=True)


def read(settings: Settings, wanted: Filter, last: int, forever: bool, look_back: int = LOOK_BACK) -> Iterator[str]:
    """Lines of the topic that are wanted: up to `last` that are there (over all partitions), then those that come.

    `look_back` is how many records of each partition's past are searched for them.
    """
    consumer = KafkaConsumer(bootstrap_servers=settings.kafka, enable_auto_commit=False)
    try:
        numbers = consumer.partitions_for_topic(TOPIC)
        if not numbers:
            raise LocalCloudError(f"The topic {TOPIC} does not exist yet; run make up.")
        places = [TopicPartition(TOPIC, number) for number in numbers]
        consumer.assign(places)
        first, end = consumer.beginning_offsets(places), consumer.end_offsets(places)
        for place in places:
            consumer.seek(place, max(first[place], end[place] - look_back))
        there = [line for line in _until_end(consumer, end) if wanted.accepts(parse(line))]
        yield from there[-last:] if last else ()
        while forever:
            polled = consumer.poll(timeout_ms=0)
            if not polled:
                time.sleep(POLL_EVERY_SECONDS)  # a blocking poll spins on a broker that answers empty fetches at once
            for records in polled.values():
                lines = (_text(record.value) for record in records)
                yield from (line for line in lines if wanted.accepts(parse(line)))
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
    at = str(entry.get("time") or entry.get("timestamp") or "")
    clock = at.split("T")[-1][:12] if "T" in at else at
    level = str(entry.get("level", "INFO"))
    where = str(entry.get("service", "?"))
    correlation = str(entry.get("correlation_id") or "")
    text = f"{clock:<12} {level:<8} {where:<14} {entry.get('message', '')!s:<60} {correlation}".rstrip()
    trace = (entry.get("error") or {}).get("stack")
    if trace:
        text += "\n" + "\n".join(f"    {line}" for line in str(trace).splitlines())
    return f"{COLOURS[level]}{text}\033[0m" if colour and level in COLOURS else text


def _until_end(consumer: KafkaConsumer, end: dict[TopicPartition, int]) -> list[str]:
    """What is there already, in the order of time over all partitions."""
    found = []
    while any(consumer.position(place) < end[place] for place in end):
        for records in consumer.poll(timeout_ms=500).values():
            found += [(record.timestamp, _text(record.value)) for record in records]
    found.sort(key=lambda pair: pair[0])
    return [line for _, line in found]


def _text(value: bytes | None) -> str:
    return (value or b"").decode(errors="replace")


def _rank(level: str) -> int:
    return LEVELS.index(level.upper()) if level.upper() in LEVELS else 1
