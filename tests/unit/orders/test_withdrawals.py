"""Withdrawing from a contract: what a statement sets off, and what a stranger learns."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from orders.compose import Services
from orders.domain.cancellation import Statement
from orders.domain.order import Cause, Order
from orders.domain.parcels import Parcel
from orders.domain.settlement import OrderPayment
from orders.domain.states import OrderState
from orders.usecases.changes import change
from orders.usecases.orders import Viewer
from orders.usecases.withdrawals import NotWithdrawable, Withdrawals
from souk import clock
from souk.errors import InvalidInput, NotFound, RateLimited
from souk.money import Money
from tests.unit.orders.fakes import GUEST, POT, World, shown, wanted
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


def test_from_some_of_it_nothing_is_called_off_and_no_delivery_goes_back() -> None:
    world = World()
    world.carts.change(GUEST, MUG=1, POT=1)
    both = shown(A_MUG, POT, version=world.carts[GUEST].version)
    with clock.freeze(NOW):
        world.orders.check_out(wanted(6899, seen=both), "key")
        withdrawals = Services(world.parts()).withdrawals
        order, kept = withdrawals.declare(world.order().id, viewer(world), ADA, {"MUG": 1})
        assert (kept.whole, kept.delivery, order.cancellation) == (False, 0, None)
        rest = withdrawals.declare(order.id, viewer(world), Statement("Ada", "a@example.org", "key-2"), None)[1]
    assert (dict(rest.lines), rest.whole) == ({"POT": 1}, True)
    assert Money(rest.delivery, "EUR") <= world.order().details.totals.shipping
