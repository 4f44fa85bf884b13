"""What a function makes ready while it starts, so that its first request need not.

Lambda gives a starting function whole processors and one that answers only its share (0.29 of one at 512 MB), so what
the first request would make is made before it. Nothing here connects to anything or asks anybody.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from typing import TypeVar

Work = TypeVar("Work", bound=Callable[[], object])
_work: list[Callable[[], object]] = []


def of_the_first_request(work: Work) -> Work:
    """Has `work` done when the function starts."""
    _work.append(work)
    return work


def make_ready() -> None:
    """Called when a handler is complete. Does nothing outside Lambda: a module is imported without an environment."""
    if not os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE"):
        return
    if os.environ.get("TABLE_NAME"):
        from souk import dynamo  # not every function has a table

        dynamo.make_client()
    for work in _work:
        work()
    # What is there now stays as long as the function: no request need look through it.
    gc.freeze()
    gc.enable()
