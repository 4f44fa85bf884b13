"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from typing import TYPE_CHECKING

from documents.adapters.store import FileStore
from documents.domain.seller import Seller
from documents.settings import DocumentsSettings
from documents.usecases.ports import DocumentFiles, NetworkInvoices, Papers, Press, Typesetter
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


@dataclass(frozen=True, slots=True)
class Parts:
    """What only some functions need is made when it is asked for: the typesetter is the press's alone."""

    files: DocumentFiles
    shop: PublishedShop
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

        return Issuing(self.parts.files, self._seller, self.parts.zone())

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
    def exported(self) -> ExportedDocuments:
        from documents.usecases.exporting import ExportedDocuments

        return ExportedDocuments(self.parts.files, self.parts.exports)

    def _seller(self) -> Seller | None:
        return seller_of(self.parts.shop.settings())


def real() -> Parts:
    settings = DocumentsSettings()
    return Parts(
        FileStore(), ShopCopy(), lambda: settings.time_zone, _papers, _press, _typesetter, _network, S3ExportParts()
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
