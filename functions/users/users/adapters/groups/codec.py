"""A group's rule as JSON, as it is stored. What a rule does not say is left out."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from souk import clock
from souk.money import Money
from users.domain.consent_texts import ConsentKind
from users.domain.groups.rule import GroupRule


def dumped(rule: GroupRule) -> str:
    spent = rule.spent
    members: dict[str, Any] = {
        "countries": sorted(rule.countries),
        "languages": sorted(rule.languages),
        "consents": sorted(rule.consents),
        "orders": rule.orders,
        "spent": {"amount": spent.amount, "currency": spent.currency} if spent else None,
        "within_days": rule.within_days,
        "first_order_from": _text(rule.first_order_from),
        "first_order_until": _text(rule.first_order_until),
    }
    return json.dumps({name: value for name, value in members.items() if value})


def loaded(text: str) -> GroupRule:
    kept: dict[str, Any] = json.loads(text)
    spent = kept.get("spent")
    return GroupRule(
        countries=frozenset(kept.get("countries", ())),
        languages=frozenset(kept.get("languages", ())),
        consents=frozenset(map(ConsentKind, kept.get("consents", ()))),
        orders=kept.get("orders", 0),
        spent=Money(spent["amount"], spent["currency"]) if spent else None,
        within_days=kept.get("within_days", 0),
        first_order_from=_moment(kept.get("first_order_from")),
        first_order_until=_moment(kept.get("first_order_until")),
    )


def _text(moment: datetime | None) -> str:
    return clock.isoformat(moment) if moment else ""


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
