from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.adapters.stripe.amounts import from_stripe, to_stripe
from souk.errors import InvalidInput
from souk.money import Money


@pytest.mark.parametrize(
    ("money", "amount"),
    [
        (Money(1999, "EUR"), 1999),
        (Money(500, "JPY"), 500),
        (Money(12340, "KWD"), 12340),
        (Money(5, "ISK"), 500),  # no decimals, but Stripe writes them
        (Money(700, "UGX"), 70000),
        (Money(12300, "MGA"), 123),
    ],
)
def test_amounts_are_written_as_stripe_wants_them_and_read_back(money: Money, amount: int) -> None:
    assert to_stripe(money) == amount
    assert from_stripe(amount, money.currency.lower()) == money


@pytest.mark.parametrize("money", [Money(12345, "KWD"), Money(12345, "MGA")])
def test_an_amount_stripe_cannot_charge_exactly_is_refused_not_rounded(money: Money) -> None:
    with pytest.raises(InvalidInput):
        to_stripe(money)


@given(st.integers(1, 10**9), st.sampled_from(["EUR", "USD", "JPY", "ISK", "UGX", "KRW", "BHD", "MGA"]))
def test_what_is_charged_is_what_was_asked_for(amount: int, currency: str) -> None:
    money = Money(amount * 100, currency)
    assert from_stripe(to_stripe(money), currency) == money
