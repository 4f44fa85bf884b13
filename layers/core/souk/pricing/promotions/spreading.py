"""How an amount is divided among lines, and a line among its units, so that the parts add up to the minor unit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from operator import floordiv, mod, mul


def rounded(numerator: int, denominator: int) -> int:
    """A quotient of what is not negative, rounded half up: `souk.money` rounds the same way."""
    return (2 * numerator + denominator) // (2 * denominator)


def spread(amount: int, weights: Sequence[int], total: int | None = None) -> Sequence[int]:
    """`amount` in proportion to `weights`, none of them negative; `total` is their sum, where that is known. What
    rounding leaves over goes to the largest remainders, among equal ones to the first. No part is above its weight,
    unless the amount is above all of them. All are 0 where the weights are.
    """
    if total is None:
        total = sum(weights)
    if not total or not amount:
        return [0] * len(weights)
    if amount == total:
        return list(weights)
    if len(weights) == 1:
        return [amount]
    shares = list(map(mul, weights, repeat(amount)))
    parts = list(map(floordiv, shares, repeat(total)))
    left = amount - sum(parts)
    if left:
        remainders = list(map(mod, shares, repeat(total)))
        # Sorting keeps those that are equal in their order, backwards, too.
        for index in sorted(range(len(weights)), key=remainders.__getitem__, reverse=True)[:left]:
            parts[index] += 1
    return parts


def of_units(amount: int, units: int, before: int, taken: int) -> int:
    """What `taken` of a line's units get of its `amount`, after `before` of its `units` have got theirs.

    Each unit has its own share by largest remainder, the first ones the larger. So whatever is taken, in whatever
    portions, adds up to the amount once all is taken.
    """
    each, over = divmod(amount, units)
    return taken * each + min(over, before + taken) - min(over, before)
