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
    "taken_back": (-1, 0),
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


def sold(shop: Shop) -> Iterator[Finding]:
    """True once everything has arrived: each gift card that is bought with an order is issued, each that was issued
    has its order, which was paid, and what is on cards has not gone back as money, too.
    """
    cards = Counter[str]()
    worth = Counter[str]()
    for account, row in shop.credits.items():
        order_id = row.get("order_id")
        if not order_id:
            continue
        order, issued = shop.orders.get(order_id), _issued(shop.credit_moves[account])
        if order is None or not order.head:
            yield Finding("gift-without-order", account, f"of order {order_id}")
        elif issued and "PAID" not in order.states:
            yield Finding("gift-unpaid", account, f"issued for {order_id}, which is {order.state}")
        cards[order_id] += bool(issued)
        worth[order_id] += max(issued - int(row.get("given_back", 0)), 0)
    for order in shop.whole_orders():
        left = order.gift_cards - order.cancelled
        if "PAID" in order.states and order.state not in DEAD and cards[order.id] < left.total():
            yield Finding("gift-unissued", order.id, f"{cards[order.id]} of {left.total()} cards")
        payments = [payment for payment in shop.payments_of(order.id) if payment.head]
        kept = sum(payment.captured - payment.refunded for payment in payments)
        if kept < worth[order.id]:
            yield Finding(
                "gift-paid-back", order.id, f"{kept} is kept of it, and its cards are worth {worth[order.id]}"
            )


def given(shop: Shop) -> Iterator[Finding]:
    """True once everything has arrived: what goes back as store credit is on an account, once."""
    wanted = Counter[str]()
    for payment in shop.payments.values():
        for refund in payment.refunds if payment.head else ():
            if refund.get("as_credit") and refund["status"] == "succeeded":
                wanted[refund["refund_id"]] += refund["amount"]
    there = Counter[str]()
    for moves in shop.credit_moves.values():
        for move in moves:
            if move.get("by") == "refund":
                there[move["reference"]] += int(move["amount"])
    for refund_id in wanted.keys() | there.keys():
        if wanted[refund_id] != there[refund_id]:
            yield Finding("credit-given", refund_id, f"{wanted[refund_id]} refunded, {there[refund_id]} given")


def _issued(moves: list[Row]) -> int:
    return sum(int(move["amount"]) for move in moves if move["kind"] == "issued")


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
