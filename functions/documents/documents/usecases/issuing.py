"""Documents are issued: when an order is paid, when money went back, and when what was missing is there.

An invoice is issued with the payment, not with the parcel: see docs/decisions/0050-invoices-are-issued-when-paid.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, tzinfo

from documents.domain.crediting import CreditedRefund
from documents.domain.document import IssuedDocument
from documents.domain.file import DocumentOwner, Draft, Obstacle, OrderFile
from documents.domain.numbering import Taken, number_of, range_of
from documents.domain.sale import PaidSale, Party
from documents.domain.seller import Seller, missing
from documents.domain.taxing.entries import TaxEntry, TaxScheme, entries_of
from documents.usecases.ports import DocumentFiles
from documents.usecases.sales import party_of, refund_of, sale_of, slip_of
from souk import clock
from souk.events import Event
from souk.events.common import Amount
from souk.events.documents import DocumentIssued
from souk.events.factory import new_event
from souk.events.orders import OrderCorrected, OrderPaid
from souk.events.payments import RefundChanged
from souk.events.shipping import ReturnChanged
from souk.shop.pickup import is_fetched
from souk.shopper.owner import is_guest
from souk.storage.versioned import until_fresh
from souk.taxes.settings import TaxSettings
from souk.telemetry import count, logger

# The counter is one item: rivals meet at it, and of each round one gets through.
TRIES = 40
_PAGE = 25
_MOST = 200


class Issuing:
    """`taxes`: where the shop is and is registered, which says in which return a sale is declared."""

    def __init__(
        self,
        files: DocumentFiles,
        seller: Callable[[], Seller | None],
        taxes: Callable[[], TaxSettings],
        zone: tzinfo,
    ) -> None:
        self._files = files
        self._seller = seller
        self._taxes = taxes
        self._zone = zone

    def order_paid(self, order: OrderPaid, at: datetime) -> None:
        # What nobody has to send is at its end when it is paid.
        ended = None if any(line.requires_shipping for line in order.lines) else at
        who = DocumentOwner(order.owner, order.access_key if is_guest(order.owner) else "", ended)
        self.sold(sale_of(order, at), who, held=order.on_shipment)

    def refund_ended(self, refund: RefundChanged, version: int, *, failed: bool) -> None:
        self.refunded(refund.order_id, refund_of(refund, version, failed=failed))

    def order_corrected(self, order: OrderCorrected) -> None:
        self.goes_to(order.order_id, party_of(order.shipping_address))

    def sold(self, sale: PaidSale, who: DocumentOwner, *, held: bool = False) -> None:
        self._change(sale.order_id, lambda file: file.sold(sale, who, held=held))

    def refunded(self, order_id: str, refund: CreditedRefund) -> None:
        self._change(order_id, lambda file: file.refunded(refund))

    def goes_to(self, order_id: str, address: Party) -> None:
        """Only what is sold has a place to go to, and what is sold later comes with its own."""
        self._change(order_id, lambda file: file.goes_to(address) if file.sale and file.sent_to else file)

    def return_approved(self, told: ReturnChanged, at: datetime) -> None:
        self._change(told.order_id, lambda file: file.comes_back(slip_of(told, at)))

    def ended(self, order_id: str, at: datetime) -> None:
        """From then on a guest's key gets old. A member's account needs no key."""
        self._change(order_id, lambda file: file.ended(at) if file.who.access_key else file)

    def forget(self, order_id: str) -> None:
        self._change(order_id, lambda file: file.forgotten() if file.version else file)

    def issue_waiting(self) -> int:
        """Issues the invoices that waited for what is there now; how many. The gauge says how many wait on."""
        ready, done, left = not missing(self._seller()), 0, 0
        after: str | None = None
        while done + left < _MOST:
            page, after = self._files.waiting(_PAGE, after)
            for waiting in page:
                if ready and waiting.obstacle is Obstacle.SELLER:
                    self._change(waiting.order_id, lambda file: file)
                    done += 1
                else:
                    left += 1
            if after is None:
                break
        count("InvoicesWaiting", left)
        return done

    def _change(self, order_id: str, change: Callable[[OrderFile], OrderFile]) -> None:
        """Keeps what changed together with the first document it makes due, and then what else is due, one by one."""
        file = until_fresh(lambda: self._step(order_id, change), TRIES)
        while self._draft(file):
            file = until_fresh(lambda: self._step(order_id, lambda known: known), TRIES)

    def _step(self, order_id: str, change: Callable[[OrderFile], OrderFile]) -> OrderFile:
        before = self._files.find(order_id)
        after = change(before)
        if draft := self._draft(after):
            return self._issue(before, after, draft)
        return before if after == before else self._files.save(before, after, after.obstacle(self._seller()))

    def _draft(self, file: OrderFile) -> Draft | None:
        return None if file.obstacle(self._seller()) else file.due()

    def _issue(self, before: OrderFile, after: OrderFile, draft: Draft) -> OrderFile:
        now = clock.now()
        today = now.astimezone(self._zone).date()
        taken = self._files.taken(range_of(draft.type, today))
        # The clocks of two workers differ: dates follow numbers all the same.
        document = self._document(after, draft, taken, now, max(today, taken.on))
        event = _issued(after.order_id, document, before.version + 1)
        issued = after.with_document(document)
        entries = self._entries(issued)
        one_stop = issued.one_stop or any(entry.row.scheme is TaxScheme.OSS for entry in entries)
        saved = self._files.issue(before, replace(issued, one_stop=one_stop), taken, event, entries)
        logger.info("document issued", extra={"order_id": after.order_id, "number": document.number})
        return saved

    def _entries(self, file: OrderFile) -> list[TaxEntry]:
        """What the new document adds to the sums of taxes, and those that an earlier version left out."""
        sale, taxes = file.sale, self._taxes()
        return [entry for each in file.uncounted for entry in entries_of(each, sale, taxes)] if sale else []

    def _document(self, file: OrderFile, draft: Draft, taken: Taken, now: datetime, on: date) -> IssuedDocument:
        sale, corrected = file.sale, file.document(draft.corrects)
        # What corrects a document names the seller as it did. Before the first one is issued, `_draft` has made sure.
        seller = file.invoice.seller if file.invoice else self._seller()
        if sale is None or seller is None:
            raise ValueError("there is nothing that a document could be made of")
        return IssuedDocument(
            number=number_of(taken.range, taken.last + 1),
            type=draft.type,
            issued_at=now,
            issued_on=on,
            seller=seller,
            buyer=sale.buyer,
            order_number=sale.order_number,
            positions=draft.positions,
            sums=draft.sums,
            tax_included=sale.tax_included,
            paid_on=sale.paid_at.astimezone(self._zone).date(),
            supplied_later=any(line.to_ship for line in sale.lines),
            cause=draft.cause,
            refers_to=(corrected.number, corrected.issued_on) if corrected else None,
            shares=draft.shares,
            fetched=is_fetched(sale.shipping_method),
            taxed_in=sale.taxed_in,
            credits=() if corrected else sale.credits,
        )


def _issued(order_id: str, document: IssuedDocument, version: int) -> Event:
    """It names nobody: whoever wants to know more has the order's id."""
    data = DocumentIssued(
        order_id=order_id,
        order_number=document.order_number,
        number=document.number,
        type=document.type.value,
        issued_on=document.issued_on.isoformat(),
        total=Amount.of(document.total),
        corrects=document.refers_to[0] if document.refers_to else "",
    )
    return new_event("document.issued", aggregate_id=order_id, aggregate_version=version, data=data)
