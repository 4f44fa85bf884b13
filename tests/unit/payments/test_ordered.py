"""Refund lines are held against what was ordered, and what of it went back before."""

from __future__ import annotations

import pytest

from payments.domain.ledger import OverRefund
from payments.domain.ordered import OrderedLine, check_lines
from payments.domain.payment import Payment
from payments.domain.refund import Refund, RefundLine
from souk.errors import Conflict, InvalidInput
from souk.money import Money
from tests.unit.payments.fakes import Shop, shop


def refund(
    souk: Shop, payment: Payment, key: str, *lines: RefundLine, amount: int | None = None, restock: bool = False
) -> Refund:
    wanted = Money(amount, "EUR") if amount else None
    return souk.services.refunds.request(payment.payment_id, key, wanted, "broken", "user:1", lines, restock)[1]


def unmoved(souk: Shop, payment: Payment, refunded: int = 0) -> bool:
    """Whether no further money went out, or was promised."""
    stored = souk.stored(payment)
    sent = sum(refund.amount for refund in souk.card.held[payment.reference].refunds)
    return (stored.totals.refunded, stored.refunding, sent) == (refunded, 0, refunded)


def test_a_line_the_order_does_not_have_is_refused_by_name() -> None:
    souk = shop()
    payment = souk.paid()
    for lines in ((RefundLine("NOPE", 1, 10),), (RefundLine("BOWL", 1, 10), RefundLine("bowl", 1, 10))):
        with pytest.raises(InvalidInput, match=r"the order has no line (NOPE|bowl); it has BOWL, CUP, JAR") as why:
            refund(souk, payment, "k", *lines, restock=True)
        assert why.value.detail["unknown"] == [lines[-1].sku]
    assert unmoved(souk, payment)


@pytest.mark.parametrize("quantity", [3, 9, 10_000])
def test_more_units_than_were_ordered_are_refused_by_name(quantity: int) -> None:
    souk = shop()
    payment = souk.paid()
    with pytest.raises(OverRefund, match=f"BOWL: 2 ordered, 0 refunded before, so {quantity} cannot be") as why:
        refund(souk, payment, "k", RefundLine("BOWL", quantity, 10))
    assert why.value.detail == {"sku": "BOWL", "ordered": 2, "refunded": 0, "refundable": 2}
    assert unmoved(souk, payment)


def test_units_are_counted_over_several_refunds() -> None:
    souk = shop()
    payment = souk.paid()
    refund(souk, payment, "k1", RefundLine("BOWL", 1, 150))
    with pytest.raises(OverRefund, match="2 ordered, 1 refunded before"):
        refund(souk, payment, "k2", RefundLine("BOWL", 2, 150))
    refund(souk, payment, "k3", RefundLine("BOWL", 1, 150))
    with pytest.raises(OverRefund) as why:
        refund(souk, payment, "k4", RefundLine("BOWL", 1, 1))
    assert why.value.detail["refundable"] == 0
    assert unmoved(souk, payment, 300)


def test_the_units_of_a_refund_that_failed_are_free_again() -> None:
    souk = shop()
    payment = souk.paid()
    souk.card.refuses_refunds = True
    assert refund(souk, payment, "k1", RefundLine("BOWL", 2, 400)).status == "failed"
    souk.card.refuses_refunds = False
    assert refund(souk, payment, "k2", RefundLine("BOWL", 2, 400)).status == "succeeded"


def test_units_count_while_their_refund_is_on_its_way() -> None:
    souk = shop()
    payment = souk.paid()
    souk.card.down = True
    assert refund(souk, payment, "k1", RefundLine("JAR", 1, 300)).status == "requested"
    souk.card.down = False
    with pytest.raises(OverRefund):
        refund(souk, payment, "k2", RefundLine("JAR", 1, 300))


def test_the_same_refund_asked_for_again_is_not_counted_twice() -> None:
    souk = shop()
    payment = souk.paid()
    for _ in range(3):
        assert refund(souk, payment, "k1", RefundLine("JAR", 1, 300)).status == "succeeded"
    assert unmoved(souk, payment, 300)


def test_of_two_refunds_of_the_same_units_at_once_one_works() -> None:
    souk = shop()
    payment = souk.paid()
    souk.store.before_write = lambda: refund(souk, payment, "rival", RefundLine("JAR", 1, 300))
    with pytest.raises(OverRefund):
        refund(souk, payment, "k1", RefundLine("JAR", 1, 300))
    assert unmoved(souk, payment, 300)


@pytest.mark.parametrize(("quantity", "amount", "most"), [(1, 201, 200), (2, 401, 400), (1, 400, 200)])
def test_a_line_gives_back_no_more_than_its_units_cost(quantity: int, amount: int, most: int) -> None:
    souk = shop()
    payment = souk.paid()
    with pytest.raises(OverRefund, match=f"BOWL: {quantity} of 2 units are worth") as why:
        refund(souk, payment, "k", RefundLine("BOWL", quantity, amount))
    assert why.value.detail == {"sku": "BOWL", "refundable": most}
    assert unmoved(souk, payment)


def test_delivery_or_goodwill_may_come_on_top_of_lines_without_prices() -> None:
    souk = shop()
    assert refund(souk, souk.paid(), "k", RefundLine("JAR", 1), amount=900).amount == 900


def test_units_of_an_odd_price_are_rounded_up_and_the_line_is_still_the_limit() -> None:
    ordered = [OrderedLine("SET", 3, 1000)]
    check_lines(ordered, [], [RefundLine("SET", 1, 334)], "EUR")
    with pytest.raises(OverRefund):
        check_lines(ordered, [], [RefundLine("SET", 1, 335)], "EUR")


def test_lines_of_an_order_nobody_knows_the_lines_of_are_refused_and_an_amount_is_not() -> None:
    souk = shop()
    payment = souk.services.payments.start("o9", "1", Money(500, "EUR"), "card", "")
    souk.card.pays(payment.reference)
    souk.services.payments.get(payment.payment_id)
    with pytest.raises(Conflict, match="give an amount without lines"):
        refund(souk, payment, "k", RefundLine("JAR", 1, 100))
    assert refund(souk, payment, "k", amount=100).status == "succeeded"


def test_an_order_that_is_paid_tells_the_lines_it_was_placed_without() -> None:
    souk = shop()
    payment = souk.services.payments.start("o9", "1", Money(500, "EUR"), "card", "")
    souk.card.pays(payment.reference)
    souk.services.payments.get(payment.payment_id)
    for _ in range(2):
        souk.services.payments.order_paid("o9", payment.payment_id, (OrderedLine("JAR", 1, 300),))
    souk.services.payments.order_paid("o9", payment.payment_id, (OrderedLine("OTHER", 9, 900),))
    assert refund(souk, payment, "k", RefundLine("JAR", 1, 300)).status == "succeeded"
    with pytest.raises(InvalidInput):
        refund(souk, payment, "k2", RefundLine("OTHER", 1, 1))
