"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from typing import TYPE_CHECKING

from documents.adapters.books import TableBooks
from documents.adapters.store import FileStore
from documents.domain.seller import Seller
from documents.settings import DocumentsSettings
from documents.usecases.ports import DocumentFiles, NetworkInvoices, Papers, Press, TaxBooks, Typesetter
from documents.usecases.sales import seller_of
from souk.compose import Held
from souk.exports.parts import ExportParts, S3ExportParts
from souk.shop.copy import ShopCopy
from souk.shop.port import PublishedShop

if TYPE_CHECKING:
    from documents.usecases.exporting import ExportedDocuments
    from documents.usecases.issuing import Issuing
    from documents.usecases.printing import Printing
    from documents.usecases.reading import Reading
    from documents.usecases.reporting import TaxReporting
    from souk.taxes.settings import TaxSettings


_TAXES = "taxes"


@dataclass(frozen=True, slots=True)
class Parts:
    """What only some functions need is made when it is asked for: the typesetter is the press's alone. `taxes` is a
    copy of its own: who has nothing to do with them reads the settings alone.
    """

    files: DocumentFiles
    books: TaxBooks
    shop: PublishedShop
    taxes: PublishedShop
    zone: Callable[[], tzinfo]
    papers: Callable[[], Papers]
    press: Callable[[], Press]
    typesetter: Callable[[], Typesetter]
    network: Callable[[], NetworkInvoices]
    exports: ExportParts


@dataclass(frozen=True)
class Services:
    """Each function loads the use cases that it has to do with."""

    parts: Parts

    @cached_property
    def issuing(self) -> Issuing:
        from documents.usecases.issuing import Issuing

        return Issuing(self.parts.files, self._seller, self._taxes, self.parts.zone())

    @cached_property
    def reading(self) -> Reading:
        from documents.usecases.reading import Reading

        parts = self.parts
        return Reading(parts.files, parts.papers(), parts.press(), parts.network, self._seller)

    @cached_property
    def printing(self) -> Printing:
        from documents.usecases.printing import Printing

        return Printing(self.parts.files, self.parts.papers(), self.parts.typesetter(), self._seller)

    @cached_property
    def reporting(self) -> TaxReporting:
        from documents.usecases.reporting import TaxReporting

        return TaxReporting(self.parts.files, self.parts.books, self.parts.zone())

    @cached_property
    def exported(self) -> ExportedDocuments:
        from documents.usecases.exporting import ExportedDocuments

        return ExportedDocuments(self.parts.files, self.parts.exports)

    def _seller(self) -> Seller | None:
        return seller_of(self.parts.shop.settings())

    def _taxes(self) -> TaxSettings:
        # Imported here: only who issues documents asks.
        from souk.events.rules.taxes import PublishedTaxes
        from souk.taxes.published import settings_of
        from souk.taxes.taxes import SHIPPED

        document = self.parts.taxes.document(_TAXES)
        return settings_of(document) if isinstance(document, PublishedTaxes) else SHIPPED


def real() -> Parts:
    settings = DocumentsSettings()
    return Parts(
        files=FileStore(),
        books=TableBooks(),
        shop=ShopCopy(),
        taxes=ShopCopy(_TAXES),
        zone=lambda: settings.time_zone,
        papers=_papers,
        press=_press,
        typesetter=_typesetter,
        network=_network,
        exports=S3ExportParts(),
    )


def _papers() -> Papers:
    from documents.adapters.papers import S3Papers

    return S3Papers()


def _press() -> Press:
    from documents.adapters.press import LambdaPress

    return LambdaPress()


def _typesetter() -> Typesetter:
    from documents.adapters.printing.page import TypstTypesetter

    return TypstTypesetter()


def _network() -> NetworkInvoices:
    from documents.adapters.printing.peppol import PeppolWriter

    return PeppolWriter()


services = Held(Services, real)
