"""Optimistic locking: load, decide, save on condition that nobody was faster, else again.

Stores raise `Stale`, as `put_if`, `update_if` and `Transaction.commit` of `souk.storage.dynamo` do; use cases
repeat their change with `until_fresh`.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from typing import TypeVar

from souk import clock
from souk.errors import PreconditionFailed, Unavailable

TRIES = 10
_BASE_SECONDS = 0.005
_CAP_SECONDS = 0.1

Result = TypeVar("Result")


class Stale(Exception):
    """What was to be written is based on what has changed since it was read; nothing was written."""


def require_version(seen: int | None, current: int) -> None:
    """Whether what is to be changed is still as somebody saw it; None is whoever did not say. Raises PreconditionFailed
    with the version it has now.
    """
    if seen is not None and seen != current:
        raise PreconditionFailed("it was changed since you looked at it; look again", version=current)


def until_fresh(change: Callable[[], Result], tries: int = TRIES, seconds: float = math.inf) -> Result:
    """Runs `change`, which loads, decides and saves, until its save meets what it had loaded.

    No try begins when `seconds` are over. Of rivals that meet, at least one gets through, so a few tries serve all but
    a crowd. What else `change` raises gets out. Raises Unavailable when the tries are used up.
    """
    deadline = clock.Deadline(seconds)
    overtaken: Stale | None = None
    for number in range(tries):
        _wait_before(number)
        if deadline.passed:
            break
        try:
            return change()
        except Stale as error:
            overtaken = error
    raise Unavailable("this is being changed by many at once, try again shortly") from overtaken


def _wait_before(number: int) -> None:
    """The first repeat comes at once. Before each later one, a random wait up to an exponential bound ("full jitter")
    keeps rivals from meeting again.
    """
    if number > 1:
        time.sleep(random.uniform(0, min(_CAP_SECONDS, _BASE_SECONDS * 2 ** (number - 2))))  # noqa: S311
