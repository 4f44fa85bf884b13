"""What a consumer could not handle and has set aside, in the table of any service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from souk_tools.audit.rows import Finding, Row


def for_a_consumer(tables: Mapping[str, Iterable[Row]]) -> Iterator[Finding]:
    """Every aggregate of which an event is set aside: what should have come of it has not."""
    for service, rows in tables.items():
        for row in rows:
            if row["sk"] == "WAITING" and row["pk"].startswith("INBOX#"):
                what = row.get("event_type") or "no event"
                told = f"{what} of {row['lane']}, tried {row['tries']} times: {row['reason']}"
                yield Finding("event-set-aside", f"{service} {row['aggregate']}", told)
