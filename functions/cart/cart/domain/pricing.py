"""A cart as it stands against the catalogue now: current prices, and what can no longer be bought as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from cart.domain.cart import Cart, CartLine
from cart.domain.leftovers import Leftover
from cart.domain.offer import MeasuredPrice, Offer, VariantCard
from souk.money import Money
from souk.pricing.promotions.engine import Occasion, price
from souk.pricing.promotions.priced import MissedPromotion, PriceReduction, joined, told_to_shoppers
from souk.pricing.promotions.rules import Goods, Rules


class LineStatus(StrEnum):
    OK = "ok"
    INSUFFICIENT = "insufficient"  # some are left, but fewer than wanted
    SOLD_OUT = "sold_out"
    UNAVAILABLE = "unavailable"  # no longer for sale at all


@dataclass(frozen=True, slots=True)
class PricedLine:
    """`available` in units, None when the catalogue could not be asked. `promised` is the day for which some of its
    units are, empty when all are there. `reductions` are what promotions take off all its units together. `measured`
    is what it costs for one measure, where it has one.
    """

    card: VariantCard
    quantity: int
    available: int | None
    price_changed: bool
    status: LineStatus
    promised: str = ""
    reductions: tuple[PriceReduction, ...] = ()
    measured: MeasuredPrice | None = None

    @property
    def unit_price(self) -> Money:
        return self.card.price

    @property
    def reduction(self) -> Money:
        return Money(sum(part.amount for part in self.reductions), self.unit_price.currency)

    @property
    def total(self) -> Money:
        return self.unit_price * self.quantity - self.reduction

    @property
    def buyable(self) -> bool:
        return self.status in (LineStatus.OK, LineStatus.INSUFFICIENT)


@dataclass(frozen=True, slots=True)
class PricedLeftover:
    """What did not fit, as one unit of it can be bought now. `available` as of a line."""

    leftover: Leftover
    card: VariantCard
    available: int | None
    status: LineStatus


@dataclass(frozen=True, slots=True)
class PricedCart:
    """`stale`: the catalogue could not be asked, prices are those seen last and availability is not known; nor are
    promotions, which need it. `missed` are promotions that take nothing off, and why. `market` is whose prices these
    are, empty for the shop's own.

    The subtotal leaves out what is sold out or no longer for sale.
    """

    cart: Cart
    lines: tuple[PricedLine, ...]
    currency: str
    stale: bool
    leftovers: tuple[PricedLeftover, ...] = ()
    missed: tuple[MissedPromotion, ...] = ()
    market: str = ""

    @property
    def discount(self) -> Money:
        return Money(sum(part.amount for part in self.reductions), self.currency)

    @property
    def reductions(self) -> tuple[PriceReduction, ...]:
        """What each promotion takes off all of it together."""
        return joined(part for line in self.lines for part in line.reductions)

    @property
    def subtotal(self) -> Money:
        # What is not for sale any more keeps the price it had, maybe that of another market.
        here = (line.total for line in self.lines if line.buyable and line.total.currency == self.currency)
        return Money.total(here, self.currency)

    @property
    def item_count(self) -> int:
        return sum(line.quantity for line in self.lines)


def status_of(offer: Offer | None, quantity: int) -> LineStatus:
    """What would happen to someone who tried to buy `quantity` of `offer` now."""
    if offer is None:
        return LineStatus.UNAVAILABLE
    if offer.covers(quantity):
        return LineStatus.OK
    return LineStatus.INSUFFICIENT if offer.available > 0 else LineStatus.SOLD_OUT


def priced(cart: Cart, offers: Mapping[str, Offer] | None, currency: str) -> PricedCart:
    """The cart against the offers by SKU; a SKU without one is not for sale. No `offers` at all: a stale answer."""
    if offers is None:
        lines = tuple(_as_seen(line) for line in cart.lines)
    else:
        lines = tuple(_against(line, offers.get(line.sku)) for line in cart.lines)
    leftovers = tuple(_leftover(leftover, offers) for leftover in cart.leftovers)
    return PricedCart(cart, lines, currency, stale=offers is None, leftovers=leftovers)


def with_promotions(
    cart: PricedCart, offers: Mapping[str, Offer] | None, rules: Rules, occasion: Occasion
) -> PricedCart:
    """With what promotions take off what can be bought of it; nothing where the catalogue could not be asked.

    Gift cards are no goods: nothing is taken off them, and they count for nothing.
    """
    if not offers or not rules.promotions:
        return cart
    goods = [
        Goods(line.card.sku, line.quantity, line.unit_price.amount, offers[line.card.sku].keys)
        for line in cart.lines
        if line.buyable and line.unit_price.currency == cart.currency and not offers[line.card.sku].gift_card
    ]
    found = price(goods, rules, occasion, cart.currency)
    by_sku = {each.sku: each.reductions for each in found.lines if each.reductions}
    lines = tuple(
        replace(line, reductions=by_sku[line.card.sku]) if line.card.sku in by_sku else line for line in cart.lines
    )
    return replace(cart, lines=lines, missed=told_to_shoppers(found.missed, occasion.unlocked))


def _against(line: CartLine, offer: Offer | None) -> PricedLine:
    card = offer.card if offer else line.card
    return PricedLine(
        card=card,
        quantity=line.quantity,
        available=offer.available if offer else 0,
        price_changed=card.price != line.chosen_price,
        status=status_of(offer, line.quantity),
        promised=offer.promised(line.quantity) if offer else "",
        measured=offer.measured if offer else None,
    )


def _leftover(leftover: Leftover, offers: Mapping[str, Offer] | None) -> PricedLeftover:
    if offers is None:
        return PricedLeftover(leftover, leftover.card, None, LineStatus.OK)
    offer = offers.get(leftover.sku)
    card = offer.card if offer else leftover.card
    return PricedLeftover(leftover, card, offer.available if offer else 0, status_of(offer, 1))


def _as_seen(line: CartLine) -> PricedLine:
    return PricedLine(line.card, line.quantity, None, line.card.price != line.chosen_price, LineStatus.OK)
