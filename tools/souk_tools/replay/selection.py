"""Which events are to be replayed."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from souk_local.bridge.records import Record
from souk_local.problems import LocalCloudError

AGO = re.compile(r"(\d+)([smhd])")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True)
class Selection:
    """Every condition given must hold; none given selects everything."""

    aggregate: str = ""
    types: frozenset[str] = frozenset()
    since: datetime | None = None

    def takes(self, event: dict[str, Any]) -> bool:
        """Whether the event, parsed from its envelope, is wanted."""
        if self.aggregate and event["aggregate_id"] != self.aggregate:
            return False
        if self.types and event["type"] not in self.types:
            return False
        return self.since is None or datetime.fromisoformat(event["occurred_at"]) >= self.since


@dataclass
class Selected:
    """Records in the order in which they are to be sent, and what they are."""

    records: list[Record] = field(default_factory=list)
    types: Counter[str] = field(default_factory=Counter)
    unreadable: int = 0  # records that hold no event; a consumer would only refuse them

    @property
    def aggregates(self) -> int:
        return len({record.key for record in self.records})


def select(records: Iterable[Record], selection: Selection) -> Selected:
    """The records whose events are wanted."""
    found = Selected()
    for record in records:
        try:
            event = json.loads(record.value or b"")
            wanted, kind = selection.takes(event), str(event["type"])
        except (ValueError, KeyError, TypeError):
            found.unreadable += 1
            continue
        if wanted:
            found.records.append(record)
            found.types[kind] += 1
    return found


def since(text: str, now: datetime) -> datetime | None:
    """Reads "2026-01-31", "2026-01-31T10:00:00+00:00" (UTC where nothing is said) or "36h", "7d" before `now`.

    Raises LocalCloudError for anything else.
    """
    if not text:
        return None
    ago = AGO.fullmatch(text)
    try:
        if ago:
            return now - timedelta(**{UNITS[ago[2]]: int(ago[1])})
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise LocalCloudError(f"SINCE={text} is neither a time (2026-01-31T10:00) nor a span (36h, 7d).") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
