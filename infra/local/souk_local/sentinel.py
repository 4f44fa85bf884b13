"""Noticing that a part of the local cloud died, as an error somebody sees: a line in the topic `logging`.

On AWS nobody kills the pollers or the broker unnoticed: alarms watch them (infra/observability.yaml). Here the edge
looks after the others' processes. While Kafka itself is away the lines wait; the error group of a dead bridge appears
when it is back, `make status` says it at once.
"""

import json
import logging
import threading
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from kafka import KafkaProducer
from kafka.errors import KafkaError

from souk_local import process
from souk_local.logs import TOPIC
from souk_local.ports import is_open
from souk_local.process import Part
from souk_local.settings import Settings

log = logging.getLogger("sentinel")

LOOK_SECONDS = 5.0
SEND_SECONDS = 5.0
Tell = Callable[[list[bytes]], bool]


class Sentinel:
    """`tell` sends lines and answers whether they have arrived; what has not is told again at the next look."""

    def __init__(self, parts: Iterable[Part], tell: Tell) -> None:
        self._parts = tuple(parts)
        self._tell = tell
        self._known: dict[str, float] = {}
        self._untold: list[bytes] = []

    def look(self) -> list[str]:
        """Looks at every part once; the names of those newly found dead. One that was stopped in order is not dead."""
        found = []
        for part in self._parts:
            since = process.ended_badly(part)
            if since is not None and self._known.get(part.name) != since:
                self._known[part.name] = since
                self._untold.append(line_of(part.name, since))
                found.append(part.name)
                log.error("%s ended badly; make up starts it", part.name)
        if self._untold and self._tell(self._untold):
            self._untold = []
        return found

    def watch(self, stopped: threading.Event) -> None:
        """Looks until it is stopped."""
        while not stopped.wait(LOOK_SECONDS):
            self.look()


def line_of(name: str, since: float) -> bytes:
    """The record the logs service reads (see the log forwarder's)."""
    said = f"the part {name} ended badly and does not run; make up starts it"
    line = {
        "id": uuid.uuid4().hex,
        "kind": "log",
        "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": "ERROR",
        "service": "local-cloud",
        "function": f"local-cloud-{name}",
        "message": said,
        "started": datetime.fromtimestamp(since, UTC).isoformat(timespec="seconds"),
        "error": {"type": "PartEnded", "message": said, "stack": ""},
    }
    return json.dumps(line).encode()


def to_kafka(settings: Settings) -> Tell:
    """Sends lines to the topic `logging`."""

    def tell(lines: list[bytes]) -> bool:
        if not is_open(settings.kafka_port):
            return False
        try:
            limit = int(SEND_SECONDS * 1000)
            # What the client has not given up itself keeps it, its thread and its socket alive after close().
            producer = KafkaProducer(
                bootstrap_servers=settings.kafka,
                acks="all",
                max_block_ms=limit,
                delivery_timeout_ms=limit,
                request_timeout_ms=limit // 2,
            )
            try:
                for sent in [producer.send(TOPIC, value=line, key=b"local-cloud") for line in lines]:
                    sent.get(timeout=2 * SEND_SECONDS)
            finally:
                producer.close(timeout=2 * SEND_SECONDS)
        except (KafkaError, OSError) as problem:
            log.warning("not told yet: %r", problem)
            return False
        return True

    return tell
