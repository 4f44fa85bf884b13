from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.adapters.stripe.amounts import from_stripe, to_stripe
from souk.money import Money
from souk.pricing.charges import ANYTHING, NotCharged, charges_of

STRIPE = charges_of("stripe")
CURRENCIES = st.sampled_from(["EUR", "GBP", "HUF", "JPY", "ISK", "UGX", "KWD", "TND", "XCD"])
AMOUNTS = st.builds(Money, st.integers(0, 10**6), CURRENCIES)


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        (Money(10, "EUR"), NotCharged.BELOW_MINIMUM),
        (Money(49, "EUR"), NotCharged.BELOW_MINIMUM),
        (Money(50, "EUR"), None),
        (Money(29, "GBP"), NotCharged.BELOW_MINIMUM),
        (Money(30, "GBP"), None),
        (Money(17499, "HUF"), NotCharged.BELOW_MINIMUM),
        (Money(49, "JPY"), NotCharged.BELOW_MINIMUM),
        (Money(50, "JPY"), None),
        (Money(1, "ISK"), None),  # in no table: Stripe decides
        (Money(1235, "KWD"), NotCharged.NOT_IN_STEPS),
        (Money(1230, "KWD"), None),
        (Money(0, "EUR"), None),
    ],
)
def test_what_stripe_charges_is_known_by_currency(amount: Money, why: NotCharged | None) -> None:
    assert STRIPE.why_not(amount) is why


def test_a_transfer_is_of_any_amount() -> None:
    assert charges_of("manual") is ANYTHING
    assert ANYTHING.why_not(Money(1, "KWD")) is None


@given(AMOUNTS)
def test_the_next_that_can_be_charged_is_the_least_of_all_that_can(amount: Money) -> None:
    found = STRIPE.next_after(amount)
    assert found.amount >= amount.amount
    assert STRIPE.why_not(found) is None
    assert STRIPE.next_after(found) == found
    if found != amount:
        assert all(
            STRIPE.why_not(Money(between, amount.currency)) for between in range(max(amount.amount, 1), found.amount, 7)
        )


@given(AMOUNTS)
def test_what_can_be_charged_reaches_stripe_as_it_is(amount: Money) -> None:
    if STRIPE.why_not(amount) is None:
        assert from_stripe(to_stripe(amount), amount.currency) == amount
