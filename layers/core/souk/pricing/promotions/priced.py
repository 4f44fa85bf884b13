"""What the engine answers: each amount with the promotion that it comes from, and why others take nothing off."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from souk.pricing.promotions.rules import Promotion


class Missed(StrEnum):
    """Why a promotion takes nothing off a cart. The words for it are the storefront's and the back office's."""

    NOT_BEGUN = "not_begun"
    OVER = "over"
    COUNTRY = "country"  # it is not for where this is sent
    WITHOUT_COUNTRY = "without_country"  # nobody knows yet where this is sent
    CHANNEL = "channel"
    FIRST_ORDER = "first_order"
    CUSTOMER_GROUP = "customer_group"
    CURRENCY = "currency"  # it names no amount in the cart's
    NO_GOODS = "no_goods"  # nothing that it is for is in the cart
    MINIMUM_QUANTITY = "minimum_quantity"
    MINIMUM_VALUE = "minimum_value"
    METHOD = "method"  # it is not for this way of delivery
    NOTHING_LEFT = "nothing_left"  # others have taken all off already, or it costs no more than this gives
    BETTER = "better"  # what it does not go together with takes more off


# Each cart makes hundreds of these: a tuple is made in a third of the time.
class PriceReduction(NamedTuple):
    """What one promotion takes off: minor units, above zero. `name` is what shoppers see."""

    promotion_id: str
    name: str
    amount: int


class PricedGoods(NamedTuple):
    """All units of one SKU. `list_total` is what they cost without promotions, `total` with them."""

    sku: str
    list_total: int
    reductions: tuple[PriceReduction, ...] = ()

    @property
    def reduction(self) -> int:
        return sum(part.amount for part in self.reductions)

    @property
    def total(self) -> int:
        return self.list_total - self.reduction


class MissedPromotion(NamedTuple):
    """`missing` is how many units or minor units more there would have to be, where that is why."""

    promotion_id: str
    name: str
    why: Missed
    missing: int = 0


@dataclass(frozen=True, slots=True)
class PricedDelivery:
    """What one way of delivery costs; `reductions` are taken off already from `list_price`."""

    list_price: int
    reductions: tuple[PriceReduction, ...] = ()

    @property
    def reduction(self) -> int:
        return sum(part.amount for part in self.reductions)

    @property
    def price(self) -> int:
        return self.list_price - self.reduction


@dataclass(frozen=True, slots=True)
class Priced:
    """A cart with its promotions, its lines in the order they came in. `for_delivery` are those that would take
    something off a delivery, in their order; `missed` has why others take nothing off the goods.
    """

    currency: str
    lines: tuple[PricedGoods, ...]
    missed: tuple[MissedPromotion, ...] = ()
    for_delivery: tuple[Promotion, ...] = field(default=(), repr=False)

    @property
    def list_total(self) -> int:
        return sum(line.list_total for line in self.lines)

    @property
    def discount(self) -> int:
        return sum(line.reduction for line in self.lines)

    @property
    def total(self) -> int:
        return self.list_total - self.discount

    @property
    def reductions(self) -> tuple[PriceReduction, ...]:
        """What each promotion takes off all lines together, in the order in which they are met first."""
        return joined(part for line in self.lines for part in line.reductions)


def joined(parts: Iterable[PriceReduction]) -> tuple[PriceReduction, ...]:
    """The sums by promotion, in the order in which they are met first."""
    found: dict[str, PriceReduction] = {}
    for part in parts:
        known = found.get(part.promotion_id)
        found[part.promotion_id] = known._replace(amount=known.amount + part.amount) if known else part
    return tuple(found.values())


def told_to_shoppers(missed: Iterable[MissedPromotion], unlocked: Container[str]) -> tuple[MissedPromotion, ...]:
    """Without promotions for members of a group: who is in none need not learn of it, unless they gave a code of it."""
    return tuple(each for each in missed if each.why is not Missed.CUSTOMER_GROUP or each.promotion_id in unlocked)
