"""What is rare about an order, and under which mark it is found for it.

An order stands under its marks as under its words. A mark begins with a capital letter, and no word does. What is
ordinary, and would cost every purchase an entry, has no mark: it fills the lists (`facts.ListGroup`).
"""

from __future__ import annotations

from collections.abc import Collection

from backoffice.domain.facts import IN_PARTS, Facts, Paid, Reason

# Of the others the lists are full.
_RARE: frozenset[str] = frozenset(
    {Paid.FAILED, Paid.AUTHORISED, Paid.PARTIALLY_CAPTURED, Paid.PARTIALLY_REFUNDED, Paid.REFUNDED, Paid.VOIDED}
)


def of_reason(reason: str) -> str:
    return f"W:{reason}"


def of_order(facts: Facts) -> list[str]:
    """Nothing of most orders, and of one that is not listed."""
    if not facts.is_listed:
        return []
    found = [of_reason(reason) for reason in facts.reasons]
    # That of one that waits to be captured says the same already.
    if facts.paid in _RARE and Reason.CAPTURE not in facts.reasons:
        found.append(_of_paid(facts.paid))
    return [*found, _PARTS] if facts.state == IN_PARTS else found


def leading_to(states: Collection[str], paid: Collection[str], reasons: Collection[str]) -> list[str]:
    """The marks under which all orders stand that are wanted; none where only the lists have them all."""
    if reasons:
        return sorted(map(of_reason, reasons))
    if paid and _RARE.issuperset(paid):
        return sorted({mark for each in paid for mark in _of_all_paid(each)})
    return [_PARTS] if set(states) == {IN_PARTS} else []


def _of_all_paid(paid: str) -> list[str]:
    return [_of_paid(paid), *([of_reason(Reason.CAPTURE)] if paid == Paid.AUTHORISED else ())]


def _of_paid(paid: str) -> str:
    return f"P:{paid}"


_PARTS = f"S:{IN_PARTS}"
