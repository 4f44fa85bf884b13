"""The export of one's data: one archive of everything that every service holds of a person.

asked for ──▶ every service has written its part ──▶ ready for a week ──▶ expired
               or a day has passed: what is missing is named in the archive
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from souk.exports import counted, page_name

# Who writes parts: one, one for each page of orders, or both. What this service has is read when the archive is made.
BY_PERSON = ("cart", "backoffice", "notifications")
BY_ORDER = ("orders", "shipping", "payments", "notifications", "backoffice", "documents")
WRITERS = tuple(dict.fromkeys((*BY_PERSON, *BY_ORDER)))
# A part that has not come by then is not waited for. Events that fail are tried again within hours (souk.delivery).
PATIENCE = timedelta(days=1)
# Nothing is looked after before: parts come within seconds.
EARLY = timedelta(minutes=30)
# The bucket's lifecycle says the same (template.yaml, ExportsBucket).
KEPT = timedelta(days=7)
# What the page shows of one whose time is over.
REMEMBERED = timedelta(days=30)


class ExportState(StrEnum):
    UNDER_WAY = "under_way"
    READY = "ready"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Export:
    """`arrived` are the parts that are there, each as "<service>/<page>.json", and "orders/<pages>.count", which says
    how many pages of orders there are. `missing` are the services whose parts never all came; `size` is in bytes."""

    id: str
    user_id: str
    asked_at: datetime
    arrived: frozenset[str] = frozenset()
    ready_at: datetime | None = None
    size: int = 0
    missing: tuple[str, ...] = ()

    @property
    def until(self) -> datetime | None:
        """Until when the archive can be fetched."""
        return self.ready_at + KEPT if self.ready_at else None

    def state(self, now: datetime) -> ExportState:
        if self.until is None:
            return ExportState.UNDER_WAY
        return ExportState.READY if now < self.until else ExportState.EXPIRED

    @property
    def expected(self) -> frozenset[str] | None:
        """Every part there is to be; None until it is known how many orders there are."""
        counts = [count for name in self.arrived if (count := _counted(name)) is not None]
        if not counts:
            return None
        pages = range(1, max(counts) + 1)
        by_person = {_of_person(service) for service in BY_PERSON}
        return frozenset(by_person | {_part(service, page) for service in BY_ORDER for page in pages})

    @property
    def files(self) -> tuple[str, ...]:
        """The parts that are there, in the order of their names."""
        return tuple(sorted(name for name in self.arrived if _counted(name) is None))

    @property
    def is_whole(self) -> bool:
        return self.expected is not None and self.expected <= self.arrived

    @property
    def lacking(self) -> tuple[str, ...]:
        """The services that have not written all of it."""
        if self.expected is None:
            return tuple(
                service for service in WRITERS if service in BY_ORDER or _of_person(service) not in self.arrived
            )
        without = {name.partition("/")[0] for name in self.expected - self.arrived}
        return tuple(service for service in WRITERS if service in without)

    def packed(self, size: int) -> Export:
        return replace(self, size=size, missing=self.lacking)


def _part(service: str, page: int) -> str:
    return f"{service}/{page_name(page)}"


def _of_person(service: str) -> str:
    """The part about the person, which is before the pages of orders where there are both."""
    return _part(service, 0 if service in BY_ORDER else 1)


def _counted(part: str) -> int | None:
    return counted(part.partition("/")[2])


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not in the archive, and why."""

    what: str
    why: str


LEFT_OUT = (
    LeftOut(
        "passwords, keys of sessions, passkeys, authenticator apps and orders", "they open your account or an order"
    ),
    LeftOut("log lines", "they are kept for 14 days to find errors, and hold no names or addresses"),
    LeftOut("messages between our services", "they say the same once more, and are removed after days"),
    LeftOut("which of our staff did something", "it is their datum and not yours"),
    LeftOut("your card", "our payment provider has it; we never see it"),
)
