"""Staff put files to variants that need no parcel; the orders service asks for those of what was bought."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from products.domain.digital import MAX_BYTES, FilesOfSku, SentFile, checked_name, checked_type
from products.domain.product import Product
from products.usecases.ports import CatalogueStore, Upload
from souk import clock
from souk.errors import Conflict, NotFound
from souk.ids import is_id, new_id
from souk.staff.changes import Value, note
from souk.storage.versioned import until_fresh
from souk.withdrawal import DIGITAL


class DigitalStore(Protocol):
    def of(self, skus: Collection[str]) -> Mapping[str, FilesOfSku]:
        """Of every SKU, also of those that have no files."""

    def save(self, files: FilesOfSku) -> None:
        """Raises Stale when another version is stored than the one before this."""


class DigitalObjects(Protocol):
    def form(self, object_id: str, media_type: str, most: int) -> Upload: ...

    def sent(self, object_id: str) -> SentFile | None:
        """None when it was not sent yet."""

    def remove(self, object_id: str) -> None: ...


class DigitalFiles:
    def __init__(self, catalogue: CatalogueStore, store: DigitalStore, objects: DigitalObjects) -> None:
        self._catalogue = catalogue
        self._store = store
        self._objects = objects

    def of_product(self, product_id: str) -> list[FilesOfSku]:
        """Of its variants, in their order. Raises NotFound."""
        skus = self._product(product_id).skus
        found = self._store.of(skus)
        return [found[sku] for sku in skus]

    def of_skus(self, skus: Collection[str]) -> Mapping[str, FilesOfSku]:
        return self._store.of(skus)

    def begin(self, product_id: str, sku: str, media_type: str) -> tuple[str, Upload]:
        """The id of a new file, and how to send it. What was begun or replaced a day ago is removed meanwhile.

        Raises NotFound, InvalidInput, Conflict for a variant that is no digital content.
        """
        self._check(product_id, sku)
        form = self._objects.form(object_id := new_id(), checked_type(media_type), MAX_BYTES)

        def once() -> tuple[str, ...]:
            before, now = self._files(sku), clock.now()
            stale = before.stale(now)
            self._store.save(_next(before.without(stale).begun(object_id, now)))
            return stale

        # Nobody can attach them any more.
        for stale in until_fresh(once):
            self._objects.remove(stale)
        return object_id, form

    def attach(self, product_id: str, sku: str, object_id: str, name: str, instead_of: str) -> FilesOfSku:
        """What was sent is a file of the SKU, or what `instead_of` is from now on. The same again changes nothing.

        Raises as `begin`, Conflict when it was not sent.
        """
        self._check(product_id, sku)
        named, sent = checked_name(name), self._objects.sent(object_id) if is_id(object_id) else None
        if sent is None:
            raise Conflict("send the file first, to the address it was begun with")
        return self._changed(sku, lambda files, now: files.attached(object_id, named, sent, now, instead_of))

    def remove(self, product_id: str, sku: str, file_id: str) -> FilesOfSku:
        """Takes it from sale. Who has paid keeps it. Raises NotFound."""
        if sku not in self._product(product_id).skus:
            raise NotFound("the product has no such variant")
        return self._changed(sku, lambda files, now: files.removed(file_id, now))

    def _changed(self, sku: str, change: _Change) -> FilesOfSku:
        def once() -> FilesOfSku:
            before = self._files(sku)
            after = change(before, clock.now())
            if after == before:
                return before
            self._store.save(after := _next(after))
            note(f"sku:{sku}", _told(before), _told(after))
            return after

        return until_fresh(once)

    def _files(self, sku: str) -> FilesOfSku:
        return self._store.of([sku])[sku]

    def _check(self, product_id: str, sku: str) -> None:
        variant = self._product(product_id).variant(sku)
        if variant is None:
            raise NotFound("the product has no such variant")
        if variant.requires_shipping or variant.withdrawal_exclusion != DIGITAL:
            raise Conflict(
                "files are put to what needs no shipping and is marked as digital content: then checkout asks for the "
                "consent that the law wants"
            )

    def _product(self, product_id: str) -> Product:
        handle = self._catalogue.handle_of(product_id)
        product = self._catalogue.product(handle) if handle else None
        if product is None:
            raise NotFound("there is no such product")
        return product


class _Change(Protocol):
    def __call__(self, files: FilesOfSku, now: datetime, /) -> FilesOfSku: ...


def _next(files: FilesOfSku) -> FilesOfSku:
    return replace(files, version=files.version + 1)


def _told(files: FilesOfSku) -> dict[str, Value]:
    newest = max((file.object_id for file in files.for_sale), default=None)
    return {"files": len(files.for_sale), "newest": newest}
