"""Orders are where they may be, and have told the world of every step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from souk_tools.audit.rows import Finding, Order, Row, Shop
from souk_tools.audit.stock import DEAD, UNPAID

# The state machine of orders, written down a second time: the audit does not ask the code that it checks.
MOVES = {
    "PENDING": {"AWAITING_PAYMENT", "CANCELLED", "EXPIRED"},
    "AWAITING_PAYMENT": {"PAID", "CANCELLED", "EXPIRED"},
    "PAID": {"FULFILLING", "CANCELLED"},
    "FULFILLING": {"PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED"},
    "PARTIALLY_SHIPPED": {"SHIPPED"},
    "SHIPPED": {"DELIVERED"},
    "DELIVERED": set[str](),
    "CANCELLED": set[str](),
    "EXPIRED": set[str](),
}
# What each state announces; AWAITING_PAYMENT is said by payment.started.
_EVENTS = {
    "PENDING": "order.placed",
    "PAID": "order.paid",
    "FULFILLING": "order.fulfilling",
    "PARTIALLY_SHIPPED": "order.partially_shipped",
    "SHIPPED": "order.shipped",
    "DELIVERED": "order.delivered",
    "CANCELLED": "order.cancelled",
    "EXPIRED": "order.expired",
}
# A wish to cancel an unpaid order is granted at once, and order.cancelled says so.
_WISH = "order.cancellation_"
_ASKED, _REFUSED = f"{_WISH}requested", f"{_WISH}refused"
_WISHES: dict[str, list[list[str]]] = {
    "": [[]],
    "requested": [[_ASKED]],
    "accepted": [[], [_ASKED]],
    "refused": [[_ASKED, _REFUSED]],
}
# What staff put right, what came in and what is to be told again, in whatever state.
_READDRESSING = "order.readdressing_asked"
_PUT_RIGHT = {"order.corrected", _READDRESSING, "order.units_in", "order.letter_asked", "order.day_moved"}
_WITHDRAWN, _IN_WORDS = "withdrawal.declared", "withdrawal.stated"
# Of an order that waits for a bank transfer.
_PARTLY_PAID, _REMINDED = "order.partly_paid", "order.payment_due"
_LINES_ASKED, _LINES_KEPT = "order.lines_cancellation_requested", "order.lines_cancellation_refused"
_LINES_OUT, _EDITED = "order.lines_cancelled", "order.edited"
# Of one whose money is held until it is sent.
_CAPTURE_ASKED, _CHARGED = "order.capture_asked", "order.charged"
_NOT_EXCHANGED = "order.exchange_refused"
# Not a change: it asks shipping for news of a parcel.
_QUESTION = "order.silent"
_LEFT = {"shipped", "out_for_delivery", "delivered", "exception"}
_SCANS_ON_THE_WAY = {"picked_up", "in_transit", "out_for_delivery", "delivered"}


def lawful(shop: Shop) -> Iterator[Finding]:
    """True at every moment: an order is where its history ends, and got there by lawful moves from PENDING."""
    for order in shop.whole_orders():
        states = order.states
        unlawful = [(a, b) for a, b in pairwise(states) if b not in MOVES.get(a, ())]
        if not states or states[0] != "PENDING" or states[-1] != order.state or unlawful or order.state not in MOVES:
            yield Finding("order-state", order.id, f"{order.state} by way of {states}")


def announced(shop: Shop) -> Iterator[Finding]:
    """True at every moment: the outbox holds one event for every change of state, in order.

    Orders whose archive has run out of time are passed over.
    """
    for order in shop.orders.values():
        if not (order.head and order.details):
            yield Finding("order-whole", order.id, "one of its two items is missing")
            continue
        changes = [event for event in order.events if event["type"] != _QUESTION]
        events = sorted(changes, key=lambda event: event["aggregate_version"])
        types = [event["type"] for event in events]
        if "order.placed" in types:
            yield from _told(order, types)
            yield from _numbered(order, [event["aggregate_version"] for event in events])
    for payment in shop.payments.values():
        versions = sorted(event["aggregate_version"] for event in payment.events)
        if payment.head and versions and versions[0] == 1 and versions != [*range(1, payment.head["version"] + 1)]:
            yield Finding("payment-events", payment.id, f"{versions} at version {payment.head['version']}")


def _told(order: Order, types: list[str]) -> Iterator[Finding]:
    """Every state and the wish to cancel have been told of."""
    wishes = [name for name in types if name.startswith(_WISH)]
    expected = [_EVENTS[state] for state in order.states if state in _EVENTS]
    apart = {*wishes, *_PUT_RIGHT, _WITHDRAWN, _IN_WORDS, _PARTLY_PAID, _REMINDED}
    apart |= {_LINES_ASKED, _LINES_KEPT, _LINES_OUT, _EDITED, _NOT_EXCHANGED, _CAPTURE_ASKED, _CHARGED}
    if [name for name in types if name not in apart] != expected:
        yield Finding("order-events", order.id, f"published {types}, went through {expected}")
    if wishes not in _WISHES[order.wish[0]]:
        yield Finding("order-events", order.id, f"published {wishes}, the wish to cancel is {order.wish[0]!r}")
    if types.count(_READDRESSING) != order.readdressing[0]:
        yield Finding("order-events", order.id, f"published {types}, asked for another address {order.readdressing}")
    if types.count(_REMINDED) != ("reminded" in order.head):
        yield Finding("order-events", order.id, f"published {types}, reminded: {'reminded' in order.head}")
    yield from _told_of_lines(order, types)
    of_holds = (types.count(_CAPTURE_ASKED), types.count(_CHARGED))
    if max(of_holds) > order.is_held_for:
        yield Finding("order-events", order.id, f"published {types}, its money was held: {order.is_held_for}")
    if types.count(_WITHDRAWN) != len(order.withdrawals):
        yield Finding("order-events", order.id, f"published {types}, withdrawn from {len(order.withdrawals)} times")
    refused = sum(bool(refusal) for _, _, refusal, *_ in order.head.get("exchanges", ()))
    if types.count(_NOT_EXCHANGED) != refused:
        yield Finding("order-events", order.id, f"published {types}, {refused} exchanges were refused")
    if types.count(_IN_WORDS) != order.unread + order.read:
        yield Finding("order-events", order.id, f"published {types}, withdrawals in words: {order.unread + order.read}")


def _told_of_lines(order: Order, types: list[str]) -> Iterator[Finding]:
    """Of wishes for lines that a dead order leaves open its end says all."""
    states = [wish.state for wish in order.line_cancellations]
    edits = [wish.state for wish in order.line_cancellations if wish.is_edit].count("accepted")
    told = {name: types.count(name) for name in (_LINES_ASKED, _LINES_KEPT, _LINES_OUT, _EDITED)}
    refused = states.count("refused")
    if (
        (told[_LINES_OUT], told[_EDITED]) != (states.count("accepted") - edits, edits)
        or not states.count("requested") + refused <= told[_LINES_ASKED] <= len(states)
        or told[_LINES_KEPT] > refused
        or (told[_LINES_KEPT] < refused and order.state not in DEAD)
    ):
        yield Finding("order-events", order.id, f"published {types}, its wishes for lines are {states}")


def _numbered(order: Order, versions: list[int]) -> Iterator[Finding]:
    """No two events have one version, and none is ahead of the order."""
    if len(set(versions)) != len(versions) or max(versions) > order.head["version"]:
        yield Finding("order-versions", order.id, f"{versions} at version {order.head['version']}")


def unread_queued(shop: Shop) -> Iterator[Finding]:
    """True at every moment: staff find every order with a withdrawal in words that waits to be read, and no other."""
    for order in shop.whole_orders():
        if bool(order.unread) != order.is_queued:
            yield Finding("withdrawal-unread", order.id, f"{order.unread} wait to be read, queued: {order.is_queued}")


def ordered_once(shop: Shop) -> Iterator[Finding]:
    """True at every moment: a filling of a cart became the one order that is written down for it.

    Orders from before this was written down are passed over.
    """
    fillings: dict[str, list[str]] = defaultdict(list)
    for order in shop.whole_orders():
        fillings[order.details.get("cart_id", "")].append(order.id)
    for cart_id, order_id in shop.fillings.items():
        became = fillings.get(cart_id, [])
        if became != [order_id]:
            yield Finding("cart-ordered-once", cart_id, f"is said to be {order_id}, and became {became}")
    for draft_id, draft in shop.drafts.items():
        named, became_one = draft.get("order_id"), shop.fillings.get(f"draft:{draft_id}")
        if named and named != became_one:
            yield Finding("draft-ordered", draft_id, f"says that it became {named}, and became {became_one}")


def at_rest(shop: Shop, now: datetime) -> Iterator[Finding]:
    """True once everything has arrived: no order waits for something that will not come."""
    for order in shop.whole_orders():
        if order.state in UNPAID and order.pay_by <= now:
            yield Finding("order-overdue", order.id, f"{order.state} since before {order.pay_by}")
        yield from _parcels(shop, order)
        yield from _wish(shop, order)
        if order.readdressing[1] == "requested":
            yield Finding("order-waits", order.id, "nobody has said whether it goes to another address")


def _wish(shop: Shop, order: Order) -> Iterator[Finding]:
    """A wish to cancel is answered, and its answer is what became of the parcels and the order."""
    wish, _ = order.wish
    parcels = shop.tracking.get(order.id, [])
    waiting = [row["sk"] for row in parcels if row.get("unwanted")]
    if wish == "requested" and not waiting:
        yield Finding("cancellation-unanswered", order.id, f"{order.state}, and nobody asks the carrier")
    if wish == "accepted" and order.state != "CANCELLED":
        yield Finding("cancellation-answer", order.id, f"accepted, but the order is {order.state}")
    if wish == "refused":
        back = bool(parcels) and all(row.get("cancelled_at") for row in parcels)
        if order.state == "CANCELLED" or back or not parcels:
            yield Finding("cancellation-answer", order.id, f"refused, but the order is {order.state}, its parcels back")


def _parcels(shop: Shop, order: Order) -> Iterator[Finding]:
    parcels = shop.tracking.get(order.id, [])
    if order.state in UNPAID and parcels:
        yield Finding("parcel-unpaid", order.id, f"{order.state}, and has {len(parcels)} parcels")
    elif order.state in DEAD:
        yield from _stopped(order, parcels)
    elif order.state not in UNPAID and order.to_ship:
        yield from _sent(order, parcels)


def _stopped(order: Order, parcels: list[Row]) -> Iterator[Finding]:
    """Of a dead order no parcel is to be sent, and staff see the one that was."""
    going = [row["sk"] for row in parcels if not row.get("cancelled_at") and row["state"] not in _LEFT]
    if going:
        yield Finding("parcel-of-dead-order", order.id, f"{order.state}, still to be sent: {going}")
    # Its money is back. A carrier may send on what it had promised to give back: staff see that parcel.
    gone = [row["sk"] for row in parcels if _has_left(row) and row.get("gsi1pk") != "QUEUE#exception"]
    if gone:
        yield Finding("sent-though-dead", order.id, f"{order.state}, and sent: {gone}")


def _sent(order: Order, parcels: list[Row]) -> Iterator[Finding]:
    """A paid order has parcels, and its state is as far as they are."""
    if not parcels:
        yield Finding("order-without-parcel", order.id, f"{order.state}, and nothing is sent")
    elif order.state == "PAID":
        yield Finding("order-behind", order.id, "PAID, though its parcel exists")
    elif order.state in ("FULFILLING", "SHIPPED") and all(row["state"] == "delivered" for row in parcels):
        yield Finding("order-behind", order.id, f"{order.state}, though its parcels are delivered")


def _has_left(row: Row) -> bool:
    return any(scan[1] in _SCANS_ON_THE_WAY for scan in row.get("scans", ()))
