"""Delivery with patience: a broker that restarts must not cost log lines, and one that is away must not cost the shop.

While Kafka is down every log batch comes here. If each waited out its minute, logging would hold the account's
concurrency and the checkout would be throttled. So a process that has met a dead broker only knocks (a second) until
one opens, and gives the batch back: Lambda keeps it and brings it again (see the function's EventInvokeConfig).
"""

from __future__ import annotations

from collections.abc import Callable

from log_forwarder.domain.subscription import LogBatch
from log_forwarder.usecases.ports import LogRecord, Produce, Reachable
from log_forwarder.usecases.records import records_of
from souk.errors import Unavailable
from souk.telemetry import count, logger

_WAITS = (0.5, 2.0, 5.0)
# What one more attempt may take, with a little to spare for the answer.
_ATTEMPT_MS = 22_000


class PatientDelivery:
    """`pause` waits so many seconds."""

    def __init__(self, produce: Produce, reachable: Reachable, pause: Callable[[float], None]) -> None:
        self._produce = produce
        self._reachable = reachable
        self._pause = pause
        self._away = False

    def deliver(self, batch: LogBatch, remaining_ms: Callable[[], int]) -> int:
        """Sends a batch's lines; how many. Raises Unavailable, and counts them as not shipped."""
        records = records_of(batch)
        if records:
            self._send(records, remaining_ms)
        return len(records)

    def _send(self, records: list[LogRecord], remaining_ms: Callable[[], int]) -> None:
        try:
            if self._away and not self._reachable():
                raise Unavailable("no Kafka broker takes connections")
            self._persist(records, remaining_ms)
            self._away = False
        except Unavailable as error:
            self._away = True
            count("LinesNotShipped", len(records))
            logger.error("kafka does not take log lines", extra={"lines": len(records), "reason": error.message})
            raise

    def _persist(self, records: list[LogRecord], remaining_ms: Callable[[], int]) -> None:
        """Tries again while a broker is there and there is time for one more attempt. Raises Unavailable.

        An attempt may have got through unacknowledged, so a line may arrive twice, under the same id.
        """
        for wait in _WAITS:
            try:
                self._produce(records)
                return
            except Unavailable as error:
                if remaining_ms() < wait * 1000 + _ATTEMPT_MS or not self._reachable():
                    raise
                logger.warning("kafka hesitates to take log lines", extra={"reason": error.message})
                self._pause(wait)
        self._produce(records)
