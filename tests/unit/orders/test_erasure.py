"""What is left of an order whose person is forgotten, and when it may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orders.adapters.codec import details_from_json, details_to_json
from orders.domain.disputes import OrderDispute
from orders.domain.erasure import SETTLING, anonymised, is_over
from orders.domain.order import Order
from orders.domain.settlement import OrderPayment
from orders.domain.states import OrderState
from tests.unit.orders.test_order import NOW, awaiting, cause, paid, placed, shipped

__all__ = ["awaiting", "paid", "placed"]
THEN = NOW + SETTLING
REFUNDED = OrderPayment("p", "stripe", "captured", authorised=2489, captured=2489, refunded=2489)


def test_tax_law_keeps_what_was_sold_to_whom_for_eight_years(paid: Order) -> None:
    left = anonymised(paid).details
    before = paid.details
    kept = ("lines", "totals", "placed_at", "number", "payment_method")
    assert all(getattr(left, name) == getattr(before, name) for name in kept)
    assert left.shipping_address == replace(before.shipping_address, phone="")
    assert (left.owner, left.email, left.access_key, left.notes, left.fingerprint) == ("erased", "", "", "", "")
    assert left.kept_until == datetime(2035, 1, 1, tzinfo=UTC)


def test_without_a_sale_no_address_is_kept(awaiting: Order) -> None:
    left = anonymised(awaiting.called_off(cause("shopper", "moving to Ada's"))).details
    assert {left.shipping_address.name, left.shipping_address.line1, left.shipping_address.city} == {""}


def test_what_people_wrote_goes_and_what_the_shop_wrote_stays(awaiting: Order) -> None:
    order = awaiting.called_off(cause("shopper", "moving to Ada's"))
    left = anonymised(order)
    assert left.history[-1].reason == ""
    assert left.cancellation
    assert left.cancellation.reason == ""
    assert left.history[0].reason == ("order placed" if left.history[0].by != "shopper" else "")


def test_it_reads_the_same_from_the_table(awaiting: Order, paid: Order) -> None:
    for order in (awaiting, paid):
        left = anonymised(order).details
        assert details_from_json(left.id, details_to_json(left)) == left


def test_an_order_under_way_is_left_alone(awaiting: Order, paid: Order) -> None:
    under_way = [awaiting, paid, shipped(paid)]
    assert not any(is_over(order, THEN + timedelta(days=365)) for order in under_way)


def test_a_dead_order_is_over_after_a_month_unless_money_is_owed(paid: Order, awaiting: Order) -> None:
    dead = awaiting.called_off(cause())
    assert not is_over(dead, THEN - timedelta(seconds=1))
    assert is_over(dead, THEN)
    late = dead.learned_of_payment(paid.payments[0], cause("payments", event_id="late"))
    assert not is_over(late, THEN)
    assert is_over(late.learned_of_payment(REFUNDED, cause("payments")), THEN)


@pytest.mark.parametrize(("contested", "over"), [(2489, False), (0, True)])
def test_a_dispute_holds_an_order_up_while_a_bank_contests(paid: Order, contested: int, over: bool) -> None:
    delivered = replace(paid, state=OrderState.DELIVERED)
    disputed = delivered.learned_of_dispute(
        OrderDispute("d", "p", 1, "needs_response", "fraudulent", 2489, contested, 0), cause("payments", event_id="d1")
    )
    assert is_over(disputed, THEN) is over
