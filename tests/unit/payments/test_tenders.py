"""Orders that are paid by gift cards and by other means: who pays, and who gets what back."""

from __future__ import annotations

import pytest

from payments.domain.gift_cards.account import CreditAccount, CreditRefused, TakenPart
from payments.domain.ordered import OrderedLine
from payments.domain.payment import Payment, PaymentState
from payments.usecases.gift_cards.cards import IssueWish
from souk.errors import Conflict, IllegalTransition, NotFound
from souk.events.common import Amount
from souk.events.orders import CancelledLine, OrderLinesCancelled
from souk.events.shipping import ReturnRefundAsked
from souk.money import Money
from tests.unit.payments.fakes import LINES, Shop, shop

# An order of 10.00 for goods and nothing for their way; 3.00 are paid by gift card.
SHARE = 300


def card(at: Shop, amount: int = 1000, key: str = "k") -> CreditAccount:
    return at.services.gift_cards.issue(IssueWish(Money(amount, "EUR"), "a present"), key, "user:s1")


def hold(at: Shop, amount: int = SHARE, order_id: str = "o1", key: str = "k", **how: bool) -> Payment:
    parts = [TakenPart(card(at, key=key).id, amount)]
    return at.services.tenders.hold(order_id, parts, "EUR", LINES, **how)


def paid(at: Shop, share: int = SHARE) -> tuple[Payment, Payment]:
    """By a bank card and a gift card; the order knows it."""
    credit = hold(at, share)
    money = at.services.payments.start("o1", "1", Money(1000 - share, "EUR"), "card", "", lines=LINES, beside=share)
    at.card.pays(money.reference)
    at.services.payments.get(money.payment_id)
    at.services.payments.order_paid("o1", money.payment_id, LINES)
    return at.stored(money), at.stored(credit)


def left(at: Shop) -> tuple[int, int]:
    [account] = at.credit.accounts.values()
    return account.available, account.held


def cancelled(units: int, rest: int, number: int = 1, *, was_paid: bool = True) -> OrderLinesCancelled:
    def euro(amount: int) -> Amount:
        return Amount(amount=amount, currency="EUR")

    lines = [CancelledLine(sku="BOWL", quantity=units, amount=euro(200 * units))]
    members = {"order_id": "o1", "number": "SK-1", "owner": "", "email": "", "lines": [], "shipping_method": "standard"}
    address = {"name": "Ada", "line1": "Way 1", "city": "Berlin", "postal_code": "1", "country": "DE"}
    sums = {"subtotal": euro(rest), "shipping": euro(0), "tax": euro(0), "total": euro(rest)}
    told = {"number_of_wish": number, "cancelled": lines, "reason": "", "was_paid": was_paid, "charged": euro(1000)}
    return OrderLinesCancelled.model_validate(
        {**members, "shipping_address": address, **sums, **told, "cancelled_by": "shopper", "credit": euro(200 * units)}
    )


def came_back(units: dict[str, int], attempt: int = 1) -> ReturnRefundAsked:
    return ReturnRefundAsked(return_id="o1-R1", order_id="o1", attempt=attempt, units=units, reason="returned")


def test_both_pay_the_order_and_the_gift_card_with_it() -> None:
    at = shop()
    money, credit = paid(at)
    assert (money.totals.captured, credit.totals.captured, left(at)) == (700, 300, (700, 0))
    at.services.payments.order_paid("o1", money.payment_id, LINES)
    assert at.stored(credit) == credit


def test_a_hold_is_made_once_and_of_no_closed_order() -> None:
    at = shop()
    assert hold(at) == hold(at)
    assert left(at) == (700, 300)
    at.services.payments.close_order("o1", "not paid")
    assert (left(at), at.services.payments.close_order("o2", "off")) == ((1000, 0), 0)
    with pytest.raises(Conflict):
        hold(at, order_id="o2")


def test_a_card_that_has_less_by_now_is_refused_and_no_payment_is_left() -> None:
    at = shop()
    with pytest.raises(CreditRefused):
        hold(at, 1001)
    assert (len(at.store), left(at)) == (0, (1000, 0))


def test_another_try_by_card_leaves_the_gift_card_where_it_is() -> None:
    at = shop()
    credit = hold(at)
    for attempt in ("1", "2"):
        at.services.payments.start("o1", attempt, Money(700, "EUR"), "card", "", lines=LINES, beside=SHARE)
    assert at.stored(credit).state is PaymentState.AUTHORISED


def test_staff_do_not_void_or_take_what_belongs_to_an_order() -> None:
    at = shop()
    credit = hold(at)
    with pytest.raises(IllegalTransition):
        at.services.payments.void(credit.payment_id, "mistake")
    with pytest.raises(IllegalTransition):
        at.services.payments.capture(credit.payment_id, None)


def test_what_was_captured_without_an_answer_is_found_by_the_reconciler() -> None:
    at = shop()
    credit = hold(at)
    taken, movements = at.credit.held_by(credit.payment_id).capture(SHARE, credit.created_at)
    at.credit.move(taken, movements)
    assert at.reconcile() == 1
    assert (at.stored(credit).totals.captured, left(at)) == (SHARE, (700, 0))


def test_of_a_cancelled_order_each_gets_back_what_was_taken_of_it() -> None:
    at = shop()
    money, credit = paid(at)
    at.services.payments.close_order("o1", "changed my mind")
    assert (at.stored(money).totals.refunded, at.stored(credit).totals.refunded, left(at)) == (700, 300, (1000, 0))


@pytest.mark.parametrize(("share", "money_back", "card_back"), [(300, 400, 0), (800, 200, 200), (1000 - 1, 1, 399)])
def test_what_an_order_costs_less_comes_off_the_money_first(share: int, money_back: int, card_back: int) -> None:
    at = shop()
    money, credit = paid(at, share)
    for _ in range(2):
        at.services.reduced.lines_cancelled(cancelled(2, 600))
    assert (at.stored(money).totals.refunded, at.stored(credit).totals.refunded) == (money_back, card_back)
    named = [line.sku for refund in at.stored(credit).refunds.values() for line in refund.lines]
    assert named == []


def test_before_it_is_paid_a_card_keeps_its_share_and_lets_go_of_what_is_beyond() -> None:
    at = shop()
    credit = hold(at, 800)
    at.services.reduced.lines_cancelled(cancelled(2, 600, was_paid=False))
    at.services.payments.order_paid("o1", credit.payment_id, LINES[1:])
    assert (at.stored(credit).totals.captured, left(at)) == (600, (400, 0))


def test_a_return_pays_the_money_back_first_and_says_what_goes_back_beside_it() -> None:
    at = shop()
    money, credit = paid(at, 800)
    for _ in range(2):
        at.services.returned.refund(came_back({"BOWL": 2}))
    [of_money], [of_card] = at.stored(money).refunds.values(), at.stored(credit).refunds.values()
    assert (of_money.amount, of_money.beside, of_money.return_id) == (200, 200, "o1-R1")
    assert (of_card.amount, of_card.lines, of_card.return_id) == (200, (), "")
    assert left(at) == (400, 0)


def test_a_return_that_is_tried_again_gives_the_cards_share_back_once() -> None:
    at = shop()
    money, credit = paid(at, 800)
    at.card.refuses_refunds = True
    at.services.returned.refund(came_back({"BOWL": 2}))
    at.card.refuses_refunds = False
    at.services.returned.refund(came_back({"BOWL": 2}, attempt=2))
    assert (at.stored(money).totals.refunded, at.stored(credit).totals.refunded) == (200, 200)


def test_more_than_is_left_is_a_refund_of_the_return_that_failed() -> None:
    at = shop()
    money, credit = paid(at)
    at.services.returned.refund(came_back({"BOWL": 3}))
    [refused] = at.stored(money).refunds.values()
    assert (refused.status, refused.return_id, at.stored(credit).refunds) == ("failed", "o1-R1", {})


def test_what_is_held_until_it_is_sent_is_taken_then() -> None:
    at = shop()
    credit = hold(at, 1000, on_shipment=True)
    at.services.payments.order_paid("o1", credit.payment_id, LINES)
    assert at.stored(credit).is_held
    at.services.payments.capture_held("o1")
    assert (at.stored(credit).totals.captured, left(at)) == (1000, (0, 0))


def test_codes_are_covered_in_their_order_and_a_blocked_one_is_told() -> None:
    at = shop()
    first, second = card(at, 300, "a"), card(at, 900, "b")
    codes = [at.services.gift_cards.code(each.id) for each in (first, second)]
    parts = at.services.tenders.cover([*codes, codes[0]], "", Money(1000, "EUR"))
    assert [(account.id, amount) for account, amount in parts] == [(first.id, 300), (second.id, 700)]
    at.services.gift_cards.block(first.id, blocked=True)
    with pytest.raises(CreditRefused, match="blocked"):
        at.services.tenders.cover(codes, "", Money(1000, "EUR"))
    with pytest.raises(NotFound):
        at.services.tenders.cover(["0" * 16], "", Money(1000, "EUR"))


def test_store_credit_that_cannot_be_used_is_left_out() -> None:
    at = shop()
    at.services.gift_cards.issue(IssueWish(Money(500, "EUR"), "late", user_id="u1"), "k", "user:s1")
    assert [amount for _, amount in at.services.tenders.cover([], "u1", Money(300, "EUR"))] == [300]
    assert at.services.tenders.cover([], "u2", Money(300, "EUR")) == []
    assert at.services.tenders.cover([], "u1", Money(300, "USD")) == []


def test_lines_are_known_of_an_order_that_a_card_pays_whole() -> None:
    at = shop()
    credit = hold(at, 1000)
    assert at.services.payments.ordered(credit) == (
        OrderedLine("BOWL", 2, 400),
        OrderedLine("CUP", 2, 300),
        OrderedLine("JAR", 1, 300),
    )
