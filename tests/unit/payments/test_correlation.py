from __future__ import annotations

from collections.abc import Iterator

import pytest

from souk import context
from tests.unit.payments.fakes import Shop, shop


@pytest.fixture
def souk() -> Iterator[Shop]:
    with context.bound("elsewhere"):
        yield shop()


def under(correlation_id: str, souk: Shop, order_id: str = "o1", attempt: str = "1") -> str:
    """Starts a payment on somebody's request and gives its reference."""
    with context.bound(correlation_id):
        return souk.start(order_id, attempt).reference


def ids(souk: Shop) -> list[str]:
    return [event.correlation_id for event in souk.store.events]


def test_a_webhook_goes_on_under_the_id_of_the_purchase(souk: Shop) -> None:
    reference = under("purchase-1", souk)
    souk.card.pays(reference)
    with context.bound("webhook"):
        souk.webhook(reference=reference)
        assert context.correlation_id() == "purchase-1"
    assert ids(souk) == ["purchase-1", "purchase-1"]


def test_the_reconciler_works_on_each_payment_under_its_own_id(souk: Shop) -> None:
    for number in range(3):
        souk.card.pays(under(f"purchase-{number}", souk, f"o{number}"))
    souk.reconcile()
    captured = {e.data["order_id"]: e.correlation_id for e in souk.store.events if e.type == "payment.captured"}
    assert captured == {"o0": "purchase-0", "o1": "purchase-1", "o2": "purchase-2"}
    assert context.correlation_id() == "elsewhere"


def test_the_comparison_works_on_each_payment_under_its_own_id(souk: Shop) -> None:
    for number in range(2):
        souk.card.pays(under(f"purchase-{number}", souk, f"o{number}"))
    souk.compare()
    assert set(ids(souk)) == {"purchase-0", "purchase-1"}
    assert context.correlation_id() == "elsewhere"


def test_a_refund_belongs_to_the_purchase_whoever_asks_for_it(souk: Shop) -> None:
    reference = under("purchase-1", souk)
    souk.card.pays(reference)
    souk.webhook(reference=reference)
    (payment,) = souk.store.payments.values()
    with context.bound("staff-request"):
        souk.services.refunds.request(payment.payment_id, "k", None, "returned", "user:1")
    assert set(ids(souk)) == {"purchase-1"}


def test_what_is_given_back_when_an_order_is_off_belongs_to_the_purchase(souk: Shop) -> None:
    reference = under("purchase-1", souk)
    souk.card.pays(reference)
    with context.bound("the expiry timer", causation_id="event-1"):
        souk.services.payments.close_order("o1", "not paid in time")
        assert context.correlation_id() == "the expiry timer"
    assert set(ids(souk)) == {"purchase-1"}
    assert {event.causation_id for event in souk.store.events[1:]} == {"event-1"}


def test_a_further_attempt_has_the_id_of_its_own_request(souk: Shop) -> None:
    under("purchase-1", souk, attempt="1")
    under("purchase-2", souk, attempt="2")
    told = [(event.type, event.correlation_id) for event in souk.store.events]
    assert told == [
        ("payment.started", "purchase-1"),
        ("payment.voided", "purchase-1"),
        ("payment.started", "purchase-2"),
    ]
