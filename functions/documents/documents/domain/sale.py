"""A paid order, in the words of invoices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from souk.money import Money

# The key of the way of delivery among the lines of a sale: no SKU is blank.
SHIPPING = " "
WHOLE = 10_000  # basis points


@dataclass(frozen=True, slots=True)
class Party:
    """A buyer, or who goods are sent to. `vat_id` is a business's number, as it said it when it ordered."""

    name: str
    line1: str
    city: str
    postal_code: str
    country: str  # ISO 3166-1 alpha-2
    line2: str = ""
    region: str = ""
    vat_id: str = ""


@dataclass(frozen=True, slots=True)
class SoldLine:
    """`key` names it among the lines of a sale; `rate` in basis points. `category` (UNTDID 5305) says why it bears no
    tax; it is empty where it does, and in sales from before it was told. `taxed_in` is the place of its tax, if that is
    not the sale's. `reductions` are what promotions take off all its units together: the name of each and its amount.
    """

    key: str
    sku: str
    title: str
    detail: str
    quantity: int
    unit_price: Money
    rate: int
    to_ship: bool = True
    category: str = ""
    taxed_in: str = ""
    reductions: tuple[tuple[str, Money], ...] = ()

    @property
    def reduction(self) -> Money:
        return Money.total((amount for _, amount in self.reductions), self.unit_price.currency)

    @property
    def total(self) -> Money:
        return self.unit_price * self.quantity - self.reduction


@dataclass(frozen=True, slots=True)
class PaidSale:
    """`lines` hold the way of delivery, too, where it costs something. `taxes`: the tax of each rate, as the order was
    charged; `tax_included` says whether prices have it in them. `payments`: what each payment brought. `taxed_in`: the
    place whose taxes they are, empty in older sales. `credits`: what gift cards paid, by the end of each one's code,
    and store credit without one.
    """

    order_id: str
    order_number: str
    buyer: Party
    lines: tuple[SoldLine, ...]
    taxes: Mapping[int, Money]
    tax_included: bool
    total: Money
    shipping_method: str
    payment_method: str
    placed_at: datetime | None
    paid_at: datetime
    payments: Mapping[str, Money] = field(default_factory=dict)
    taxed_in: str = ""
    credits: tuple[tuple[str, Money], ...] = ()

    @property
    def currency(self) -> str:
        return self.total.currency

    @property
    def beyond(self) -> Money:
        """What was paid beyond the price: giving it back takes nothing off the invoice."""
        paid = Money.total(self.payments.values(), self.currency)
        return max(paid - self.total, Money.zero(self.currency))


def bases(lines: tuple[SoldLine, ...], currency: str) -> dict[int, Money]:
    """What the lines of each rate come to, in prices as the shop shows them."""
    found: dict[int, Money] = {}
    for line in lines:
        found[line.rate] = found.get(line.rate, Money.zero(currency)) + line.total
    return found


def is_sound(sale: PaidSale) -> bool:
    """Whether lines and taxes come to what was paid: nothing else may become an invoice."""
    sums, zero = bases(sale.lines, sale.currency), Money.zero(sale.currency)
    tax = Money.total(sale.taxes.values(), sale.currency)
    total = Money.total(sums.values(), sale.currency) + (zero if sale.tax_included else tax)
    fits = all(
        sums.get(rate, zero).share(rate, WHOLE + rate if sale.tax_included else WHOLE) == amount
        for rate, amount in sale.taxes.items()
    )
    untaxed = all(not base.share(rate, WHOLE) for rate, base in sums.items() if rate not in sale.taxes)
    return total == sale.total and fits and untaxed
