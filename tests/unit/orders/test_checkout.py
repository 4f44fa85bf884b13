"""Checkout: what it does when all goes well, and what it says when it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orders.domain.details import HOLD_GRACE_SECONDS
from orders.domain.states import OrderState
from orders.usecases.checkout_run import Checkout
from orders.usecases.orders import Viewer
from orders.usecases.ports import Cart, PaidLine
from orders.usecases.shown import Amounts, Shown, ShownLine
from souk import clock
from souk.errors import (
    Conflict,
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    OutOfStock,
    PaymentDeclined,
    PaymentMisconfigured,
    PaymentRefused,
    PriceChanged,
    ShopClosed,
    SoukError,
    Unavailable,
)
from souk.events import data_of
from souk.events.content import Closure, ShopSettings
from souk.events.orders import OrderCancelled, OrderPlaced
from souk.money import Money
from souk_local.deployment import BANK_ACCOUNT
from tests.unit.orders.fakes import ADDRESS, GUEST, MUG, POT, USER, World, shown, variant, wanted

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def world() -> Iterator[World]:
    with clock.freeze(NOW):
        yield World()


def stopped(world: World, error: type[SoukError], checkout: Checkout, key: str = "key") -> SoukError:
    """The error a checkout stops with, after which nothing is left of it."""
    with pytest.raises(error) as caught:
        world.orders.check_out(checkout, key)
    assert len(world.store) == 0
    assert world.store.published == []
    assert world.inventory.held == {}
    assert world.payments.started == {}
    return caught.value


def test_an_order_is_placed_held_and_its_payment_started(world: World) -> None:
    outcome = world.orders.check_out(wanted(), "key")

    order = world.order()
    assert outcome.order == order
    assert order.state is OrderState.AWAITING_PAYMENT
    assert [entry.state for entry in order.history] == [OrderState.PENDING, OrderState.AWAITING_PAYMENT]
    assert world.inventory.held[order.id].quantities == {"MUG": 1}
    assert outcome.payment == world.payments.started[f"{order.id}/1"]
    assert world.payments.amounts == {f"{order.id}/1": Money(2489, "EUR")}
    assert order.payment is not None
    assert order.payment.id == f"{order.id}/1"


def test_the_event_carries_what_others_need(world: World) -> None:
    world.orders.check_out(wanted(notes="ring twice"), "key")

    [event] = world.store.published
    data = data_of(event, OrderPlaced)
    order = world.order()
    assert (event.type, event.aggregate_id, event.aggregate_version) == ("order.placed", order.id, 1)
    assert (data.number, data.owner, data.email) == (order.details.number, GUEST, "ada@example.org")
    assert (data.cart_owner, data.cart_id, data.access_key) == (GUEST, "cart-1", order.details.access_key)
    assert [(line.sku, line.quantity, line.total.amount) for line in data.lines] == [("MUG", 1, 1999)]
    assert (data.subtotal.amount, data.shipping.amount, data.tax.amount, data.total.amount) == (1999, 490, 397, 2489)
    assert data.expires_at == "2026-03-01T12:15:00.000Z"


def test_the_hold_outlives_the_time_to_pay(world: World) -> None:
    world.orders.check_out(wanted(), "key")
    order = world.order()
    assert order.details.pay_by == NOW + timedelta(seconds=900)
    assert world.inventory.held[order.id].until == order.details.pay_by + timedelta(seconds=HOLD_GRACE_SECONDS)


@pytest.mark.parametrize(("owner", "days"), [(GUEST, 1), (USER, 3)], ids=["guest", "member"])
def test_a_bank_transfer_has_days(world: World, owner: str, days: int) -> None:
    world.carts[owner] = world.carts[GUEST]
    world.deploy(BANK_ACCOUNT=BANK_ACCOUNT)
    world.orders.check_out(wanted(owner=owner, payment_method="manual"), "key")
    assert world.order().details.pay_by == NOW + timedelta(days=days)


@pytest.mark.parametrize("account", ["", "Souk Ltd; IBAN DE00 0000"])
def test_without_an_account_nothing_is_ordered_by_bank_transfer(world: World, account: str) -> None:
    world.deploy(BANK_ACCOUNT=account)
    with pytest.raises(InvalidInput, match="bank transfer is not offered"):
        world.orders.check_out(wanted(payment_method="manual"), "key")
    assert len(world.store) == 0
    assert world.inventory.held == {}


def test_an_order_by_bank_transfer_stays_payable_when_the_account_goes(world: World) -> None:
    world.deploy(BANK_ACCOUNT=BANK_ACCOUNT)
    first = world.orders.check_out(wanted(payment_method="manual"), "key")
    world.deploy(BANK_ACCOUNT="")
    assert world.orders.check_out(wanted(payment_method="manual"), "key") == replace(first, account=None)


def test_the_payment_is_told_what_was_ordered_and_what_it_cost(world: World) -> None:
    world.orders.check_out(wanted(), "key")
    order = world.order()
    (lines,) = world.payments.lines.values()
    assert lines == tuple(PaidLine(line.sku, line.quantity, line.total) for line in order.details.lines)


def test_a_guest_gets_a_key_and_a_user_does_not(world: World) -> None:
    world.carts[USER] = Cart("cart-2", {"POT": 2})
    guest = world.orders.check_out(wanted(), "key").order
    user = world.orders.check_out(wanted(9800, USER, shown(replace(POT, quantity=2))), "key").order

    assert len(guest.details.access_key) == 22
    assert user.details.access_key == ""
    assert user.details.email == "ada@example.org"
    assert guest.id != user.id


def test_the_same_key_and_body_give_the_same_answer(world: World) -> None:
    first = world.orders.check_out(wanted(), "key")
    world.carts.clear()  # order.placed empties it
    assert world.orders.check_out(wanted(), "key") == first
    assert len(world.store) == 1
    assert world.store.types() == ["order.placed"]


def test_the_answer_to_a_known_key_has_the_order_as_it_is_now(world: World) -> None:
    world.orders.check_out(wanted(), "key")
    order = world.order()
    world.store.orders[order.id] = replace(order, state=OrderState.SHIPPED)
    assert world.orders.check_out(wanted(), "key").order.state is OrderState.SHIPPED


@pytest.mark.parametrize(
    "other",
    [
        wanted(2490),
        wanted(seen=shown(version=1)),
        wanted(seen=shown(replace(MUG, quantity=2))),
        wanted(amounts=Amounts(Money(2489, "EUR"), shipping=Money(490, "EUR"))),
        wanted(email="eve@example.org"),
        wanted(notes="x"),
        wanted(shipping_address=replace(ADDRESS, city="Bonn")),
        wanted(payment_method="manual"),
    ],
)
def test_the_same_key_with_another_body_is_refused(world: World, other: Checkout) -> None:
    world.orders.check_out(wanted(), "key")
    before = world.order()
    with pytest.raises(IdempotencyKeyReused):
        world.orders.check_out(other, "key")
    assert world.order() == before


def test_another_key_and_another_filling_of_the_cart_is_another_order(world: World) -> None:
    world.orders.check_out(wanted(), "one")
    world.carts[GUEST] = Cart("cart-2", {"MUG": 1})
    world.orders.check_out(wanted(), "two")
    assert len(world.store) == 2
    assert world.inventory.available("MUG") == 8


@pytest.mark.parametrize("cart", [None, Cart("cart-1", {}), Cart("cart-1", {}, 7)])
def test_an_empty_cart_that_was_shown_as_such_is_refused(world: World, cart: Cart | None) -> None:
    world.carts.clear()
    if cart:
        world.carts[GUEST] = cart
    assert "empty" in stopped(world, InvalidInput, wanted(seen=Shown(0, ()))).message


def test_a_sku_that_is_no_longer_for_sale_is_named(world: World) -> None:
    world.carts[GUEST] = Cart("cart-1", {"MUG": 1, "GONE": 2})
    gone = ShownLine("GONE", 2, Money(500, "EUR"))
    error = stopped(world, OutOfStock, wanted(seen=shown(MUG, gone)))
    assert error.detail["shortages"] == [{"sku": "GONE", "requested": 2, "available": 0}]


def test_what_is_short_is_named_with_what_is_left(world: World) -> None:
    world.carts[GUEST] = Cart("cart-1", {"MUG": 1, "POT": 11})
    error = stopped(world, OutOfStock, wanted(1999 + 11 * 4900, seen=shown(MUG, replace(POT, quantity=11))))
    assert error.detail["shortages"] == [{"sku": "POT", "requested": 11, "available": 10}]


def test_a_changed_price_is_shown_and_not_charged(world: World) -> None:
    world.catalogue["MUG"] = variant("MUG", 2099)
    error = stopped(world, PriceChanged, wanted())
    assert error.detail["total"] == {"amount": 2589, "currency": "EUR"}
    assert error.detail["expected_total"] == {"amount": 2489, "currency": "EUR"}
    assert error.detail["lines"][0]["unit_price"] == {"amount": 2099, "currency": "EUR"}
    seen = shown(replace(MUG, unit_price=Money(2099, "EUR")))
    assert world.orders.check_out(wanted(2589, seen=seen), "key").order.total == Money(2589, "EUR")


def test_a_total_in_another_currency_is_a_changed_price(world: World) -> None:
    stopped(world, PriceChanged, wanted(amounts=Amounts(Money(2489, "USD"))))


def test_a_price_in_another_currency_is_never_charged(world: World) -> None:
    world.catalogue["MUG"] = replace(variant("MUG"), price=Money(1999, "USD"))
    stopped(world, Unavailable, wanted())


@pytest.mark.parametrize(
    "checkout", [wanted(shipping_address=replace(ADDRESS, country="XX")), wanted(shipping_method="drone")]
)
def test_where_or_how_we_do_not_ship_is_refused(world: World, checkout: Checkout) -> None:
    stopped(world, InvalidInput, checkout)


def test_an_unknown_user_places_nothing(world: World) -> None:
    world.carts["user:nobody"] = Cart("cart-2", {"MUG": 1})
    stopped(world, NotFound, wanted(owner="user:nobody"))


def test_an_order_that_costs_nothing_is_paid_at_once(world: World) -> None:
    world.catalogue["MUG"] = variant("MUG", 0, requires_shipping=False)
    free = wanted(0, seen=shown(replace(MUG, unit_price=Money(0, "EUR"))))
    outcome = world.orders.check_out(free, "key")
    assert outcome.order.state is OrderState.PAID
    assert outcome.payment is None
    assert world.store.types() == ["order.placed", "order.paid"]
    assert world.payments.started == {}
    assert world.orders.check_out(free, "key").order == outcome.order


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (PaymentDeclined("no such card"), PaymentDeclined),
        (PaymentMisconfigured("a fault on our side"), PaymentMisconfigured),
        (PaymentRefused("too small for a card"), PaymentRefused),
        (Conflict("not possible"), PaymentRefused),
        (InvalidInput("small"), PaymentRefused),
    ],
)
def test_a_refused_payment_cancels_the_order_and_frees_its_stock(
    world: World, refusal: SoukError, told: type[SoukError]
) -> None:
    world.payments.refusal = refusal
    for _ in range(2):  # the second time from what is stored
        with pytest.raises(told, match=refusal.message) as caught:
            world.orders.check_out(wanted(), "key")
        assert type(caught.value) is told
        assert caught.value.detail["order_id"] == world.order().id

    assert world.order().state is OrderState.CANCELLED
    assert world.inventory.available("MUG") == 10
    assert world.store.types() == ["order.placed", "order.cancelled"]
    data = data_of(world.store.published[-1], OrderCancelled)
    assert (data.cancelled_by, data.was_paid, data.payment_id) == ("system", False, None)


def test_payments_being_down_leaves_an_order_that_the_same_key_completes(world: World) -> None:
    world.payments.refusal = Unavailable("down")
    with pytest.raises(Unavailable, match="same Idempotency-Key") as caught:
        world.orders.check_out(wanted(), "key")
    assert world.order().state is OrderState.PENDING
    assert caught.value.detail["order_id"] == world.order().id

    world.payments.refusal = None
    world.carts.clear()
    assert world.orders.check_out(wanted(), "key").order.state is OrderState.AWAITING_PAYMENT
    assert len(world.store) == 1
    assert world.inventory.available("MUG") == 9


def test_nothing_is_started_for_an_order_whose_time_is_over(world: World) -> None:
    world.payments.refusal = Unavailable("down")
    with pytest.raises(Unavailable):
        world.orders.check_out(wanted(), "key")
    world.payments.refusal = None
    with clock.freeze(NOW + timedelta(seconds=900)), pytest.raises(Conflict, match="ran out of time"):
        world.orders.check_out(wanted(), "key")
    assert world.payments.started == {}


def test_a_hold_of_an_earlier_try_shortens_the_time_to_pay(world: World) -> None:
    world.probe.raise_at(3, Unavailable("lost"))  # after the hold
    with pytest.raises(Unavailable):
        world.orders.check_out(wanted(), "key")
    world.probe.act = None
    with clock.freeze(NOW + timedelta(seconds=600)):
        world.orders.check_out(wanted(), "key")
    [held] = world.inventory.held.values()
    assert world.order().details.pay_by == held.until - timedelta(seconds=HOLD_GRACE_SECONDS)


def test_a_hold_that_is_nearly_over_takes_no_order(world: World) -> None:
    world.probe.raise_at(3, Unavailable("lost"))
    with pytest.raises(Unavailable):
        world.orders.check_out(wanted(), "key")
    world.probe.act = None
    with clock.freeze(NOW + timedelta(seconds=900)), pytest.raises(Conflict, match="new key"):
        world.orders.check_out(wanted(), "key")
    assert len(world.store) == 0


def test_a_cart_that_changed_after_the_hold_needs_a_new_key(world: World) -> None:
    world.probe.raise_at(3, Unavailable("lost"))
    with pytest.raises(Unavailable):
        world.orders.check_out(wanted(), "key")
    world.probe.act = None
    world.carts[GUEST] = Cart("cart-1", {"MUG": 2})
    with pytest.raises(Conflict, match="new key"):
        world.orders.check_out(wanted(1999 * 2 + 490, seen=shown(replace(MUG, quantity=2))), "key")
    assert len(world.store) == 0


def test_the_steps_run_in_the_written_order(world: World) -> None:
    world.orders.check_out(wanted(), "key")
    assert world.probe.points[::2] == [
        "before store.find",
        "before inventory.reserve",
        "before store.add",
        "before payments.start",
        "before store.save",
    ]


def test_an_order_that_ended_while_its_payment_was_started_has_it_voided(world: World) -> None:
    def cancel(index: int, name: str) -> None:
        if name == "after payments.start":
            world.probe.act = None
            world.orders.cancel(world.order().id, Viewer("s", staff=True), "test")

    world.probe.act = cancel
    with pytest.raises(Conflict, match="ended while"):
        world.orders.check_out(wanted(), "key")
    assert world.order().state is OrderState.CANCELLED
    assert world.payments.voided == {f"{world.order().id}/1"}


def test_resuming_starts_the_payment_that_a_checkout_could_not(world: World) -> None:
    world.payments.refusal = Unavailable("down")
    with pytest.raises(Unavailable):
        world.orders.check_out(wanted(), "key")
    world.payments.refusal = None
    order = world.order()
    outcome = world.orders.payment(order.id, Viewer(key=order.details.access_key))
    assert outcome.order.state is OrderState.AWAITING_PAYMENT
    assert outcome.payment == world.payments.started[f"{order.id}/1"]


def test_a_closed_shop_takes_no_orders_and_says_until_when(world: World) -> None:
    closed = Closure(since="2026-03-01T00:00:00.000Z", until="2026-03-08T00:00:00.000Z", takes_orders=False)
    world.shop.published = ShopSettings(name="Kiosk", closed=closed)
    refused = stopped(world, ShopClosed, wanted())
    assert refused.detail["until"] == closed.until
    with clock.freeze(NOW + timedelta(days=7)):
        assert world.orders.check_out(wanted(), "key").order.state is OrderState.AWAITING_PAYMENT
    assert world.orders.check_out(wanted(), "key").order.state is OrderState.AWAITING_PAYMENT, "placed before it closed"


def test_a_shop_that_is_away_may_take_orders_meanwhile(world: World) -> None:
    closed = Closure(since="2026-03-01T00:00:00.000Z", until="2026-03-08T00:00:00.000Z", takes_orders=True)
    world.shop.published = ShopSettings(name="Kiosk", closed=closed)
    assert world.orders.check_out(wanted(), "key").order.state is OrderState.AWAITING_PAYMENT


def test_a_transfer_goes_to_the_account_that_the_merchant_wrote(world: World) -> None:
    world.deploy(BANK_ACCOUNT="")
    world.shop.published = ShopSettings(name="Kiosk", bank_account="Kiosk; IBAN DE89 3704 0044 0532 0130 00")
    account = world.orders.check_out(wanted(payment_method="manual"), "key").account
    assert account is not None
    assert account.lines[0] == ("Account holder", "Kiosk")
