"""Products, their lists and the category tree. A product, its cards, counts and event are one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import datetime

from pydantic import TypeAdapter
from pynamodb.expressions.update import Action

from products.adapters.store import cards, finding, imports, stock
from products.adapters.store.records import (
    CardRecord,
    CategoryRecord,
    FindRecord,
    MovedRecord,
    ProductIdRecord,
    ProductRecord,
)
from products.domain import category
from products.domain.category import Category, CategoryRef
from products.domain.prices.history import History, PriceSpan
from products.domain.product import Content, Product, ProductStatus
from products.usecases.ports import BulkCheckpoint, Cards, ProductWrite, Superseded
from souk import clock
from souk.storage import cursor
from souk.storage.dynamo import MAX_ITEMS, Transaction, TransactionRejected
from souk.storage.outbox import emit

BATCH = 100
SWITCHES = "SWITCHES"
_CATEGORIES = "CATEGORIES"

_content: TypeAdapter[Content] = TypeAdapter(Content)


class DynamoCatalogueStore:
    """`products.usecases.ports.CatalogueStore` on the products table."""

    def product(self, handle: str) -> Product | None:
        record = ProductRecord.fetch(_product_pk(handle), "PRODUCT", consistent=True)
        if record is None or record.content:
            return _product(record) if record else None
        present = ProductIdRecord.fetch(_id_pk(record.product_id), "PRODUCT-ID", consistent=True)
        return self.product(present.handle) if present else None

    def products(self, handles: Collection[str]) -> dict[str, Product]:
        records = _by_handle(handles)
        moved = {handle: record.product_id for handle, record in records.items() if not record.content}
        found = {handle: _product(record) for handle, record in records.items() if handle not in moved}
        if moved:
            present = self._present(set(moved.values()))
            products = self.products(set(present.values()))
            by_id = {product.id: product for product in products.values()}
            found.update({handle: by_id[id_] for handle, id_ in moved.items() if id_ in by_id})
        return found

    def _present(self, product_ids: Collection[str]) -> dict[str, str]:
        """The handles that these products have."""
        keys = [(_id_pk(product_id), "PRODUCT-ID") for product_id in product_ids]
        return {
            record.pk.partition("#")[2]: record.handle
            for start in range(0, len(keys), BATCH)
            for record in ProductIdRecord.batch_get(keys[start : start + BATCH], consistent_read=True)
        }

    def handle_of(self, product_id: str) -> str | None:
        record = ProductIdRecord.fetch(_id_pk(product_id), "PRODUCT-ID")
        return record.handle if record else None

    def cards(self, category_id: str, sort: str, limit: int, after: str | None) -> Cards:
        order = cards.SORT_ORDERS[sort]
        page = cards.query(order.index)(
            cards.list_pk(category_id),
            scan_index_forward=order.forward,
            limit=limit,
            last_evaluated_key=cursor.decode(after),
        )
        return Cards([cards.card_of(record) for record in page], cursor.encode(page.last_evaluated_key))

    def staff_cards(self, status: ProductStatus | None, limit: int, after: str | None) -> Cards:
        page = cards.query("" if status is None else "gsi1")(
            cards.STAFF if status is None else cards.staff_pk(status),
            scan_index_forward=False,
            limit=limit,
            last_evaluated_key=cursor.decode(after),
        )
        return Cards([cards.card_of(record) for record in page], cursor.encode(page.last_evaluated_key))

    def staff_after(self, position: str, limit: int) -> list[tuple[str, str]]:
        rows = CardRecord.query(
            cards.STAFF, CardRecord.sk.between("CARD#", position), scan_index_forward=False, limit=limit + 1
        )
        return [(record.sk, record.handle) for record in rows if record.sk < position][:limit]

    def start_of_list(self, now: datetime) -> str:
        return cards.place_of(now)

    def count_products(self, *, drafts: bool) -> int:
        if drafts:
            return CardRecord.count(cards.STAFF)
        return sum(
            CardRecord.by_gsi1.count(cards.staff_pk(status))
            for status in (ProductStatus.ACTIVE, ProductStatus.UNLISTED)
        )

    def categories(self) -> list[Category]:
        return [
            Category(
                id=record.sk.partition("#")[2],
                name=record.name,
                parent_id=record.parent_id,
                position=int(record.position),
                product_count=int(record.product_count),
                image=record.image or "",
            )
            for record in CategoryRecord.query(_CATEGORIES)
        ]

    def save(self, write: ProductWrite) -> None:
        claims: list[Callable[[Transaction], None]] = [
            *((lambda tx, change=change: stock.new_level(tx, change)) for change in write.new_levels),
            *((lambda tx, level=level: stock.set_backorder(tx, level)) for level in write.backorder),
            *((lambda tx, move=move: stock.take_over(tx, move)) for move in write.moved),
        ]
        transaction = Transaction()
        _put_product(transaction, write)
        _put_cards(transaction, write)
        for giver in write.givers:
            # Counted as a change of the giver: it must not be put on sale again meanwhile with what it has given up.
            record = ProductRecord(_product_pk(giver.handle), "PRODUCT")
            transaction.update(record, [ProductRecord.version.add(1)], ProductRecord.version == giver.version)
        if isinstance(write.checkpoint, BulkCheckpoint):
            from products.adapters.store import bulk

            bulk.put(transaction, write.checkpoint)
        elif write.checkpoint:
            imports.put(transaction, write.checkpoint)
        left_behind = self._put_entries(transaction, write, MAX_ITEMS - 2 * len(claims))
        try:
            # A product of very many SKUs does not fit into one transaction. Its SKUs are claimed first then, which
            # nobody sees: a SKU is for sale only once the product that lists it is written, whole and last.
            while len(transaction) + 2 * len(claims) > MAX_ITEMS:
                first = Transaction()
                for claim in claims[: MAX_ITEMS // 2]:
                    claim(first)
                del claims[: MAX_ITEMS // 2]
                first.commit()
            for claim in claims:
                claim(transaction)
            transaction.commit()
        except TransactionRejected as error:
            if error.failed(imports.LABEL):
                raise Superseded(str(error)) from error
            raise
        finding.write([], left_behind)

    def _put_entries(self, transaction: Transaction, write: ProductWrite, most: int) -> list[FindRecord]:
        """What leads staff to the product; answers what is to be removed once it is written.

        Where it does not fit in, it is written before the product: an entry that leads to a product which does not
        have its term leads nowhere.
        """
        added, removed = finding.changed(write.before, write.after)
        if len(transaction) + len(added) + len(removed) > most:
            finding.write(added, [])
            return removed
        for record in added:
            transaction.put(record)
        for record in removed:
            transaction.delete(record)
        return []

    def is_shown_available(self, product: Product) -> bool | None:
        pk, sk = cards.public_key(product, category.ALL)
        record = CardRecord.fetch(pk, sk, consistent=True)
        return record.available if record else None

    def show_available(self, product: Product, available: bool) -> None:
        transaction = Transaction()
        for category_id in cards.listings(product):
            record = CardRecord(*cards.public_key(product, category_id))
            transaction.update(record, [CardRecord.available.set(available)], CardRecord.pk.exists())
        transaction.commit()


def _put_product(transaction: Transaction, write: ProductWrite) -> None:
    after = write.after
    record = ProductRecord(
        _product_pk(after.handle),
        "PRODUCT",
        product_id=after.id,
        content=_content.dump_json(after.content).decode(),
        version=after.version,
        created_at=after.created_at.isoformat(),
        updated_at=after.updated_at.isoformat(),
        published_at=after.published_at.isoformat() if after.published_at else None,
        earlier=[*after.earlier] or None,
        made_as=after.made_as or None,
        prices=_prices_told(after.prices) if after.prices else None,
    )
    if switches := after.switches:
        record.gsi1pk, record.gsi1sk = SWITCHES, _switch_sk(switches[0], after.handle)
    before = write.before
    if before and before.handle == after.handle:
        transaction.put(record, ProductRecord.version == before.version, label="product")
    else:
        free = ProductRecord.pk.does_not_exist()
        transaction.put(record, free | (ProductRecord.product_id == after.id) if before else free, label="product")
        transaction.put(ProductIdRecord(_id_pk(after.id), "PRODUCT-ID", handle=after.handle))
    if before and before.handle != after.handle:
        former = MovedRecord(_product_pk(before.handle), "PRODUCT", product_id=after.id)
        transaction.put(former, ProductRecord.version == before.version, label="former")
    for event in write.events:
        emit(transaction, event, pk=record.pk)


def _put_cards(transaction: Transaction, write: ProductWrite) -> None:
    before = cards.listings(write.before) if write.before else []
    after = cards.listings(write.after)
    for category_id in after:
        transaction.put(cards.public_record(write.after, write.card, category_id))
    for category_id in before:
        if write.before and category_id not in after:
            transaction.delete(CardRecord(*cards.public_key(write.before, category_id)))
    transaction.put(cards.staff_record(write.after, write.card))
    refs = {ref.id: ref for product in (write.before, write.after) if product for ref in product.categories}
    for category_id, ref in refs.items():
        change = (category_id in after) - (category_id in before)
        if change:
            _count(transaction, ref, change, write.card.image)


def _count(transaction: Transaction, ref: CategoryRef, change: int, image: str) -> None:
    actions: list[Action] = [
        CategoryRecord.product_count.add(change),
        CategoryRecord.name.set(CategoryRecord.name | ref.name),
        CategoryRecord.position.set(CategoryRecord.position | 0),
    ]
    if ref.parent_id:
        actions.append(CategoryRecord.parent_id.set(ref.parent_id))
    if image and change > 0:
        # The first product that is published in it lends it a picture.
        actions.append(CategoryRecord.image.set(CategoryRecord.image | image))
    transaction.update(CategoryRecord(_CATEGORIES, f"CATEGORY#{ref.id}"), actions)


def _by_handle(handles: Collection[str]) -> dict[str, ProductRecord]:
    keys = [(_product_pk(handle), "PRODUCT") for handle in dict.fromkeys(handles)]
    return {
        record.pk.partition("#")[2]: record
        for start in range(0, len(keys), BATCH)
        for record in ProductRecord.batch_get(keys[start : start + BATCH], consistent_read=True)
    }


def _switch_sk(moment: datetime, handle: str) -> str:
    return f"{clock.isoformat(moment)}#{handle}"


def _product_pk(handle: str) -> str:
    return f"PRODUCT#{handle}"


def _id_pk(product_id: str) -> str:
    return f"PRODUCT-ID#{product_id}"


def _product(record: ProductRecord) -> Product:
    return Product(
        id=record.product_id,
        handle=record.pk.partition("#")[2],
        content=_content.validate_json(record.content),
        version=int(record.version),
        created_at=datetime.fromisoformat(record.created_at),
        updated_at=datetime.fromisoformat(record.updated_at),
        published_at=datetime.fromisoformat(record.published_at) if record.published_at else None,
        earlier=tuple(record.earlier or ()),
        made_as=record.made_as or "",
        prices=_prices(record.prices) if record.prices else {},
    )


def _prices_told(prices: History) -> str:
    """By SKU each span as amount, since and until in milliseconds since 1970, the former price beside it, and what it
    would cost without promotions.
    """
    return json.dumps({sku: [_span_told(span) for span in spans] for sku, spans in prices.items()})


def _span_told(span: PriceSpan) -> list[int | None]:
    told = [
        span.amount,
        clock.milliseconds(span.since),
        clock.milliseconds(span.until) if span.until else None,
        span.former,
        span.listed,
    ]
    # What most have not is left out at the end.
    while told[-1] is None:
        told.pop()
    return told


def _prices(text: str) -> dict[str, tuple[PriceSpan, ...]]:
    return {sku: tuple(_span(*told) for told in spans) for sku, spans in json.loads(text).items()}


def _span(
    amount: int, since: int, until: int | None = None, former: int | None = None, listed: int | None = None
) -> PriceSpan:
    return PriceSpan(
        amount, clock.of_milliseconds(since), None if until is None else clock.of_milliseconds(until), former, listed
    )
