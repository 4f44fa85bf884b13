"""Bank transfers: what came is booked, once, and what is not due is kept until it is given back."""

from __future__ import annotations

import json
from collections.abc import Iterator

from souk_tools.audit.rows import Finding, Payment, Shop

_BY_HAND = "hand-"


def booked(shop: Shop) -> Iterator[Finding]:
    """True at every moment: each transfer is in the ledger with all that it brought, and so is what was given back."""
    for payment in shop.payments.values():
        if not payment.head:
            continue
        kept = sum(it["surplus"] for it in payment.arrivals if not it.get("returned_at"))
        moved = _moved(payment, "surplus") - _moved(payment, "surplus_returned")
        if not payment.surplus == kept == moved >= 0:
            why = f"totals {payment.surplus}, transfers {kept}, ledger {moved}"
            yield Finding("payment-surplus", payment.id, why)
        for arrival in payment.arrivals:
            brought = sum(_moved(payment, kind, arrival["id"]) for kind in ("sale", "surplus"))
            if brought != arrival["amount"]:
                yield Finding(
                    "transfer-ledger", payment.id, f"{arrival['id']} of {arrival['amount']}, booked {brought}"
                )


def once(shop: Shop) -> Iterator[Finding]:
    """True at every moment: an entry of a statement is booked with all of its money, and nothing is without its entry.

    Of one that staff had marked before it is only noted that it came.
    """
    parts: dict[str, int] = {}
    for payment in shop.payments.values():
        for arrival in payment.arrivals:
            parts[arrival["id"]] = parts.get(arrival["id"], 0) + arrival["amount"]
            if not arrival["id"].startswith(_BY_HAND) and arrival["id"] not in shop.entries:
                yield Finding("transfer-without-entry", payment.id, f"{arrival['id']} of no statement")
    for entry_id, entry in shop.entries.items():
        amount = parts.get(entry_id, 0)
        if amount != entry["amount"] and not _told_before(shop, entry):
            yield Finding("entry-unbooked", entry_id, f"brought {entry['amount']}, booked {amount}")


def _told_before(shop: Shop, entry: dict[str, object]) -> bool:
    payments = [shop.payments[each] for each in json.loads(str(entry["payments"])) if each in shop.payments]
    return any(
        arrival["amount"] == entry["amount"] and len(arrival["sources"]) > 1
        for payment in payments
        for arrival in payment.arrivals
    )


def _moved(payment: Payment, kind: str, reference: str = "") -> int:
    return sum(
        int(entry["amount"])
        for entry in payment.ledger
        if entry["movement"] == kind and reference in ("", entry.get("reference"))
    )
