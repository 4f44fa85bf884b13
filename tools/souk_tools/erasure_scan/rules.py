"""By which rule of infra/personal-data.yaml something of a person may be where it is, if by any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from souk_local.settings import PROJECT
from souk_tools.erasure_scan.pieces import Kind, Leaf, Piece

SOURCE = PROJECT / "infra" / "personal-data.yaml"
# Of several fields of one name the rule that allows least counts.
STRICTEST = ("forgotten", "repaired", "published", "expires", "staff", "books", "tax-law", "retention")
# The section of what every service's table has.
_EVERYWHERE = "souk"
_KEPT = frozenset({"tax-law", "retention", "books", "staff"})
_FOR_A_TIME = frozenset({"published", "expires"})
# Nothing that ends by itself takes longer, the log archive least of all (docs/privacy.md). An order that tax law keeps
# ends, too, but that is no reason for what else is left in it.
LONGEST = timedelta(days=400)
Declared = Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]


class Rules:
    """`declared` is infra/personal-data.yaml: by service and class, the fields under each rule."""

    def __init__(self, declared: Declared) -> None:
        self._by_field: dict[tuple[str, str], set[str]] = {}
        for service, classes in declared.items():
            for held in classes.values():
                for rule, fields in held.items():
                    for field in fields:
                        self._by_field.setdefault((service, field), set()).add(rule)

    @classmethod
    def of_the_shop(cls, source: Path = SOURCE) -> Rules:
        loaded = yaml.safe_load(source.read_text())
        return cls({name: classes for name, classes in loaded.items() if name not in ("rules", "retention")})

    def rule_of(self, piece: Piece, leaf: Leaf) -> str:
        """The rule of the innermost name that has one; "" where nothing personal is allowed."""
        if piece.kind is Kind.LOG:
            return "expires"
        if leaf.in_event:
            return self._strictest(("events",), leaf.path)
        if piece.kind is Kind.TOPIC:
            return "published"
        # What a kept answer has within it goes with the answer.
        whole = self._strictest((_EVERYWHERE,), leaf.path[:1]) if len(leaf.path) > 1 else ""
        return whole or self._strictest((piece.service, _EVERYWHERE), leaf.path)

    def _strictest(self, scopes: Sequence[str], path: Sequence[str]) -> str:
        for name in reversed(path):
            found = {rule for scope in scopes for rule in self._by_field.get((scope, name), ())}
            for rule in STRICTEST:
                if rule in found:
                    return rule
        return ""


def is_lawful(piece: Piece, rule: str, now: datetime, *, pseudonym: bool) -> bool:
    """Whether it may still be there once the person is forgotten.

    A pseudonym is an id that leads to nobody once the account is gone. It may stay in what is deleted by itself and in
    what waits for repair; anything else only where a rule keeps it, or until the time that its rule gives it is over.
    """
    ends = piece.until is not None and now < piece.until <= now + LONGEST
    if piece.kind is Kind.LOG:
        return pseudonym and ends
    if rule in _KEPT:
        return True
    if pseudonym:
        return ends or rule == "repaired"
    return ends and rule in _FOR_A_TIME
