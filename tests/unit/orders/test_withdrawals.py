"""Withdrawing from a contract: what a statement sets off, and what a stranger learns."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from orders.compose import Services
from orders.domain.cancellation import Statement
from orders.domain.cancelling.lines import lines_called_off, lines_freed, lines_kept
from orders.domain.order import Cause, Order
from orders.domain.parcels import Parcel, ParcelLine
from orders.domain.settlement import OrderPayment
from orders.domain.states import OrderState
from orders.domain.withdrawing.consent import WORDS, checked
from orders.domain.withdrawing.in_words import MOST
from orders.domain.withdrawing.period import ShopDays
from orders.domain.withdrawing.withdrawal import BY_LAW, NotWithdrawable, left, why_not
from orders.usecases.changes import change
from orders.usecases.orders import Viewer
from orders.usecases.withdrawals import Withdrawals
from souk import clock
from souk.errors import Conflict, IdempotencyKeyReused, IllegalTransition, InvalidInput, NotFound, RateLimited
from souk.money import Money
from tests.unit.orders.fakes import GUEST, POT, World, shown, variant, wanted
from tests.unit.orders.fakes import MUG as A_MUG

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
ADA = Statement("Ada Lovelace", "ada@example.org", "key-1")
CAPTURED = OrderPayment("p", "stripe", "captured", authorised=2489, captured=2489)


def bought() -> tuple[World, Withdrawals]:
    world = World()
    with clock.freeze(NOW):
        world.orders.check_out(wanted(), "key")
    return world, Services(world.parts()).withdrawals


def becomes(world: World, *steps: str) -> Order:
    """Paid, and its parcel shipped or delivered."""
    cause = Cause(NOW, "system")

    def decide(order: Order) -> Order:
        order = order.learned_of_payment(CAPTURED, cause)
        for version, state in enumerate(steps, start=1):
            order = order.learned_of_parcel(Parcel.reported("s", version, state, complete=True, carrier="c"), cause)
        return order

    return change(world.store, world.order().id, decide)


def viewer(world: World) -> Viewer:
    return Viewer(key=world.order().details.access_key)


def told(order: Order) -> list[str]:
    return [json.loads(text)["type"] for text in order.published]


def test_of_what_has_not_left_it_calls_the_order_off() -> None:
    world, withdrawals = bought()
    becomes(world)
    with clock.freeze(NOW):
        order, kept = withdrawals.declare(world.order().id, viewer(world), ADA, None)
    assert (kept.whole, kept.delivery, kept.at) == (True, 490, NOW)
    assert told(order)[-2:] == ["order.cancellation_requested", "withdrawal.declared"]


def test_an_unpaid_order_is_cancelled_at_once() -> None:
    world, withdrawals = bought()
    with clock.freeze(NOW):
        order, _ = withdrawals.declare(world.order().id, viewer(world), ADA, None)
    assert order.state is OrderState.CANCELLED


def test_said_again_it_is_the_same_and_nothing_more_is_left() -> None:
    world, withdrawals = bought()
    delivered = becomes(world, "shipped", "delivered")
    with clock.freeze(NOW):
        first = withdrawals.declare(delivered.id, viewer(world), ADA, {"MUG": 1})
        assert withdrawals.declare(delivered.id, viewer(world), ADA, {"MUG": 1}) == first
        with pytest.raises(NotWithdrawable, match="already"):
            withdrawals.declare(delivered.id, viewer(world), Statement("Ada", "ada@example.org", "key-2"), None)
    assert told(world.order()).count("withdrawal.declared") == 1
    assert world.order().state is OrderState.DELIVERED


def test_it_ends_with_the_fourteenth_day_and_a_stranger_may_not() -> None:
    world, withdrawals = bought()
    delivered = becomes(world, "shipped", "delivered")
    with clock.freeze(NOW + timedelta(days=14, hours=12)), pytest.raises(NotWithdrawable, match="over"):
        withdrawals.declare(delivered.id, viewer(world), ADA, None)
    with pytest.raises(NotFound):
        withdrawals.declare(delivered.id, Viewer(key="another"), ADA, None)
    with clock.freeze(NOW), pytest.raises(InvalidInput):
        withdrawals.declare(delivered.id, viewer(world), ADA, {"POT": 1})
    with clock.freeze(NOW + timedelta(days=14, hours=11)):
        assert withdrawals.declare(delivered.id, viewer(world), ADA, None)[1].whole


def test_by_number_the_answer_is_the_same_whatever_there_is() -> None:
    world, withdrawals = bought()
    order = becomes(world, "shipped", "delivered")
    by_number = Statement("Ada", "ada@example.org")
    with clock.freeze(NOW):
        for number, email in (("SK-00000-00000", "ada@example.org"), (order.details.number, "eve@example.org")):
            assert withdrawals.declare_by_number(number, email, by_number, "192.0.2.1", "") == NOW
        assert not world.order().withdrawals
        number = f" {order.details.number.lower()} "
        assert withdrawals.declare_by_number(number, "Ada@Example.org", by_number, "192.0.2.1", "") == NOW
        assert [kept.whole for kept in world.order().withdrawals] == [True]
        for _ in range(9):
            withdrawals.declare_by_number("SK-00000-00000", "eve@example.org", by_number, "192.0.2.1", "")
        with pytest.raises(RateLimited):
            withdrawals.declare_by_number("SK-00000-00000", "eve@example.org", by_number, "192.0.2.1", "")


def test_by_number_and_too_late_it_is_kept_once_and_has_no_effect() -> None:
    world, withdrawals = bought()
    order = becomes(world, "shipped", "delivered")
    with clock.freeze(NOW + timedelta(days=40)):
        for _ in range(2):
            withdrawals.declare_by_number(order.details.number, "ada@example.org", ADA, "192.0.2.1", "")
    (kept,) = world.order().withdrawals
    assert (kept.refusal, kept.delivery, kept.whole) == ("The time to withdraw is over.", 0, False)
    assert world.order().state is OrderState.DELIVERED


IN_WORDS = Statement("Ada Lovelace", "ada@example.org", words="one of the two, the chipped one")


def three_delivered() -> tuple[World, Withdrawals, Order]:
    world, withdrawals, order = paid_for_three(MUG=3)
    there = Parcel.reported("s", 2, "delivered", complete=True, carrier="c", lines=(ParcelLine("MUG", 3),))
    cause = Cause(NOW, "system")
    return world, withdrawals, change(world.store, order.id, lambda it: it.learned_of_parcel(there, cause))


def state_in_words(withdrawals: Withdrawals, order: Order, at: datetime, said: Statement = IN_WORDS) -> None:
    with clock.freeze(at):
        withdrawals.declare_by_number(order.details.number, "ada@example.org", said, "192.0.2.1", "")


def test_in_words_it_waits_to_be_read_and_is_told_at_once() -> None:
    world, withdrawals, order = three_delivered()
    for _ in range(2):  # the same words while they wait are the same statement
        state_in_words(withdrawals, order, NOW)
    after = world.order()
    (kept,) = after.unread
    assert (kept.statement.words, kept.at, after.withdrawals) == (IN_WORDS.words, NOW, ())
    assert [other.id for other in withdrawals.unread(10, None)[0]] == [order.id]
    assert told(after).count("withdrawal.stated") == 1
    assert json.loads(after.published[-1])["data"]["words"] == IN_WORDS.words
    with clock.freeze(NOW):
        stranger = replace(IN_WORDS, contact="eve@example.com")
        withdrawals.declare_by_number(order.details.number, "eve@example.com", stranger, "192.0.2.1", "")
    assert world.order() == after


def test_what_it_is_taken_for_counts_from_when_it_came_in_and_is_the_same_twice() -> None:
    world, withdrawals, order = three_delivered()
    state_in_words(withdrawals, order, NOW + timedelta(days=14, hours=11))  # in the last hour
    request = world.order().unread[0].statement.request
    with clock.freeze(NOW + timedelta(days=20)):
        for _ in range(2):
            after = withdrawals.take_for(order.id, "mira", request, {"MUG": 1})
        with pytest.raises(Conflict):
            withdrawals.take_for(order.id, "mira", request, {"MUG": 2})
        with pytest.raises(Conflict):
            withdrawals.answer(order.id, "mira", request, "No.")
        with pytest.raises(NotFound):
            withdrawals.answer(order.id, "mira", "another", "No.")
    (kept,) = after.withdrawals
    assert (dict(kept.lines), kept.whole, kept.refusal) == ({"MUG": 1}, False, "")
    assert (kept.at, kept.statement.words) == (NOW + timedelta(days=14, hours=11), IN_WORDS.words)
    assert not after.unread
    assert [entry.by for entry in after.history[-2:]] == ["shopper", "staff:mira"]
    assert told(after).count("withdrawal.declared") == 1


def test_of_what_has_not_left_the_units_are_taken_out() -> None:
    world, withdrawals, order = paid_for_three()
    state_in_words(withdrawals, order, NOW)
    request = world.order().unread[0].statement.request
    with clock.freeze(NOW), pytest.raises(InvalidInput):
        withdrawals.take_for(order.id, "mira", request, {"MUG": 4})
    with clock.freeze(NOW + timedelta(hours=1)):
        after = withdrawals.take_for(order.id, "mira", request, {"MUG": 1})
    (wish,) = after.line_cancellations
    assert (wish.by, dict(wish.lines), dict(wish.withdrawn)) == ("shopper", {"MUG": 1}, {"MUG": 1})


def test_staff_say_why_it_has_no_effect_and_it_stays_possible() -> None:
    world, withdrawals, order = three_delivered()
    state_in_words(withdrawals, order, NOW)
    request = world.order().unread[0].statement.request
    with clock.freeze(NOW):
        for _ in range(2):
            after = withdrawals.answer(order.id, "mira", request, "It names other goods.")
        assert why_not(after, ShopDays(), NOW) == ""
    (kept,) = after.withdrawals
    assert (kept.lines, kept.refusal, kept.statement.words) == ((), "It names other goods.", IN_WORDS.words)


def test_in_words_and_too_late_it_is_answered_at_once_and_only_so_many_are_kept() -> None:
    world, withdrawals, order = three_delivered()
    for number in range(MOST + 2):
        state_in_words(withdrawals, order, NOW + timedelta(hours=6 * number), replace(IN_WORDS, words=f"No. {number}"))
    assert len(world.order().unread) == MOST
    late, withdrawals, order = three_delivered()
    state_in_words(withdrawals, order, NOW + timedelta(days=40))
    assert [kept.refusal for kept in late.order().withdrawals] == ["The time to withdraw is over."]
    assert not late.order().unread


def test_from_some_of_it_before_it_is_sent_only_that_is_called_off_and_no_delivery_goes_back() -> None:
    world = World()
    world.carts.change(GUEST, MUG=1, POT=1)
    both = shown(A_MUG, POT, version=world.carts[GUEST].version)
    with clock.freeze(NOW):
        world.orders.check_out(wanted(6899, seen=both), "key")
        withdrawals = Services(world.parts()).withdrawals
        order, kept = withdrawals.declare(world.order().id, viewer(world), ADA, {"MUG": 1})
        assert (kept.whole, kept.delivery, order.cancellation) == (False, 0, None)
        assert [(wish.state, wish.withdrawn) for wish in order.line_cancellations] == [("accepted", (("MUG", 1),))]
        assert [line.sku for line in order.lines] == ["POT"]
        rest = withdrawals.declare(order.id, viewer(world), Statement("Ada", "a@example.org", "key-2"), None)[1]
    assert (dict(rest.lines), rest.whole) == ({"POT": 1}, True)
    assert Money(rest.delivery, "EUR") <= world.order().details.totals.shipping


def paid_for_three(**left: int) -> tuple[World, Withdrawals, Order]:
    """Three mugs, paid; `left` is what of them has left already."""
    world = World()
    world.carts.change(GUEST, MUG=3)
    cart = shown(replace(A_MUG, quantity=3), version=world.carts[GUEST].version)
    with clock.freeze(NOW):
        world.orders.check_out(wanted(5997, seen=cart), "key")

    def decide(order: Order) -> Order:
        captured = replace(CAPTURED, authorised=5997, captured=5997)
        order = order.learned_of_payment(captured, Cause(NOW, "system"))
        inside = tuple(ParcelLine(sku, units) for sku, units in left.items())
        parcel = Parcel.reported("s", 1, "shipped", complete=False, carrier="c", lines=inside)
        return order.learned_of_parcel(parcel, Cause(NOW, "system")) if left else order

    return world, Services(world.parts()).withdrawals, change(world.store, world.order().id, decide)


def last(order: Order, kind: str) -> dict[str, Any]:
    return next(event["data"] for event in map(json.loads, reversed(order.published)) if event["type"] == kind)


def units_of(lines: list[dict[str, Any]]) -> dict[str, int]:
    return {line["sku"]: line["quantity"] for line in lines}


def mug_and_pot(mug: str, pot: str = "") -> tuple[World, Withdrawals, Order]:
    """Delivered; why each cannot be withdrawn from."""
    world = World()
    for sku, reason in (("MUG", mug), ("POT", pot)):
        world.catalogue[sku] = replace(world.catalogue[sku], withdrawal_exclusion=reason)
    world.carts.change(GUEST, MUG=1, POT=1)
    cart = shown(A_MUG, POT, version=world.carts[GUEST].version)
    with clock.freeze(NOW):
        world.orders.check_out(wanted(6899, seen=cart), "key")
    cause = Cause(NOW, "system")
    world.catalogue["POT"] = replace(world.catalogue["POT"], withdrawal_exclusion="perishable")

    def decide(order: Order) -> Order:
        order = order.learned_of_payment(replace(CAPTURED, authorised=6899, captured=6899), cause)
        return order.learned_of_parcel(Parcel.reported("s", 1, "delivered", complete=True, carrier="c"), cause)

    return world, Services(world.parts()).withdrawals, change(world.store, world.order().id, decide)


def test_what_the_law_leaves_out_stays_and_the_rest_is_withdrawn_from_as_it_was_ordered() -> None:
    world, withdrawals, order = mug_and_pot("made_to_order")
    with clock.freeze(NOW):
        with pytest.raises(NotWithdrawable, match="By law") as refused:
            withdrawals.declare(order.id, viewer(world), ADA, {"MUG": 1})
        assert refused.value.detail["reason"] == "made_to_order"
        order, kept = withdrawals.declare(order.id, viewer(world), ADA, None)
        assert (dict(kept.lines), kept.whole, kept.delivery) == ({"POT": 1}, False, 0), "its goods, not the contract"
        assert units_of(last(order, "withdrawal.declared")["excluded"]) == {"MUG": 1}
        with pytest.raises(NotWithdrawable, match="By law"):
            withdrawals.declare(order.id, viewer(world), replace(ADA, request="2"), None)


def test_of_nothing_but_such_goods_a_statement_by_number_is_kept_without_effect() -> None:
    world, withdrawals, order = mug_and_pot("press", "dated_service")
    with clock.freeze(NOW):
        withdrawals.declare_by_number(order.details.number, "ada@example.org", ADA, "192.0.2.1", "")
    assert [kept.refusal for kept in world.order().withdrawals] == [BY_LAW]


def test_sealed_goods_can_be_withdrawn_from() -> None:
    """Whoever unpacks them sees whether the seal is whole."""
    world, withdrawals, order = mug_and_pot("sealed_hygiene", "sealed_media")
    with clock.freeze(NOW):
        assert withdrawals.declare(order.id, viewer(world), ADA, None)[1].whole


def test_units_of_a_paid_order_are_wanted_out_and_come_back_when_they_are_sent_all_the_same() -> None:
    world, withdrawals, order = paid_for_three()
    with clock.freeze(NOW):
        order, kept = withdrawals.declare(order.id, viewer(world), ADA, {"MUG": 1})
    assert told(order)[-2:] == ["order.lines_cancellation_requested", "withdrawal.declared"]
    declared = last(order, "withdrawal.declared")
    assert (units_of(declared["lines"]), units_of(declared["called_off"])) == ({"MUG": 1}, {"MUG": 1})
    assert (kept.called_off, left(order)) == ((("MUG", 1),), {"MUG": 2})
    sent = change(world.store, order.id, lambda it: lines_kept(it, 1, "packed", Cause(NOW, "shipping")))
    assert units_of(last(sent, "order.lines_cancellation_refused")["withdrawn"]) == {"MUG": 1}
    assert left(sent) == {"MUG": 2}, "as withdrawn from as before"


def test_what_was_taken_out_is_withdrawn_from_once() -> None:
    world, withdrawals, order = paid_for_three()
    with clock.freeze(NOW):
        withdrawals.declare(order.id, viewer(world), ADA, {"MUG": 1})
        order = change(world.store, order.id, lambda it: lines_freed(it, 1, Cause(NOW, "shipping")))
        assert (order.lines[0].quantity, left(order)) == (2, {"MUG": 2})
        order, rest = withdrawals.declare(order.id, viewer(world), replace(ADA, request="2"), None)
    assert (dict(rest.lines), rest.whole, rest.called_off) == ({"MUG": 2}, True, ())
    assert order.cancellation
    assert not left(order)


def test_a_parcel_that_is_heard_of_after_its_units_are_out_does_not_show_them() -> None:
    world, withdrawals, order = paid_for_three()
    cause = Cause(NOW, "shipping")
    created = Parcel.reported("s", 1, "created", complete=True, carrier="c", lines=(ParcelLine("MUG", 3),))
    packed = replace(created, version=3, lines=(ParcelLine("MUG", 2),))
    with clock.freeze(NOW):
        withdrawals.declare(order.id, viewer(world), ADA, {"MUG": 1})
    heard: list[Callable[[Order], Order]] = [
        lambda it: lines_freed(it, 1, cause),
        lambda it: it.learned_of_parcel(created, cause),
        lambda it: it.learned_of_parcel(packed, cause),
    ]
    for steps in permutations(heard):
        order = world.order()
        for step in steps:
            order = step(order)
        assert [(line.sku, line.quantity) for parcel in order.parcels for line in parcel.lines] == [("MUG", 2)]


def test_what_has_left_comes_back_and_the_rest_is_wanted_out() -> None:
    world, withdrawals, order = paid_for_three(MUG=2)
    with clock.freeze(NOW):
        order, kept = withdrawals.declare(order.id, viewer(world), ADA, None)
    assert (dict(kept.lines), kept.called_off, kept.whole) == ({"MUG": 3}, (("MUG", 1),), True)
    assert not order.cancellation


def test_a_wish_that_is_not_answered_is_taken_for_the_statement() -> None:
    """They are wanted out already: nothing is asked for twice, and no return waits for them."""
    world, withdrawals, order = paid_for_three(MUG=1)
    cancelled = Cause(NOW, "shopper")
    with clock.freeze(NOW):
        order = change(world.store, order.id, lambda it: lines_called_off(it, {"MUG": 2}, "k", cancelled))
        order, kept = withdrawals.declare(order.id, viewer(world), ADA, {"MUG": 1})
        assert (kept.called_off, [wish.withdrawn for wish in order.line_cancellations]) == ((("MUG", 1),), [kept.lines])
        order, kept = withdrawals.declare(order.id, viewer(world), replace(ADA, request="2"), {"MUG": 2})
    assert (kept.called_off, order.line_cancellations[0].withdrawn) == ((("MUG", 1),), (("MUG", 2),))


def unsent(exclusion: str = "") -> World:
    """Paid, and none of it needs a parcel."""
    world = World()
    world.catalogue["MUG"] = variant("MUG", requires_shipping=False, withdrawal_exclusion=exclusion)
    with clock.freeze(NOW):
        world.orders.check_out(wanted(1999), "key")
    change(world.store, world.order().id, lambda order: order.learned_of_payment(CAPTURED, Cause(NOW, "system")))
    return world


@pytest.mark.parametrize(
    ("exclusion", "days", "possible"),
    [("", 13, True), ("", 15, False), ("dated_service", 0, False), ("sealed_media", 13, True)],
)
def test_what_needs_no_parcel_is_cancelled_by_its_shopper_as_long_as_it_can_be_withdrawn_from(
    exclusion: str, days: int, possible: bool
) -> None:
    world = unsent(exclusion)
    with clock.freeze(NOW + timedelta(days=days)):
        for lines in ({}, {"MUG": 1}):
            if possible:
                after = world.orders.without_lines(world.order().id, viewer(world), lines)
                assert after.state is OrderState.CANCELLED
            else:
                with pytest.raises(IllegalTransition, match="MUG"):
                    world.orders.without_lines(world.order().id, viewer(world), lines)
                with pytest.raises(IllegalTransition, match="MUG"):
                    world.orders.cancel(world.order().id, viewer(world), "")
        assert world.orders.cancel(world.order().id, Viewer("7", staff=True), "").state is OrderState.CANCELLED


def test_an_order_without_a_parcel_has_one_way_of_delivery_whatever_is_named() -> None:
    order = unsent().order()
    assert (order.details.shipping_method, order.total) == ("none", Money(1999, "EUR"))
    assert order.state is OrderState.PAID
    assert order.ended_at == NOW


@pytest.mark.parametrize("steps", [(), ("created",), ("created", "shipped"), ("created", "shipped", "delivered")])
def test_what_needs_no_parcel_is_out_at_once_however_far_the_parcel_is(steps: tuple[str, ...]) -> None:
    """Shipping knows of no such units, so nobody else would give their money back."""
    world = World()
    world.carts.change(GUEST, MUG=1, POT=2)
    world.catalogue["POT"] = variant("POT", 4900, requires_shipping=False)
    pots = replace(POT, quantity=2)
    with clock.freeze(NOW):
        world.orders.check_out(wanted(11799, seen=shown(A_MUG, pots, version=1)), "key")
        withdrawals = Services(world.parts()).withdrawals
        paid = OrderPayment("p", "stripe", "captured", authorised=11799, captured=11799)
        change(world.store, world.order().id, lambda it: it.learned_of_payment(paid, Cause(NOW, "system")))
        becomes(world, *steps)
        after, kept = withdrawals.declare(world.order().id, viewer(world), ADA, {"POT": 1})
    [wish] = after.line_cancellations
    assert (wish.lines, wish.amount, wish.paid, kept.called_off) == ((("POT", 1),), 4900, True, (("POT", 1),))
    assert (after.state, left(after)) == (world.order().state, {"MUG": 1, "POT": 1})
    lines, said = world.store.published[-2:]
    assert (lines.type, lines.data["credit"]["amount"]) == ("order.lines_cancelled", 4900)
    assert [each["sku"] for each in said.data["called_off"]] == ["POT"]
    with clock.freeze(NOW):
        both, last = withdrawals.declare(
            world.order().id, viewer(world), replace(ADA, request="key-2"), {"POT": 1, "MUG": 1}
        )
    assert left(both) == {}
    if "shipped" in steps:
        assert [wish.lines for wish in both.line_cancellations] == [(("POT", 1),), (("POT", 1),)]
        assert last.called_off == (("POT", 1),)


@pytest.mark.parametrize("consent", ["2026-11", ""])
def test_digital_content_is_left_out_by_its_shoppers_consent_alone(consent: str) -> None:
    world = World()
    world.catalogue["MUG"] = variant("MUG", requires_shipping=False, withdrawal_exclusion="digital_content")
    with clock.freeze(NOW):
        world.orders.check_out(wanted(1999, digital_consent=consent), "key")
    order = world.order()
    assert (order.details.digital_consent, left(order)) == (consent, {} if consent else {"MUG": 1})
    assert order.lines[0].withdrawal_exclusion == ("digital_content" if consent else "")
    with pytest.raises(IdempotencyKeyReused):
        world.orders.check_out(wanted(1999, digital_consent="" if consent else "2026-11"), "key")
    change(world.store, order.id, lambda it: it.learned_of_payment(CAPTURED, Cause(NOW, "system")))
    with clock.freeze(NOW):
        if not consent:
            assert world.orders.cancel(order.id, viewer(world), "").state is OrderState.CANCELLED
            return
        with pytest.raises(IllegalTransition):
            world.orders.cancel(order.id, viewer(world), "")
        with pytest.raises(NotWithdrawable, match="By law"):
            Services(world.parts()).withdrawals.declare(order.id, viewer(world), ADA, None)


def test_a_consent_is_kept_only_where_there_is_something_to_consent_to() -> None:
    world = World()
    world.orders.check_out(wanted(digital_consent="2026-11"), "key")
    assert world.order().details.digital_consent == ""


def test_words_that_were_shown_never_change() -> None:
    shown = {version: hashlib.sha256(text.encode()).hexdigest() for version, text in WORDS.items()}
    assert shown == {"2026-11": "1cbe06e811948a87b0a38866f877409061e82effc5edbe1a9798d86d1394df4e"}
    with pytest.raises(InvalidInput, match="never shown"):
        checked("2020-01")
