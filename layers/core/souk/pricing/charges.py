"""What a payment provider cannot charge, known before an order is placed: too little, or a fraction of its steps.

Stripe's are those of docs.stripe.com/currencies as of 27 September 2026: "Minimum and maximum charge amounts" and
"Three-decimal currencies". Its minimum is that of the currency that the shop is paid out in, after conversion; the
table says what is sure for a shop that is paid out in what it sells for. Of a currency that is not in it Stripe alone
decides, when the payment is started. A transfer has neither minimum nor steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from souk.money import Money, exponent

_STRIPE = "stripe"
# Minor units, as Stripe's table has them.
_STRIPE_LEAST = MappingProxyType(
    {
        **dict.fromkeys("ARS AUD BRL CAD CHF COP EUR IDR ILS INR JPY KRW NZD PHP RUB SGD USD ZAR".split(), 50),
        **dict.fromkeys("AED MYR PLN RON".split(), 200),
        **dict.fromkeys("NOK SEK".split(), 300),
        **dict.fromkeys("MXN THB".split(), 1000),
        **{"CZK": 1500, "DKK": 250, "GBP": 30, "HKD": 400, "HUF": 17500},
    }
)
# Of a currency of three decimals the last digit is 0.
_STRIPE_STEPS = MappingProxyType({3: 10})


class NotCharged(StrEnum):
    BELOW_MINIMUM = "below_minimum"
    NOT_IN_STEPS = "not_in_steps"


@dataclass(frozen=True, slots=True)
class Charges:
    """What a provider charges at `least`, in minor units by currency, and in which `steps`, by the decimals of a
    currency; anything where nothing is said.
    """

    least: Mapping[str, int] = field(default_factory=dict)
    steps: Mapping[int, int] = field(default_factory=dict)

    def least_of(self, currency: str) -> Money:
        """The least there is to charge; zero where that is not known."""
        return Money(self.least.get(currency, 0), currency)

    def step_of(self, currency: str) -> int:
        """Minor units of which a charge is a multiple."""
        return self.steps.get(exponent(currency), 1)

    def why_not(self, amount: Money) -> NotCharged | None:
        """Why it cannot be charged; None where it can, and of nothing to charge."""
        if amount.amount <= 0:
            return None
        if amount < self.least_of(amount.currency):
            return NotCharged.BELOW_MINIMUM
        return NotCharged.NOT_IN_STEPS if amount.amount % self.step_of(amount.currency) else None

    def next_after(self, amount: Money) -> Money:
        """The least that can be charged and is no less than `amount`; nothing of nothing."""
        if amount.amount <= 0:
            return amount
        step = self.step_of(amount.currency)
        wanted = max(amount.amount, self.least_of(amount.currency).amount)
        return Money(-(-wanted // step) * step, amount.currency)


ANYTHING = Charges()
_OF = {_STRIPE: Charges(_STRIPE_LEAST, _STRIPE_STEPS)}


def charges_of(provider: str) -> Charges:
    """Those of a provider by its id."""
    return _OF.get(provider, ANYTHING)
