"""When to ask the provider again about a payment that is not finished."""

from __future__ import annotations

from datetime import datetime, timedelta

from payments.domain.payment import Payment

_LONGEST = timedelta(hours=1)


def next_check(payment: Payment, remote: bool, at: datetime, first: timedelta) -> datetime | None:
    """When to look after the payment, or None when nothing can change without us hearing of it.

    The first time `first` after its last change, then after half the time since then, at most an hour: a payment
    being made is looked after closely, one left lying costs next to nothing.
    """
    to_finish = payment.must_be_voided or payment.unsent_refunds
    to_watch = remote and (payment.open or payment.refunding)
    if not (to_finish or to_watch):
        return None
    return at + min(max((at - payment.updated_at) / 2, first), _LONGEST)
