"""What an order costs. Totals always add up, because each is made of the others and never rounded again.

Rounding happens in one place: the tax of all lines of one rate together is a `Money.share` of their sum (half away from
zero), once per rate and order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from souk.address.destination import Destination
from souk.errors import Conflict
from souk.money import Money
from souk.pricing.promotions.spreading import of_units, spread
from souk.taxes.kinds import VOUCHER, Supply, TaxCategory, supply_of
from souk.taxes.taxes import SaleTaxes, Treatment

WHOLE = 10_000  # basis points


@dataclass(frozen=True, slots=True)
class LineReduction:
    """What a promotion takes off a line, or off the delivery, above zero; `name` as the shopper was shown it."""

    promotion_id: str
    name: str
    amount: Money


def together(reductions: Iterable[LineReduction], currency: str) -> Money:
    return Money.total((each.amount for each in reductions), currency)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """`quantity` units of one SKU, at the price and with the words they had when the order was placed. `tax_rate` in
    basis points; None in orders from before it was kept. `withdrawal_exclusion`: why it cannot be withdrawn from (see
    `souk.withdrawal`), empty when it can. `digital`: the variant was marked as digital content, whether or not the
    shopper consented to losing that right. `waiting` of the units were ordered beyond the stock, and promised for
    `available_from`, a day. `reductions` are what promotions take off all its units together. `tax_category`
    (`souk.taxes.kinds`) says why it bears no tax; it is empty where it does, and in orders from before it was kept.
    `taxed_in` is the place of its tax, where that is not the order's. `size_class` is one of the shop's rules of
    delivery.
    """

    sku: str
    quantity: int
    product_id: str
    title: str
    unit_price: Money
    variant_title: str = ""
    image: str = ""
    weight_grams: int = 0
    requires_shipping: bool = True
    tax_class: str = "standard"
    tax_rate: int | None = None
    withdrawal_exclusion: str = ""
    waiting: int = 0
    available_from: str = ""
    digital: bool = False
    reductions: tuple[LineReduction, ...] = ()
    tax_category: str = ""
    taxed_in: str = ""
    size_class: str = ""

    @property
    def reduction(self) -> Money:
        return together(self.reductions, self.unit_price.currency)

    @property
    def gift_card(self) -> bool:
        """Whether gift cards are bought by it, each of the price of a unit."""
        return self.tax_class == VOUCHER

    @property
    def supply(self) -> Supply:
        return supply_of(digital=self.digital, requires_shipping=self.requires_shipping)

    @property
    def total(self) -> Money:
        return self.unit_price * self.quantity - self.reduction

    def less(self, units: int) -> OrderLine:
        """Without so many of its units, which take their share of what was taken off along."""
        left = self.quantity - units
        if not self.reductions:
            return replace(self, quantity=left)
        gone = of_units(self.reduction.amount, self.quantity, 0, units)
        return self._with_reduction(self.reduction.amount - gone, quantity=left)

    def at(self, unit_price: Money) -> OrderLine:
        """At another price of a unit; no more is taken off than it costs then."""
        most = unit_price.amount * self.quantity
        if self.reduction.amount <= most:
            return replace(self, unit_price=unit_price)
        return replace(self._with_reduction(most, quantity=self.quantity), unit_price=unit_price)

    def _with_reduction(self, amount: int, quantity: int) -> OrderLine:
        """With so much taken off, of which each promotion has its share."""
        currency = self.unit_price.currency
        parts = spread(amount, [each.amount.amount for each in self.reductions])
        reductions = tuple(
            replace(each, amount=Money(part, currency))
            for each, part in zip(self.reductions, parts, strict=True)
            if part
        )
        return replace(self, quantity=quantity, reductions=reductions)


@dataclass(frozen=True, slots=True)
class Tax:
    """The tax of one rate; `rate` in basis points (1900 is 19 %)."""

    rate: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Totals:
    """subtotal + shipping = total where prices include tax; else subtotal + shipping + tax = total. `shipping_rate` is
    what shipping is taxed at; None in orders from before it was kept. `shipping_reductions` are what promotions have
    taken off it already; what they take off the lines is in the subtotal (see `discount`). `taxed_in` is the place
    (`souk.taxes.places`) whose taxes they are, and `shipping_category` of the shipping what a line's `tax_category` is
    of the line; both are empty in orders from before they were kept.
    """

    subtotal: Money
    shipping: Money
    tax: Money
    total: Money
    taxes: tuple[Tax, ...]
    tax_included: bool
    shipping_rate: int | None = None
    shipping_reductions: tuple[LineReduction, ...] = ()
    taxed_in: str = ""
    shipping_category: str = ""

    @property
    def shipping_reduction(self) -> Money:
        return together(self.shipping_reductions, self.shipping.currency)

    def paid_for(self, line: OrderLine) -> Money:
        """What a line cost with tax, at most. Where tax comes on top, at the highest rate of the order, rounded up."""
        if self.tax_included or not self.taxes or line.gift_card:
            return line.total
        rate = max(tax.rate for tax in self.taxes)
        return Money(-(-line.total.amount * (WHOLE + rate) // WHOLE), line.total.currency)


class TooOldToChange(Conflict):
    """The order is from before its rates were kept, and has several."""


class TaxRules(Protocol):
    """Which taxes apply: `souk.taxes`. Implement it to ask a tax service instead."""

    @property
    def included(self) -> bool:
        """Whether the shop's prices include tax."""

    def at(self, destination: Destination, moment: datetime, business: str = "") -> SaleTaxes:
        """The taxes of what is ordered at `moment` and sent there; `business` is the place of the buyer's confirmed VAT
        number, empty for a consumer.
        """


def by_promotion(lines: Iterable[OrderLine], totals: Totals) -> tuple[LineReduction, ...]:
    """What each promotion takes off lines and delivery together, in the order in which they are met first."""
    found: dict[str, LineReduction] = {}
    for each in (*(part for line in lines for part in line.reductions), *totals.shipping_reductions):
        known = found.get(each.promotion_id)
        found[each.promotion_id] = replace(known, amount=known.amount + each.amount) if known else each
    return tuple(found.values())


def discount(lines: Iterable[OrderLine], currency: str) -> Money:
    """What promotions take off lines."""
    return Money.total((line.reduction for line in lines), currency)


def of_gift_cards(lines: Iterable[OrderLine], currency: str) -> Money:
    """What gift cards cost that are bought: no gift card pays for these."""
    return Money.total((line.total for line in lines if line.gift_card), currency)


def rated(lines: tuple[OrderLine, ...], sale: SaleTaxes) -> tuple[OrderLine, ...]:
    """The lines with the rates at which they are taxed, and, unless that is the order's, where."""
    order, found = _place(lines, sale), []
    for line in lines:
        taxed = sale.treatment(line.tax_class, line.supply)
        place = "" if taxed.place == order or line.gift_card else taxed.place
        found.append(replace(line, tax_rate=taxed.rate, tax_category=_exempt(taxed), taxed_in=place))
    return tuple(found)


def without_tax(line: OrderLine, sale: SaleTaxes) -> OrderLine:
    """The line as a buyer pays it who does not pay the tax that is in it: its price rounded for each unit, and what is
    taken off such that it costs what it did less the tax."""
    rate = sale.removed(line.tax_class, line.supply)
    if not rate:
        return line
    untouched = replace(line, unit_price=untaxed(line.unit_price, rate), reductions=())
    if not line.reductions:
        return untouched
    off = untouched.total.amount - min(untaxed(line.total, rate).amount, untouched.total.amount)
    shares = spread(off, [each.amount.amount for each in line.reductions])
    currency = line.unit_price.currency
    reductions = (
        replace(each, amount=Money(share, currency))
        for each, share in zip(line.reductions, shares, strict=True)
        if share
    )
    return replace(untouched, reductions=tuple(reductions))


def untaxed(price: Money, rate: int) -> Money:
    """What is left of a price without the tax that is in it."""
    return price.share(WHOLE, WHOLE + rate)


def add_up(lines: tuple[OrderLine, ...], shipping: Money, sale: SaleTaxes) -> Totals:
    """The totals of `lines` in a sale. Shipping is taxed at the standard rate.

    Raises ValueError when lines and shipping are in several currencies.
    """
    delivery = sale.shipping()
    rates = [(sale.rate(line.tax_class, line.supply), line.total) for line in lines]
    totals = _totals(rates, shipping, delivery.rate, included=sale.included)
    return replace(totals, taxed_in=_place(lines, sale), shipping_category=_exempt(delivery))


def _place(lines: tuple[OrderLine, ...], sale: SaleTaxes) -> str:
    """Where the order is taxed: as its goods are, or its first line where it has none."""
    supplies = [line.supply for line in lines]
    return sale.treatment("standard", Supply.GOODS if Supply.GOODS in supplies or not lines else supplies[0]).place


def _exempt(taxed: Treatment) -> str:
    return "" if taxed.category is TaxCategory.STANDARD else taxed.category.value


def of_what_is_left(totals: Totals, lines: tuple[OrderLine, ...]) -> Totals:
    """What an order of these `totals` costs once only `lines` are left of it: its delivery costs what it did, and tax
    is worked out anew, at the rates of then.

    Raises TooOldToChange.
    """
    rates = [(_rate(totals, line.tax_rate), line.total) for line in lines]
    return replace(
        _totals(rates, totals.shipping, _rate(totals, totals.shipping_rate), included=totals.tax_included),
        shipping_rate=totals.shipping_rate,
        shipping_reductions=totals.shipping_reductions,
        taxed_in=totals.taxed_in,
        shipping_category=totals.shipping_category,
    )


def _rate(totals: Totals, known: int | None) -> int:
    if known is not None:
        return known
    if len(totals.taxes) > 1:
        raise TooOldToChange("this order is too old to be changed in part: cancel all of it, or refund what goes back")
    return totals.taxes[0].rate if totals.taxes else 0


def _totals(lines: list[tuple[int, Money]], shipping: Money, shipping_rate: int, *, included: bool) -> Totals:
    """`lines`: the rate and the price of each."""
    currency = shipping.currency
    bases: dict[int, Money] = {}
    for rate, amount in [*lines, (shipping_rate, shipping)]:
        bases[rate] = bases.get(rate, Money.zero(currency)) + amount
    taxes = tuple(
        Tax(rate, base.share(rate, WHOLE + rate if included else WHOLE))
        for rate, base in sorted(bases.items())
        if rate and base
    )
    subtotal = Money.total((amount for _, amount in lines), currency)
    tax = Money.total((part.amount for part in taxes), currency)
    total = subtotal + shipping if included else subtotal + shipping + tax
    return Totals(subtotal, shipping, tax, total, taxes, included, shipping_rate)
