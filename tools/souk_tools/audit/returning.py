"""Returns: no unit comes back twice, and stock and money moved as they say. So of parcels that did not arrive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from souk_tools.audit.cancelling import BY_ORDER
from souk_tools.audit.rows import Finding, Row, Shop
from souk_tools.audit.stock import DEAD

_COMING = {"requested", "approved", "in_transit"}
_OF_STATEMENTS = ("withdrawal:", "takeout:")
# Where an end says which return has its money and its goods, and what becomes of it.
_RETURN, _OUTCOME = 4, 3
_TROUBLES = {"lost", "damaged", "refused", "returned"}


def units(shop: Shop) -> Iterator[Finding]:
    """True at every moment: what comes back of an order was sent, and no more units came in than were to."""
    for order_id, returns in shop.returns.items():
        sent, back = Counter[str](), Counter[str]()
        for parcel in shop.tracking.get(order_id, ()):
            sent += _units(parcel["lines"])
        for return_ in returns:
            asked, came = _units(return_["lines"]), _units(return_.get("received", ()))
            granted = _units(return_.get("granting", ()))
            back += came + granted or (asked if return_["state"] in _COMING else Counter())
            if came - asked:
                yield Finding("return-received", _name(return_), f"{dict(came)} of {dict(asked)}")
            if granted - asked:
                yield Finding("claim-granted", _name(return_), f"{dict(granted)} of {dict(asked)}")
        if back - sent:
            yield Finding("returned-twice", order_id, f"{dict(back)} of {dict(sent)}")


def settled(shop: Shop) -> Iterator[Finding]:
    """True once everything has arrived: what came in is paid back once, or staff are told, and stock has its units."""
    for order_id, returns in shop.returns.items():
        refunds = [refund for payment in shop.payments_of(order_id) for refund in payment.refunds]
        order = shop.orders.get(order_id)
        free = order is not None and bool(order.details) and not order.total
        for return_ in returns:
            of_it = [refund for refund in refunds if refund.get("return_id") == _id(return_)]
            yield from _paid_back(return_, of_it, free)
            yield from _restocked(shop, order_id, return_, any(refund.get("restock") for refund in refunds))
    known = {_id(return_) for returns in shop.returns.values() for return_ in returns}
    for payment in shop.payments.values():
        for refund in payment.refunds:
            if refund.get("return_id") and refund["return_id"] not in known:
                yield Finding("refund-without-return", payment.id, str(refund["return_id"]))


def withdrawn(shop: Shop) -> Iterator[Finding]:
    """True once everything has arrived: who withdrew from what was sent can send it back."""
    for order in shop.whole_orders():
        if not order.withdrawals:
            continue
        parcels = [parcel for parcel in shop.tracking.get(order.id, ()) if parcel["state"] != "cancelled"]
        refunds = [refund for payment in shop.payments_of(order.id) for refund in payment.refunds]
        by_staff = [refund for refund in refunds if refund.get("requested_by") != BY_ORDER]
        otherwise = any(refund.get("lines") and not refund.get("return_id") for refund in by_staff)
        asked = {str(return_["request"]) for return_ in shop.returns.get(order.id, ())}
        # Of units that were on their way back, or paid back, already there is nothing to return.
        if otherwise or any(not request.startswith(_OF_STATEMENTS) for request in asked):
            continue
        sent = _sent(parcels)
        wanted = [(f"withdrawal:{number}", units) for number, units in order.withdrawals]
        if order.state not in DEAD:
            refused = [wish for wish in order.line_cancellations if wish.state == "refused"]
            wanted += [(f"takeout:{wish.number}", wish.withdrawn) for wish in refused]
        for request, units in wanted:
            if any(sent[sku] for sku in units) and request not in asked:
                yield Finding("withdrawal-without-return", order.id, f"of {request} nothing can be sent back")


def ended(shop: Shop) -> Iterator[Finding]:
    """True at every moment: a parcel that was given up has the return it names, and no other is paid for so."""
    named = {
        (order_id, parcel["end"][_RETURN]): _parcel(parcel)
        for order_id, parcels in shop.tracking.items()
        for parcel in parcels
        if parcel.get("end") and parcel["end"][_RETURN]
    }
    kept = {
        (order_id, _id(return_)): str(return_["request"]).partition(":")[2]
        for order_id, returns in shop.returns.items()
        for return_ in returns
        if _never_arrived(return_)
    }
    for order_id, return_id in {key for key, _ in named.items() ^ kept.items()}:
        said, is_of = named.get((order_id, return_id)), kept.get((order_id, return_id))
        yield Finding("parcel-end", order_id, f"{return_id} is said to be of {said}, and is of {is_of}")


def in_trouble(shop: Shop) -> Iterator[Finding]:
    """True once everything has arrived: staff see every parcel that does not arrive, and its money goes back."""
    for order_id, parcels in shop.tracking.items():
        refunds = [refund for payment in shop.payments_of(order_id) for refund in payment.refunds]
        order = shop.orders.get(order_id)
        paid = order is not None and bool(order.details) and bool(order.total)
        for parcel in parcels:
            seen = parcel.get("gsi1pk") in ("QUEUE#trouble", "QUEUE#to_book")
            if _troubled(parcel) and not parcel.get("end") and not seen:
                yield Finding("parcel-unseen", _parcel(parcel), "it does not arrive, and nobody is asked about it")
            end = parcel.get("end")
            owed = end and not end[_RETURN] and end[_OUTCOME] != "sent_again"
            if owed and paid and not (refunds or shop.returns.get(order_id)):
                yield Finding("undelivered-unpaid", _parcel(parcel), "given up, and nothing is paid back")


def _troubled(parcel: Row) -> bool:
    """Whether the newest that its carrier said of its way out is that it does not arrive."""
    said = [scan[1] for scan in sorted(parcel.get("scans", ()), key=lambda scan: (scan[2], scan[0]))]
    way = said[: said.index("returned") + 1] if "returned" in said else said
    return bool(way) and way[-1] in _TROUBLES and "delivered" not in way and not parcel.get("cancelled_at")


def _paid_back(return_: Row, refunds: list[Row], free: bool) -> Iterator[Finding]:
    """`free`: its order cost nothing, so nothing goes back, and its return ends when the goods are here."""
    made = [refund for refund in refunds if refund["status"] != "failed"]
    if len(made) > 1:
        yield Finding("returned-paid-twice", _name(return_), f"by {[refund['refund_id'] for refund in made]}")
    # What never arrived is paid back whole, whether or not it comes in; of a claim nothing comes in.
    granted = return_.get("granting", ())
    came = _units(return_["lines"] if _never_arrived(return_) else granted or return_.get("received", ()))
    for refund in made:
        if _units(refund["lines"]) != came:
            yield Finding("return-refund", _name(return_), f"refunded {refund['lines']} of {dict(came)}")
        said = {sku: amount for sku, _, amount in granted if amount is not None}
        paid = {sku: amount for sku, _, amount in refund["lines"] if sku in said}
        if paid != said:
            yield Finding("claim-amount", _name(return_), f"paid {paid}, granted {said}")
    # What goes back to gift cards beside it is a refund of theirs, which the rules of gift cards look at.
    sent = [refund["amount"] + refund.get("beside", 0) for refund in made if refund["status"] == "succeeded"]
    known = return_.get("refunding", {}).get("amount", 0)
    if return_["state"] == "refunded" and sent != [known]:
        yield Finding("return-refund", _name(return_), f"says {known}, refunds are {sent}")
    if (return_["state"] in ("received", "granted") and not made) or (
        return_["state"] == "closed" and not refunds and not free
    ):
        yield Finding("return-unpaid", _name(return_), f"{return_['state']}, and no refund was asked for")
    if return_["state"] not in ("received", "granted", "refunded", "closed") and made:
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


def _sent(parcels: Iterable[Row]) -> Counter[str]:
    """The units in these parcels, without what staff sent them without."""
    sent = Counter[str]()
    for parcel in parcels:
        sent += _units(parcel["lines"])
        for sku, units, *_, accepted in parcel.get("work", {}).get("short", ()):
            sent[sku] -= units * accepted
    return sent


def _units(lines: Iterable[list[Any]]) -> Counter[str]:
    units: Counter[str] = Counter()
    for sku, quantity, *_ in lines:
        units[sku] += quantity
    return units


def _never_arrived(return_: Row) -> bool:
    """Whether it is of a parcel that was given up."""
    return str(return_["request"]).startswith("parcel:")


def _parcel(parcel: Row) -> str:
    """Its id."""
    order_id, number = str(parcel["pk"]).partition("#")[2], int(str(parcel["sk"]).partition("#")[2])
    return f"{order_id}-{number}"


def _id(return_: Row) -> str:
    number = int(str(return_["sk"]).partition("#")[2])
    return f"{str(return_['pk']).partition('#')[2]}-R{number}"


def _name(return_: Row) -> str:
    return f"{return_['order_number']} {_id(return_).rpartition('-')[2]}"
