"""The audit trail as far as tests go that are about something else: it keeps what services say of their staff."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from souk.errors import Unavailable
from souk.events import Event, data_of
from souk.events.audit import StaffActed
from souk.http.audit import trail


class MemoryTrail:
    """A list of entries; `full_after` so many it takes no more."""

    def __init__(self, full_after: int | None = None) -> None:
        self.events: list[Event] = []
        self.full_after = full_after

    def __len__(self) -> int:
        return len(self.events)

    def add(self, event: Event) -> None:
        if self.full_after is not None and len(self.events) >= self.full_after:
            raise Unavailable("the trail takes no more")
        self.events.append(event)

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]

    @property
    def last(self) -> StaffActed:
        return data_of(self.events[-1], StaffActed)


@contextlib.contextmanager
def kept(in_trail: MemoryTrail | None = None) -> Iterator[MemoryTrail]:
    """Within the block services record in memory."""
    found = MemoryTrail() if in_trail is None else in_trail
    with trail.swap(lambda: found):
        yield found
