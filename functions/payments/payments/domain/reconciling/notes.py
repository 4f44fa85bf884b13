"""What is noted of a payment while no money moves. Every function returns the payment as it is afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from payments.domain.difference import Difference
from payments.domain.payment import Payment, PaymentState
from payments.domain.snapshot import ProviderPayment

# A text all the same: that there is one says that the money is not wanted, or the order is closed.
REMOVED = "no longer known"

# Providers deliver an event again within days; none sends more than a few of one payment. An older one that came again
# would only look at the provider once more and find nothing new.
MAX_RECEIPTS = 20


def open_at_provider(payment: Payment, seen: ProviderPayment) -> Payment:
    """The provider has opened it, and says how it can be paid."""
    return replace(payment, reference=seen.reference, client_secret=seen.client_secret, instructions=seen.instructions)


def differs(payment: Payment, difference: Difference, at: datetime) -> Payment:
    """People have to look at it. Nothing when they were told of the same difference before."""
    if payment.differing == difference.key:
        return payment
    return replace(payment, differing=difference.key).happened("payment.mismatch", at, difference=difference)


def agrees(payment: Payment, kinds: frozenset[str], at: datetime) -> Payment:
    """A difference of one of these kinds is no longer there."""
    if payment.differing.partition(":")[0] not in kinds:
        return payment
    return replace(payment, differing="", updated_at=at)


def announce_again(payment: Payment, at: datetime) -> Payment:
    """Tells of the capture, or the hold, once more, for whoever has not heard of it."""
    return payment.happened("payment.authorised" if payment.is_held else "payment.captured", at)


def receive(payment: Payment, event_id: str) -> Payment:
    """Remembers the provider's event that brought what is new."""
    return replace(payment, receipts=(*payment.receipts, event_id)[-MAX_RECEIPTS:])


def forgotten(payment: Payment) -> Payment:
    """What is left once the order's person is: every amount, reference and date, and nobody's words.

    Why a shopper called the order off, and why staff sent money back or voided, are texts that people wrote and may
    name somebody; the events that repeat them go, too, and who sent a transfer. What the provider says of its own doing
    stays: it explains the books.
    """
    refunds = {key: replace(refund, reason=_unsaid(refund.reason)) for key, refund in payment.refunds.items()}
    arrivals = {key: arrival.nameless() for key, arrival in payment.arrivals.items()}
    # Of a payment that failed it is what the provider said.
    reason = _unsaid(payment.reason) if payment.state is PaymentState.VOIDED else payment.reason
    abandoned = _unsaid(payment.abandoned)
    return replace(payment, reason=reason, abandoned=abandoned, refunds=refunds, arrivals=arrivals, published=())


def _unsaid(text: str) -> str:
    return REMOVED if text else ""
