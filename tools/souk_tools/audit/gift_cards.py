"""Gift cards and store credit: the balance is the sum of the movements, and what is held or spent is an order's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from souk_tools.audit.rows import Finding, Payment, Row, Shop, decoded
from souk_tools.audit.stock import DEAD, UNPAID

# What a movement adds to what can be spent, and to what is held.
_MOVES = {
    "issued": (1, 0),
    "held": (-1, 1),
    "released": (1, -1),
    "captured": (0, -1),
    "refunded": (1, 0),
    "expired": (-1, 0),
    "raised": (1, 0),
    "lowered": (-1, 0),
}


def balanced(shop: Shop) -> Iterator[Finding]:
    """True at every moment: every balance is the sum of its movements and never below zero, what is held of it is held
    by orders, and what was counted as owed is owed.
    """
    held = _held(shop)
    for account, row in shop.credits.items():
        known = (int(row["available"]), int(row["held"]))
        sums = _sums(shop.credit_moves[account])
        if known != sums:
            yield Finding("credit-balance", account, f"{known} available and held, movements make {sums}")
        if min(known) < 0:
            yield Finding("credit-below-zero", account, f"{known} available and held")
        if known[1] != held[account]:
            yield Finding("credit-held", account, f"{known[1]} is held, by orders {held[account]}")
    for account in shop.credit_moves.keys() - shop.credits.keys():
        yield Finding("credit-whole", account, "movements without an account")
    owed = sum(int(row["available"]) + int(row["held"]) for row in shop.credits.values())
    counted = sum(
        (available + held) * int(row.get(kind, 0))
        for row in shop.liability
        for kind, (available, held) in _MOVES.items()
        if available + held
    )
    if owed != counted:
        yield Finding("credit-liability", "shop", f"{owed} is owed, {counted} was counted")


def spent(shop: Shop) -> Iterator[Finding]:
    """True once everything has arrived: what orders hold, took and gave back is what their payments say, and no dead
    order holds anything; one that is paid has taken its share.
    """
    for payment_id, hold in shop.credit_holds.items():
        payment = shop.payments.get(payment_id)
        if payment is None or not payment.head:
            yield Finding("credit-hold-alone", payment_id, "is held for a payment that there is not")
            continue
        yield from _as_booked(payment, hold)
        order = shop.orders.get(payment.head["order_id"])
        if order is None or not order.head or hold["ended"]:
            continue
        if order.state in DEAD or (order.state not in UNPAID and not payment.head.get("on_shipment")):
            yield Finding("credit-left-held", order.id, f"{order.state}, and still held by {payment_id}")


def _as_booked(payment: Payment, hold: Row) -> Iterator[Finding]:
    parts = decoded(hold, "parts")
    refunds = sum((decoded(hold, "refunds") or {}).values())
    there = (sum(part[1] for part in parts), sum(part[2] for part in parts), refunds)
    authorised, captured, _, refunded = payment.totals
    if there != (authorised, captured, refunded):
        yield Finding("credit-differs", payment.id, f"accounts {there}, booked {(authorised, captured, refunded)}")
    if sum(part[3] for part in parts) != refunds:
        yield Finding("credit-refunds", payment.id, f"refunds of {refunds}, accounts got {[part[3] for part in parts]}")


def _held(shop: Shop) -> Counter[str]:
    held = Counter[str]()
    for hold in shop.credit_holds.values():
        if not hold["ended"]:
            held.update({part[0]: part[1] for part in decoded(hold, "parts")})
    return held


def _sums(moves: list[Row]) -> tuple[int, int]:
    available = held = 0
    for move in moves:
        of_available, of_held = _MOVES[move["kind"]]
        available, held = available + of_available * int(move["amount"]), held + of_held * int(move["amount"])
    return available, held
