"""When to ask the provider again about a payment that is not finished."""

from __future__ import annotations

from datetime import datetime, timedelta

from payments.domain.payment import Payment
from payments.domain.reconciling.holding import capture_at, is_to_capture

_LONGEST = timedelta(hours=1)
# Of money that is held for days; that it is captured or let go of is told.
_LONGEST_HELD = timedelta(hours=12)


def next_check(payment: Payment, remote: bool, at: datetime, first: timedelta) -> datetime | None:
    """When to look after the payment, or None when nothing can change without us hearing of it.

    The first time `first` after its last change, then after half the time since then, at most an hour: a payment
    being made is looked after closely, one left lying costs next to nothing. One that is held, when it is to be
    captured, too.
    """
    to_finish = payment.must_be_voided or payment.unsent_refunds or payment.unsent_answers
    to_watch = remote and (payment.open or payment.refunding)
    if not (to_finish or to_watch):
        return None
    pause = max((at - payment.updated_at) / 2, first)
    due = capture_at(payment)
    if due is None or is_to_capture(payment, at):
        return at + min(pause, _LONGEST)
    return max(min(at + min(pause, _LONGEST_HELD), due), at + first)
