"""Delivery with patience: a broker that restarts must not cost log lines."""

from __future__ import annotations

import time
from collections.abc import Callable

from shipper.records import Record
from souk.errors import Unavailable
from souk.telemetry import logger

Produce = Callable[[list[Record]], None]
_WAITS = (0.5, 2.0, 5.0)
# What one more attempt may take, with a little to spare for the answer.
_ATTEMPT_MS = 22_000


class Delivery:
    """`produce` raises Unavailable when Kafka does not take the records; `pause` waits so many seconds."""

    def __init__(self, produce: Produce, pause: Callable[[float], None] = time.sleep) -> None:
        self._produce = produce
        self._pause = pause

    def send(self, records: list[Record], remaining_ms: Callable[[], int]) -> None:
        """Sends the records, trying again while there is time for one more attempt. Raises Unavailable.

        An attempt may have got through unacknowledged, so a line may arrive twice, under the same id.
        """
        for wait in _WAITS:
            try:
                self._produce(records)
                return
            except Unavailable as error:
                if remaining_ms() < wait * 1000 + _ATTEMPT_MS:
                    raise
                logger.warning("kafka does not take log lines", extra={"lines": len(records), "reason": error.message})
                self._pause(wait)
        self._produce(records)
