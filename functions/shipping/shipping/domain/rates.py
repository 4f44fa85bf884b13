"""What carriers ask for taking a parcel, and which of it the shop takes by itself. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from souk.money import Money

# The most days a parcel may be under way by a method of shipping; what is not named here may take as long as it does.
DAYS = {"express": 2}


@dataclass(frozen=True, slots=True)
class Rate:
    """An offer: `name` is its carrier and service ("USPS Priority"), `days` how long it takes, None if nobody says."""

    name: str
    cost: Money
    days: int | None = None


def meets(rate: Rate, service: str) -> bool:
    """Whether it is as fast as what the shopper bought."""
    most = DAYS.get(service)
    return most is None or (rate.days is not None and rate.days <= most)


def cheapest(rates: Sequence[Rate], service: str) -> Rate | None:
    """The cheapest that is as fast as the shopper's method of shipping; of two as cheap the faster.

    None when there is none, or when they are in several currencies: people choose then.
    """
    fitting = [rate for rate in rates if meets(rate, service)]
    if len({rate.cost.currency for rate in fitting}) != 1:
        return None
    return min(fitting, key=_order)


def named(rates: Sequence[Rate], name: str) -> Rate | None:
    """The offer of that name, the cheaper of several."""
    return min((rate for rate in rates if rate.name == name), key=_order, default=None)


def _order(rate: Rate) -> tuple[int, float, str]:
    return rate.cost.amount, float("inf") if rate.days is None else rate.days, rate.name
