"""Returns: no unit comes back twice, and stock and money moved as they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from souk_tools.audit.rows import Finding, Row, Shop

_COMING = {"requested", "approved", "in_transit"}


def units(shop: Shop) -> Iterator[Finding]:
    """True at every moment: what comes back of an order was sent, and no more units came in than were to."""
    for order_id, returns in shop.returns.items():
        sent: Counter[str] = Counter()
        for parcel in shop.tracking.get(order_id, ()):
            for sku, quantity, *_ in parcel["lines"]:
                sent[sku] += quantity
        back: Counter[str] = Counter()
        for return_ in returns:
            asked, came = _units(return_["lines"]), _units(return_.get("received", ()))
            back += came or (asked if return_["state"] in _COMING else Counter())
            if came - asked:
                yield Finding("return-received", _name(return_), f"{dict(came)} of {dict(asked)}")
        if back - sent:
            yield Finding("returned-twice", order_id, f"{dict(back)} of {dict(sent)}")


def settled(shop: Shop) -> Iterator[Finding]:
    """True once everything has arrived: what came in is paid back once, or staff are told, and stock has its units."""
    for order_id, returns in shop.returns.items():
        refunds = [refund for payment in shop.payments_of(order_id) for refund in payment.refunds]
        for return_ in returns:
            of_it = [refund for refund in refunds if refund.get("return_id") == _id(return_)]
            yield from _paid_back(return_, of_it)
            yield from _restocked(shop, order_id, return_, any(refund.get("restock") for refund in refunds))
    known = {_id(return_) for returns in shop.returns.values() for return_ in returns}
    for payment in shop.payments.values():
        for refund in payment.refunds:
            if refund.get("return_id") and refund["return_id"] not in known:
                yield Finding("refund-without-return", payment.id, str(refund["return_id"]))


def withdrawn(shop: Shop) -> Iterator[Finding]:
    """True once everything has arrived: who withdrew from what was sent can send it back."""
    for order in shop.whole_orders():
        parcels = [parcel for parcel in shop.tracking.get(order.id, ()) if parcel["state"] != "cancelled"]
        refunded = any(refund.get("lines") for payment in shop.payments_of(order.id) for refund in payment.refunds)
        returns = shop.returns.get(order.id, [])
        asked = {return_["request"] for return_ in returns}
        # Of units that were on their way back, or paid for, already there is nothing to return.
        if not parcels or refunded or any(not str(request).startswith("withdrawal:") for request in asked):
            continue
        for number, has_effect in order.withdrawals:
            if has_effect and f"withdrawal:{number}" not in asked:
                yield Finding("withdrawal-without-return", order.id, f"the statement {number} has no return")


def _paid_back(return_: Row, refunds: list[Row]) -> Iterator[Finding]:
    made = [refund for refund in refunds if refund["status"] != "failed"]
    if len(made) > 1:
        yield Finding("returned-paid-twice", _name(return_), f"by {[refund['refund_id'] for refund in made]}")
    came = _units(return_.get("received", ()))
    for refund in made:
        if _units(refund["lines"]) != came:
            yield Finding("return-refund", _name(return_), f"refunded {refund['lines']} of {dict(came)}")
    sent = [refund["amount"] for refund in made if refund["status"] == "succeeded"]
    known = return_.get("refunding", {}).get("amount", 0)
    if return_["state"] == "refunded" and sent != [known]:
        yield Finding("return-refund", _name(return_), f"says {known}, refunds are {sent}")
    if return_["state"] == "received" and not made:
        yield Finding("return-unpaid", _name(return_), "the goods are here, and no refund was asked for")
    if return_["state"] not in ("received", "refunded", "refund_failed", "closed") and made:
        yield Finding("return-refund", _name(return_), f"{return_['state']}, and {sum(sent)} were refunded")


def _restocked(shop: Shop, order_id: str, return_: Row, otherwise: bool) -> Iterator[Finding]:
    """`otherwise`: units of the order were put back by a refund, and no more come back than were sold."""
    wanted = Counter[str]()
    for sku, quantity, _, restock in return_.get("received", ()):
        wanted[sku] += quantity * restock
    booked = Counter[str]()
    for sku, rows in shop.ledger.items():
        for row in rows:
            if row.get("reference") == order_id and row.get("reason") == f"return {_id(return_)}":
                booked[sku] += row["on_hand"]
    # Of an order that was cancelled all units went back at once.
    closed = (shop.reservations.get(order_id) or {}).get("state") != "committed"
    if booked - wanted or (wanted - booked and not otherwise and not closed):
        yield Finding("return-restocked", _name(return_), f"{dict(booked)} are back of {dict(+wanted)}")


def _units(lines: Iterable[list[Any]]) -> Counter[str]:
    units: Counter[str] = Counter()
    for sku, quantity, *_ in lines:
        units[sku] += quantity
    return units


def _id(return_: Row) -> str:
    number = int(str(return_["sk"]).partition("#")[2])
    return f"{str(return_['pk']).partition('#')[2]}-R{number}"


def _name(return_: Row) -> str:
    return f"{return_['order_number']} {_id(return_).rpartition('-')[2]}"
