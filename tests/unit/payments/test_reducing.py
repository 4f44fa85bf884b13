"""Cancelled units: less is captured, or what is too much goes back, once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from payments.adapters.codec import payment_of, payment_record
from payments.domain.ledger import BY_HAND, Arrival, OverRefund
from payments.domain.movements import abandon, authorise, capture, void
from payments.domain.ordered import LeftLine, OrderedLine, as_paid, check_lines, left_of, priced, shipping_left
from payments.domain.payment import MANUAL, Payment, PaymentState
from payments.domain.reducing import Lowered, reduced
from payments.domain.refund import RefundLine
from payments.domain.refunding import BY_ORDER, fail_refund, request_refund
from payments.domain.transfers.arriving import arrive, due
from souk.money import Money

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORDERED = (OrderedLine("CUP", 4, 4000), OrderedLine("RUG", 1, 5000))


def started(total: int = 9490) -> Payment:
    return Payment.start("o1", "1", "stripe", Money(total, "EUR"), AT)


def less(payment: Payment, number: int, rest: int, sku: str = "CUP", units: int = 1, amount: int = 1000) -> Payment:
    return reduced(payment, number, rest, (RefundLine(sku, units, amount),), ORDERED, "cancelled", AT)


def back(payment: Payment) -> int:
    return sum(refund.amount for refund in payment.refunds.values())


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=6), st.integers(0, 6), st.randoms())
def test_what_is_kept_is_what_is_left_of_the_order_whenever_it_is_paid(
    pieces: list[int], captured_after: int, random: object
) -> None:
    """Told in any order, twice, before the capture or after."""
    total, rest = sum(pieces) + 490, sum(pieces) + 490
    told = []
    for number, piece in enumerate(pieces, start=1):
        rest -= piece
        told.append((number, rest, piece))
    told += told[:2]
    random.shuffle(told)  # type: ignore[attr-defined]
    payment = started(total)
    for count, (number, left, piece) in enumerate(told):
        if count == captured_after:
            payment = capture(payment, total, AT)
        payment = reduced(payment, number, left, (RefundLine("CUP", 1, piece),), (), "cancelled", AT)
    if not payment.totals.captured:
        assert payment.wanted == rest
        payment = capture(payment, total, AT)
    assert payment.totals.captured - back(payment) == rest == 490


def test_a_held_payment_is_captured_for_less() -> None:
    payment = less(authorise(started(), 9490, AT), 1, 8490)
    assert (payment.wanted, payment.refunds, payment.version) == (8490, {}, 2)
    assert back(capture(payment, 8490, AT)) == 0


def test_a_payment_that_is_captured_whole_all_the_same_sends_the_rest_back_once() -> None:
    payment = capture(less(started(), 1, 8490), 9490, AT)
    [refund] = payment.refunds.values()
    assert (refund.amount, refund.requested_by) == (1000, BY_ORDER)
    assert less(less(payment, 1, 8490), 2, 7490).refundable == 7490


def test_units_cancelled_while_the_payment_came_in_whole_are_not_counted_twice() -> None:
    """The order is paid for what is left of it, which can all be returned later."""
    payment, cup = capture(started(), 9490, AT), (RefundLine("CUP", 1, 1000),)
    payment = reduced(payment, 1, 8490, cup, None, "cancelled", AT)
    [refund] = payment.refunds.values()
    assert (refund.amount, refund.lines, refund.requested_by) == (1000, (), BY_ORDER)
    paid_for = (OrderedLine("CUP", 3, 3000), OrderedLine("RUG", 1, 5000))
    assert [line.units for line in left_of(paid_for, payment.refunds.values())] == [3, 1]


def test_nothing_is_left_to_pay() -> None:
    payment = less(started(), 1, 0, amount=9490)
    assert payment.must_be_voided
    voided = void(payment, payment.unwanted, AT)
    assert (voided.state, voided.reason) == (
        PaymentState.VOIDED,
        "nothing is to be paid for what is left of the order",
    )


def test_a_payment_over_what_is_left_is_not_reduced_by_what_it_leaves_out() -> None:
    """A second payment took the place of the first before the news came."""
    payment = capture(started(8490), 8490, AT)
    assert back(less(payment, 1, 8490)) == 0
    assert back(less(less(payment, 1, 8490), 2, 7490)) == 1000


def test_units_that_were_refunded_before_are_not_paid_back_twice() -> None:
    payment = capture(started(), 9490, AT)
    payment = request_refund(payment, "r1", 3000, "broken", "user:1", AT, (RefundLine("CUP", 3, 3000),))
    payment = less(payment, 1, 7490, units=2, amount=2000)
    [_, refund] = payment.refunds.values()
    assert (refund.amount, refund.lines) == (1000, (RefundLine("CUP", 1, 1000),))


def test_no_more_goes_back_than_there_is() -> None:
    payment = capture(started(), 9490, AT)
    payment = request_refund(payment, "r1", 9000, "goodwill", "user:1", AT)
    payment = less(payment, 1, 8490)
    [_, refund] = payment.refunds.values()
    assert (refund.amount, refund.lines) == (490, (RefundLine("CUP", 1, None),))
    assert len(less(payment, 2, 7490).refunds) == 2


def test_a_refund_that_fails_is_not_asked_for_again_and_the_next_is_its_own() -> None:
    payment = less(capture(started(), 9490, AT), 1, 8490)
    [refund_id] = payment.refunds
    payment = fail_refund(payment, refund_id, "no such card", AT)
    assert less(payment, 1, 8490) == payment
    assert [refund.amount for refund in less(payment, 2, 7490).refunds.values()] == [1000, 1000]


def test_of_an_order_that_is_off_everything_goes_back_anyway() -> None:
    payment = less(abandon(started(), "cancelled", AT), 1, 8490)
    payment = capture(payment, 9490, AT)
    assert [refund.amount for refund in payment.refunds.values()] == [9490]


def test_what_the_order_is_paid_with_leaves_out_what_was_cancelled_before() -> None:
    paid = (OrderedLine("CUP", 3, 2999),)
    assert as_paid(ORDERED, paid) == (OrderedLine("CUP", 3, 3000),)
    assert as_paid((), paid) == paid


@pytest.mark.parametrize("captured", [0, 9490])
def test_it_reads_the_same_after_it_was_stored(captured: int) -> None:
    payment = capture(started(), captured, AT) if captured else started()
    payment = less(payment, 1, 8490)
    assert payment_of(payment_record(payment, None)).reductions == payment.reductions


def in_part(*amounts: int, total: int = 9490) -> Payment:
    payment = Payment.start("o1", "1", MANUAL, Money(total, "EUR"), AT)
    for number, amount in enumerate(amounts):
        payment = arrive(payment, Arrival(f"t{number}", amount, 0, "2026-03-01", AT, "staff", (BY_HAND,)))
    return payment


def test_of_a_transfer_that_came_in_part_less_is_due_and_more_is_a_surplus() -> None:
    payment = less(in_part(3000), 1, 8490)
    assert (due(payment), payment.state, payment.refunds) == (5490, PaymentState.PARTIALLY_CAPTURED, {})
    payment = arrive(payment, Arrival("rest", 6490, 0, "2026-03-02", AT, "staff", (BY_HAND,)))
    assert (due(payment), payment.state, payment.totals.captured) == (0, PaymentState.CAPTURED, 8490)
    assert (payment.totals.surplus, payment.refunds, payment.to_give_back) == (1000, {}, 1000)
    assert less(payment, 1, 8490) == payment


def test_a_part_that_pays_for_what_is_left_is_all_and_what_is_beyond_it_goes_back_once() -> None:
    enough = less(in_part(8490), 1, 8490)
    assert (due(enough), enough.state, enough.refunds) == (0, PaymentState.CAPTURED, {})
    payment = less(in_part(9000), 1, 8490)
    [refund] = payment.refunds.values()
    assert (due(payment), refund.amount, refund.requested_by, payment.to_give_back) == (0, 510, BY_ORDER, 510)
    assert less(payment, 1, 8490) == payment
    assert back(less(payment, 2, 7490)) == 1510
    later = arrive(payment, Arrival("late", 490, 0, "2026-03-02", AT, "staff", (BY_HAND,)))
    assert (later.totals.captured, later.totals.surplus, later.to_give_back) == (9000, 490, 1000)


def test_nothing_is_left_to_pay_of_what_came_in_part_or_late() -> None:
    assert back(less(in_part(500), 1, 0, amount=9490)) == 500
    assert back(capture(less(started(), 1, 0, amount=9490), 9490, AT)) == 9490


def test_what_delivery_cost_is_not_more_for_what_was_cancelled_before_it_was_paid() -> None:
    payment = capture(less(authorise(started(), 9490, AT), 1, 8490), 8490, AT)
    ordered = as_paid(ORDERED, (OrderedLine("CUP", 3, 3000), OrderedLine("RUG", 1, 5000)))
    assert shipping_left(payment.wanted, ordered, payment.refunds.values()) == 490


def edited(payment: Payment, number: int, rest: int, units: int, amount: int, lowered: Lowered) -> Payment:
    lines = (RefundLine("CUP", units, amount),) if units else ()
    return reduced(payment, number, rest, lines, ORDERED, "changed", AT, lowered)


def test_lower_prices_go_back_with_the_units_by_one_refund_and_the_others_are_worth_what_they_cost_now() -> None:
    """One of four cups is taken out, the three others cost 2.00 less each, and the delivery 3.00."""
    payment = edited(capture(started(), 9490, AT), 1, 7590, 1, 1000, Lowered({"CUP": 600}, 300))
    [refund] = payment.refunds.values()
    assert (refund.amount, refund.lines, refund.shipping) == (1900, (RefundLine("CUP", 1, 1600),), 300)
    assert edited(payment, 1, 7590, 1, 1000, Lowered({"CUP": 600}, 300)) == payment
    refunds = payment.refunds.values()
    assert left_of(ORDERED, refunds) == (LeftLine("CUP", 4, 3, 2400), LeftLine("RUG", 1, 1, 5000))
    assert priced(ORDERED, refunds, (RefundLine("CUP", 1),)) == (RefundLine("CUP", 1, 800),)
    assert shipping_left(payment.wanted, ORDERED, refunds) == 190
    with pytest.raises(OverRefund):
        check_lines(ORDERED, refunds, (RefundLine("CUP", 1, 801),), "EUR")


def test_a_lower_price_alone_takes_no_unit_and_a_second_one_goes_on_from_it() -> None:
    payment = edited(capture(started(), 9490, AT), 1, 8490, 0, 0, Lowered({"RUG": 1000}))
    payment = edited(payment, 2, 8090, 0, 0, Lowered({"CUP": 400}))
    payment = less(payment, 3, 7190, amount=900)
    assert [refund.lines for refund in payment.refunds.values()] == [
        (RefundLine("RUG", 0, 1000),),
        (RefundLine("CUP", 0, 400),),
        (RefundLine("CUP", 1, 900),),
    ]
    assert left_of(ORDERED, payment.refunds.values()) == (LeftLine("CUP", 4, 3, 2700), LeftLine("RUG", 1, 1, 4000))
    assert payment.totals.captured - back(payment) == 7190


def test_of_a_price_that_went_back_before_no_more_goes_back() -> None:
    payment = capture(started(), 9490, AT)
    payment = request_refund(payment, "r1", 5490, "broken", "user:1", AT, (RefundLine("RUG", 1, 5000),), shipping=490)
    after = edited(payment, 1, 8000, 0, 0, Lowered({"RUG": 1000}, 490))
    assert len(after.refunds) == 1
    payment = request_refund(capture(started(), 9490, AT), "r1", 9000, "goodwill", "user:1", AT)
    [_, refund] = edited(payment, 1, 8390, 1, 1000, Lowered({"RUG": 100})).refunds.values()
    assert (refund.amount, refund.lines) == (490, (RefundLine("CUP", 1, None),))


def test_a_cheaper_delivery_goes_back_whole_where_goods_cost_less_than_is_known_here() -> None:
    """Where tax comes on top, goods are known by the highest rate of the order."""
    ordered = (OrderedLine("BREAD", 1, 1100),)  # it cost 10.00, and its delivery 10.00 and a tenth
    payment = capture(started(2100), 2100, AT)
    after = reduced(payment, 1, 1550, (), ordered, "changed", AT, Lowered({}, 550))
    assert [(refund.amount, refund.shipping) for refund in after.refunds.values()] == [(550, 550)]
    before = request_refund(payment, "r1", 1000, "late", "user:1", AT, shipping=1000)
    after = reduced(before, 1, 1000, (), ordered, "changed", AT, Lowered({}, 1100))
    assert [refund.shipping for refund in after.refunds.values()] == [1000, 100]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 900), st.integers(0, 200)), max_size=6))
@example([(0, 0, 0), (1, 0, 0)])
def test_what_edits_leave_of_a_line_is_what_its_units_cost_by_then(edits: list[tuple[int, int, int]]) -> None:
    payment = capture(started(), 9490, AT)
    units, price, delivery = 4, 1000, 490
    for number, (out, lower, less_delivery) in enumerate(edits, start=1):
        out, new, cheaper = min(out, units - 1), min(price, lower), min(delivery, less_delivery)
        taken, lowered = out * price, (units - out) * (price - new)
        units, price, delivery = units - out, new, delivery - cheaper
        rest = units * price + 5000 + delivery
        payment = edited(payment, number, rest, out, taken, Lowered({"CUP": lowered}, cheaper))
    assert payment.totals.captured - back(payment) == units * price + 5000 + delivery
    [cups, _] = left_of(ORDERED, payment.refunds.values())
    assert cups.amount == units * price
    assert cups.units == units or not price  # of units that cost nothing, nothing goes back
    assert priced(ORDERED, payment.refunds.values(), (RefundLine("CUP", 1),)) == (RefundLine("CUP", 1, price),)
    assert shipping_left(payment.wanted, ORDERED, payment.refunds.values()) == delivery
