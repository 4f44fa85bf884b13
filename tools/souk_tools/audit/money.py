"""Money: the ledger is the payment, nobody is charged twice, and what a dead order took is given back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from souk_tools.audit.rows import Finding, Order, Payment, Shop, decoded
from souk_tools.audit.stock import DEAD, UNPAID

_OPEN = {"pending", "requires_action", "failed"}
# Disputes that have not ended.
_DISPUTED = {"needs_response", "under_review", "warning_needs_response", "warning_under_review"}


def balanced(shop: Shop) -> Iterator[Finding]:
    """True at every moment: a payment's totals are its ledger's, and within their bounds."""
    for payment in shop.payments.values():
        if not payment.head:
            yield Finding("payment-whole", payment.id, "events without a payment")
            continue
        totals = payment.totals
        if totals != _booked(payment):
            yield Finding("payment-ledger", payment.id, f"totals {totals}, ledger {_booked(payment)}")
        authorised, captured, voided, refunded = totals
        if not (0 <= refunded <= captured and captured + voided <= authorised <= payment.head["amount"]):
            yield Finding("payment-bounds", payment.id, f"{totals} of {payment.head['amount']}")
        taken = sum(dispute.get("withdrawn", 0) - dispute.get("reinstated", 0) for dispute in payment.disputes)
        if not payment.disputed == taken == _taken_back(payment) >= 0:
            booked = f"totals {payment.disputed}, ledger {_taken_back(payment)}"
            yield Finding("payment-disputes", payment.id, f"disputes of {taken}, {booked}")
        sent = sum(refund["amount"] for refund in payment.refunds if refund["status"] == "succeeded")
        if sent != refunded:
            yield Finding("payment-refunds", payment.id, f"refunds of {sent}, ledger {refunded}")


def charged_once(shop: Shop) -> Iterator[Finding]:
    """True at every moment: an order is charged by one payment at most beside its gift cards, and by both never
    more than it costs.
    """
    for order in shop.whole_orders():
        charged = [payment for payment in shop.payments_of(order.id) if payment.head and payment.captured]
        captured = _captured(charged)
        if sum(not payment.is_credit for payment in charged) > 1:
            yield Finding("charged-twice", order.id, f"by {sorted(payment.id for payment in charged)}")
        if captured > order.total:
            yield Finding("charged-too-much", order.id, f"{captured} of {order.total}")


def in_one_currency(shop: Shop) -> Iterator[Finding]:
    """True at every moment: what pays an order, and what its documents say, is in the currency it was ordered in. So
    sums of minor units, which all other rules compare, are of one.
    """
    for order in shop.whole_orders():
        for payment in shop.payments_of(order.id):
            if payment.head and payment.currency != order.currency:
                yield Finding("payment-currency", payment.id, f"{payment.currency} for an order in {order.currency}")
        sale = shop.documents.get(order.id, {}).get("sale")
        if sale and sale.get("currency", "") != order.currency:
            yield Finding("document-currency", order.id, f"{sale.get('currency', '')} for an order in {order.currency}")


def held(shop: Shop) -> Iterator[Finding]:
    """True at every moment: a hold that pays an order has an end, before which it is captured."""
    for payment in shop.payments.values():
        if payment.head and payment.held and "held_until" not in payment.head:
            yield Finding("hold-endless", payment.id, f"{payment.held} are held, and nobody knows until when")


def captured_in_time(shop: Shop, now: datetime) -> Iterator[Finding]:
    """True once everything has arrived: what was held for an order that has left is captured, and no hold lapses. Where
    the provider refuses, people were told.
    """
    for order in shop.whole_orders():
        left = any(parcel[7] for parcel in decoded(order.head, "parcels") or ())
        for payment in shop.payments_of(order.id):
            if not (payment.head and payment.held) or payment.head.get("differing"):
                continue
            if left and order.state not in DEAD:
                yield Finding("sent-uncharged", order.id, f"{payment.held} are still held by {payment.id}")
            until = payment.head.get("held_until")
            if until and datetime.fromisoformat(until) <= now:
                yield Finding("hold-lapsed", payment.id, f"{payment.held} were held until {until}")


def agreed(shop: Shop) -> Iterator[Finding]:
    """True once everything has arrived: orders know their money, and keep only what is theirs."""
    for order in shop.whole_orders():
        payments = [payment for payment in shop.payments_of(order.id) if payment.head]
        yield from _known(order, payments)
        yield from _given_back(order, payments) if order.state in DEAD else _paid(order, payments)
    for payment in shop.payments.values():
        if payment.head and payment.head["order_id"] not in shop.orders:
            yield Finding("payment-without-order", payment.id, f"of order {payment.head['order_id']}")


def _known(order: Order, payments: list[Payment]) -> Iterator[Finding]:
    """An order knows what its payments have taken, given back and lost to banks."""
    money = (_captured(payments), _refunded(payments))
    if order.money() != money:
        yield Finding("order-money", order.id, f"knows {order.money()}, payments have {money}")
    disputed = sum(payment.disputed for payment in payments)
    if order.disputed() != disputed:
        yield Finding("order-disputes", order.id, f"knows of {order.disputed()}, payments of {disputed}")


def _given_back(order: Order, payments: list[Payment]) -> Iterator[Finding]:
    """A dead order keeps nothing, and nobody can pay it any more.

    A refund may be on its way for days, or wait for staff who make the bank transfer; what a bank has taken or may take
    is not the shop's to give back, and it may take what was given back before.
    """
    contested = sum(map(_contested, payments))
    # What was spent of gift cards that it bought does not go back, which the rules of gift cards look at.
    spent = sum(payment.head.get("kept", 0) for payment in payments)
    kept = _captured(payments) - _refunded(payments) - sum(map(_promised, payments)) - contested - spent
    if kept > 0 or (kept and not contested):
        yield Finding("money-kept", order.id, f"{order.state}, but {kept} is still taken")
    still_open = [payment.id for payment in payments if _is_open(payment)]
    if still_open:
        yield Finding("payment-left-open", order.id, f"{order.state}, open: {still_open}")


def _paid(order: Order, payments: list[Payment]) -> Iterator[Finding]:
    """An order that lives is paid as its state says: not at all, or whole."""
    captured = _captured(payments) + sum(payment.held for payment in payments)
    # Of units that were cancelled before nothing need have come, and of what was held no more than what is left costs.
    least = order.total - order.less if order.is_held_for else order.charged
    if order.state not in UNPAID:
        if not least <= captured <= order.total:
            yield Finding("paid-in-part", order.id, f"{order.state}, captured {captured} of {order.total}")
    elif captured >= least > 0:
        yield Finding("paid-unnoticed", order.id, f"{order.state}, but {captured} is captured")


def _captured(payments: list[Payment]) -> int:
    return sum(payment.captured for payment in payments)


def _refunded(payments: list[Payment]) -> int:
    return sum(payment.refunded for payment in payments)


def _promised(payment: Payment) -> int:
    return sum(refund["amount"] for refund in payment.refunds if refund["status"] == "requested")


def _contested(payment: Payment) -> int:
    return sum(
        max(
            dispute.get("withdrawn", 0) - dispute.get("reinstated", 0),
            dispute["amount"] if dispute["status"] in _DISPUTED and not dispute.get("refundable") else 0,
        )
        for dispute in payment.disputes
    )


def _taken_back(payment: Payment) -> int:
    moved = {"dispute_withdrawn": 1, "dispute_reinstated": -1}
    return sum(moved.get(entry["movement"], 0) * int(entry["amount"]) for entry in payment.ledger)


def _is_open(payment: Payment) -> bool:
    authorised, captured, voided, _ = payment.totals
    if authorised:
        return bool(authorised - captured - voided)
    return payment.head["phase"] in _OPEN


def _booked(payment: Payment) -> tuple[int, int, int, int]:
    sums: dict[str, int] = {}
    for entry in payment.ledger:
        sums[entry["movement"]] = sums.get(entry["movement"], 0) + entry["amount"]
    sale = sums.get("sale", 0)
    return (
        sums.get("authorised", 0) + sale,
        sums.get("captured", 0) + sale,
        sums.get("voided", 0),
        sums.get("refunded", 0) - sums.get("refund_reversed", 0),
    )
