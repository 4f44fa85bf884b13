"""Gift cards that orders buy: issued once, taken back with their money, and never more than what is left on them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from payments.domain.dispute import DisputeStatus, ProviderDispute
from payments.domain.gift_cards.account import CreditAccount, CreditRefused, GiftLetter, TakenPart
from payments.domain.gift_cards.sold import GiftSold
from payments.domain.ledger import OverRefund
from payments.domain.ordered import OrderedLine
from payments.domain.payment import Payment
from payments.domain.refund import Refund, RefundLine
from payments.domain.warning import ProviderWarning
from payments.usecases.gift_cards.sold import BoughtLine
from souk import clock
from souk.errors import Conflict
from souk.events.common import Amount
from souk.events.orders import CancelledLine, OrderLinesCancelled
from souk.money import Money
from tests.unit.payments.fakes import Shop, shop

AT = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
BUYER = GiftLetter("ada@example.com", date(2026, 11, 30), "Ada")
BEA = GiftLetter("bea@example.com", date(2026, 12, 24), "Bea", "Ada", "Merry Christmas", "en")
CUP, FIFTY = OrderedLine("CUP", 1, 1000), OrderedLine("FIFTY", 2, 10_000)
GIFTS = (GiftSold("FIFTY", 0, 5000, BEA), GiftSold("FIFTY", 1, 5000, BUYER))
FIRST, SECOND = (gift.card_id("o1") for gift in GIFTS)


def bought(at: Shop, gifts: tuple[GiftSold, ...] = GIFTS) -> Payment:
    """A cup and two gift cards of 50.00, one for Bea at Christmas; paid by card."""
    total = Money(11_000, "EUR")
    payment = at.services.payments.start("o1", "1", total, "card", "Order", lines=(CUP, FIFTY), gifts=gifts)
    at.card.pays(payment.reference)
    payment = at.services.payments.get(payment.payment_id)
    at.services.payments.order_paid("o1", payment.payment_id, (CUP, FIFTY))
    return payment


def issue(at: Shop, units: int = 2) -> list[CreditAccount]:
    at.services.sold.issue("o1", [BoughtLine("FIFTY", units, 5000)], BUYER)
    return [*at.credit.accounts.values()]


def spend(at: Shop, card_id: str, amount: int) -> None:
    """Somebody pays another order with it."""
    card = at.services.gift_cards.read(card_id)
    at.services.tenders.hold(f"of {card.id}", [TakenPart(card.id, amount)], "EUR")
    at.services.payments.capture_credit(f"of {card.id}")


def cancelled(units: int, number: int = 1) -> OrderLinesCancelled:
    def euros(amount: int) -> Amount:
        return Amount(amount=amount, currency="EUR")

    return OrderLinesCancelled.model_construct(
        order_id="o1",
        number="SK-1",
        total=euros(11_000 - 5000 * units),
        number_of_wish=number,
        cancelled=[CancelledLine(sku="FIFTY", quantity=units, amount=euros(5000 * units))],
        was_paid=True,
    )


@pytest.fixture
def at() -> Shop:
    return shop()


@pytest.fixture(autouse=True)
def _now() -> object:
    with clock.freeze(AT):
        yield


def test_the_cards_of_a_paid_order_are_issued_once_and_each_letter_goes_on_its_day(at: Shop) -> None:
    bought(at)
    issue(at)
    for_bea, for_ada = issue(at)
    assert [(card.id, card.available, card.order_id) for card in (for_bea, for_ada)] == [
        (FIRST, 5000, "o1"),
        (SECOND, 5000, "o1"),
    ]
    assert [(event.type, event.data["email"]) for event in at.credit.events] == [
        ("gift_card.sent", "ada@example.com"),
        ("gift_card.given", "ada@example.com"),
    ]
    with clock.freeze(datetime(2026, 12, 24, 6, tzinfo=UTC)):
        assert [at.services.upkeep.run() for _ in range(2)] == [1, 0]
    assert [event.data["email"] for event in at.credit.events[2:]] == ["bea@example.com"] * 2
    assert sum(each.amount for each in at.credit.moved) == 10_000


def test_whom_cards_are_for_is_not_kept_beside_them_once_they_are_issued(at: Shop) -> None:
    bought(at)
    assert [gift.letter for gift in at.store.order("o1").gifts] == [BEA, BUYER]
    issue(at)
    assert [gift.letter for gift in at.store.order("o1").gifts] == [None, None]


def test_a_card_of_which_nobody_knows_whom_it_is_for_goes_to_the_buyer(at: Shop) -> None:
    bought(at, gifts=())
    issue(at)
    assert {event.data["email"] for event in at.credit.events} == {"ada@example.com"}
    assert len(at.store.order("o1").gifts) == 2


def test_no_card_is_issued_for_a_unit_that_was_taken_out_before_it_was_paid(at: Shop) -> None:
    bought(at)
    assert [card.id for card in issue(at, units=1)] == [FIRST]
    assert [gift.place for gift in at.store.order("o1").gifts] == [0]


def test_an_order_that_is_called_off_takes_what_is_left_and_keeps_what_was_spent(at: Shop) -> None:
    payment = bought(at)
    issue(at)
    spend(at, FIRST, 2000)
    for _ in range(2):
        at.services.payments.close_order("o1", "changed my mind")
    closed = at.stored(payment)
    assert (closed.totals.refunded, closed.kept, closed.refundable) == (9000, 2000, 0)
    assert [at.credit.accounts[each].available for each in (FIRST, SECOND)] == [0, 0]


def test_what_is_called_off_before_its_cards_are_issued_goes_back_whole_and_none_ever_are(at: Shop) -> None:
    payment = bought(at)
    at.services.payments.close_order("o1", "changed my mind")
    issue(at)
    assert at.stored(payment).totals.refunded == 11_000
    assert [(card.available, card.blocked) for card in at.credit.accounts.values()] == [(0, True)] * 2
    assert at.credit.moved == []


def test_a_cancelled_unit_is_the_card_of_which_most_is_left_and_once(at: Shop) -> None:
    payment = bought(at)
    issue(at)
    spend(at, FIRST, 2000)
    for _ in range(2):
        at.services.reduced.lines_cancelled(cancelled(1))
    assert at.stored(payment).totals.refunded == 5000
    assert [at.credit.accounts[each].available for each in (FIRST, SECOND)] == [3000, 0]


def test_of_a_used_card_what_is_left_goes_back(at: Shop) -> None:
    payment = bought(at)
    issue(at)
    spend(at, FIRST, 2000)
    at.services.reduced.lines_cancelled(cancelled(2))
    assert at.stored(payment).totals.refunded == 8000
    at.services.payments.close_order("o1", "and the rest")
    # The cup; of the cards what was spent is kept.
    assert (at.stored(payment).totals.refunded, at.stored(payment).kept) == (9000, 2000)


def refunded(at: Shop, key: str, amount: int | None = None, *lines: RefundLine) -> list[tuple[Payment, Refund]]:
    money = None if amount is None else Money(amount, "EUR")
    return at.services.order_refunds.request("o1", key, money, lines, None, "asked for", "user:s1", restock=False)


def test_staff_refund_a_card_with_what_is_left_on_it(at: Shop) -> None:
    bought(at)
    issue(at)
    spend(at, FIRST, 2000)
    spend(at, SECOND, 5000)
    money = at.services.order_refunds.money("o1")
    assert (money.refundable, {line.sku: line.amount for line in money.lines}) == (4000, {"CUP": 1000, "FIFTY": 3000})
    for _ in range(2):
        [(_, refund)] = refunded(at, "k", None, RefundLine("FIFTY", 1))
    assert (refund.amount, at.credit.accounts[FIRST].available) == (3000, 0)
    with pytest.raises(OverRefund):
        refunded(at, "k2", None, RefundLine("FIFTY", 1))


def test_money_for_cards_goes_back_with_them_alone(at: Shop) -> None:
    payment = bought(at)
    issue(at)
    with pytest.raises(OverRefund):
        refunded(at, "k", 1001)
    refunded(at, "k", 1000)
    with pytest.raises(OverRefund):
        refunded(at, "k2", 5001, RefundLine("FIFTY", 1, 5001))
    with pytest.raises(Conflict):
        at.services.refunds.request(payment.payment_id, "k3", None, "all", "user:s1")
    assert [card.available for card in at.credit.accounts.values()] == [5000, 5000]


def test_all_that_is_left_of_an_order_takes_its_cards_along(at: Shop) -> None:
    payment = bought(at)
    issue(at)
    spend(at, SECOND, 1500)
    [(_, refund)] = refunded(at, "k")
    assert (refund.amount, at.stored(payment).totals.refunded) == (9500, 9500)
    assert [card.available for card in at.credit.accounts.values()] == [0, 0]


def test_a_part_of_a_card_may_go_back(at: Shop) -> None:
    bought(at)
    issue(at)
    [(_, refund)] = refunded(at, "k", None, RefundLine("FIFTY", 1, 2000))
    assert (refund.amount, at.credit.accounts[FIRST].available) == (2000, 3000)
    at.services.payments.close_order("o1", "off")
    # Of that card the rest is its owner's.
    assert at.credit.accounts[FIRST].available == 3000
    [payment] = at.store.payments.values()
    assert (payment.kept, payment.totals.refunded) == (3000, 8000)


def disputed(at: Shop, payment: Payment, status: DisputeStatus, event_id: str) -> None:
    at.card.telling[:] = [ProviderDispute("dp_1", payment.reference, Money(11_000, "EUR"), status, "fraudulent")]
    at.webhook(event_id, "charge.dispute.x", payment.reference, dispute="dp_1")
    at.services.sold.look_at("o1")


def test_cards_are_held_back_while_the_money_for_them_is_disputed(at: Shop) -> None:
    payment = bought(at)
    issue(at)
    disputed(at, payment, DisputeStatus.NEEDS_RESPONSE, "evt_1")
    assert [card.suspended for card in at.credit.accounts.values()] == [True, True]
    with pytest.raises(CreditRefused):
        at.services.tenders.hold("o2", [TakenPart(SECOND, 100)], "EUR")
    with clock.freeze(datetime(2026, 12, 24, 6, tzinfo=UTC)):
        at.services.upkeep.run()
        assert len(at.credit.events) == 2  # no letter brings what cannot be spent
        disputed(at, payment, DisputeStatus.WON, "evt_2")
    assert [card.suspended for card in at.credit.accounts.values()] == [False, False]
    assert [event.data["email"] for event in at.credit.events[2:]] == ["bea@example.com"] * 2


def test_cards_of_an_order_that_is_disputed_before_they_are_issued_are_held_back_at_once(at: Shop) -> None:
    payment = bought(at)
    disputed(at, payment, DisputeStatus.NEEDS_RESPONSE, "evt_1")
    assert [card.suspended for card in issue(at)] == [True, True]


def test_a_warning_of_fraud_holds_cards_back(at: Shop) -> None:
    payment = bought(at)
    issue(at)
    at.card.warned[:] = [ProviderWarning("w_1", payment.reference, "made_with_stolen_card", actionable=True)]
    at.webhook("evt_1", "radar.x", payment.reference, warning="w_1")
    at.services.sold.look_at("o1")
    assert [card.suspended for card in at.credit.accounts.values()] == [True, True]
