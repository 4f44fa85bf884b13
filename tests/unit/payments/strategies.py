"""Histories of what providers and staff may do to a payment, for property tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from payments.domain.payment import Payment
from payments.domain.snapshot import ProviderPayment, ProviderRefund, ProviderStatus
from souk.money import Money

AT = datetime(2026, 1, 31, 8, tzinfo=UTC)
LIMIT = 1000

amounts = st.integers(1, LIMIT + 200)
refunds = st.builds(
    ProviderRefund,
    reference=st.sampled_from(["re_1", "re_2", "re_3"]),
    amount=st.integers(1, LIMIT),
    status=st.sampled_from(["pending", "succeeded", "failed"]),
)
observations = st.builds(
    ProviderPayment,
    reference=st.just("pi_1"),
    status=st.sampled_from(list(ProviderStatus)),
    amount=st.just(Money(LIMIT, "EUR")),
    authorised=st.integers(0, LIMIT),
    captured=st.integers(0, LIMIT),
    refunds=st.lists(refunds, max_size=2, unique_by=lambda refund: refund.reference).map(tuple),
)


def started(amount: int = LIMIT, currency: str = "EUR") -> Payment:
    return replace(Payment.start("order-1", "1", "stripe", Money(amount, currency), AT), reference="pi_1")


def seen(
    status: ProviderStatus,
    *,
    amount: int = LIMIT,
    authorised: int = 0,
    captured: int = 0,
    refunds: tuple[ProviderRefund, ...] = (),
    failure: str = "",
    currency: str = "EUR",
) -> ProviderPayment:
    return ProviderPayment(
        "pi_1",
        status,
        Money(amount, currency),
        authorised=max(authorised, captured),
        captured=captured,
        refunds=refunds,
        failure=failure,
        decline_code="card_declined" if failure else "",
    )
