"""Waiting for something with a limit; the only place of the local cloud that sleeps."""

import time
from collections.abc import Callable


def wait_until(condition: Callable[[], bool], limit_seconds: float, every_seconds: float = 0.1) -> bool:
    """True as soon as the condition holds, False when the limit has passed."""
    deadline = time.monotonic() + limit_seconds
    while True:
        if condition():
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(every_seconds)
