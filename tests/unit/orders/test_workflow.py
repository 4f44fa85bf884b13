"""Who may see and cancel what; expiry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orders.domain.order import Order
from orders.domain.states import OrderState
from orders.usecases.orders import Viewer
from orders.usecases.ports import Cart
from orders.usecases.shown import Shown
from souk import clock
from souk.address.destination import Destination
from souk.errors import IllegalTransition, InvalidInput, NotFound
from souk.events import data_of
from souk.events.orders import OrderCancellationWish, OrderCancelled, OrderExpired
from souk.money import Money
from tests.unit.orders import events
from tests.unit.orders.fakes import GUEST, MUG, POT, USER, World, shown, wanted

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA = USER.removeprefix("user:")


@pytest.fixture
def world() -> Iterator[World]:
    with clock.freeze(NOW):
        yield World()


def guests(world: World, key: str = "guest") -> Order:
    world.carts[GUEST] = Cart(f"cart-{key}", {"MUG": 1})
    return world.orders.check_out(wanted(), key).order


def users(world: World) -> Order:
    world.carts[USER] = Cart("cart-2", {"MUG": 1})
    return world.orders.check_out(wanted(owner=USER), "user").order


def test_an_order_is_seen_by_its_owner_and_by_staff(world: World) -> None:
    guest, user = guests(world), users(world)
    assert world.orders.order(guest.id, Viewer(key=guest.details.access_key)) == guest
    assert world.orders.order(user.id, Viewer(ADA)) == user
    assert world.orders.order(guest.id, Viewer("s", staff=True)) == guest


def test_nobody_else_learns_that_it_exists(world: World) -> None:
    guest, user = guests(world), users(world)
    strangers = [
        (guest, Viewer(key="")),
        (guest, Viewer(key="wrong")),
        (guest, Viewer(key=guests(world, "other").details.access_key)),
        (guest, Viewer(key="ключ")),
        (guest, Viewer(ADA)),
        (user, Viewer("another user")),
        (user, Viewer(key="")),
        (user, Viewer(key=guest.details.access_key)),
    ]
    for order, viewer in strangers:
        for use_case in (world.orders.order, world.orders.payment):
            with pytest.raises(NotFound, match="no such order"):
                use_case(order.id, viewer)
        with pytest.raises(NotFound, match="no such order"):
            world.orders.cancel(order.id, viewer, "")
    with pytest.raises(NotFound, match="no such order"):
        world.orders.order("nothing", Viewer("s", staff=True))
    assert world.order_states() == {OrderState.AWAITING_PAYMENT}


def test_a_user_lists_only_the_users_own_orders(world: World) -> None:
    guests(world)
    user = users(world)
    assert world.orders.orders_of(ADA, 24, None) == ([user], None)


def test_a_shopper_cancels_an_unpaid_order(world: World) -> None:
    order = guests(world)
    after = world.orders.cancel(order.id, Viewer(key=order.details.access_key), "too dear")

    assert after.state is OrderState.CANCELLED
    assert after.history[-1].reason == "too dear"
    data = data_of(world.store.published[-1], OrderCancelled)
    assert (data.cancelled_by, data.reason, data.was_paid) == ("shopper", "too dear", False)
    assert (data.payment_id, data.total.amount) == (f"{order.id}/1", 2489)
    world.relay()
    assert world.inventory.available("MUG") == 10


def test_cancelling_a_paid_order_asks_shipping_and_moves_neither_money_nor_stock(world: World) -> None:
    order = guests(world)
    world.orders.reactions.payment_changed(events.captured(order))
    shopper = Viewer(key=order.details.access_key)
    for _ in range(2):
        after = world.orders.cancel(order.id, shopper, "too dear")
        assert (after.state, after.cancellation and after.cancellation.is_open) == (OrderState.PAID, True)
    assert world.store.types() == ["order.placed", "order.paid", "order.cancellation_requested"]
    data = data_of(world.store.published[-1], OrderCancellationWish)
    assert (data.requested_by, data.reason, data.requested_at) == ("shopper", "too dear", "2026-03-01T12:00:00.000Z")
    world.relay()
    assert world.inventory.available("MUG") == 9


def test_an_order_that_was_had_back_says_that_it_was_paid(world: World) -> None:
    order = guests(world)
    world.orders.reactions.payment_changed(events.captured(order))
    world.orders.cancel(order.id, Viewer("7", staff=True), "")
    world.orders.reactions.recall_answered(events.answered(order, "succeeded"))
    data = data_of(world.store.published[-1], OrderCancelled)
    assert (data.cancelled_by, data.was_paid) == ("staff", True)
    assert world.order().history[-1].by == "staff:7"


def test_cancelling_twice_tells_it_once(world: World) -> None:
    order = guests(world)
    for _ in range(2):
        assert world.orders.cancel(order.id, Viewer(key=order.details.access_key), "").state is OrderState.CANCELLED
    assert world.store.types() == ["order.placed", "order.cancelled"]


def test_a_shipped_order_is_not_cancelled(world: World) -> None:
    order = guests(world)
    world.store.orders[order.id] = replace(order, state=OrderState.SHIPPED)
    with pytest.raises(IllegalTransition, match="send it back"):
        world.orders.cancel(order.id, Viewer(key=order.details.access_key), "")


def test_unpaid_orders_expire_when_their_time_is_over(world: World) -> None:
    late = guests(world, "late")
    with clock.freeze(NOW + timedelta(seconds=60)):
        early = guests(world, "early")
    with clock.freeze(late.details.pay_by):
        assert world.orders.expire() == 1
        assert world.orders.expire() == 0

    assert world.store.orders[late.id].state is OrderState.EXPIRED
    assert world.store.orders[early.id].state is OrderState.AWAITING_PAYMENT
    data = data_of(world.store.published[-1], OrderExpired)
    assert (data.order_id, data.cancelled_by, data.was_paid) == (late.id, "system", False)


def test_one_order_that_cannot_expire_does_not_keep_the_others_alive(world: World) -> None:
    first, second = guests(world, "one"), guests(world, "two")

    def fail_once(_index: int, name: str) -> None:
        if name == "before store.save":
            world.probe.act = None
            raise ConnectionError("the table is away")

    world.probe.act = fail_once
    with clock.freeze(NOW + timedelta(hours=1)):
        with pytest.raises(ConnectionError):
            world.orders.expire()
        assert [world.store.orders[o.id].state for o in (first, second)].count(OrderState.EXPIRED) == 1
        assert world.orders.expire() == 1


def test_a_quote_is_what_checkout_charges(world: World) -> None:
    world.carts[GUEST] = Cart("cart-1", {"MUG": 2, "POT": 1})
    seen = shown(replace(MUG, quantity=2), POT)
    quote = world.orders.quote(GUEST, seen, Destination("FR"), "express")
    assert quote.totals.total == Money(2 * 1999 + 4900 + 1990, "EUR")
    abroad = replace(wanted().shipping_address, country="FR")
    outcome = world.orders.check_out(
        wanted(quote.totals.total.amount, seen=seen, shipping_address=abroad, shipping_method="express"), "key"
    )
    assert outcome.order.details.totals == quote.totals


def test_there_is_no_quote_without_a_cart(world: World) -> None:
    with pytest.raises(InvalidInput, match="empty"):
        world.orders.quote("guest:nobody", Shown(0, ()), Destination("DE"), "standard")


def test_shipping_methods_are_offered_before_there_is_a_cart(world: World) -> None:
    assert [offer.price.amount for offer in world.orders.options("guest:nobody", Destination("DE"))] == [490, 990]
    world.carts[GUEST] = Cart("cart-1", {"POT": 2})
    assert [offer.price.amount for offer in world.orders.options(GUEST, Destination("DE"))] == [0, 990]


def test_shipping_methods_are_offered_though_a_product_of_the_cart_is_gone(world: World) -> None:
    world.carts[GUEST] = Cart("cart-1", {"POT": 2, "GONE": 1})
    assert [offer.price.amount for offer in world.orders.options(GUEST, Destination("DE"))] == [0, 990]


def test_a_dead_order_has_no_payment_to_go_on_with(world: World) -> None:
    order = guests(world)
    world.orders.cancel(order.id, Viewer(key=order.details.access_key), "")
    outcome = world.orders.payment(order.id, Viewer(key=order.details.access_key))
    assert outcome.payment is None
