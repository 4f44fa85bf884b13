"""The filter of a list of orders as the job of an export keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from backoffice.usecases.ports import OrderCriteria


def kept(criteria: OrderCriteria) -> dict[str, str]:
    """As texts, without what is not asked for."""
    held = {
        "q": criteria.text,
        "state": ",".join(sorted(criteria.states)),
        "payment": ",".join(sorted(criteria.paid)),
        "waiting": ",".join(sorted(criteria.reasons)),
        "country": criteria.country,
        "from": criteria.since.isoformat() if criteria.since else "",
        "to": criteria.until.isoformat() if criteria.until else "",
        "sort": "newest" if criteria.newest else "oldest",
    }
    return {name: text for name, text in held.items() if text}


def read(held: Mapping[str, str]) -> OrderCriteria:
    return OrderCriteria(
        text=held.get("q", ""),
        states=_several(held.get("state", "")),
        paid=_several(held.get("payment", "")),
        reasons=_several(held.get("waiting", "")),
        country=held.get("country", ""),
        since=_moment(held.get("from", "")),
        until=_moment(held.get("to", "")),
        newest=held.get("sort") != "oldest",
    )


def _several(text: str) -> frozenset[str]:
    return frozenset(text.split(",")) if text else frozenset()


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
