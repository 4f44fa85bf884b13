"""The documents of an order, for whoever may see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from documents.domain.document import IssuedDocument
from documents.domain.file import DocumentOwner, Obstacle, OrderFile
from documents.domain.papers import (
    DELIVERY_NOTE,
    RETURN_SLIP,
    NetworkAddress,
    PeppolWish,
    can_be_delivered,
    can_be_sent_to,
    name_of,
    slip_of,
)
from documents.domain.seller import Seller, missing
from documents.usecases.ports import DocumentFiles, NetworkInvoices, Papers, Press, WaitingInvoice
from souk.errors import InvalidInput, NotFound
from souk.shopper import access_key
from souk.shopper.owner import is_guest, user_owner


@dataclass(frozen=True, slots=True)
class OrderDocuments:
    """What there is of an order. `obstacle` says why its invoice waits, and `missing` what of the seller is."""

    items: tuple[IssuedDocument, ...]
    obstacle: Obstacle | None
    missing: tuple[str, ...]
    delivery_note: bool


@dataclass(frozen=True, slots=True)
class DocumentViewer:
    """Who asks: a person who is signed in, or whoever holds a guest's key."""

    user_id: str = ""
    key: str = field(default="", repr=False)


class Reading:
    def __init__(
        self,
        files: DocumentFiles,
        papers: Papers,
        press: Press,
        network: Callable[[], NetworkInvoices],
        seller: Callable[[], Seller | None],
    ) -> None:
        self._network = network
        self._files = files
        self._papers = papers
        self._press = press
        self._seller = seller

    def seen_by(self, viewer: DocumentViewer, order_id: str) -> OrderFile:
        """Raises NotFound for another's order, a wrong key, or an order that was not paid; OrderKeyExpired."""
        file = self._files.find(order_id)
        if not file.sale or not _may_see(viewer, file.who):
            raise _nothing()
        return file

    def for_staff(self, order_id: str) -> OrderFile:
        """One without documents where there are none."""
        return self._files.find(order_id)

    def listed(self, file: OrderFile) -> OrderDocuments:
        seller = self._seller()
        obstacle = file.obstacle(seller)
        wanting = missing(seller) if obstacle is Obstacle.SELLER else ()
        return OrderDocuments(file.documents, obstacle, wanting, can_be_delivered(file))

    def waiting(self, limit: int, cursor: str | None) -> tuple[list[WaitingInvoice], str | None]:
        return self._files.waiting(limit, cursor)

    def link_to_document(self, file: OrderFile, number: str) -> str:
        """As `link`, but for the delivery note, which goes into the parcel and is the shop's."""
        if number == DELIVERY_NOTE:
            raise _nothing()
        return self.link(file, number)

    def link(self, file: OrderFile, number: str) -> str:
        """Where the PDF of a document, of the delivery note or of a return's slip can be fetched for some minutes. The
        first time it is made, and from then on it is what it was. Raises NotFound for none of this order.
        """
        if not self._has(file, number):
            raise _nothing()
        name = name_of(file, number)
        if not self._papers.has(name):
            self._press.print(file.order_id, name)
        return self._papers.link(name, f"{file.sale.order_number}-{number}.pdf" if file.sale else f"{number}.pdf")

    def _has(self, file: OrderFile, number: str) -> bool:
        if number == DELIVERY_NOTE:
            return can_be_delivered(file)
        if number.startswith(RETURN_SLIP):
            return bool(slip_of(file, number)) and can_be_sent_to(self._seller())
        return file.document(number) is not None

    def for_network(self, file: OrderFile, number: str, buyer: str, seller: str, reference: str) -> str:
        """A document as the Peppol network carries it. Addresses are of the form scheme:value; the seller's is its VAT
        number where nothing is said. Raises NotFound for none of this order, InvalidInput without the seller's address.
        """
        document = file.document(number)
        if document is None:
            raise _nothing()
        at = NetworkAddress.of(seller) if seller else NetworkAddress.of_vat_id(document.seller.vat_id)
        if at is None:
            raise InvalidInput("say where the shop is on the network: it has no scheme for VAT numbers of this country")
        wish = PeppolWish(NetworkAddress.of(buyer), at, reference)
        return self._network().written(document, wish)


def _may_see(viewer: DocumentViewer, who: DocumentOwner) -> bool:
    if viewer.user_id:
        return who.owner == user_owner(viewer.user_id)
    return is_guest(who.owner) and access_key.opens(viewer.key, who.access_key, who.ended_at)


def _nothing() -> NotFound:
    return NotFound("there is no document to see here")
