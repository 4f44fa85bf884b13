"""Documents: what was issued, and is never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from documents.domain.sale import Party
from documents.domain.seller import Seller
from souk.money import Money


class DocumentType(StrEnum):
    """A reversal takes a credit note back, whose refund did not come about after all: it is an invoice again."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    REVERSAL = "reversal"


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line of a document; net + tax = gross. `unit_price` is None where there is none: of a part of a price.
    `category` and `taxed_in` as the sale's line has them. `reductions` are what promotions have taken off it already,
    by their names, as the shop's prices are.
    """

    key: str
    sku: str
    title: str
    detail: str
    quantity: int
    unit_price: Money | None
    rate: int
    net: Money
    gross: Money
    category: str = ""
    taxed_in: str = ""
    reductions: tuple[tuple[str, Money], ...] = ()

    @property
    def tax(self) -> Money:
        return self.gross - self.net


@dataclass(frozen=True, slots=True)
class RateSum:
    """All positions of one rate, and of what bears none, of one category, together; `rate` in basis points."""

    rate: int
    net: Money
    tax: Money
    category: str = ""


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """`supplied_later` says that goods leave after the payment, `fetched` that the buyer fetches them. `cause` is the
    refund that it is for, `refers_to` the number and the date of what it corrects, `shares` what it takes off each line
    of the sale, `taxed_in` the place whose taxes it has. `credits`: what of an invoice gift cards and store credit have
    paid, which takes nothing off its price or its tax (Directive (EU) 2016/1065: vouchers for several purposes). All
    amounts are positive: what a document is says which way they go.
    """

    number: str
    type: DocumentType
    issued_at: datetime
    issued_on: date
    seller: Seller
    buyer: Party
    order_number: str
    positions: tuple[InvoiceLine, ...]
    sums: tuple[RateSum, ...]
    tax_included: bool
    paid_on: date
    supplied_later: bool = True
    cause: str = ""
    refers_to: tuple[str, date] | None = None
    shares: Mapping[str, Money] = field(default_factory=dict)
    fetched: bool = False
    taxed_in: str = ""
    credits: tuple[tuple[str, Money], ...] = ()

    @property
    def supplied_in(self) -> str:
        """The country that goods go to; what is fetched goes nowhere."""
        return self.seller.country if self.fetched else self.buyer.country

    @property
    def currency(self) -> str:
        return self.positions[0].gross.currency

    @property
    def net(self) -> Money:
        return Money.total((part.net for part in self.sums), self.currency)

    @property
    def tax(self) -> Money:
        return Money.total((part.tax for part in self.sums), self.currency)

    @property
    def total(self) -> Money:
        return self.net + self.tax
