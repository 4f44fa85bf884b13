"""All documents of one order, and what is heard that they are made of: the aggregate of this service.

Events come twice, late and in any order: a refund may be heard before the sale it takes back. What is due follows from
what is known, whichever came first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from documents.domain.crediting import CreditedRefund, credit
from documents.domain.document import DocumentType, InvoiceLine, IssuedDocument, RateSum
from documents.domain.reckoning import credited, invoiced
from documents.domain.sale import PaidSale, Party, is_sound
from documents.domain.seller import Seller, missing
from documents.domain.slip import ReturnSlip
from souk.money import Money

# German law: until the end of the eighth calendar year after the one in which it was issued (§ 14b (1) UStG, § 147 (3)
# and (4) AO as amended by the fourth Bürokratieentlastungsgesetz, in force since 2025). Other members' laws differ.
YEARS_KEPT = 8
# What is declared in the one-stop shop, for every country of the union (article 369k (2) of Directive 2006/112/EC).
ONE_STOP_YEARS_KEPT = 10


class Obstacle(StrEnum):
    """Why an invoice cannot be made yet."""

    SELLER = "seller_incomplete"
    RATES = "tax_rates_unknown"


@dataclass(frozen=True, slots=True)
class Draft:
    """What the next document says; its number and its date come with the writing."""

    type: DocumentType
    positions: tuple[InvoiceLine, ...]
    sums: tuple[RateSum, ...]
    cause: str = ""
    corrects: str = ""
    shares: Mapping[str, Money] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentOwner:
    """Who may see the documents; empty once the person is forgotten. `ended_at`: since when a guest's key gets old."""

    owner: str = ""
    access_key: str = field(default="", repr=False)
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderFile:
    """`sent_to` is where the goods go now, which staff may have put right; None once the person is forgotten. While its
    money is only `held` the sale is packed, and nothing is issued of it. `counted`: how many of the documents are in
    the sums that taxes are reported by; a version before that was known left all of them out. `one_stop`: some of what
    is in these sums is declared in the one-stop shop.
    """

    order_id: str
    version: int = 0
    who: DocumentOwner = DocumentOwner()
    sale: PaidSale | None = None
    sent_to: Party | None = None
    refunds: tuple[CreditedRefund, ...] = ()
    documents: tuple[IssuedDocument, ...] = ()
    slips: tuple[ReturnSlip, ...] = ()
    held: bool = False
    counted: int = 0
    one_stop: bool = False

    @property
    def invoice(self) -> IssuedDocument | None:
        return next((found for found in self.documents if found.type is DocumentType.INVOICE), None)

    def document(self, number: str) -> IssuedDocument | None:
        return next((found for found in self.documents if found.number == number), None)

    def of_refund(self, refund_id: str) -> IssuedDocument | None:
        """The credit note for a refund that was not taken back."""
        last = next((found for found in reversed(self.documents) if found.cause == refund_id), None)
        return last if last and last.type is DocumentType.CREDIT_NOTE else None

    def sold(self, sale: PaidSale, who: DocumentOwner, *, held: bool = False) -> OrderFile:
        """The order is paid, by money that is charged or only `held`. Nothing when that is known."""
        if self.sale and (held or not self.held):
            return self
        known = self.who if self.sale else who
        return replace(self, sale=sale, who=known, sent_to=self.sent_to or sale.buyer, held=held)

    def refunded(self, refund: CreditedRefund) -> OrderFile:
        """Something became of a refund. Nothing when that is known, or a later thing is."""
        known = next((each for each in self.refunds if each.id == refund.id), None)
        if known is None:
            return replace(self, refunds=(*self.refunds, refund))
        if known.version >= refund.version:
            return self
        return replace(self, refunds=tuple(refund if each is known else each for each in self.refunds))

    def goes_to(self, address: Party) -> OrderFile:
        return replace(self, sent_to=address)

    def slip(self, name: str) -> ReturnSlip | None:
        return next((found for found in self.slips if found.name == name), None)

    def comes_back(self, slip: ReturnSlip) -> OrderFile:
        """A return was approved. Nothing when that is known."""
        return self if self.slip(slip.name) else replace(self, slips=(*self.slips, slip))

    def ended(self, at: datetime) -> OrderFile:
        return self if self.who.ended_at else replace(self, who=replace(self.who, ended_at=at))

    def forgotten(self) -> OrderFile:
        """Without what the law does not ask for: the documents, and the sale they are made of, stay."""
        sale = None if self.held else self.sale
        return replace(self, who=DocumentOwner(), sale=sale, sent_to=None, slips=(), held=False)

    def with_document(self, document: IssuedDocument) -> OrderFile:
        return replace(self, documents=(*self.documents, document))

    @property
    def uncounted(self) -> tuple[IssuedDocument, ...]:
        return self.documents[self.counted :]

    def obstacle(self, seller: Seller | None) -> Obstacle | None:
        """Why the invoice waits; None when nothing is in its way, or it is there."""
        if self.sale is None or self.held or self.invoice:
            return None
        if not is_sound(self.sale):
            return Obstacle.RATES
        return Obstacle.SELLER if missing(seller) else None

    def due(self) -> Draft | None:
        """The next document that has to be issued, if there is one."""
        if self.sale is None or self.held:
            return None
        if self.invoice is None:
            positions, sums = invoiced(self.sale)
            return Draft(DocumentType.INVOICE, positions, sums)
        for refund in self.refunds:
            if draft := self._for(refund, self.sale):
                return draft
        return None

    def _for(self, refund: CreditedRefund, sale: PaidSale) -> Draft | None:
        issued = self.of_refund(refund.id)
        if refund.failed:
            return _reversal(issued, refund) if issued else None
        amount = self._off_the_price(sale, refund)
        if issued or not amount:
            return None
        found = credit(sale, self.documents, refund, amount)
        number = self.invoice.number if self.invoice else ""
        return Draft(DocumentType.CREDIT_NOTE, found.positions, found.sums, refund.id, number, found.shares)

    def _off_the_price(self, sale: PaidSale, refund: CreditedRefund) -> Money:
        """How much of a refund takes something off the price. What was paid beyond it goes back first, and what other
        payments brought is none of it.
        """
        zero = Money.zero(sale.currency)
        if refund.payment_id not in sale.payments:
            return zero
        back = Money.total(
            (each.amount for each in self.refunds if not each.failed and each.payment_id in sale.payments),
            sale.currency,
        )
        shares, _ = credited(self.documents, sale.currency)
        already = Money.total(shares.values(), sale.currency)
        return max(zero, min(refund.amount, back - sale.beyond - already, sale.total - already))

    @property
    def kept_until(self) -> datetime | None:
        """When the law lets go of it; None while there is nothing it asks for."""
        last = max((each.issued_on.year for each in self.documents), default=None)
        if last is None and self.sale and not self.held:
            last = self.sale.paid_at.year
        years = ONE_STOP_YEARS_KEPT if self.one_stop else YEARS_KEPT
        return datetime(last + years + 1, 1, 1, tzinfo=UTC) if last else None


def _reversal(note: IssuedDocument, refund: CreditedRefund) -> Draft:
    return Draft(DocumentType.REVERSAL, note.positions, note.sums, refund.id, note.number, note.shares)
