"""What leads staff to a product: words, categories, barcodes, and the list of low stock.

Entries are written with the product. One that was left behind leads nowhere: what it finds is compared with the terms
on the product's card.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from pynamodb.exceptions import DeleteError
from pynamodb.expressions.condition import Condition

from products.adapters.store import cards
from products.adapters.store.records import CardRecord, FindRecord, FoundRecord, LowRecord, ProductRecord, StockRecord
from products.domain import finding
from products.domain.finding import StockState
from products.domain.product import Product
from products.usecases.ports import Hit, Pointer
from souk.storage import cursor as cursors
from souk.storage.dynamo import Transaction, TransactionRejected

BATCH = 100
_LOW = "LOW"
_FOUND = "FOUND"
# Most code points sort before it.
_LAST = "\U0010ffff"


class DynamoFindingStore:
    """`products.usecases.ports.FindingStore` on the products table."""

    def by_word(self, word: str, limit: int, cursor: str | None) -> tuple[list[Pointer], bool]:
        return _page(_word_pk(word), FindRecord.sk.startswith(word), limit, cursor)

    def by_category(self, category_id: str, limit: int, cursor: str | None) -> tuple[list[Pointer], bool]:
        pointers, more = _page(
            _category_pk(category_id), FindRecord.sk.startswith("CARD#"), limit, cursor, forward=False
        )
        return [replace(pointer, term="") for pointer in pointers], more

    def by_stock(self, state: StockState, limit: int, cursor: str | None) -> tuple[list[Pointer], bool]:
        page = StockRecord.query(
            _stock_pk(state), limit=limit, last_evaluated_key=cursors.decode(cursor), scan_index_forward=False
        )
        found = [
            Pointer(record.sk, _cursor(record.pk, record.sk), record.product_id, skus=tuple(record.skus))
            for record in page
        ]
        return found, bool(page.last_evaluated_key)

    def low(self, limit: int, cursor: str | None) -> tuple[list[Pointer], bool]:
        page = LowRecord.query(_LOW, limit=limit, last_evaluated_key=cursors.decode(cursor))
        found = []
        for record in page:
            product_id, _, sku = record.sk.partition("#")
            found.append(Pointer(record.card, _cursor(record.pk, record.sk), product_id, skus=(sku,)))
        return found, bool(page.last_evaluated_key)

    def low_of(self, product_id: str) -> dict[str, int]:
        rows = LowRecord.query(_LOW, LowRecord.sk.startswith(f"{product_id}#"), consistent_read=True)
        return {row.sk.partition("#")[2]: int(row.version) for row in rows}

    def set_low(self, product: Product, added: Mapping[str, int], removed: Mapping[str, int]) -> None:
        place = cards.staff_place(product)
        for sku, version in added.items():
            LowRecord(_LOW, f"{product.id}#{sku}", card=place, version=version).save()
        for sku, version in removed.items():
            with contextlib.suppress(DeleteError):
                LowRecord(_LOW, f"{product.id}#{sku}").delete(condition=LowRecord.version == version)

    def stock_of(self, product: Product) -> dict[StockState, tuple[str, ...]]:
        place = cards.staff_place(product)
        found = StockRecord.batch_get([(_stock_pk(state), place) for state in StockState], consistent_read=True)
        return {StockState(record.pk.partition("#")[2]): tuple(record.skus) for record in found}

    def set_stock(self, product: Product, skus: Mapping[StockState, tuple[str, ...]]) -> None:
        place = cards.staff_place(product)
        for state, named in skus.items():
            record = StockRecord(_stock_pk(state), place)
            if named:
                record.product_id, record.skus = product.id, list(named)
                record.save()
            else:
                record.delete()

    def hits(self, places: Collection[str]) -> dict[str, Hit]:
        keys = [(cards.STAFF, place) for place in dict.fromkeys(places)]
        return {
            record.sk: Hit(cards.card_of(record), tuple((record.terms or "").split()))
            for record in CardRecord.batch_get(keys)
        }

    def by_barcode(self, code: str) -> list[str]:
        rows = FindRecord.query(_barcode_pk(code), limit=BATCH)
        return [record.sk.partition("#")[2] for record in rows]

    def position(self) -> str | None:
        record = FoundRecord.fetch(_FOUND, _FOUND)
        return _LAST if record is None else record.position

    def catch_up(self, products: Sequence[Product], position: str | None) -> None:
        for product in products:
            added, _ = changed(None, product)
            write(added, [])
            transaction = Transaction()
            version: Condition = ProductRecord.version == product.version
            transaction.check(ProductRecord, f"PRODUCT#{product.handle}", "PRODUCT", version)
            terms = " ".join(finding.terms_of(product))
            card = CardRecord(cards.STAFF, cards.staff_place(product))
            transaction.update(card, [CardRecord.terms.set(terms)], CardRecord.pk.exists())
            try:
                transaction.commit()
            except TransactionRejected:
                continue  # it is written anew at this moment, with its terms
        FoundRecord(_FOUND, _FOUND, position=position).save()


def changed(before: Product | None, after: Product) -> tuple[list[FindRecord], list[FindRecord]]:
    """The entries that a change of a product adds and removes."""
    was, now = _entries(before) if before else {}, _entries(after)
    return [now[key] for key in now.keys() - was.keys()], [was[key] for key in was.keys() - now.keys()]


def write(added: Sequence[FindRecord], removed: Sequence[FindRecord]) -> None:
    """Entries alone."""
    for start in range(0, len(added), BATCH):
        transaction = Transaction()
        for record in added[start : start + BATCH]:
            transaction.put(record)
        transaction.commit()
    for start in range(0, len(removed), BATCH):
        transaction = Transaction()
        for record in removed[start : start + BATCH]:
            transaction.delete(record)
        transaction.commit()


def _entries(product: Product) -> dict[tuple[str, str], FindRecord]:
    place = cards.staff_place(product)
    keys: Iterable[tuple[str, str]] = [
        *((_word_pk(term), f"{term}#{product.id}") for term in finding.terms_of(product)),
        *((_category_pk(ref.id), place) for ref in product.categories),
        *((_barcode_pk(v.barcode), f"{product.id}#{v.sku}") for v in product.content.variants if v.barcode),
    ]
    return {key: FindRecord(*key, product_id=product.id, card=place) for key in keys}


def _page(
    pk: str, condition: Condition, limit: int, cursor: str | None, *, forward: bool = True
) -> tuple[list[Pointer], bool]:
    page = FindRecord.query(
        pk, condition, limit=limit, last_evaluated_key=cursors.decode(cursor), scan_index_forward=forward
    )
    found = [
        Pointer(record.card, _cursor(pk, record.sk), record.product_id, term=record.sk.partition("#")[0])
        for record in page
    ]
    return found, bool(page.last_evaluated_key)


def _cursor(pk: str, sk: str) -> str:
    return cursors.encode({"pk": {"S": pk}, "sk": {"S": sk}}) or ""


def _word_pk(word: str) -> str:
    return f"FIND#{word[: finding.PREFIX]}"


def _category_pk(category_id: str) -> str:
    return f"IN#{category_id}"


def _stock_pk(state: StockState) -> str:
    return f"STOCK#{state}"


def _barcode_pk(code: str) -> str:
    return f"BARCODE#{code}"
