"""What was read of something stored, against what is read of it now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any


def lost(then: Any, now: Any, path: str = "") -> Iterator[str]:
    """Where `now` does not say what `then` said. It may say more."""
    if isinstance(then, dict) and isinstance(now, dict):
        for name, value in then.items():
            yield from lost(value, now.get(name), f"{path}.{name}")
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for number, value in enumerate(then):
            yield from lost(value, now[number], f"{path}[{number}]")
    elif then != now:
        yield f"{path}: {then!r} is now {now!r}"


def plain(value: Any) -> Any:
    """A value of a domain, or several, as JSON has it."""
    return json.loads(json.dumps(value, default=lambda one: asdict(one) if hasattr(one, "__slots__") else str(one)))
