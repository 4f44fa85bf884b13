"""Money: an integer amount of minor units and a currency. There is no float anywhere near a price."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

# Digits after the point, where ISO 4217 says other than two.
_EXPONENTS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(),
        0,
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
_CODE = re.compile(r"[A-Z]{3}")
# Neither exponents nor underscores, which Decimal would take, and no more digits than any price has.
_PLAIN = re.compile(r"([+-]?)([0-9]{1,15})(?:\.([0-9]{0,15}))?")


def exponent(currency: str) -> int:
    """Digits after the decimal point in `currency` (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` minor units of `currency`: Money(1999, "EUR") is 19.99 euro.

    Raises ValueError for a code that is not three capitals, TypeError for an amount that is not an int,
    and ValueError when two currencies are mixed.
    """

    amount: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.amount) is not int:
            raise TypeError(f"an amount of money is an int of minor units, not {self.amount!r}")
        if not _CODE.fullmatch(self.currency):
            raise ValueError(f"{self.currency!r} is not an ISO 4217 currency code")

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Reads "19.99" as minor units of `currency`.

        Raises ValueError when it is not a plain decimal number or has more digits than the currency.
        """
        match = _PLAIN.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text[:40]!r} is not an amount")
        sign, whole, fraction = match.group(1), match.group(2), match.group(3) or ""
        digits = exponent(currency)
        if fraction[digits:].strip("0"):
            raise ValueError(f"{text!r} is not an amount of {currency}")
        return cls(int(f"{sign}{whole}{fraction[:digits]:0<{digits}}"), currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str) -> Money:
        """The sum of `amounts`, all of `currency`; zero when there are none."""
        result = cls.zero(currency)
        for amount in amounts:
            result += amount
        return result

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __mul__(self, count: int) -> Money:
        if type(count) is not int:
            raise TypeError("money is multiplied by whole counts only; use `share` for a fraction")
        return Money(self.amount * count, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __bool__(self) -> bool:
        return self.amount != 0

    def share(self, numerator: int, denominator: int) -> Money:
        """`numerator`/`denominator` of this amount, rounded half away from zero: Souk's one rounding rule.

        Raises TypeError for floats, ZeroDivisionError for a denominator of 0.
        """
        if type(numerator) is not int or type(denominator) is not int:
            raise TypeError("a share of money is a fraction of two ints")
        exact = self.amount * numerator
        rounded = (2 * abs(exact) + abs(denominator)) // (2 * abs(denominator))
        return Money(rounded if (exact < 0) == (denominator < 0) else -rounded, self.currency)

    def split(self, weights: list[int]) -> list[Money]:
        """Divides the amount in proportion to `weights` so that the parts add up to it exactly.

        What rounding leaves over goes to the largest remainders. Raises ValueError for no or zero weights.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights must be non-negative and not all zero")
        floors = [self.amount * weight // total for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda index: (-(self.amount * weights[index] % total), index))
        for index in by_remainder[: self.amount - sum(floors)]:
            floors[index] += 1
        return [Money(part, self.currency) for part in floors]

    def __str__(self) -> str:
        digits = exponent(self.currency)
        return f"{Decimal(self.amount).scaleb(-digits):.{digits}f} {self.currency}"

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")
        return other.amount
