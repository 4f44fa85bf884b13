"""Currencies without decimals and with three: Stripe charges what was asked for, and what comes back is booked."""

from __future__ import annotations

import pytest

from souk.errors import InvalidInput
from tests.component.payments.service import PaymentsService
from tests.component.payments.stripe_side import StripeSide


@pytest.mark.parametrize(
    ("currency", "amount", "at_stripe", "refund", "refund_at_stripe"),
    [
        ("JPY", 500, 500, 120, 120),
        ("KWD", 12340, 12340, 1230, 1230),
        ("ISK", 500, 50000, 100, 10000),
        ("EUR", 1999, 1999, 1, 1),
    ],
)
def test_amounts_are_right_all_the_way(
    payments: PaymentsService,
    stripe: StripeSide,
    currency: str,
    amount: int,
    at_stripe: int,
    refund: int,
    refund_at_stripe: int,
) -> None:
    payment_id = payments.start(amount=amount, currency=currency).payment_id
    reference = payments.stored(payment_id).reference
    assert stripe.intent(reference)["amount"] == at_stripe
    stripe.pay(reference).raise_for_status()
    assert payments.get(payment_id).amount.amount == amount
    assert payments.refund(payment_id, refund, "key-1", currency).json["status"] == "succeeded"
    assert stripe.refunded(reference) == [refund_at_stripe]
    view = payments.staff("GET", f"/admin/payments/{payment_id}").json
    assert view["captured"] == {"amount": amount, "currency": currency}
    assert view["refundable"] == {"amount": amount - refund, "currency": currency}
    assert payments.reconciliation()["differences"] == {}


def test_an_amount_stripe_cannot_charge_is_refused_before_anything_is_stored(
    payments: PaymentsService, stripe: StripeSide
) -> None:
    with pytest.raises(InvalidInput, match="must end in 0"):
        payments.start(amount=12345, currency="KWD")
    assert (payments.events, stripe.intents()) == ([], [])


def test_a_refund_stripe_cannot_send_fails_and_says_why(payments: PaymentsService, stripe: StripeSide) -> None:
    payment_id = payments.start(amount=12340, currency="KWD").payment_id
    stripe.pay(payments.stored(payment_id).reference).raise_for_status()
    payments.get(payment_id)
    made = payments.refund(payment_id, 1234, "key-1", "KWD").json
    assert (made["status"], "must end in 0" in made["failure"]) == ("failed", True)
    assert payments.refund(payment_id, None, "key-2", "KWD").json["status"] == "succeeded"
