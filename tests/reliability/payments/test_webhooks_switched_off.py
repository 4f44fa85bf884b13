"""A whole run in which no webhook ever comes and no shopper returns: the reconciler alone makes everything right."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.component.payments.service import PaymentsService
from tests.component.payments.stripe_side import DECLINED, StripeSide
from tests.support import outbox


def reconcile_all(payments: PaymentsService) -> tuple[int, dict[str, str]]:
    """As `make reconcile` does: until everything was looked at."""
    healed: set[str] = set()
    while True:
        report = payments.reconciliation()
        healed |= set(report["healed"])
        if report["finished"]:
            return len(healed), report["differences"]


@pytest.mark.parametrize("orders", [20, pytest.param(100, marks=pytest.mark.reliability_long)])
def test_a_run_of_orders_paid_without_any_webhook_ends_with_all_of_them_paid_exactly_once(
    payments: PaymentsService, stripe: StripeSide, orders: int
) -> None:
    started = [payments.start(amount=1000 + number).payment_id for number in range(orders)]
    for payment_id in started:
        stripe.pay(payments.stored(payment_id).reference).raise_for_status()
    assert Counter(payments.events) == {"payment.started": orders}

    assert reconcile_all(payments) == (orders, {})
    assert {str(payments.stored(payment_id).state) for payment_id in started} == {"captured"}
    assert Counter(payments.events) == {"payment.started": orders, "payment.captured": orders}
    charged = [charge["amount"] for charge in stripe.charges()]
    assert sorted(charged) == [1000 + number for number in range(orders)]
    captured = [e.data["captured"]["amount"] for e in outbox.events(payments.table) if e.type == "payment.captured"]
    assert sum(captured) == sum(charged)

    assert reconcile_all(payments) == (0, {})
    assert Counter(payments.events)["payment.captured"] == orders


def test_what_was_not_paid_stays_unpaid(payments: PaymentsService, stripe: StripeSide) -> None:
    declined, left = payments.start().payment_id, payments.start().payment_id
    stripe.pay(payments.stored(declined).reference, DECLINED)
    assert reconcile_all(payments) == (1, {})
    assert [str(payments.stored(payment_id).state) for payment_id in (declined, left)] == ["failed", "pending"]
