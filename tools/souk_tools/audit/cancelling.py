"""Units cancelled of an order: they are sent to nobody, for sale again once, and paid for no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from souk_tools.audit.rows import Finding, Order, Shop
from souk_tools.audit.stock import DEAD, UNPAID

BY_ORDER = "cancellation"


def units(shop: Shop) -> Iterator[Finding]:
    """True at every moment: no more is cancelled of an order than was ordered, and something of it is left."""
    for order in shop.whole_orders():
        cancelled, ordered = order.cancelled, Counter(order.quantities)
        if cancelled and (cancelled - ordered or not ordered - cancelled):
            yield Finding("cancelled-units", order.id, f"{dict(cancelled)} of {dict(ordered)}")


def priced(shop: Shop) -> Iterator[Finding]:
    """True at every moment: staff have lowered prices that held, of paid orders, and an order costs what is left."""
    for order in shop.whole_orders():
        edits = [wish for wish in order.line_cancellations if wish.is_edit and wish.state == "accepted"]
        prices = order.prices if edits else {}
        for wish in edits:
            wrong = [
                sku for sku, (before, after) in wish.prices.items() if prices.get(sku) != before or after >= before
            ]
            if wrong or not wish.was_paid:
                yield Finding("edit-prices", order.id, f"change {wish.number} makes {wish.prices} of {prices}")
            prices |= {sku: after for sku, (_, after) in wish.prices.items()}
        if not edits or not order.tax_included:
            continue
        left = {"": 1, **(Counter(order.quantities) - order.cancelled)}
        costs = sum(units * prices.get(sku, 0) for sku, units in left.items()) - _taken_off(order, left, prices)
        if costs != order.total - order.less:
            yield Finding("edit-prices", order.id, f"is {order.total - order.less}, and its units cost {costs}")


def reduced(shop: Shop) -> Iterator[Finding]:
    """True at every moment: promotions have taken something off, no more than it cost, and the order costs the rest."""
    for order in shop.whole_orders():
        reductions = order.reductions
        if not reductions:
            continue
        units, prices = order.quantities, order.prices
        for sku, amounts in reductions.items():
            if min(amounts) <= 0 or sum(amounts) > units[sku] * prices[sku]:
                yield Finding("reductions", order.id, f"{amounts} off {units[sku]} of {sku} at {prices[sku]}")
        costs = sum(count * prices[sku] for sku, count in {"": 1, **units}.items()) - sum(map(sum, reductions.values()))
        if order.tax_included and costs != order.total:
            yield Finding("reductions", order.id, f"it was ordered for {order.total}, and its units cost {costs}")


def _taken_off(order: Order, left: Mapping[str, int], prices: Mapping[str, int]) -> int:
    """What promotions take off the units that are left: units that went took their share along, the first ones the
    larger, and a lower price leaves no more to take off.
    """
    taken = 0
    for sku, amounts in order.reductions.items():
        ordered = order.quantities[sku]
        each, over = divmod(min(sum(amounts), ordered * prices[sku]), ordered)
        gone = ordered - left.get(sku, 0)
        taken += left.get(sku, 0) * each + over - min(over, gone)
    return taken


def settled(shop: Shop) -> Iterator[Finding]:
    """True once everything has arrived."""
    for order in shop.whole_orders():
        yield from _answered(shop, order)
        if order.cancelled:
            yield from _put_back(shop, order)
        if order.cancelled or order.less:
            yield from _paid_back(shop, order)
        if order.line_cancellations:
            yield from _sent(shop, order)


def _answered(shop: Shop, order: Order) -> Iterator[Finding]:
    asking = any(
        wish[3] == "asked" for parcel in shop.tracking.get(order.id, ()) for wish in parcel.get("takeouts", ())
    )
    waiting = [wish.number for wish in order.line_cancellations if wish.state == "requested"]
    if waiting and not asking:
        yield Finding("lines-unanswered", order.id, f"nobody says what becomes of {waiting}")


def _put_back(shop: Shop, order: Order) -> Iterator[Finding]:
    """Each once. Of units that were short, came back before, or are of an order called off, perhaps fewer."""
    reservation = shop.reservations.get(order.id) or {}
    refunds = [refund for payment in shop.payments_of(order.id) for refund in payment.refunds]
    maybe_less = order.state in DEAD or order.told_short or any(refund.get("restock") for refund in refunds)
    for wish in order.line_cancellations:
        if wish.state != "accepted":
            continue
        booked: Counter[str] = Counter()
        for sku, rows in shop.ledger.items():
            for row in rows:
                if row.get("reference") == order.id and row.get("reason") == f"cancelled {order.id}/{wish.number}":
                    booked[sku] += row["on_hand"] - row["reserved"]
        wanted = Counter(wish.units)
        if booked - wanted or (wanted - booked and not maybe_less):
            told = f"{dict(booked)} of {dict(wanted)} are back, its stock is {reservation.get('state')}"
            yield Finding("cancelled-stock", order.id, told)


def _paid_back(shop: Shop, order: Order) -> Iterator[Finding]:
    """A paid order keeps what its rest costs, unless money went back otherwise or could not."""
    payments = shop.payments_of(order.id)
    refunds = [refund for payment in payments for refund in payment.refunds]
    back = sum(
        refund["amount"] for refund in refunds if refund["requested_by"] == BY_ORDER and refund["status"] != "failed"
    )
    kept = sum(payment.captured for payment in payments) - back
    if order.state in UNPAID:
        return
    otherwise = len(refunds) > sum(refund["requested_by"] == BY_ORDER for refund in refunds)
    failed = any(refund["status"] == "failed" for refund in refunds)
    disputed = any(payment.disputes for payment in payments)
    rest = order.total - order.less
    held = sum(payment.held for payment in payments)
    if held and kept + held >= rest:
        return  # no more than that is captured of it
    if order.state not in DEAD and (kept < rest or (kept > rest and not (otherwise or failed or disputed))):
        yield Finding("cancelled-money", order.id, f"{kept} are kept, and what is left of it costs {rest}")


def _sent(shop: Shop, order: Order) -> Iterator[Finding]:
    """What is in the parcels of a living order is what is left of it, whatever became of the wishes."""
    parcels = [row for row in shop.tracking.get(order.id, ()) if row["state"] != "cancelled" and "lines" in row]
    asking = any(wish[3] == "asked" for parcel in parcels for wish in parcel.get("takeouts", ()))
    if not parcels or asking or order.state in DEAD:
        return
    inside: Counter[str] = Counter()
    for parcel in parcels:
        for sku, quantity, *_ in parcel["lines"]:
            inside[sku] += quantity
    wanted = Counter(order.to_send) - order.cancelled
    if inside != wanted:
        yield Finding("parcel-contents", order.id, f"{dict(inside)} are in its parcels, and {dict(wanted)} are to be")
