"""What staff change of a paid order: fewer units and lower prices, as one act."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.adapters.codec import progress_from_json, progress_to_json
from orders.domain.cancellation import Repricing, WishState
from orders.domain.cancelling.lines import NothingToSend, lines_called_off, lines_freed, lines_kept
from orders.domain.editing.edits import EditWish, edited
from orders.domain.order import Cause, Order, without
from orders.domain.rates import TaxTable
from orders.domain.states import OrderState
from orders.domain.timeline.entries import timeline
from orders.domain.totals import OrderLine, add_up, of_what_is_left, rated
from orders.usecases.announcements import changing
from souk.address.destination import Destination
from souk.errors import Conflict, IllegalTransition, InvalidInput
from souk.events import Event, data_of
from souk.events.orders import OrderEdited
from souk.money import Money
from tests.unit.orders.test_cancelling_lines import BASKETS, NOW, line, ordered, packed, paid, types
from tests.unit.orders.test_totals import Exclusive

STAFF = Cause(NOW, "staff:u1", "agreed by telephone")


def euro(amount: int) -> Money:
    return Money(amount, "EUR")


def told(before: Order, after: Order) -> OrderEdited:
    texts = changing(before, after).published[len(before.published) :]
    [event] = [event for event in map(Event.model_validate_json, texts) if event.type == "order.edited"]
    return data_of(event, OrderEdited)


@settings(max_examples=150)
@given(BASKETS, st.integers(0, 2000), st.booleans(), st.data())
def test_what_goes_back_is_what_the_order_costs_less_to_the_cent(
    lines: tuple[OrderLine, ...], delivery: int, on_top: bool, data: st.DataObject
) -> None:
    """However edits and cancellations follow each other, and whatever each of them takes out and lowers."""
    rules = Exclusive() if on_top else TaxTable()
    lines = rated(lines, Destination("DE"), rules)
    order = paid(ordered(line("CUP", 1, 1)))
    totals = add_up(lines, euro(delivery), Destination("DE"), rules)
    order = packed(replace(order, details=replace(order.details, lines=lines, totals=totals)))
    for number in range(data.draw(st.integers(1, 3), label="edits")):
        units = {one.sku: taken for one in order.lines if (taken := data.draw(st.integers(0, one.quantity)))}
        rest = without(order.lines, units)
        prices = {
            one.sku: euro(data.draw(st.integers(0, one.unit_price.amount - 1)))
            for one in rest
            if one.unit_price and data.draw(st.booleans())
        }
        cheaper = order.totals.shipping.amount and data.draw(st.booleans(), label="cheaper delivery")
        shipping = euro(data.draw(st.integers(0, order.totals.shipping.amount - 1))) if cheaper else None
        try:
            asked = edited(order, EditWish(units, prices, shipping), str(number), STAFF)
        except (InvalidInput, IllegalTransition, NothingToSend):
            continue
        after = lines_freed(asked, len(asked.line_cancellations), STAFF)
        wish = after.line_cancellations[-1]
        assert all(amount >= 0 for amount in wish.amounts)
        assert wish.amount == order.total.amount - after.total.amount
        assert after.totals.shipping == (order.totals.shipping if shipping is None else shipping)
        assert {one.sku: one.unit_price for one in after.lines} == {
            one.sku: prices.get(one.sku, one.unit_price) for one in rest
        }
        assert progress_from_json(progress_to_json(after))["line_cancellations"] == after.line_cancellations
        order = after
    assert sum(wish.amount for wish in order.line_cancellations) == totals.total.amount - order.total.amount
    assert order.totals == of_what_is_left(order.terms, order.lines)


def test_lower_prices_hold_at_once_and_are_told_with_what_each_costs_less() -> None:
    order = packed(paid(ordered()))
    after = edited(order, EditWish(prices={"CUP": euro(800)}, shipping=euro(0)), "k", STAFF)
    assert types(order, after) == ["order.edited"]
    data = told(order, after)
    assert [
        (one.sku, one.quantity, one.before.amount, one.after.amount, one.amount.amount) for one in data.repriced
    ] == [("CUP", 3, 1000, 800, 600)]
    assert (data.shipping_before, data.shipping_credit) == (data.shipping_credit, data.shipping_before)
    assert data.shipping_credit is not None
    assert (data.shipping_credit.amount, data.credit.amount, data.cancelled) == (490, 1090, [])
    assert (data.total.amount, data.charged.amount, data.was_paid) == (7400, 8490, True)
    assert edited(after, EditWish(prices={"CUP": euro(800)}, shipping=euro(0)), "k", STAFF) == after
    with pytest.raises(Conflict, match="under this key"):
        edited(after, EditWish(prices={"CUP": euro(700)}), "k", STAFF)
    assert after.history[-1].reason == "changed: price lowered of CUP, delivery"
    [entry] = [entry for entry in timeline(after) if entry.kind == "edited"]
    assert (entry.amount, entry.lines, entry.by) == (1090, (), "staff")


def test_units_and_prices_wait_together_for_shipping_and_hold_together() -> None:
    order = packed(paid(ordered()))
    asked = edited(order, EditWish({"CUP": 1}, {"CUP": euro(900)}), "k", STAFF)
    assert (types(order, asked), asked.total) == (["order.lines_cancellation_requested"], order.total)
    with pytest.raises(Conflict, match="waits for shipping"):
        edited(asked, EditWish(shipping=euro(0)), "other", STAFF)
    after = lines_freed(asked, 1, STAFF)
    data = told(asked, after)
    amounts = [one.amount.amount for one in data.cancelled if one.amount]
    assert (amounts, data.repriced[0].amount.amount, data.credit.amount) == ([1000], 200, 1200)
    assert after.total == order.total - euro(1200)
    kept = lines_kept(asked, 1, "it is packed already", STAFF)
    assert (kept.total, kept.lines, kept.edits) == (order.total, order.lines, ())
    assert types(asked, kept) == ["order.lines_cancellation_refused"]
    assert not [entry for entry in timeline(kept) if entry.kind in ("edited", "units_cancellation_refused")]


def test_what_was_to_cost_less_may_be_cancelled_while_the_edit_waits() -> None:
    gift = line("CARD", 1500, 1, ships=False)
    order = packed(paid(ordered(line("CUP", 1000, 2), gift)))
    asked = edited(order, EditWish({"CUP": 1}, {"CARD": euro(500)}), "r", STAFF)
    without_card = lines_called_off(asked, {"CARD": 1}, "s", Cause(NOW, "shopper"))
    after = lines_freed(without_card, 1, STAFF)
    event = told(without_card, after)
    assert (event.repriced, event.credit.amount) == ([], 1000)
    assert [one.sku for one in after.lines] == ["CUP"]


def test_units_that_are_cancelled_later_cost_what_was_agreed() -> None:
    order = packed(paid(ordered()))
    order = edited(order, EditWish(prices={"CUP": euro(700)}), "k", STAFF)
    after = lines_freed(lines_called_off(order, {"CUP": 1}, "c", STAFF), 2, STAFF)
    assert [wish.amount for wish in after.line_cancellations] == [900, 700]
    off = packed(after).called_off(STAFF).recalled(STAFF)
    assert (off.state, off.owed) == (OrderState.CANCELLED, after.total)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (EditWish(), InvalidInput, "nothing of it would be changed"),
        (EditWish({"CUP": 9}), InvalidInput, "3 of CUP can be cancelled"),
        (EditWish({"CUP": 3, "RUG": 1}), InvalidInput, "cancel the whole order"),
        (EditWish(prices={"CUP": euro(1000)}), InvalidInput, "only less"),
        (EditWish(prices={"CUP": Money(1, "USD")}), InvalidInput, "in EUR"),
        (EditWish(prices={"HAT": euro(1)}), InvalidInput, "has no HAT"),
        (EditWish({"CUP": 3}, {"CUP": euro(1)}), InvalidInput, "no unit of CUP"),
        (EditWish(shipping=euro(490)), InvalidInput, "the delivery costs"),
    ],
)
def test_what_is_no_edit_is_refused(change: EditWish, error: type[Exception], words: str) -> None:
    order = packed(paid(ordered()))
    with pytest.raises(error, match=words):
        edited(order, change, "k", STAFF)


def test_only_a_paid_order_of_which_something_is_here_can_be_changed() -> None:
    change = EditWish(prices={"CUP": euro(1)})
    with pytest.raises(IllegalTransition, match="not paid yet"):
        edited(ordered(), change, "k", STAFF)
    with pytest.raises(IllegalTransition):
        edited(packed(packed(paid(ordered())), left=True), change, "k", STAFF)
    with pytest.raises(Conflict, match="called off"):
        edited(packed(paid(ordered())).called_off(STAFF), change, "k", STAFF)


def test_an_edit_that_waits_when_all_is_called_off_changes_nothing() -> None:
    order = edited(packed(paid(ordered())), EditWish({"CUP": 1}, {"RUG": euro(1)}), "k", STAFF)
    ended = order.called_off(STAFF).recalled(STAFF)
    assert (ended.line_cancellations[0].state, ended.total) == (WishState.REFUSED, order.total)


def test_what_people_wrote_of_an_edit_is_forgotten_and_prices_stay() -> None:
    after = edited(packed(paid(ordered())), EditWish(prices={"CUP": euro(800)}), "k", STAFF)
    [wish] = [known.anonymised() for known in after.line_cancellations]
    assert (wish.reason, wish.request, wish.edit) == ("", "", Repricing((("CUP", 1000, 800),)))
