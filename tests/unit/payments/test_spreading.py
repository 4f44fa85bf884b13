"""A refund of an order over the payments that paid it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.domain.dispute import DisputeStatus, ProviderDispute
from payments.domain.ledger import OverRefund, PaymentTotals
from payments.domain.payment import Payment
from payments.domain.reconciling.notes import open_at_provider
from payments.domain.refund import RefundLine
from payments.domain.spreading import RefundWish, spread
from payments.usecases.announcements import changing
from payments.usecases.by_staff.order_refunds import OrderRefunds
from payments.usecases.ports import StartRequest
from souk import clock
from souk.errors import InvalidInput, NotFound, PreconditionFailed
from souk.money import Money
from tests.unit.payments.fakes import LINES, Shop, shop

# What was ordered costs 1,000, so that of all that was paid what is beyond it is for the way of delivery.


def two(souk: Shop, first: int = 700, second: int = 450, provider: str = "card") -> tuple[Payment, Payment]:
    """An order that two payments paid, the second one later."""
    first_one = souk.paid(amount=first)
    later = Payment.start("o1", "2", provider, Money(second, "EUR"), clock.now())
    request = StartRequest(later.payment_id, "o1", "2", later.amount, "Order SK-1", number="SK-1")
    opened = souk.services.providers.get(provider).start(request)
    souk.store.add(changing(open_at_provider(later, opened)), souk.store.order("o1"), None)
    if provider == "card":
        souk.card.pays(opened.reference)
        return first_one, souk.services.payments.get(later.payment_id)
    return first_one, souk.services.payments.mark_received(later.payment_id, "user:1")


def ask(
    souk: Shop,
    amount: int | None = None,
    lines: tuple[RefundLine, ...] = (),
    shipping: int = 0,
    key: str = "k",
    seen: int | None = None,
) -> dict[str, int]:
    """What each payment gives back, by its attempt."""
    refunds: OrderRefunds = souk.services.order_refunds
    money = Money(amount, "EUR") if amount else None
    delivery = Money(shipping, "EUR") if shipping else None
    made = refunds.request("o1", key, money, lines, delivery, "returned", "user:1", bool(lines), seen)
    return {payment.attempt: refund.amount for payment, refund in made}


def test_the_latest_card_gives_back_first_and_bank_transfers_last() -> None:
    souk = shop()
    two(souk)
    assert ask(souk, 500) == {"2": 450, "1": 50}
    other = shop()
    two(other, provider="manual")
    assert ask(other, 750) == {"1": 700, "2": 50}


def test_each_part_is_sent_once_whoever_asks_again() -> None:
    souk = shop()
    first, second = two(souk)
    for _ in range(2):
        assert ask(souk, 500) == {"2": 450, "1": 50}
    assert [souk.stored(each).totals.refunded for each in (first, second)] == [50, 450]
    assert souk.card.calls.count("refund") == 2
    assert ask(souk, key="l") == {"1": 650}
    with pytest.raises(OverRefund):
        ask(souk, 1, key="m")


def test_a_part_that_is_not_sent_is_seen_and_sent_later() -> None:
    souk = shop()
    first, second = two(souk)
    souk.card.down = True
    assert ask(souk, 500) == {"2": 450, "1": 50}
    assert [souk.stored(each).refunding for each in (first, second)] == [50, 450]
    souk.card.down = False
    assert souk.reconcile() == 2
    assert [souk.stored(each).totals.refunded for each in (first, second)] == [50, 450]
    assert sum(len(held.refunds) for held in souk.card.held.values()) == 2


def test_a_refused_part_failed_and_can_be_asked_for_anew() -> None:
    souk = shop()
    two(souk)
    souk.card.refuses_refunds = True
    made = souk.services.order_refunds.request("o1", "k", Money(500, "EUR"), (), None, "late", "user:1", False)
    assert [refund.status for _, refund in made] == ["failed", "failed"]
    souk.card.refuses_refunds = False
    assert ask(souk, 500, key="again") == {"2": 450, "1": 50}


def test_all_parts_are_promised_or_none() -> None:
    souk = shop()
    first, second = two(souk)
    souk.store.before_write = lambda: souk.services.refunds.request(
        first.payment_id, "rival", Money(700, "EUR"), "all", "user:2"
    )
    with pytest.raises(OverRefund):
        ask(souk, 500)
    assert souk.stored(second).refunds == {}
    with pytest.raises(PreconditionFailed):
        ask(souk, 100, seen=first.revision + second.revision)


def test_units_and_shipping_are_those_of_the_order_whichever_payment_gave_them_back() -> None:
    souk = shop()
    first, second = two(souk)
    assert ask(souk, lines=(RefundLine("BOWL", 2),), shipping=100) == {"2": 450, "1": 50}
    stored = [souk.stored(each).refunds for each in (first, second)]
    (of_first,), (of_second,) = (list(refunds.values()) for refunds in stored)
    assert (of_second.lines, of_second.shipping) == ((RefundLine("BOWL", 2, 400),), 50)
    assert (of_first.lines, of_first.shipping, of_first.restock) == ((), 50, False)
    assert of_second.restock
    with pytest.raises(OverRefund, match="2 refunded before"):
        ask(souk, lines=(RefundLine("BOWL", 1),), key="l")
    with pytest.raises(OverRefund, match="shipping"):
        ask(souk, shipping=51, key="m")
    assert ask(souk, shipping=50, key="n") == {"1": 50}


def test_what_a_bank_disputes_is_not_spread() -> None:
    souk = shop()
    _first, second = two(souk)
    told = ProviderDispute("dp_1", second.reference, Money(450, "EUR"), DisputeStatus.NEEDS_RESPONSE, withdrawn=450)
    souk.card.telling[:] = [told]
    souk.webhook("evt_1", "charge.dispute.created", second.reference, dispute="dp_1")
    assert ask(souk) == {"1": 700}


def test_what_cannot_be() -> None:
    souk = shop()
    with pytest.raises(NotFound):
        ask(souk)
    two(souk)
    refunds = souk.services.order_refunds
    with pytest.raises(InvalidInput):
        refunds.request("o1", "k", Money(1, "USD"), (), None, "late", "user:1", False)
    with pytest.raises(InvalidInput):
        refunds.request("o1", "k", None, (RefundLine("NOPE", 1),), None, "late", "user:1", False)
    with pytest.raises(OverRefund):
        ask(souk, 1151)


@given(
    st.lists(st.tuples(st.integers(1, 900), st.integers(0, 900)), min_size=1, max_size=4),
    st.integers(1, 3000),
    st.integers(0, 2),
    st.integers(0, 300),
)
def test_no_payment_gives_back_more_than_is_left_and_the_parts_add_up(
    paid: list[tuple[int, int]], amount: int, bowls: int, shipping: int
) -> None:
    payments = [_captured(number, captured, min(back, captured)) for number, (captured, back) in enumerate(paid)]
    lines = (RefundLine("BOWL", bowls, 200 * bowls),) if bowls else ()
    wanted = RefundWish(Money(amount, "EUR"), lines, Money(shipping, "EUR") if shipping else None)
    try:
        parts = spread(wanted, LINES, payments)
    except (OverRefund, InvalidInput):
        return
    assert sum(part.amount for part in parts) == amount
    assert all(0 < part.amount <= part.payment.refundable for part in parts)
    named = [sum(line.amount or 0 for line in part.lines) + part.shipping for part in parts]
    assert all(name <= part.amount for name, part in zip(named, parts, strict=True))
    assert sum(line.quantity for part in parts for line in part.lines) == bowls
    assert sum(part.shipping for part in parts) <= shipping


def _captured(number: int, captured: int, back: int) -> Payment:
    payment = Payment.start("o1", str(number), "card", Money(captured, "EUR"), clock.now())
    return replace(payment, totals=PaymentTotals(captured, captured, captured, 0, back))
