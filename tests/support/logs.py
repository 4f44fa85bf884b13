"""What is logged, as the log forwarder would read it."""

from __future__ import annotations

import contextlib
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

from souk.telemetry import logger


class Lines(io.StringIO):
    """The log lines written so far."""

    def parsed(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@contextlib.contextmanager
def captured() -> Iterator[Lines]:
    """The lines logged within the block, formatted at the moment they are logged."""
    lines = Lines()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(logger.registered_formatter)
    underlying = logging.getLogger(logger.name)
    underlying.addHandler(handler)
    try:
        yield lines
    finally:
        underlying.removeHandler(handler)
