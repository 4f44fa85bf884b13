"""Waiting for what happens by itself: asks until it is so, with a limit."""

from __future__ import annotations

from collections.abc import Callable

from souk_local.waiting import wait_until


def eventually(
    condition: Callable[[], bool],
    limit_seconds: float = 60,
    because: Callable[[], str] | None = None,
    every_seconds: float = 0.25,
) -> None:
    """Fails when the condition does not hold within the limit. `because` says what was seen instead."""
    if not wait_until(condition, limit_seconds, every_seconds):
        raise AssertionError(because() if because else f"it did not happen within {limit_seconds:.0f} s")
