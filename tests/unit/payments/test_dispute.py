from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.domain.dispute import Dispute, DisputeStatus, ProviderDispute
from payments.domain.disputing import learn_of_dispute
from payments.domain.ledger import EntryKind, OverRefund, PaymentTotals
from payments.domain.movements import abandon, capture
from payments.domain.payment import AmountMismatch, Payment
from payments.domain.refunding import fail_refund, request_refund, settle_refund
from souk.money import Money
from tests.unit.payments.strategies import AT, LIMIT, started

NEEDS, REVIEW = DisputeStatus.NEEDS_RESPONSE, DisputeStatus.UNDER_REVIEW
WON, LOST = DisputeStatus.WON, DisputeStatus.LOST
INQUIRY, CLOSED = DisputeStatus.WARNING_NEEDS_RESPONSE, DisputeStatus.WARNING_CLOSED


def told(
    status: DisputeStatus = NEEDS,
    amount: int = 600,
    *,
    reference: str = "dp_1",
    withdrawn: int = 0,
    reinstated: int = 0,
    as_of: datetime | None = None,
) -> ProviderDispute:
    return ProviderDispute(
        reference,
        "pi_1",
        Money(amount, "EUR"),
        status,
        "fraudulent",
        as_of,
        withdrawn=withdrawn,
        reinstated=reinstated,
        refundable=status.inquiry,
    )


def captured() -> Payment:
    return replace(capture(started(), LIMIT, AT), facts=())


def types(payment: Payment) -> list[str]:
    return [fact.type for fact in payment.facts]


def test_what_is_disputed_is_booked_and_cannot_be_refunded() -> None:
    payment = captured()
    payment = learn_of_dispute(payment, told(withdrawn=600), AT)
    assert types(payment) == ["dispute.opened", "dispute.funds_withdrawn"]
    assert (payment.totals.disputed, payment.refundable) == (600, 400)
    assert (payment.ledger[-1].kind, payment.ledger[-1].amount, payment.ledger[-1].reference) == (
        EntryKind.DISPUTE_WITHDRAWN,
        600,
        "dp_1",
    )
    with pytest.raises(OverRefund, match=r"only 4\.00 EUR .* 6\.00 EUR is disputed .* dp_1 \(needs_response\)") as why:
        request_refund(payment, "r1", 401, "late", "user:1", AT)
    assert why.value.detail == {"refundable": 400, "disputed": 600, "disputes": ["dp_1"]}
    assert request_refund(payment, "r1", 400, "late", "user:1", AT).refund("r1").amount == 400


def test_what_may_still_be_taken_cannot_be_refunded_either() -> None:
    payment = captured()
    payment = learn_of_dispute(payment, told(amount=LIMIT), AT)
    assert (payment.totals.disputed, payment.refundable) == (0, 0)
    with pytest.raises(OverRefund, match=r"nothing is left to refund: 10\.00 EUR is disputed"):
        request_refund(payment, "r1", 1, "late", "user:1", AT)


def test_an_inquiry_moves_no_money_and_may_be_refunded() -> None:
    payment = captured()
    payment = learn_of_dispute(payment, told(INQUIRY), AT)
    payment = learn_of_dispute(payment, told(CLOSED), AT)
    assert types(payment) == ["dispute.opened", "dispute.closed"]
    assert (payment.totals.disputed, payment.refundable) == (0, LIMIT)


def test_an_inquiry_that_becomes_a_dispute_takes_the_money() -> None:
    payment = captured()
    payment = learn_of_dispute(payment, told(INQUIRY), AT)
    payment = learn_of_dispute(payment, told(NEEDS, withdrawn=600), AT)
    assert types(payment) == ["dispute.opened", "dispute.funds_withdrawn"]
    assert payment.refundable == 400


@pytest.mark.parametrize(("end", "gone"), [(LOST, 600), (WON, 0), (DisputeStatus.PREVENTED, 0)])
def test_the_end_alone_says_where_the_money_is(end: DisputeStatus, gone: int) -> None:
    """The news that money moved may never come."""
    payment = captured()
    payment = learn_of_dispute(payment, told(end), AT)
    assert payment.totals.disputed == gone
    assert payment.refundable == LIMIT - gone
    assert types(payment)[-1] == "dispute.closed"


NEWS = (told(NEEDS), told(NEEDS, withdrawn=600), told(REVIEW, withdrawn=600))
ENDS = (
    ((told(LOST, withdrawn=600),), 600),
    ((told(WON, withdrawn=600), told(WON, withdrawn=600, reinstated=600)), 0),
    ((told(LOST),), 600),
    ((told(WON),), 0),
)


@pytest.mark.parametrize(("end", "gone"), ENDS)
def test_in_every_order_the_end_is_the_same(end: tuple[ProviderDispute, ...], gone: int) -> None:
    for order in permutations((*NEWS, *end)):
        payment = captured()
        for news in (*order, *order):
            payment = learn_of_dispute(payment, news, AT)
        dispute = payment.disputes["dp_1"]
        assert (dispute.status, dispute.gone, payment.totals.disputed) == (end[0].status, gone, gone)
        assert types(payment)[0] == "dispute.opened"
        assert types(payment).count("dispute.closed") == 1
        assert PaymentTotals.of(payment.ledger, LIMIT) == payment.totals


def test_the_same_news_again_are_no_news() -> None:
    payment = captured()
    payment = learn_of_dispute(payment, told(withdrawn=600, as_of=AT), AT)
    for days in range(3):
        later = AT + timedelta(days=days)
        assert learn_of_dispute(payment, told(withdrawn=600, as_of=later), later) == payment


def test_a_bank_that_changes_its_mind_is_believed_and_old_news_of_it_are_not() -> None:
    payment = captured()
    later = AT + timedelta(days=9)
    payment = learn_of_dispute(payment, told(LOST, withdrawn=600, as_of=AT), AT)
    payment = learn_of_dispute(payment, told(WON, withdrawn=600, reinstated=600, as_of=later), later)
    payment = learn_of_dispute(payment, told(LOST, withdrawn=600, as_of=AT), later)
    assert (payment.disputes["dp_1"].status, payment.totals.disputed) == (WON, 0)
    payment = learn_of_dispute(payment, told(LOST, as_of=later + timedelta(days=9)), later)
    assert (payment.disputes["dp_1"].status, payment.totals.disputed) == (LOST, 600)


def test_several_disputes_of_one_payment_add_up() -> None:
    payment = captured()
    payment = learn_of_dispute(payment, told(amount=300, withdrawn=300), AT)
    payment = learn_of_dispute(payment, told(amount=500, reference="dp_2"), AT)
    assert payment.refundable == 200
    payment = learn_of_dispute(payment, told(LOST, amount=300, withdrawn=300), AT)
    payment = learn_of_dispute(payment, told(WON, amount=500, reference="dp_2"), AT)
    assert payment.refundable == 700


def test_a_bank_may_take_what_was_refunded_before() -> None:
    payment = captured()
    payment = request_refund(payment, "r1", 800, "late", "user:1", AT)
    payment = settle_refund(payment, "r1", "re_1", AT)
    payment = learn_of_dispute(payment, told(LOST, amount=LIMIT, withdrawn=LIMIT), AT)
    assert (payment.totals.refunded, payment.totals.disputed, payment.refundable) == (800, LIMIT, -800)
    with pytest.raises(OverRefund) as why:
        request_refund(payment, "r2", 1, "late", "user:1", AT)
    assert why.value.detail["refundable"] == 0


def test_money_of_an_order_that_is_off_goes_back_once_its_dispute_is_won() -> None:
    payment = captured()
    payment = learn_of_dispute(payment, told(amount=LIMIT, withdrawn=LIMIT), AT)
    payment = abandon(payment, "cancelled", AT)
    assert payment.refunds == {}
    payment = learn_of_dispute(payment, told(WON, amount=LIMIT, withdrawn=LIMIT), AT)
    assert [refund.amount for refund in payment.refunds.values()] == [LIMIT]


def test_a_refund_that_a_dispute_stopped_is_made_once_it_is_won() -> None:
    payment = captured()
    payment = abandon(payment, "cancelled", AT)
    (refund,) = payment.refunds.values()
    payment = fail_refund(payment, refund.refund_id, "the charge is disputed", AT)
    payment = learn_of_dispute(payment, told(amount=LIMIT, withdrawn=LIMIT), AT)
    later = AT + timedelta(days=30)
    payment = learn_of_dispute(payment, told(WON, amount=LIMIT, withdrawn=LIMIT), later)
    assert [refund.pending for refund in payment.refunds.values()] == [False, True]


@pytest.mark.parametrize("refused_first", [True, False])
def test_what_a_dispute_leaves_of_an_order_that_is_off_goes_back(refused_first: bool) -> None:
    """The whole was refused, in either order of the news: that says nothing of the part that is not disputed."""
    payment = captured()
    payment = abandon(payment, "cancelled", AT)
    (refund,) = payment.refunds.values()

    def refused(held: Payment) -> Payment:
        return fail_refund(held, refund.refund_id, "more than is left", AT)

    def disputed(held: Payment) -> Payment:
        return learn_of_dispute(held, told(amount=1, withdrawn=1), AT)

    for learn in (refused, disputed) if refused_first else (disputed, refused):
        payment = learn(payment)
    assert [(refund.amount, refund.pending) for refund in payment.refunds.values()] == [
        (LIMIT, False),
        (LIMIT - 1, True),
    ]
    rest = list(payment.refunds.values())[1]
    payment = fail_refund(payment, rest.refund_id, "no", AT)
    assert len(payment.refunds) == 2  # refused for itself: a person decides


def test_a_dispute_in_another_currency_is_not_booked() -> None:
    payment = captured()
    with pytest.raises(AmountMismatch):
        learn_of_dispute(payment, replace(told(), amount=Money(600, "USD")), AT)
    assert payment.disputes == {}


disputes = st.builds(
    told,
    st.sampled_from(list(DisputeStatus)),
    st.integers(1, LIMIT + 200),
    reference=st.sampled_from(["dp_1", "dp_2"]),
    withdrawn=st.sampled_from([0, 300]),
    as_of=st.sampled_from([None, AT, AT + timedelta(days=1)]),
)


@given(st.lists(disputes, max_size=8))
def test_no_history_of_disputes_breaks_the_ledger(history: list[ProviderDispute]) -> None:
    payment = captured()
    for dispute in history:
        payment = learn_of_dispute(payment, dispute, AT)
        assert PaymentTotals.of(payment.ledger, LIMIT) == payment.totals
        assert payment.totals.disputed == sum(held.gone for held in payment.disputes.values())
        assert all(0 <= held.reinstated <= held.withdrawn for held in payment.disputes.values())
        assert payment.refundable <= LIMIT - payment.totals.disputed


@pytest.mark.parametrize(
    ("earlier", "later"), [(INQUIRY, NEEDS), (NEEDS, REVIEW), (REVIEW, LOST), (NEEDS, WON), (INQUIRY, CLOSED)]
)
def test_statuses_never_go_back_to_an_earlier_one(earlier: DisputeStatus, later: DisputeStatus) -> None:
    assert Dispute.of(told(later), AT).joined(told(earlier), AT).status is later
    assert Dispute.of(told(earlier), AT).joined(told(later), AT).status is later
