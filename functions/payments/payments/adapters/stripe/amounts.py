"""Amounts as Stripe writes them (docs.stripe.com/currencies, "Minor units in API amounts" and "Special cases").

Stripe's minor units are ISO 4217's but for three: krónur and Ugandan shillings are sent in hundredths that must be
whole, and the ariary without its decimals. Currencies of three decimals must end in 0.
"""

from __future__ import annotations

from souk.errors import InvalidInput
from souk.money import Money, exponent

_TWO_DECIMALS = {"ISK", "UGX"}
_NO_DECIMALS = {"MGA"}


def to_stripe(money: Money) -> int:
    """Raises InvalidInput for an amount that Stripe cannot charge exactly: it is never rounded."""
    # Imported here: few functions have anything charged.
    from souk.pricing.charges import charges_of

    shift = _decimals(money.currency) - exponent(money.currency)
    amount = money.amount * 10**shift if shift >= 0 else _divided(money, 10**-shift)
    if money.amount % charges_of("stripe").step_of(money.currency):
        raise InvalidInput(f"{money} cannot be charged: {money.currency} amounts must end in 0")
    return amount


def from_stripe(amount: int, currency: str) -> Money:
    """Reads an amount that Stripe reports; `currency` in any case."""
    code = currency.upper()
    shift = exponent(code) - _decimals(code)
    if shift >= 0:
        return Money(amount * 10**shift, code)
    return Money(amount // 10**-shift, code)


def _decimals(currency: str) -> int:
    if currency in _TWO_DECIMALS:
        return 2
    return 0 if currency in _NO_DECIMALS else exponent(currency)


def _divided(money: Money, divisor: int) -> int:
    whole, rest = divmod(money.amount, divisor)
    if rest:
        raise InvalidInput(f"{money} cannot be charged: {money.currency} amounts have no decimals")
    return whole
