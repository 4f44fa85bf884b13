"""Which chain an entry belongs to, and for how long it is kept.

A chain holds the entries of one kind that came on one day, so it expires as a whole and nothing that stays hangs on
what is gone.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    CHANGE = "change"
    READ = "read"


# Whole days after the year's end, as the law counts: CHANGE is what explains the books, ten years (German Fiscal Code,
# AO § 147 (1) no. 1, (3), (4); HGB § 257 has the same). Of READ no law says how long: twelve months, as PCI DSS 4.0,
# 10.5.1, asks of audit logs, and no longer, as GDPR article 5 (1) (e) asks of personal data.
_YEARS = {Kind.CHANGE: 10, Kind.READ: 1}


def kind_of(*, reads: bool) -> Kind:
    return Kind.READ if reads else Kind.CHANGE


def chain_of(kind: Kind, recorded_at: datetime) -> str:
    """The chain an entry goes to: "change#2026-11-29"."""
    return f"{kind.value}#{recorded_at.date().isoformat()}"


def chains_between(first: date, last: date) -> list[str]:
    """The chains of those days, both included, the oldest first."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [f"{kind.value}#{day.isoformat()}" for day in days for kind in Kind]


def kept_until(chain: str) -> datetime:
    """The moment from which a chain may be gone, in UTC.

    What the books need is kept to the end of a year: the time begins when the year of the entry has ended.
    """
    kind, _, day = chain.partition("#")
    recorded = date.fromisoformat(day)
    years = _YEARS[Kind(kind)]
    if Kind(kind) is Kind.CHANGE:
        return datetime.fromisoformat(f"{recorded.year + years + 1}-01-01T00:00:00+00:00")
    return datetime.fromisoformat(f"{day}T00:00:00+00:00") + timedelta(days=366 * years)
