"""What a payment method cannot charge is refused before anything is held or ordered."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.domain.details import OrderCredit
from orders.domain.states import OrderState
from orders.usecases.checkout_run import CheckoutOutcome
from orders.usecases.ports import Cart
from orders.usecases.shown import Shown, ShownLine
from orders.usecases.tendering.credits import leaving_payable
from souk.errors import PaymentRefused
from souk.money import Money
from souk.pricing.charges import charges_of
from tests.unit.orders.fakes import GUEST, World, variant, wanted

STRIPE = charges_of("stripe")


def ordering(world: World, price: int, key: str = "k1", **changes: Any) -> CheckoutOutcome:
    """A guide to be downloaded, of this price."""
    world.catalogue["GUIDE"] = variant("GUIDE", price, requires_shipping=False, withdrawal_exclusion="digital")
    world.inventory.stock["GUIDE"] = 10
    world.carts[GUEST] = Cart("cart-1", {"GUIDE": 1})
    seen = Shown(0, (ShownLine("GUIDE", 1, Money(price, "EUR")),))
    return world.orders.check_out(wanted(price, seen=seen, **changes), key)


def test_a_sum_below_the_provider_s_minimum_is_no_order() -> None:
    world = World()
    with pytest.raises(PaymentRefused, match=r"0\.10 EUR are too little to be paid by card") as refused:
        ordering(world, 10)
    assert refused.value.detail == {"reason": "below_minimum", "minimum": {"amount": 50, "currency": "EUR"}}
    assert (len(world.store), world.inventory.held, world.payments.started) == (0, {}, {})


def test_what_reaches_it_and_what_is_transferred_is_ordered() -> None:
    assert ordering(World(), 50).order.state is OrderState.AWAITING_PAYMENT
    world = World()
    world.deploy(BANK_ACCOUNT='{"holder": "Shop", "iban": "DE89370400440532013000", "bic": "COBADEFFXXX"}')
    assert [each.method for each in world.orders.unpayable(Money(10, "EUR"))] == ["stripe"]
    assert world.orders.unpayable(Money(0, "EUR")) == ()


def test_what_costs_nothing_is_ordered() -> None:
    assert ordering(World(), 0).order.state is OrderState.PAID


def test_a_gift_card_leaves_as_much_as_the_provider_takes() -> None:
    world = World()
    world.payments.cards["card"] = 980
    order = ordering(world, 1000, gift_cards=("card",), due=Money(50, "EUR")).order
    assert order.details.credits == (OrderCredit("card", "gift_card", "card", 950, 30),)
    assert world.payments.amounts == {f"{order.id}/1": Money(50, "EUR")}


def test_where_all_of_it_is_too_little_a_card_that_pays_a_part_does_not_help() -> None:
    world = World()
    world.payments.cards["card"] = 20
    with pytest.raises(PaymentRefused):
        ordering(world, 40, gift_cards=("card",))
    assert not world.store
    world.payments.cards["card"] = 40
    assert ordering(world, 40, "k2", gift_cards=("card",)).order.state is OrderState.PAID


@given(st.lists(st.integers(1, 3000), max_size=4), st.integers(0, 5000), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_credits_pay_as_before_or_so_much_less_that_the_rest_can_be_charged(
    have: list[int], total: int, currency: str
) -> None:
    left, parts = total, list[OrderCredit]()
    for index, amount in enumerate(have):
        part = min(amount, left)
        left -= part
        if part:
            parts.append(OrderCredit(str(index), "gift_card", "", part, amount - part))
    found = leaving_payable(tuple(parts), Money(total, currency), STRIPE)
    rest = Money(total - sum(part.amount for part in found), currency)
    assert all(part.amount > 0 and part.amount + part.left == have[int(part.account_id)] for part in found)
    assert left <= rest.amount <= total
    if rest.amount != left or STRIPE.next_after(Money(left, currency)).amount <= total:
        assert STRIPE.why_not(rest) is None
        assert rest == STRIPE.next_after(Money(left, currency))
    else:
        assert found == tuple(parts)
