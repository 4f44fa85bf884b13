"""An order that waits for a bank transfer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from orders.domain.states import OrderState
from orders.doors.checkout_views import TransferCodeView, TransferView
from orders.doors.views import OrderView
from souk import bank_account, clock
from souk.money import Money
from souk_local.deployment import BANK_ACCOUNT
from tests.unit.orders import events
from tests.unit.orders.fakes import GUEST, USER, World, wanted

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def world() -> Iterator[World]:
    with clock.freeze(NOW):
        world = World()
        world.deploy(BANK_ACCOUNT=BANK_ACCOUNT)
        yield world


def order_by_transfer(world: World, owner: str = GUEST) -> None:
    world.carts[owner] = world.carts[GUEST]
    world.orders.check_out(wanted(owner=owner, payment_method="manual"), "key")


def reminders(world: World, after: timedelta) -> int:
    """How many there are once the timer has rung so long after the order was placed."""
    with clock.freeze(NOW + after):
        world.orders.follow_up.run()
    return world.store.types().count("order.payment_due")


@pytest.mark.parametrize(("owner", "hours"), [(GUEST, 16), (USER, 48)], ids=["guest", "member"])
def test_in_the_last_third_of_the_time_the_shopper_is_reminded_once(world: World, owner: str, hours: int) -> None:
    order_by_transfer(world, owner)
    found = [reminders(world, hours * HOUR + more) for more in (-timedelta(minutes=1), timedelta(0), HOUR)]
    assert found == [0, 1, 1]
    told = world.store.published[-1].data
    assert told["due"] == told["total"]
    assert told["pay_to"][0]["label"] == "Account holder"


def test_an_order_by_card_or_paid_or_ended_is_not_reminded_of(world: World) -> None:
    world.orders.check_out(wanted(), "key")
    assert reminders(world, timedelta(minutes=12)) == 0
    world = World()
    world.deploy(BANK_ACCOUNT=BANK_ACCOUNT)
    order_by_transfer(world)
    world.orders.reactions.payment_changed(events.captured(world.order()))
    assert reminders(world, 20 * HOUR) == 0


def test_a_part_leaves_it_waiting_for_the_rest_and_the_shopper_is_told(world: World) -> None:
    order_by_transfer(world)
    part = events.captured(world.order(), 400)
    for _ in range(2):
        world.orders.reactions.payment_changed(part)
    order = world.order()
    assert order.state is OrderState.AWAITING_PAYMENT
    assert world.store.types().count("order.partly_paid") == 1
    told = world.store.published[-1].data
    total = order.total.amount
    assert (told["received"]["amount"], told["due"]["amount"]) == (400, total - 400)
    view = TransferView.of(order, bank_account.parse(BANK_ACCOUNT), with_code=True)
    assert (view.amount.amount, view.received.amount) == (total - 400, 400)
    assert view.code is not None
    assert view.code == TransferCodeView.of(
        bank_account.parse(BANK_ACCOUNT), order.total - Money(400, "EUR"), order.details.number
    )
    payment = OrderView.of(order).payment
    assert payment is not None
    assert payment.status == "partially_captured"
    world.orders.reactions.payment_changed(events.payment(order, "captured", 3, captured=total))
    assert world.order().state is OrderState.PAID


def test_a_part_of_an_order_that_ends_is_owed(world: World) -> None:
    order_by_transfer(world)
    world.orders.reactions.payment_changed(events.captured(world.order(), 400))
    with clock.freeze(NOW + 25 * HOUR):
        world.orders.expire()
    assert world.store.published[-1].data["owed"]["amount"] == 400


def test_what_is_not_due_is_a_line_of_its_history_and_no_money_of_its_own(world: World) -> None:
    order_by_transfer(world)
    before = world.order()
    world.orders.reactions.transfer_changed(events.transfer(before, "received", 0))
    assert world.order() == before
    came, went = (events.transfer(before, what, 810, version) for what, version in (("received", 3), ("returned", 4)))
    for event in (came, came, went):
        world.orders.reactions.transfer_changed(event)
    order = world.order()
    assert [entry.reason for entry in order.history[-2:]] == [
        "bank transfer of 50.00 EUR: 8.10 EUR not due, to be given back",
        "8.10 EUR of a bank transfer, not due, given back",
    ]
    assert (order.balance, order.state) == (before.balance, before.state)
