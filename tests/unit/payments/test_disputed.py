"""Disputes on their way in: webhooks in any order, webhooks that never came, and what staff are told."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from payments.domain.dispute import DisputeStatus, ProviderDispute
from payments.domain.payment import Payment
from payments.domain.refund import Refund
from souk.errors import Conflict
from souk.money import Money
from tests.support import logs
from tests.unit.payments.fakes import Shop, shop


def news(payment: Payment, status: DisputeStatus, **changes: object) -> ProviderDispute:
    known = ProviderDispute("dp_1", payment.reference, Money(600, "EUR"), status, "fraudulent")
    return replace(known, **changes)  # type: ignore[arg-type]


def tell(souk: Shop, payment: Payment, event_id: str, dispute: ProviderDispute) -> str:
    souk.card.telling[:] = [dispute]
    return souk.webhook(event_id, "charge.dispute.x", payment.reference, dispute=dispute.reference)


def refund(souk: Shop, payment: Payment, amount: int, key: str = "k") -> Refund:
    return souk.services.refunds.request(payment.payment_id, key, Money(amount, "EUR"), "late", "user:1")[1]


def test_opened_withdrawn_and_lost_leave_their_trace_in_every_order_and_however_often() -> None:
    steps = (
        (DisputeStatus.NEEDS_RESPONSE, 0),
        (DisputeStatus.NEEDS_RESPONSE, 600),
        (DisputeStatus.LOST, 600),
    )
    for order in permutations(enumerate(steps)):
        souk = shop()
        payment = souk.paid()
        for number, (status, withdrawn) in (*order, *order):
            tell(souk, payment, f"evt_{number}", news(payment, status, withdrawn=withdrawn))
        stored = souk.stored(payment)
        assert (stored.disputes["dp_1"].status, stored.totals.disputed, stored.refundable) == ("lost", 600, 400)
        assert souk.store.types.count("dispute.opened") == souk.store.types.count("dispute.closed") == 1
        assert souk.store.types.count("dispute.funds_withdrawn") == 1


def test_everybody_learns_what_is_disputed_why_and_until_when_to_answer() -> None:
    souk = shop()
    payment = souk.paid()
    tell(souk, payment, "evt_1", news(payment, DisputeStatus.NEEDS_RESPONSE, fee=Money(1500, "USD")))
    (event,) = [event for event in souk.store.events if event.type == "dispute.opened"]
    assert (event.aggregate_id, event.data["order_id"], event.data["dispute_id"]) == (payment.payment_id, "o1", "dp_1")
    assert (event.data["reason"], event.data["status"]) == ("fraudulent", "needs_response")
    assert event.data["amount"] == event.data["contested"] == {"amount": 600, "currency": "EUR"}
    assert event.data["fee"] == {"amount": 1500, "currency": "USD"}


def errors(lines: logs.Lines) -> list[str]:
    return [line["message"] for line in lines.parsed() if line["level"] == "ERROR"]


def test_staff_are_told_of_a_new_dispute_and_of_a_lost_one_once() -> None:
    souk = shop()
    payment = souk.paid()
    with logs.captured() as lines:
        for number, status in enumerate((DisputeStatus.NEEDS_RESPONSE, DisputeStatus.UNDER_REVIEW, DisputeStatus.LOST)):
            for _ in range(2):
                tell(souk, payment, f"evt_{number}", news(payment, status))
    assert errors(lines) == ["a payment is disputed", "a dispute is lost"]


def test_a_refund_beyond_what_the_dispute_leaves_is_refused_with_the_reason() -> None:
    souk = shop()
    payment = souk.paid()
    tell(souk, payment, "evt_1", news(payment, DisputeStatus.NEEDS_RESPONSE))
    with pytest.raises(Conflict, match=r"only 4\.00 EUR .* disputed"):
        refund(souk, payment, 401)
    assert refund(souk, payment, 400).status == "succeeded"
    with pytest.raises(Conflict, match=r"nothing is left to refund: 6\.00 EUR is disputed"):
        souk.services.refunds.request(payment.payment_id, "all", None, "late", "user:1")


def test_a_dispute_whose_webhooks_never_came_is_found_by_the_comparison_however_old_the_payment() -> None:
    souk = shop()
    payment = souk.paid()
    for payment_id in (payment.payment_id, None):  # as the provider tells it, or not
        souk.card.disputed[:] = [news(payment, DisputeStatus.LOST, payment_id=payment_id)]
        report = souk.compare()
        assert report.healed == ([payment.payment_id] if payment_id else [])
    assert souk.stored(payment).totals.disputed == 600


def test_comparing_again_asks_nothing_of_the_provider_about_a_dispute_that_is_booked() -> None:
    souk = shop()
    payment = souk.paid()
    souk.card.disputed[:] = [news(payment, DisputeStatus.LOST, payment_id=payment.payment_id)]
    souk.compare()
    souk.card.calls.clear()
    souk.compare()
    assert "fetch" not in souk.card.calls


def test_a_dispute_of_another_shop_on_the_same_account_is_left_alone() -> None:
    souk = shop()
    payment = souk.paid()
    souk.card.disputed[:] = [
        news(payment, DisputeStatus.LOST, payment_id=""),
        replace(news(payment, DisputeStatus.LOST), payment="ref-other"),
    ]
    assert souk.compare().differences == {}
    assert souk.stored(payment).disputes == {}


def test_a_dispute_of_a_payment_nobody_knows_is_said_and_kept() -> None:
    souk = shop()
    payment = souk.paid()
    souk.card.telling[:] = [news(payment, DisputeStatus.LOST)]
    with logs.captured() as lines:
        assert souk.webhook("evt_1", "charge.dispute.closed", "ref-gone", dispute="dp_1") == "unknown"
    assert errors(lines) == ["dispute of an unknown payment"]
    assert "dp_1" in souk.store.receipts["card", "evt_1"].body


def test_money_of_a_cancelled_order_that_is_disputed_waits_for_its_end() -> None:
    souk = shop()
    payment = souk.paid()
    tell(souk, payment, "evt_1", news(payment, DisputeStatus.NEEDS_RESPONSE, amount=Money(1000, "EUR")))
    souk.services.payments.close_order("o1", "cancelled")
    assert souk.stored(payment).refunds == {}
    tell(souk, payment, "evt_2", news(payment, DisputeStatus.WON, amount=Money(1000, "EUR")))
    assert souk.stored(payment).totals.refunded == 1000
