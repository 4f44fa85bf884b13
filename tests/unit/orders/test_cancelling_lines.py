"""Units taken out of an order: what they cost less, and when they may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.adapters.codec import progress_from_json, progress_to_json
from orders.domain.cancellation import WishState
from orders.domain.cancelling.lines import (
    MAX_WISHES,
    NothingToSend,
    can_be_cancelled,
    differences,
    lines_called_off,
    lines_freed,
    lines_kept,
)
from orders.domain.order import Cause, Order, without
from orders.domain.parcels import Parcel, ParcelLine
from orders.domain.rates import TaxTable
from orders.domain.settlement import OrderPayment
from orders.domain.states import OrderState
from orders.domain.totals import OrderLine, Totals, add_up, of_what_is_left, rated
from orders.usecases.announcements import changing
from souk import clock
from souk.address.destination import Destination
from souk.errors import Conflict, IllegalTransition, InvalidInput
from souk.events import Event
from souk.money import Money
from tests.unit.orders.fakes import World, wanted
from tests.unit.orders.test_totals import Exclusive

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CAUSE = Cause(NOW, "shopper", "changed my mind")


def line(sku: str, price: int, quantity: int, tax_class: str = "standard", *, ships: bool = True) -> OrderLine:
    money = Money(price, "EUR")
    return OrderLine(sku, quantity, "p", sku.title(), money, requires_shipping=ships, tax_class=tax_class)


BASKETS = st.lists(
    st.tuples(st.integers(0, 50_000), st.integers(1, 6), st.sampled_from(["standard", "reduced", "zero"])),
    min_size=1,
    max_size=5,
).map(lambda rows: tuple(line(f"S{n}", *row) for n, row in enumerate(rows)))


@settings(max_examples=200)
@given(BASKETS, st.integers(0, 2000), st.booleans(), st.data())
def test_no_cent_is_lost_over_any_cancellations(
    lines: tuple[OrderLine, ...], delivery: int, on_top: bool, data: st.DataObject
) -> None:
    """However an order is cut up, what goes back is what it cost less what is left of it, and the delivery is the
    last to go.
    """
    rules = Exclusive() if on_top else TaxTable()
    lines = rated(lines, Destination("DE"), rules)
    totals = add_up(lines, Money(delivery, "EUR"), Destination("DE"), rules)
    assert of_what_is_left(totals, lines) == totals
    left, back = lines, 0
    while left:
        pieces = {one.sku: units for one in left if (units := data.draw(st.integers(0, one.quantity), label=one.sku))}
        amounts = differences(totals, left, tuple(pieces.items()))
        assert all(amount >= 0 for amount in amounts)
        left, back = without(left, pieces), back + sum(amounts)
        assert back == totals.total.amount - of_what_is_left(totals, left).total.amount
        if not on_top:
            assert back == sum(one.total.amount for one in lines) - sum(one.total.amount for one in left)
        if not pieces and not data.draw(st.booleans(), label="go on"):
            return
    nothing = of_what_is_left(totals, ())
    assert back + nothing.total.amount == totals.total.amount
    assert nothing.shipping == totals.shipping


def test_an_order_from_before_its_rates_were_kept_is_taxed_at_the_only_one_there_was() -> None:
    lines = (line("A", 1190, 2), line("B", 595, 1))
    totals = add_up(lines, Money(0, "EUR"), Destination("DE"), TaxTable())
    old = replace(totals, shipping_rate=None)
    assert of_what_is_left(old, lines[:1]).tax == Money(380, "EUR")
    mixed = replace(old, taxes=(*old.taxes, replace(old.taxes[0], rate=700)))
    with pytest.raises(Conflict, match="too old"):
        of_what_is_left(mixed, lines[:1])


def ordered(*lines: OrderLine) -> Order:
    """Waiting for its payment."""
    world = World()
    with clock.freeze(NOW):
        world.orders.check_out(wanted(), "key")
    details = world.order().details
    rows = rated(lines or (line("CUP", 1000, 3), line("RUG", 5000, 1)), Destination("DE"), TaxTable())
    totals: Totals = add_up(rows, Money(490, "EUR"), Destination("DE"), TaxTable())
    order = Order.placed(replace(details, lines=rows, totals=totals), "shopper")
    return order.awaiting_payment(OrderPayment("p", "stripe", "pending"), CAUSE)


def paid(order: Order) -> Order:
    total = order.total.amount
    captured = OrderPayment("p", "stripe", "captured", authorised=total, captured=total)
    return order.learned_of_payment(captured, CAUSE)


def packed(order: Order, *, left: bool = False) -> Order:
    lines = tuple(ParcelLine(one.sku, one.quantity) for one in order.lines)
    state = "shipped" if left else "created"
    fact = Parcel.reported("s", 2 if left else 1, state, complete=left, carrier="c", lines=lines)
    return order.learned_of_parcel(fact, CAUSE)


def types(before: Order, after: Order) -> list[str]:
    told = changing(before, after).published[len(before.published) :]
    return [Event.model_validate_json(text).type for text in told]


def test_units_of_an_unpaid_order_are_out_at_once() -> None:
    order = ordered()
    after = lines_called_off(order, {"CUP": 2}, "k", CAUSE)
    assert {one.sku: one.quantity for one in after.lines} == {"CUP": 1, "RUG": 1}
    assert after.total == Money(6490, "EUR")
    assert order.total == Money(8490, "EUR")
    [wish] = after.line_cancellations
    assert (wish.state, wish.amounts, wish.paid) == (WishState.ACCEPTED, (2000,), False)
    assert types(order, after) == ["order.lines_cancelled"]
    assert after.history[-1].reason == "cancelled: 2 × CUP: changed my mind"
    assert paid(after).state is OrderState.PAID


def test_an_order_is_paid_once_what_is_left_of_it_is_covered() -> None:
    order = ordered()
    part = order.learned_of_payment(OrderPayment("p", "stripe", "captured", authorised=8490, captured=3490), CAUSE)
    assert part.state is OrderState.AWAITING_PAYMENT
    after = lines_called_off(part, {"RUG": 1}, "k", CAUSE)
    assert after.state is OrderState.PAID
    assert types(part, after) == ["order.paid", "order.lines_cancelled"]


def test_of_a_paid_order_shipping_says_whether_they_are_sent() -> None:
    order = packed(paid(ordered()))
    asked = lines_called_off(order, {"CUP": 2}, "k", CAUSE)
    assert (asked.total, asked.state) == (order.total, OrderState.FULFILLING)
    assert types(order, asked) == ["order.lines_cancellation_requested"]
    assert can_be_cancelled(asked) == {"CUP": 1, "RUG": 1}
    freed = lines_freed(asked, 1, Cause(NOW, "shipping"))
    assert (freed.total.amount, freed.owed.amount, freed.history[-1].by) == (6490, 6490, "shopper")
    assert freed.parcels[0].lines == (ParcelLine("CUP", 1), ParcelLine("RUG", 1))
    assert types(asked, freed) == ["order.lines_cancelled"]
    assert lines_freed(freed, 1, CAUSE) == lines_kept(freed, 1, "late", CAUSE) == freed
    kept = lines_kept(asked, 1, "it is packed already", Cause(NOW, "shipping"))
    assert (kept.total, kept.line_cancellations[0].answer) == (order.total, "it is packed already")
    assert types(asked, kept) == ["order.lines_cancellation_refused"]
    assert can_be_cancelled(kept) == can_be_cancelled(order)


def test_an_answer_that_comes_after_the_pick_up_still_counts() -> None:
    """The parcel left without them."""
    asked = lines_called_off(packed(paid(ordered())), {"RUG": 1}, "k", CAUSE)
    left = packed(asked, left=True)
    assert left.state is OrderState.SHIPPED
    after = lines_freed(left, 1, CAUSE)
    assert (after.total.amount, after.parcels[0].lines) == (3490, left.parcels[0].lines)


def test_the_same_request_is_one_wish_and_another_under_its_key_is_refused() -> None:
    once = lines_called_off(ordered(), {"CUP": 1}, "k", CAUSE)
    assert lines_called_off(once, {"CUP": 1}, "k", CAUSE) == once
    with pytest.raises(Conflict, match="key"):
        lines_called_off(once, {"CUP": 2}, "k", CAUSE)
    assert len(lines_called_off(once, {"CUP": 1}, "other", CAUSE).line_cancellations) == 2


def test_the_last_units_take_the_order_with_them() -> None:
    unpaid = lines_called_off(ordered(), {"CUP": 3}, "k", CAUSE)
    assert lines_called_off(unpaid, {"RUG": 1}, "l", CAUSE).state is OrderState.CANCELLED
    order = lines_called_off(packed(paid(ordered())), {"CUP": 3}, "k", CAUSE)
    all_of_it = lines_called_off(order, {"RUG": 1}, "l", CAUSE)
    assert all_of_it.cancellation
    assert all_of_it.cancellation.is_open
    assert len(all_of_it.line_cancellations) == 1
    with pytest.raises(Conflict, match="whole"):
        lines_called_off(all_of_it, {"CUP": 1}, "m", CAUSE)
    ended = all_of_it.recalled(Cause(NOW, "shipping"))
    assert (ended.state, ended.line_cancellations[0].state) == (OrderState.CANCELLED, WishState.REFUSED)
    assert types(all_of_it, ended) == ["order.cancelled"]
    assert lines_freed(ended, 1, CAUSE) == ended
    assert lines_called_off(ended, {"RUG": 1}, "l", CAUSE) == ended


def test_what_is_owed_of_a_cancelled_order_leaves_out_what_was_promised_for_units() -> None:
    order = lines_freed(lines_called_off(packed(paid(ordered())), {"CUP": 3}, "k", CAUSE), 1, CAUSE)
    asked = order.called_off(CAUSE)
    assert asked.recalled(CAUSE).owed == Money(5490, "EUR")


@pytest.mark.parametrize(
    ("units", "error"), [({"CUP": 4}, InvalidInput), ({"NOPE": 1}, InvalidInput), ({"CUP": 3, "RUG": 2}, InvalidInput)]
)
def test_nobody_takes_out_what_is_not_in_it(units: dict[str, int], error: type[Exception]) -> None:
    with pytest.raises(error):
        lines_called_off(packed(paid(ordered())), units, "k", CAUSE)


def test_it_is_too_late_once_it_left_and_too_early_before_its_payment_is_started() -> None:
    gone = packed(packed(paid(ordered())), left=True)
    assert can_be_cancelled(gone) == {}
    with pytest.raises(IllegalTransition):
        lines_called_off(gone, {"CUP": 1}, "k", CAUSE)
    with pytest.raises(Conflict, match="payment"):
        lines_called_off(Order.placed(ordered().details, "shopper"), {"CUP": 1}, "k", CAUSE)


def test_of_two_parcels_the_units_of_the_one_that_left_are_gone() -> None:
    first = Parcel.reported("s", 2, "shipped", complete=False, carrier="c", lines=(ParcelLine("CUP", 2),))
    rest = (ParcelLine("CUP", 1), ParcelLine("RUG", 1))
    second = Parcel.reported("t", 1, "created", complete=False, carrier="c", lines=rest)
    order = paid(ordered()).learned_of_parcel(first, CAUSE).learned_of_parcel(second, CAUSE)
    assert order.state is OrderState.PARTIALLY_SHIPPED
    assert can_be_cancelled(order) == {"CUP": 1, "RUG": 1}
    after = lines_called_off(order, {"CUP": 1, "RUG": 1}, "k", CAUSE)
    assert (after.cancellation, after.line_cancellations[0].is_open) == (None, True)


def test_what_needs_no_parcel_is_out_at_once_and_is_never_all_that_is_left() -> None:
    order = packed(paid(ordered(line("CUP", 1000, 1), line("CARD", 2500, 2, ships=False))))
    after = lines_called_off(order, {"CARD": 1}, "k", CAUSE)
    assert after.line_cancellations[0].state is WishState.ACCEPTED
    with pytest.raises(NothingToSend):
        lines_called_off(order, {"CUP": 1}, "k", CAUSE)
    unpaid = ordered(line("CUP", 1000, 1), line("CARD", 2500, 2, ships=False))
    card = paid(lines_called_off(unpaid, {"CUP": 1}, "k", CAUSE))
    assert (card.state, card.to_ship, card.ended_at) == (OrderState.PAID, False, NOW)


def test_wishes_have_an_end() -> None:
    order = packed(paid(ordered()))
    for number in range(MAX_WISHES):
        order = lines_kept(lines_called_off(order, {"CUP": 1}, f"k{number}", CAUSE), number + 1, "no", CAUSE)
    with pytest.raises(IllegalTransition, match="most"):
        lines_called_off(order, {"CUP": 1}, "k", CAUSE)


def test_wishes_read_the_same_after_they_were_stored() -> None:
    order = lines_freed(lines_called_off(packed(paid(ordered())), {"CUP": 1}, "k", CAUSE), 1, CAUSE)
    order = lines_kept(lines_called_off(order, {"RUG": 1}, "l", CAUSE), 2, "late", CAUSE)
    kept = progress_from_json(progress_to_json(order))
    assert kept["line_cancellations"] == order.line_cancellations
