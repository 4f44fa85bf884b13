"""What the audit looked at, in numbers, and what it found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from souk_tools.audit.rows import Finding, Shop

SHOWN = 200


def summary(shop: Shop) -> str:
    """What there is: units, reservations and orders by state, money."""
    levels = [row for rows in shop.levels.values() for row in rows]
    on_hand, available = (sum(row[name] for row in levels) for name in ("on_hand", "available"))
    ledger = sum(len(rows) for rows in shop.ledger.values())
    payments = [payment for payment in shop.payments.values() if payment.head]
    captured = sum(payment.captured for payment in payments)
    refunded = sum(payment.refunded for payment in payments)
    disputed = sum(payment.disputed for payment in payments)
    refunds = sum(len(payment.refunds) for payment in shop.payments.values())
    lines = [
        ("SKUs", f"{len(shop.levels)} with {len(levels)} counters and {ledger} ledger rows"),
        ("units", f"{on_hand} on hand, {on_hand - available} reserved, {available} available"),
        ("reservations", _by_state(row["state"] for row in shop.reservations.values())),
        ("orders", _by_state(order.state for order in shop.orders.values())),
        ("payments", f"{len(payments)}, captured {captured}, refunded {refunded} minor units in {refunds} refunds"),
        ("disputes", f"{sum(len(payment.disputes) for payment in payments)}, {disputed} minor units taken back"),
        (
            "documents",
            _by_state(each["type"] for file in shop.documents.values() for each in file.get("documents", ())),
        ),
        ("returns", _by_state(row["state"] for rows in shop.returns.values() for row in rows)),
        ("parcels", str(sum(len(rows) for rows in shop.tracking.values()))),
    ]
    return "\n".join(f"  {name:<14}{text}" for name, text in lines)


def differences(found: Sequence[Finding]) -> str:
    """Each difference on a line, then how many there are of each kind."""
    lines = [f"  {finding}" for finding in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(f"  and {len(found) - SHOWN} more")
    kinds = Counter(finding.rule for finding in found)
    return "\n".join([*lines, "  " + ", ".join(f"{number} {rule}" for rule, number in sorted(kinds.items()))])


def _by_state(states: Iterable[str]) -> str:
    counted = Counter(states)
    return f"{counted.total()}: " + (", ".join(f"{n} {state}" for state, n in sorted(counted.items())) or "none")
