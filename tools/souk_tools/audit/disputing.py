"""Answers to disputes: none is promised and forgotten, and what was sent is kept. And refunds over several payments."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from souk_tools.audit.rows import Finding, Payment, Row, Shop


def kept(shop: Shop) -> Iterator[Finding]:
    """True at every moment: what a bank was told is kept until its person is forgotten, of its disputes only."""
    for payment in shop.payments.values():
        known = {dispute["reference"]: _answer(dispute) for dispute in payment.disputes if "reference" in dispute}
        for reference in payment.evidence.keys() - known.keys():
            yield Finding("evidence-astray", payment.id, f"of {reference}, which it does not have")
        for reference, (kind, failure, _) in known.items():
            is_told = kind == "evidence" and not failure
            if is_told and reference not in payment.evidence and not _is_forgotten(shop, payment):
                yield Finding(
                    "evidence-missing", payment.id, f"{reference} was answered with evidence that is not kept"
                )


def sent(shop: Shop) -> Iterator[Finding]:
    """True once everything has arrived: the provider was told every answer, or has refused it."""
    for payment in shop.payments.values():
        for dispute in payment.disputes:
            kind, failure, sent_at = _answer(dispute)
            if kind and not failure and not sent_at:
                yield Finding("answer-unsent", payment.id, f"{dispute['reference']}: {kind}")


def shown(shop: Shop) -> Iterator[Finding]:
    """True at every moment: of evidence that was sent, the provider has every file."""
    for payment in shop.payments.values():
        for dispute in payment.disputes:
            kind, failure, sent_at = _answer(dispute)
            # One that the bank has closed meanwhile is not sent any more.
            if kind != "evidence" or failure or not (sent_at and dispute.get("submissions")):
                continue
            files = payment.evidence.get(dispute["reference"], {}).get("files") or []
            for file_id, what, *_, reference in json.loads(files) if isinstance(files, str) else files:
                if not reference:
                    yield Finding("evidence-file-unsent", payment.id, f"{dispute['reference']}: {what} {file_id}")


def refunded_once(shop: Shop) -> Iterator[Finding]:
    """True at every moment: over all its payments no more units of an order are refunded than were bought."""
    for order_id, lines in shop.bought.items():
        back: Counter[str] = Counter()
        for payment in shop.payments_of(order_id):
            for refund in payment.refunds:
                if refund["status"] != "failed":
                    back.update({sku: units for sku, units, *_ in refund.get("lines", ())})
        for sku, units in back.items():
            if units > lines.get(sku, units):
                yield Finding("units-refunded-twice", order_id, f"{units} of {lines[sku]} {sku}")


def held_back(shop: Shop) -> Iterator[Finding]:
    """True at every moment: staff hand over nothing that is held."""
    for order_id, parcels in shop.tracking.items():
        for parcel in parcels:
            for reason, reference, _, since, released in parcel.get("holds", ()):
                left = [scan for scan in parcel.get("scans", ()) if scan[0].endswith(":dispatched") and scan[2] > since]
                if left and not released:
                    yield Finding("held-and-sent", f"{order_id} {parcel['sk']}", f"{reason} {reference}")


def let_go(shop: Shop) -> Iterator[Finding]:
    """True once everything has arrived: what was decided for the shop holds nothing."""
    won = {
        dispute.get("reference")
        for payment in shop.payments.values()
        for dispute in payment.disputes
        if dispute.get("status") in ("won", "warning_closed")
    }
    for order_id, parcels in shop.tracking.items():
        for parcel in parcels:
            for _, reference, _, _, released in parcel.get("holds", ()):
                if reference in won and not released:
                    yield Finding("held-for-nothing", f"{order_id} {parcel['sk']}", f"{reference} is won")


def _answer(dispute: Row) -> tuple[str, str, str]:
    """Its kind, why it was refused, and when it was sent; empty where there is none."""
    answer = dispute.get("answer")
    return (answer[0], answer[5], answer[4]) if answer else ("", "", "")


def _is_forgotten(shop: Shop, payment: Payment) -> bool:
    """The order has told that its person is."""
    order = shop.orders.get(payment.head.get("order_id", ""))
    return order is None or any(event.get("type") == "order.anonymised" for event in order.events)
