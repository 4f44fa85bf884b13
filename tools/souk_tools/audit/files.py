"""Files that were bought: given to who paid, as long as it is theirs, and no more often than the shop gives them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from souk_tools.audit.rows import Finding, Order, Shop, decoded
from souk_tools.audit.stock import DEAD

# The greatest that template.yaml lets a shop choose (DownloadsPerUnit).
MOST_PER_UNIT = 1000
# An order hears of a refund after its payment has it.
_HEARD_WITHIN = 600_000


def given(shop: Shop, per_unit: int = MOST_PER_UNIT) -> Iterator[Finding]:
    """True at every moment; `per_unit` is what the shop gives of a file for each unit. Of the times of a file's
    downloads only the first is known.
    """
    for order in shop.whole_orders():
        downloads, granted = order.head.get("downloads", ()), order.head.get("granted", ())
        consents = order.head.get("file_consents", ())
        if not (downloads or granted or consents):
            continue
        if "PAID" not in order.states:
            yield Finding("files-unpaid", order.id, f"{len(downloads)} downloads, {len(granted)} grants, never paid")
        digital = {sku: units for sku, units in order.quantities.items() if sku not in order.to_send}
        if others := {row[0] for row in (*downloads, *granted, *consents)} - set(digital):
            yield Finding("files-of-goods", order.id, f"nothing of it to download: {sorted(others)}")
        more = {sku: times for sku, times, _ in granted}
        end = _end(shop, order)
        for sku, file_id, _, times, first in downloads:
            most = digital.get(sku, 0) * per_unit + more.get(sku, 0)
            if times > most:
                yield Finding("files-over", order.id, f"{file_id} of {sku} {times} times, and no more than {most}")
            if end is not None and first > end:
                yield Finding("files-after-end", order.id, f"{file_id} of {sku}, when nothing of it was paid any more")


def _end(shop: Shop, order: Order) -> int | None:
    """From when on nothing of it was the shopper's, in milliseconds: it had ended, or all was paid back."""
    ends = [entry[1] for entry in decoded(order.head, "history") if entry[0] in DEAD]
    payments = [payment for payment in shop.payments_of(order.id) if payment.head]
    captured = sum(payment.captured for payment in payments)
    if captured and captured == sum(payment.refunded for payment in payments):
        times = [entry["at"] for one in payments for entry in one.ledger if entry["movement"] == "refunded"]
        ends += [int(datetime.fromisoformat(max(times)).timestamp() * 1000) + _HEARD_WITHIN] if times else []
    return min(ends, default=None)
