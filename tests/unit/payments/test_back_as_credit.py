"""What goes back as store credit: each refund once, with gift cards beside it, and without the provider."""

from __future__ import annotations

from typing import Any

import pytest

from payments.domain.gift_cards.account import CreditAccount, TakenPart
from payments.domain.payment import Payment
from payments.domain.refund import RefundLine
from payments.usecases.gift_cards.cards import IssueWish
from souk.errors import Conflict, Unavailable
from souk.events.common import Amount
from souk.events.orders import CancelledLine, OrderLinesCancelled
from souk.events.shipping import ReturnRefundAsked
from souk.money import Money
from tests.unit.payments.fakes import LINES, Shop, shop


def bought(at: Shop, owner: str = "u1", *, card: int = 0) -> Payment:
    """An order of 10.00 that a gift card pays so much of."""
    if card:
        account = at.services.gift_cards.issue(IssueWish(Money(card, "EUR"), "given"), "g1", "user:s1")
        at.services.tenders.hold("o1", [TakenPart(account.id, card)], "EUR", LINES)
    payment = at.services.payments.start(
        "o1", "1", Money(1000 - card, "EUR"), "card", "Order", lines=LINES, beside=card
    )
    at.card.pays(payment.reference)
    payment = at.services.payments.get(payment.payment_id)
    at.services.payments.order_paid("o1", payment.payment_id, LINES, owner)
    return payment


def credit(at: Shop) -> CreditAccount | None:
    return at.services.gift_cards.of_person("u1", "EUR")


def available(at: Shop) -> int:
    own = credit(at)
    return own.available if own else 0


def refunded(at: Shop, key: str = "k", **wanted: Any) -> int:
    asked = {"amount": None, "lines": (), "shipping": None, **wanted}
    parts = at.services.order_refunds.request(
        "o1", key, asked["amount"], asked["lines"], asked["shipping"], "late", "user:s1", restock=False, as_credit=True
    )
    return sum(refund.amount for _, refund in parts)


def test_a_refund_becomes_store_credit_once_and_no_money_moves() -> None:
    at = shop()
    payment = bought(at)
    for _ in range(2):
        assert refunded(at, lines=(RefundLine("BOWL", 1),)) == 200
    assert (available(at), at.stored(payment).totals.refunded, at.stored(payment).refundable) == (200, 200, 800)
    assert "refund" not in at.card.calls
    assert [event.data["as_credit"] for event in at.store.events if event.type == "refund.succeeded"] == [True]


def test_what_was_given_as_credit_is_no_difference_to_the_provider() -> None:
    at = shop()
    payment = bought(at)
    refunded(at, lines=(RefundLine("BOWL", 1),))
    at.services.order_refunds.request("o1", "k2", Money(300, "EUR"), (), None, "late", "user:s1", restock=False)
    at.compare()
    assert (at.stored(payment).differing, at.stored(payment).totals.refunded) == ("", 500)
    assert at.card.held[payment.reference].refunds[0].amount == 300


def test_a_part_may_go_back_as_money_and_never_more_than_was_paid() -> None:
    at = shop()
    bought(at)
    refunded(at, amount=Money(600, "EUR"))
    at.services.order_refunds.request("o1", "k2", None, (), None, "rest", "user:s1", restock=False)
    with pytest.raises(Conflict):
        refunded(at, "k3", amount=Money(1, "EUR"))
    assert available(at) == 600


def test_gift_cards_get_theirs_back_and_the_money_becomes_credit() -> None:
    at = shop()
    bought(at, card=400)
    assert refunded(at) == 1000
    [card] = [each for each in at.credit.accounts.values() if not each.owner]
    assert (card.available, available(at)) == (400, 600)


def test_a_guest_has_no_store_credit() -> None:
    at = shop()
    bought(at, owner="")
    with pytest.raises(Conflict):
        refunded(at)
    at.services.payments.close_order("o1", "off", as_credit=True)
    assert (available(at), at.card.calls.count("refund")) == (0, 1)


def test_an_order_that_is_called_off_gives_credit_where_that_was_wanted() -> None:
    at = shop()
    payment = bought(at)
    for _ in range(2):
        at.services.payments.close_order("o1", "off", as_credit=True)
    assert (available(at), at.stored(payment).totals.refunded, at.card.calls.count("refund")) == (1000, 1000, 0)


def test_cancelled_units_give_credit() -> None:
    at = shop()
    bought(at)
    told = OrderLinesCancelled.model_construct(
        order_id="o1",
        number="SK-1",
        total=Amount(amount=800, currency="EUR"),
        number_of_wish=1,
        cancelled=[CancelledLine(sku="BOWL", quantity=1, amount=Amount(amount=200, currency="EUR"))],
        was_paid=True,
        as_credit=True,
    )
    for _ in range(2):
        at.services.reduced.lines_cancelled(told)
    assert available(at) == 200


def test_a_return_gives_credit_and_its_gift_card_is_told_beside() -> None:
    at = shop()
    bought(at, card=900)
    asked = ReturnRefundAsked(
        return_id="o1-R1", order_id="o1", attempt=1, units={"BOWL": 2}, reason="return", as_credit=True
    )
    for _ in range(2):
        at.services.returned.refund(asked)
    [card] = [each for each in at.credit.accounts.values() if not each.owner]
    assert (available(at), card.available) == (100, 300)


def test_credit_that_was_given_before_the_process_died_is_given_once() -> None:
    at = shop()
    payment = bought(at)

    def dies() -> None:
        raise Unavailable("the process is gone")

    def promised() -> None:
        at.store.before_write = dies  # once the credit is there

    at.store.before_write = promised
    refunded(at, amount=Money(250, "EUR"))
    assert (available(at), at.stored(payment).refunding) == (250, 250)
    assert at.reconcile() == 1
    assert (available(at), at.stored(payment).totals.refunded) == (250, 250)
