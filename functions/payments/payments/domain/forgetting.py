"""What is left of a payment whose order's person is forgotten: every amount, reference and date, and nobody's words.

Why a shopper called the order off, and why staff sent money back or voided, are texts that people wrote and may name
somebody. What the provider says of its own doing stays: it explains the books.
"""

from __future__ import annotations

from dataclasses import replace

from payments.domain.payment import Payment, PaymentState

# A text all the same: that there is one says that the money is not wanted, or the order is closed.
REMOVED = "no longer known"


def forgotten(payment: Payment) -> Payment:
    """Without words, and without the events that repeat them. The same when there are none."""
    refunds = {key: replace(refund, reason=_unsaid(refund.reason)) for key, refund in payment.refunds.items()}
    # Of a payment that failed it is what the provider said.
    reason = _unsaid(payment.reason) if payment.state is PaymentState.VOIDED else payment.reason
    return replace(payment, reason=reason, abandoned=_unsaid(payment.abandoned), refunds=refunds, published=())


def _unsaid(text: str) -> str:
    return REMOVED if text else ""
