"""A cart as it stands against the catalogue now: current prices, and what can no longer be bought as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cart.domain.cart import Cart, CartLine
from cart.domain.leftovers import Leftover
from cart.domain.offer import MeasuredPrice, Offer, VariantCard
from souk.money import Money


class LineStatus(StrEnum):
    OK = "ok"
    INSUFFICIENT = "insufficient"  # some are left, but fewer than wanted
    SOLD_OUT = "sold_out"
    UNAVAILABLE = "unavailable"  # no longer for sale at all


@dataclass(frozen=True, slots=True)
class PricedLine:
    """`available` in units, None when the catalogue could not be asked. `promised` is the day for which some of its
    units are, empty when all are there. `measured` is what it costs for one measure, where it has one.
    """

    card: VariantCard
    quantity: int
    available: int | None
    price_changed: bool
    status: LineStatus
    promised: str = ""
    measured: MeasuredPrice | None = None

    @property
    def unit_price(self) -> Money:
        return self.card.price

    @property
    def total(self) -> Money:
        return self.unit_price * self.quantity

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
    """`stale`: the catalogue could not be asked, prices are those seen last and availability is not known.

    The subtotal leaves out what is sold out or no longer for sale.
    """

    cart: Cart
    lines: tuple[PricedLine, ...]
    currency: str
    stale: bool
    leftovers: tuple[PricedLeftover, ...] = ()

    @property
    def subtotal(self) -> Money:
        return Money.total((line.total for line in self.lines if line.buyable), self.currency)

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
