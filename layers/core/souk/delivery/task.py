"""A record that is to be worked on, and what may go wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from souk import context
from souk.delivery.ports import Why, short
from souk.delivery.record import KafkaRecord
from souk.events import Event
from souk.events.registry import model_of


@dataclass(frozen=True, slots=True)
class Task:
    """`event` is None for a record that is none. `fault` says why it cannot be worked on as it is."""

    record: KafkaRecord
    aggregate: str
    event: Event | None = None
    fault: Why | None = None

    @property
    def correlation_id(self) -> str:
        if self.event:
            return self.event.correlation_id
        return context.acceptable(self.record.headers.get("correlation_id"))

    def why(self, error: BaseException | None, reason: str = "") -> Why:
        """Why it is set aside. The error's own words stay in the log."""
        kind = reason or type(error).__name__
        return Why(kind, self.event.type[:100] if self.event else "", self.correlation_id[:128])


# Works on tasks, all or none of them. Raises what went wrong.
Work = Callable[[Sequence[Task]], None]
# The task in a record; None when nobody here wants it.
Read = Callable[[KafkaRecord], Task | None]


def line_of(record: KafkaRecord) -> Task:
    """A record that belongs to no aggregate."""
    return Task(record, f"@{record.offset}")


def event_of(record: KafkaRecord, wanted: Callable[[Event], bool]) -> Task | None:
    """The event in a record, if it is wanted.

    What is no event never will be: it is set aside alone, and nothing waits behind it. An event whose data are not
    those of its type may be one again, when the consumer that was deployed in a hurry is mended.
    """
    try:
        event = Event.model_validate_json(record.value)
    except (ValueError, RecursionError):
        return Task(record, f"@{record.offset}", fault=Why("NotAnEvent", hopeless=True))
    if not wanted(event):
        return None
    task = Task(record, short(event.aggregate_id), event)
    try:
        model_of(event.type).model_validate(event.data)
    except (ValidationError, RecursionError, OverflowError) as error:
        return Task(record, task.aggregate, event, task.why(error, "InvalidData"))
    return task
