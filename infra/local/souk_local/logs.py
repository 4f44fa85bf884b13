"""Following every function's log through the Kafka topic `logging`, as the logs service reads it.

While Kafka is away its lines are read from CloudWatch Logs, and it is said.
"""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from souk_local import cloudwatch
from souk_local.aws import Clients
from souk_local.ports import is_open
from souk_local.problems import LocalCloudError
from souk_local.settings import Settings

TOPIC = "logging"
LOOK_BACK = 5000
POLL_EVERY_SECONDS = 0.2
LOOK_EVERY_SECONDS = 2.0
"""How often it is asked whether Kafka is there, and CloudWatch for new lines while it is not."""
PAST_SECONDS = 900
"""How far back CloudWatch is read."""
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
    """Prints the last entries and then every new one until interrupted.

    Raises LocalCloudError when they can be read from nowhere.
    """
    for line in lines(settings, wanted, last, forever):
        print(line if raw else render(parse(line), colour=sys.stdout.isatty()), flush=True)


class KafkaAwayError(Exception):
    """The broker does not answer, or does not any more."""


def lines(settings: Settings, wanted: Filter, last: int, forever: bool) -> Iterator[str]:
    """The wanted lines from wherever they can be read; what that is, is said on the error output when it changes."""
    while True:
        try:
            yield from read(settings, wanted, last, forever)
            return
        except KafkaAwayError:
            _say(
                f"Kafka ({settings.kafka}) is away: no new line reaches the topic or the error groups until it is back."
            )
        yield from _from_cloudwatch(settings, wanted, last, forever)
        if not forever:
            return
        _say("Kafka is back; its lines follow.")
        last = 0


def _from_cloudwatch(settings: Settings, wanted: Filter, last: int, forever: bool) -> Iterator[str]:
    """What CloudWatch has of the last minutes, then what comes, until Kafka is there again."""
    clients, since = Clients(settings), int((time.time() - PAST_SECONDS) * 1000)
    _say("These lines are read from CloudWatch Logs instead.")
    first = True
    while True:
        try:
            found = cloudwatch.lines_since(clients, settings, since)
        except cloudwatch.CloudWatchAwayError as problem:
            raise LocalCloudError(
                f"The log can be read neither from Kafka nor from CloudWatch ({problem}). "
                f"What the parts wrote themselves is in {settings.state / 'logs'}; make status says what runs."
            ) from problem
        chosen = [line for _, line in found if wanted.accepts(parse(line))]
        yield from chosen[-last:] if first and last else () if first else chosen
        since = max([at + 1 for at, _ in found], default=since)
        first = False
        if not forever or is_open(settings.kafka_port):
            return
        time.sleep(LOOK_EVERY_SECONDS)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def read(settings: Settings, wanted: Filter, last: int, forever: bool, look_back: int = LOOK_BACK) -> Iterator[str]:
    """Lines of the topic that are wanted: up to `last` that are there (over all partitions), then those that come.

    `look_back` is how many records of each partition's past are searched for them. Raises KafkaAwayError.
    """
    if not is_open(settings.kafka_port):
        raise KafkaAwayError
    try:
        consumer = KafkaConsumer(bootstrap_servers=settings.kafka, enable_auto_commit=False)
    except KafkaError as problem:
        raise KafkaAwayError from problem
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
        if forever:
            yield from (line for line in _coming(consumer, settings) if wanted.accepts(parse(line)))
    finally:
        consumer.close()


def _coming(consumer: KafkaConsumer, settings: Settings) -> Iterator[str]:
    """Every line that comes. Raises KafkaAwayError when Kafka goes away."""
    looked = time.monotonic()
    while True:
        polled = consumer.poll(timeout_ms=0)
        for records in polled.values():
            yield from (_text(record.value) for record in records)
        if polled:
            continue
        time.sleep(POLL_EVERY_SECONDS)  # a blocking poll spins on a broker that answers empty fetches at once
        if time.monotonic() - looked > LOOK_EVERY_SECONDS:  # to the client it only looks quiet
            looked = time.monotonic()
            if not is_open(settings.kafka_port):
                raise KafkaAwayError


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
