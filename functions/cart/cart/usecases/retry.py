"""Repeats a change that another one overtook, so that neither is lost."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from cart.usecases.ports import Stale
from souk.errors import Conflict

ATTEMPTS = 10
_BASE_SECONDS = 0.005
_CAP_SECONDS = 0.1

Result = TypeVar("Result")


def until_fresh(change: Callable[[], Result]) -> Result:
    """Runs `change`, which loads, changes and saves, until its save meets what it had loaded.

    In every round of rivals at least one gets through, so the bound is met only by more rivals than one shopper has.
    Raises Conflict then.
    """
    for attempt in range(ATTEMPTS):
        try:
            return change()
        except Stale:
            # A random wait up to an exponential bound keeps rivals from meeting again.
            time.sleep(random.uniform(0, min(_CAP_SECONDS, _BASE_SECONDS * 2**attempt)))  # noqa: S311
    raise Conflict("the cart is being changed from several places at once, try again")
