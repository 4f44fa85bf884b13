"""Orders that gift cards and store credit pay in part, or whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from orders.domain.details import OrderCredit
from orders.domain.order import Cause
from orders.domain.settlement import OrderPayment, balance
from orders.domain.states import OrderState
from orders.usecases.checkout_run import CheckoutOutcome
from souk import clock
from souk.errors import IdempotencyKeyReused, InvalidInput, PriceChanged, RateLimited
from souk.events.factory import new_event
from souk.events.payments import PaymentChanged
from souk.limits import rules
from souk.limits.limits import from_address
from souk.money import Money
from tests.unit.orders.fakes import GUEST, USER, World, wanted

CODE = "0000-VB3C"


def paying(world: World, has: int, key: str = "k1", *, address: str = "", **changes: Any) -> CheckoutOutcome:
    """One mug, delivered for 24.89, with a card that has so much."""
    world.payments.cards[CODE] = has
    return world.orders.check_out(wanted(gift_cards=(CODE,), **changes), key, address)


def told(world: World, type_: str, payment: str, captured: int = 0, provider: str = "stripe") -> None:
    order = world.order()
    amount = {"amount": 1489, "currency": "EUR"}
    data = PaymentChanged.model_validate(
        {
            "payment_id": payment,
            "order_id": order.id,
            "attempt": "1",
            "provider": provider,
            "amount": amount,
            "captured": {**amount, "amount": captured},
            "refunded": {**amount, "amount": 0},
        }
    )
    world.orders.reactions.payment_changed(new_event(type_, aggregate_id=payment, aggregate_version=2, data=data))


def types(world: World) -> list[str]:
    return [event.type for event in world.store.published]


def test_what_a_card_does_not_cover_is_paid_by_other_means() -> None:
    world = World()
    outcome = paying(world, 1000)
    order = outcome.order
    assert order.details.credits == (OrderCredit(CODE, "gift_card", "VB3C", 1000, 0),)
    assert world.payments.amounts == {f"{order.id}/1": Money(1489, "EUR")}
    assert (order.state, order.balance.pledged, order.total.amount) == (OrderState.AWAITING_PAYMENT, 1000, 2489)
    assert (outcome.payment and outcome.payment.id, order.payment and order.payment.id) == (f"{order.id}/1",) * 2


def test_it_is_paid_once_the_rest_is_captured_and_once_only() -> None:
    world = World()
    order = paying(world, 1000).order
    told(world, "payment.captured", f"{order.id}/1", captured=1489)
    told(world, "payment.captured", f"{order.id}/credit", captured=1000, provider="gift_card")
    order = world.order()
    assert (order.state, order.balance.paid, order.balance.pledged) == (OrderState.PAID, 2489, 0)
    assert types(world) == ["order.placed", "order.paid"]
    paid = world.store.published[-1].data
    assert (paid["payment_id"], paid["credits"][0]["amount"]["amount"]) == (f"{order.id}/1", 1000)
    # Told before the card's share is taken, and with it: what goes back of it later is credited.
    brought = {each["id"]: each["captured"]["amount"] for each in paid["payments"]}
    assert brought == {f"{order.id}/1": 1489, f"{order.id}/credit": 1000}


def test_of_a_card_no_more_is_told_than_was_left_to_pay() -> None:
    """It holds for a unit that was cancelled since; that is let go of, and was never paid."""
    world = World()
    order = paying(world, 1000).order
    told(world, "payment.captured", f"{order.id}/1", captured=1989)
    brought = {each["id"]: each["captured"]["amount"] for each in world.store.published[-1].data["payments"]}
    assert brought == {f"{order.id}/1": 1989, f"{order.id}/credit": 500}


def test_a_card_alone_does_not_pay_what_it_does_not_cover_nor_is_the_shopper_told_of_a_part() -> None:
    world = World()
    order = paying(world, 1000).order
    told(world, "payment.authorised", f"{order.id}/credit", provider="gift_card")
    assert world.order().state is OrderState.AWAITING_PAYMENT
    assert types(world) == ["order.placed"]


def test_what_a_card_covers_whole_is_paid_at_once_without_a_provider() -> None:
    world = World()
    outcome = paying(world, 5000)
    order = outcome.order
    assert (order.state, world.payments.amounts) == (OrderState.PAID, {})
    assert (order.payment and order.payment.id, order.details.credit) == (f"{order.id}/credit", 2489)
    assert types(world) == ["order.placed", "order.paid"]
    again = paying(world, 5000)
    assert (again.order, len(world.store.orders)) == (world.order(), 1)


def test_store_credit_is_taken_of_who_is_signed_in_alone() -> None:
    world = World()
    user_id = USER.removeprefix("user:")
    world.payments.cards[user_id] = 700
    guest = world.orders.check_out(wanted(store_credit=True), "k1")
    assert guest.order.details.credits == ()
    world = World()
    world.payments.cards[user_id] = 700
    world.carts[USER] = world.carts[GUEST]
    order = world.orders.check_out(wanted(owner=USER, store_credit=True), "k1").order
    assert [(credit.kind, credit.amount) for credit in order.details.credits] == [("store_credit", 700)]


def test_what_is_left_to_pay_is_what_was_shown() -> None:
    world = World()
    with pytest.raises(PriceChanged) as refused:
        paying(world, 900, due=Money(1489, "EUR"))
    assert refused.value.detail["amounts"][0]["now"]["amount"] == 1589
    assert not world.store.orders
    assert paying(world, 1000, due=Money(1489, "EUR")).order.details.credit == 1000


def test_another_card_under_the_same_key_is_another_checkout() -> None:
    world = World()
    paying(world, 1000)
    with pytest.raises(IdempotencyKeyReused):
        world.orders.check_out(wanted(), "k1")


def test_wrong_codes_are_counted_and_refused_in_the_end() -> None:
    world = World()
    [charge] = from_address(rules.GIFT_CARDS_FROM, "203.0.113.7")
    world.counters.add(replace(charge, units=rules.GIFT_CARDS_FROM.most - 1))
    with pytest.raises(InvalidInput, match="no gift card"):
        world.orders.check_out(wanted(gift_cards=("wrong",)), "wrong", "203.0.113.7")
    with pytest.raises(RateLimited):
        paying(world, 1000, "last", address="203.0.113.7")


def test_a_card_pays_what_is_left_once_units_were_cancelled() -> None:
    world = World()
    order = paying(world, 2400).order
    credit = OrderPayment(f"{order.id}/credit", "gift_card", "authorised", authorised=2400)
    assert balance((credit,)).paid == 2400
    after = order.learned_of_payment(credit, Cause(clock.now(), "payments"))
    assert after == order


def test_of_two_that_are_held_until_it_is_sent_it_is_charged_with_the_second() -> None:
    held = OrderPayment("c", "gift_card", "held", authorised=1000)
    card = OrderPayment("p", "stripe", "held", authorised=1489)
    both = balance((held, card))
    assert (both.secured, both.pledged, both.paid) == (2489, 0, 2489)
