"""What the current work changes, said by the use cases to whoever listens: on routes for staff, the audit trail.

A use case names what it changed with the fields before and after, and knows nothing of who asks. Only what is no
personal datum and no secret is said: states, amounts, counts, versions, of texts no more than that they changed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass

Value = str | int | bool | None
# A note is a line of a trail and no copy of what was changed.
MAX_TEXT = 200


@dataclass(frozen=True, slots=True)
class Changed:
    """`thing` is a kind and an id ("payment:…"); `before` and `after` have the fields that differ."""

    thing: str
    before: Mapping[str, Value]
    after: Mapping[str, Value]


_listening: ContextVar[list[Changed] | None] = ContextVar("changes", default=None)


def note(thing: str, before: Mapping[str, Value], after: Mapping[str, Value]) -> None:
    """Says that `thing` was changed, and is on record. Costs nothing where nobody listens."""
    heard = _listening.get()
    fields = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if heard is not None and fields:
        heard.append(Changed(thing, _only(before, fields), _only(after, fields)))


@contextlib.contextmanager
def noted() -> Iterator[list[Changed]]:
    """What is noted within the block, in order."""
    heard: list[Changed] = []
    token = _listening.set(heard)
    try:
        yield heard
    finally:
        _listening.reset(token)


def _only(values: Mapping[str, Value], fields: list[str]) -> dict[str, Value]:
    return {name: _bounded(values[name]) for name in fields if name in values}


def _bounded(value: Value) -> Value:
    return value[:MAX_TEXT] if isinstance(value, str) else value
