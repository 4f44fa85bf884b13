"""What a function makes ready while it starts, so that its first request need not.

Lambda gives a starting function whole processors and one that answers only its share (0.29 of one at 512 MB), so what
the first request would make is made before it. Nothing here connects to anything or asks anybody.
"""

from __future__ import annotations

import os
from collections.abc import Callable

Work = Callable[[], object]
_work: list[Work] = []


def of_the_first_request(work: Work) -> Work:
    """Has `work` done when the function starts; what it registers in turn is done as well."""
    _work.append(work)
    return work


def make_ready() -> None:
    """Called when a handler is complete. Does nothing outside Lambda: a module is imported without an environment."""
    if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE"):
        while _work:
            _work.pop(0)()
