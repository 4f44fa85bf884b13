"""What becomes of money that comes by bank transfer. Every function returns the payment as it is afterwards.

It pays what is due, as often and in as many parts as it comes. What is not due, because more came or the order has
ended, is never lost and never spent: it waits to be given back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from payments.domain.ledger import Arrival, EntryKind
from payments.domain.movements import capture
from payments.domain.payment import Payment, PaymentState
from payments.domain.refund import RefundStatus
from souk.errors import Conflict, NotFound

# Between the day that staff say and that of the bank, or of two banks' columns, there may be a long weekend.
_SAME_DAYS = 5


def due(payment: Payment) -> int:
    """How much is still waited for, in minor units: nothing once it is not wanted, or was given back in part."""
    if payment.abandoned or payment.state is PaymentState.VOIDED:
        return 0
    if any(refund.status is not RefundStatus.FAILED for refund in payment.refunds.values()):
        return 0
    return max(payment.wanted - payment.totals.captured, 0)


def arrive(payment: Payment, arrival: Arrival, *, wanted: bool = True) -> Payment:
    """The money of `arrival` has come, whose surplus is worked out here. The same arrival again changes nothing.

    Not `wanted`: the order is paid another way, so all of it is to be given back.
    """
    if arrival.id in payment.arrivals:
        return payment
    booked = min(arrival.amount, due(payment)) if wanted else 0
    arrival = replace(arrival, surplus=arrival.amount - booked)
    if booked:
        payment = capture(payment, booked, arrival.at, arrival.id, arrival.by)
    if arrival.surplus:
        payment = payment.moved(EntryKind.SURPLUS, arrival.surplus, arrival.at, arrival.id, arrival.by)
    else:
        arrival = arrival.nameless()
    return _told(payment, "transfer.received", arrival, arrival.at)


def seen_before(payment: Payment, amount: int, source: str, arrived_on: str) -> Arrival | None:
    """The arrival that this is likely to be: so much came in those days, and this source has not told of it yet."""
    for arrival in payment.arrivals.values():
        if arrival.amount != amount or source in arrival.sources:
            continue
        if abs((date.fromisoformat(arrival.arrived_on) - date.fromisoformat(arrived_on)).days) <= _SAME_DAYS:
            return arrival
    return None


def told_again(payment: Payment, arrival_id: str, source: str) -> Payment:
    """Another source tells of the same money."""
    arrival = payment.arrivals[arrival_id]
    return payment.having(replace(arrival, sources=(*arrival.sources, source)))


def give_back(payment: Payment, arrival_id: str, by: str, at: datetime) -> Payment:
    """Staff have sent the surplus back. Nothing when they had before. Raises NotFound, Conflict where nothing was."""
    arrival = payment.arrivals.get(arrival_id)
    if arrival is None:
        raise NotFound("the payment has no such transfer")
    if not arrival.surplus:
        raise Conflict("all of this transfer was due: refund the payment instead")
    if arrival.returned_at:
        return payment
    moved = payment.moved(EntryKind.SURPLUS_RETURNED, arrival.surplus, at, arrival.id, by)
    return _told(moved, "transfer.returned", arrival.returned(at), at)


def _told(payment: Payment, type_: str, arrival: Arrival, at: datetime) -> Payment:
    return payment.having(arrival).happened(type_, at, arrival=arrival)
