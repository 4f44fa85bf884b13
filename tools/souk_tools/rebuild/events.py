"""All events that the tables hold: those in the journals of orders, payments and parcels, which stay as long as these
do, and those in the outboxes, which stay for 90 days. Of an account whose events are older, its profile says the same.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from backoffice.usecases.following import TYPES
from backoffice.usecases.hearing import HEARD, order_of
from souk.events import Event
from souk.events.users import UserChanged
from souk_tools.audit.rows import Row, opened

Item = dict[str, Any]
# The raw items of a service's table, each time anew.
Scan = Callable[[str], Iterable[Item]]
SOURCES = ("orders", "payments", "shipping", "products", "users")
_NAMED = ("user.registered", "user.updated")
_OTHERS = ("stock.", *_NAMED)


@dataclass
class Found:
    """The texts of events: by order, and those of stock and accounts, an aggregate's in order."""

    orders: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    others: list[str] = field(default_factory=list)


def read(scan: Scan) -> Found:
    found = Found()
    others: dict[str, Event] = {}
    profiles: dict[str, Event] = {}
    for source in SOURCES:
        for row in (row for item in scan(source) for row in opened(item)):
            if source == "users" and row["sk"] == "PROFILE":
                profile = _profile(row)
                profiles[profile.aggregate_id] = profile
            elif row["sk"].startswith("OUTBOX#"):
                _sort(row["event"], found, others)
    told = {event.aggregate_id for event in others.values()}
    known = [*others.values(), *(event for user_id, event in profiles.items() if user_id not in told)]
    found.others = [event.text() for event in sorted(known, key=lambda e: (e.aggregate_id, e.aggregate_version))]
    return found


def _sort(text: str, found: Found, others: dict[str, Event]) -> None:
    kind = json.loads(text)["type"]
    if kind not in TYPES:
        return
    event = Event.model_validate_json(text)
    if kind in HEARD:
        found.orders[order_of(event)].append(text)
    elif kind.startswith(_OTHERS):
        others[event.id] = event


def _profile(row: Row) -> Event:
    user_id = row["pk"].partition("#")[2]
    data = UserChanged(user_id=user_id, email=row["email"], name=row.get("name") or "", locale=row["locale"])
    return Event(
        type="user.updated",
        occurred_at=datetime.fromisoformat(row["created_at"]),
        aggregate_id=user_id,
        aggregate_version=row["version"],
        correlation_id="rebuild",
        data=data.model_dump(),
    )


def versions(items: Iterable[Item]) -> Iterator[tuple[str, int]]:
    """The orders that the projection has, with the versions of their rows."""
    for item in items:
        if item["sk"].get("S") == "ORDER" and item["pk"]["S"].startswith("ORDER#"):
            yield item["pk"]["S"].partition("#")[2], int(item["version"]["N"])
