"""Warnings of a card's issuer: told once, in whichever order, and found where no webhook told of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from payments.domain.dispute import DisputeStatus, ProviderDispute
from payments.domain.payment import Payment
from payments.domain.warning import ProviderWarning
from souk.money import Money
from tests.support import logs
from tests.unit.payments.fakes import Shop, shop


def warning(of: Payment, **changes: object) -> ProviderWarning:
    known = ProviderWarning("issfr_1", of.reference, "made_with_stolen_card", True)
    return replace(known, **changes)  # type: ignore[arg-type]


def tell(souk: Shop, payment: Payment, event_id: str, told: ProviderWarning) -> str:
    souk.card.warned[:] = [told]
    return souk.webhook(event_id, "radar.early_fraud_warning.x", payment.reference, warning=told.reference)


def test_staff_are_told_once_in_whichever_order_the_news_come() -> None:
    for order in permutations((True, False)):
        souk = shop()
        payment = souk.paid()
        with logs.captured() as lines:
            for actionable in (*order, *order):
                tell(souk, payment, f"evt_{actionable}", warning(payment, actionable=actionable))
        assert str(lines.parsed()).count("the card's issuer warns of fraud") == 1
        stored = souk.stored(payment)
        assert (stored.warnings["issfr_1"].kind, stored.is_warned_of) == ("made_with_stolen_card", False)
        assert souk.store.types.count("fraud_warning.received") == 1


def test_a_warning_moves_no_money_and_is_settled_by_a_full_refund_or_a_dispute() -> None:
    souk = shop()
    payment = souk.paid()
    assert tell(souk, payment, "evt_1", warning(payment)) == "applied"
    stored = souk.stored(payment)
    assert (stored.is_warned_of, stored.refundable, stored.state) == (True, 1000, "captured")
    souk.services.refunds.request(payment.payment_id, "k", Money(600, "EUR"), "a part", "user:1")
    assert souk.stored(payment).is_warned_of
    souk.services.refunds.request(payment.payment_id, "l", None, "fraud", "user:1")
    assert not souk.stored(payment).is_warned_of
    other = shop()
    paid = other.paid()
    tell(other, paid, "evt_1", warning(paid))
    told = ProviderDispute("dp_1", paid.reference, Money(600, "EUR"), DisputeStatus.NEEDS_RESPONSE)
    other.card.telling[:] = [told]
    other.webhook("evt_2", "charge.dispute.created", paid.reference, dispute="dp_1")
    assert not other.stored(paid).is_warned_of


@pytest.mark.parametrize("payment_id", [None, "ours"])
def test_the_comparison_finds_a_warning_that_no_webhook_told_of(payment_id: str | None) -> None:
    souk = shop()
    payment = souk.paid()
    ours = payment.payment_id if payment_id else None
    somebody_elses = warning(payment, reference="issfr_2", payment="ref-of-another", payment_id="")
    souk.card.warned[:] = [somebody_elses, warning(payment, payment_id=ours)]
    assert souk.compare().healed == [payment.payment_id]
    assert souk.stored(payment).is_warned_of
    before = len(souk.card.calls)
    assert souk.compare().healed == []
    fetched = souk.card.calls[before:].count("fetch")
    assert fetched == (0 if ours else 1)
