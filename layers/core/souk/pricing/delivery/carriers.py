"""What a way costs that goes by a carrier's account: which of the carrier's offers it is, and what the shop adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from souk.money import Money
from souk.pricing.delivery.rules import CarrierPrice

WHOLE = 10_000  # basis points
# Parcels are asked for by weight in steps, so that many carts are one question. Carriers' own steps are no finer.
STEP_GRAMS = 100


@dataclass(frozen=True, slots=True)
class CarrierOffer:
    """What a carrier takes a parcel for: `name` is its carrier and service, `days` how long it takes, None if it does
    not say.
    """

    name: str
    cost: Money
    days: int | None = None


def parcel_of(grams: int) -> int:
    """The weight that a carrier is asked about; of nothing the least there is."""
    return max(-(-grams // STEP_GRAMS), 1) * STEP_GRAMS


def chosen(offers: Iterable[CarrierOffer], wish: CarrierPrice, currencies: Iterable[str]) -> CarrierOffer | None:
    """The cheapest that is one of the services wished for, fast enough, and in one of these currencies, the first that
    has any; of two as cheap the faster, then by name. None when there is none.
    """
    fitting = [each for each in offers if _fits(each, wish)]
    for currency in currencies:
        here = [each for each in fitting if each.cost.currency == currency]
        if here:
            return min(here, key=lambda each: (each.cost.amount, each.days is None, each.days or 0, each.name))
    return None


def price_of(offer: CarrierOffer, wish: CarrierPrice, own: str, price: Callable[[Money], Money]) -> Money:
    """What shoppers pay by it: the offer with the shop's share, rounded half up to the minor unit, and what the shop
    adds. `price` makes a price in the shop's `own` currency one of the market's; an offer in the market's is one.
    """
    cost = offer.cost
    with_share = Money((2 * cost.amount * (WHOLE + wish.share) + WHOLE) // (2 * WHOLE), cost.currency)
    if cost.currency == own:
        return price(with_share + Money(wish.plus, own))
    return with_share + price(Money(wish.plus, own))


def _fits(offer: CarrierOffer, wish: CarrierPrice) -> bool:
    fast = wish.most_days is None or (offer.days is not None and offer.days <= wish.most_days)
    return fast and (not wish.services or offer.name in wish.services)
