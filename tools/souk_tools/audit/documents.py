"""Documents: an invoice for what was paid, credit notes for what was given back of it, numbers without gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from souk_tools.audit.rows import Finding, Order, Row, Shop, decoded

_INVOICE, _CREDIT, _REVERSAL = "invoice", "credit_note", "reversal"


def numbered(shop: Shop) -> Iterator[Finding]:
    """True at every moment: the numbers of a range are 1, 2, 3 … to the last that was taken, and each is had once."""
    had: dict[str, list[int]] = defaultdict(list)
    for file in shop.documents.values():
        for document in file.get("documents", ()):
            range_, _, count = document["number"].rpartition("-")
            had[range_].append(int(count))
    for range_ in sorted({*had, *shop.taken}):
        last = shop.taken.get(range_, 0)
        if sorted(had[range_]) != [*range(1, last + 1)]:
            gaps = sorted({*range(1, last + 1)} - {*had[range_]})
            twice = sorted({count for count in had[range_] if had[range_].count(count) > 1})
            yield Finding("document-numbers", range_, f"{last} taken; missing {gaps[:9]}, twice {twice[:9]}")


def added_up(shop: Shop) -> Iterator[Finding]:
    """True at every moment: lines come to the sums of a document, an invoice to its order, and no more is taken off."""
    for order_id, file in shop.documents.items():
        documents = file.get("documents", ())
        for document in documents:
            lines = sum(position[8] for position in document["positions"])
            if lines != _total(document):
                yield Finding("document-sums", document["number"], f"lines of {lines}, sums of {_total(document)}")
        invoices = [document for document in documents if document["type"] == _INVOICE]
        if len(invoices) > 1:
            yield Finding("invoiced-twice", order_id, f"by {[each['number'] for each in invoices]}")
        if invoices and _total(invoices[0]) != file["sale"]["total"]:
            yield Finding("invoice-total", order_id, f"{_total(invoices[0])} of {file['sale']['total']}")
        if invoices and not 0 <= _off(file) <= _total(invoices[0]):
            yield Finding("credited-too-much", order_id, f"{_off(file)} of {_total(invoices[0])}")


def issued(shop: Shop) -> Iterator[Finding]:
    """Once everything has arrived what was paid is invoiced, or waits for staff, and what went back is credited."""
    for order in shop.whole_orders():
        file = shop.documents.get(order.id, {})
        if not file.get("documents"):
            if _is_invoiced(order) and _is_charged(order) and not file.get("waits"):
                yield Finding("invoice-missing", order.id, order.state)
            continue
        total, sale = order.charged, file["sale"]
        brought = dict(sale["payments"])
        back = sum(
            refund["amount"]
            for payment in shop.payments_of(order.id)
            if payment.id in brought
            for refund in payment.refunds
            if refund["status"] == "succeeded"
        )
        owed = min(max(0, back - max(0, sum(brought.values()) - total)), total)
        if _off(file) != owed:
            yield Finding("credit-notes", order.id, f"{_off(file)} taken off, {owed} given back of the price")


def _is_invoiced(order: Order) -> bool:
    """Whether it was paid, by a version that issues invoices: such orders know what shipping is taxed at."""
    return "PAID" in order.states and "shipping_rate" in decoded(order.details, "totals")


def _is_charged(order: Order) -> bool:
    """Not while its money is only held: then it is invoiced when it is charged."""
    return not order.is_held_for or any(event["type"] == "order.charged" for event in order.events)


def _off(file: Row) -> int:
    """What credit notes have taken off the price, less what was reversed of them."""
    signs = {_CREDIT: 1, _REVERSAL: -1}
    return sum(signs.get(document["type"], 0) * _total(document) for document in file.get("documents", ()))


def _total(document: Row) -> int:
    return sum(int(net) + int(tax) for _, net, tax, *_ in document["sums"])
