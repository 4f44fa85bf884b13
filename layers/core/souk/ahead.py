"""What a function makes ready while it starts, so that its first request need not.

Lambda gives a starting function whole processors and one that answers only its share (0.29 of one at 512 MB), so what
the first request would make is made before it. Nothing here connects to anything or asks anybody, but for the
credentials, which are Lambda's own to give, and nothing of it is random or secret: with SnapStart all copies have it.
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
        from souk.storage import dynamo  # not every function has a table

        dynamo.make_client()
    for work in _work:
        work()
    if os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"] == "snap-start":
        _differ_after_restore()
    # What is there now stays as long as the function: no request need look through it.
    gc.freeze()
    gc.enable()


def _differ_after_restore() -> None:
    """Seeds `random` anew in each copy of the snapshot, or all would wait the same "random" times and take the same
    shards. What has to be secret or unique comes from the system, which Lambda keeps apart:
    https://docs.aws.amazon.com/lambda/latest/dg/snapstart-uniqueness.html
    """
    import random

    # Lambda's Python has it: https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-python.html
    from snapshot_restore_py import register_after_restore  # type: ignore[import-not-found]

    register_after_restore(random.seed)
