"""Money that a bank holds for an order until its first parcel leaves. Pure.

A hold lapses: banks keep it for some days, and the provider says until when. It is captured before, whether or not a
parcel has left: goods that were promised are sent, and a hold that is gone cannot be had again without the shopper.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from payments.domain.difference import Difference, DifferenceKind
from payments.domain.payment import Payment, PaymentState

# How long before its end a hold is captured: time for a provider that is away, and for people.
MARGIN = timedelta(days=1)
# Where the provider does not say: the shortest time that Stripe names for cards is 4 days and 18 hours.
SHORTEST = timedelta(days=4)


def hold(payment: Payment, until: datetime | None, at: datetime) -> Payment:
    """The bank has begun to hold it."""
    return replace(payment, held_until=until or at + SHORTEST) if payment.is_held else payment


def ask(payment: Payment, at: datetime) -> Payment:
    """The order is on its way: what is held is to be captured. The same when that is known, or nothing is held."""
    return replace(payment, asked=True, updated_at=at) if payment.on_shipment and not payment.asked else payment


def capture_at(payment: Payment) -> datetime | None:
    """From when on it is to be captured though nobody has asked; None for what is not held."""
    return payment.held_until - MARGIN if payment.is_held and payment.held_until else None


def is_to_capture(payment: Payment, at: datetime) -> bool:
    due = capture_at(payment)
    return due is not None and not payment.unwanted and (payment.asked or at >= due)


def refused(payment: Payment, why: str) -> Difference:
    """It is held, and cannot be captured."""
    owed = payment.money(min(payment.totals.capturable, payment.wanted))
    detail = f"{owed} are held for an order that is worked on, and cannot be captured: {why}"
    return Difference(DifferenceKind.CAPTURE_REFUSED, owed, payment.money(0), detail)


def gone(payment: Payment) -> Difference | None:
    """What is to be told when the bank has let go of what an order is worked on for; None when it has not."""
    lost = payment.on_shipment and payment.totals.authorised and payment.state is PaymentState.VOIDED
    if not lost or payment.unwanted:
        return None
    detail = f"what was held for order {payment.order_id} was let go of before it was captured"
    return Difference(DifferenceKind.ORDER_WITHOUT_PAYMENT, payment.money(0), payment.money(payment.wanted), detail)
