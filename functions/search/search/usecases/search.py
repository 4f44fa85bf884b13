"""Searching, and keeping the index in step with the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from search.domain.criteria import Criteria, Found, Suggestion
from search.domain.listing import LaterPrice, ListedVariant, Listing, merged, restocked
from souk import clock
from souk.events import Event, data_of
from souk.events.products import PlannedPrice, ProductRemoved, ProductSnapshot, StockChanged

PRODUCT_EVENTS = ("product.created", "product.updated")
REMOVAL_EVENTS = ("product.archived",)
STOCK_EVENTS = ("stock.changed", "stock.low", "stock.sold_out", "stock.back_in_stock")
EVENTS = frozenset(PRODUCT_EVENTS + REMOVAL_EVENTS + STOCK_EVENTS)

Lookup = Callable[[str], Listing | None]


class IndexReader(Protocol):
    """The index as of a moment ago. `now` in milliseconds since 1970: what things cost then."""

    def search(self, criteria: Criteria) -> Found: ...
    def suggest(self, text: str, limit: int, now: int) -> list[Suggestion]: ...


class IndexWriter(Protocol):
    """The one writer of the index."""

    def update(self, change: Callable[[Lookup], Mapping[str, Listing]]) -> int:
        """Runs `change` on the newest index and stores the listings it returns. Returns how many."""
        ...


def apply_events(writer: IndexWriter, events: Iterable[Event]) -> int:
    """Brings the index in step with a batch of events, in one commit. Returns how many listings changed."""
    relevant = [event for event in events if event.type in EVENTS]
    if not relevant:
        return 0
    return writer.update(lambda lookup: changes(relevant, lookup))


def changes(events: Iterable[Event], lookup: Lookup) -> dict[str, Listing]:
    """The listings a batch of events leads to, by product id."""
    changed: dict[str, Listing] = {}
    for event in events:
        product_id = _product_of(event)
        held = changed.get(product_id) or lookup(product_id)
        new = _after(event, held)
        if new is not None:
            changed[product_id] = new
    return changed


def _product_of(event: Event) -> str:
    return data_of(event, StockChanged).product_id if event.type in STOCK_EVENTS else event.aggregate_id


def _after(event: Event, held: Listing | None) -> Listing | None:
    if event.type in STOCK_EVENTS:
        stock = data_of(event, StockChanged)
        return restocked(held, stock.sku, _for_sale(stock.for_sale, stock.available) > 0, event.aggregate_version)
    if event.type in REMOVAL_EVENTS:
        removed = data_of(event, ProductRemoved)
        return merged(held, Listing(removed.product_id, event.aggregate_version, listed=False, handle=removed.handle))
    return merged(held, listing_of(data_of(event, ProductSnapshot), event.aggregate_version))


def _for_sale(units: int | None, available: int) -> int:
    """Older events tell of nothing but the stock."""
    return available if units is None else units


def listing_of(product: ProductSnapshot, version: int) -> Listing:
    """The listing of a product as an event describes it."""
    names = product.category_names or [""] * len(product.categories)
    return Listing(
        product_id=product.product_id,
        version=version,
        listed=product.status == "active",
        handle=product.handle,
        title=product.title,
        description=product.description,
        vendor=product.vendor,
        product_type=product.product_type,
        image=product.image,
        currency=product.variants[0].price.currency if product.variants else "EUR",
        categories=tuple(zip(product.categories, names, strict=False)),
        tags=tuple(product.tags),
        created=int(datetime.fromisoformat(product.created_at).timestamp()) if product.created_at else 0,
        variants=tuple(
            ListedVariant(
                sku=variant.sku,
                price=variant.price.amount,
                compare_at=variant.compare_at.amount if variant.compare_at else None,
                compare_at_kind=variant.compare_at_kind,
                price_per_measure=variant.price_per_measure.amount if variant.price_per_measure else None,
                measure=variant.measure,
                list_price=variant.list_price.amount if variant.list_price else None,
                later=tuple(_later(each) for each in variant.later),
                available=_for_sale(variant.for_sale, variant.available) > 0,
                backorder=variant.backorder,
                barcode=variant.barcode,
            )
            for variant in product.variants
        ),
    )


def _later(planned: PlannedPrice) -> LaterPrice:
    return LaterPrice(
        since=clock.milliseconds(datetime.fromisoformat(planned.since)),
        price=planned.price.amount,
        compare_at=planned.compare_at.amount if planned.compare_at else None,
        compare_at_kind=planned.compare_at_kind,
        list_price=planned.list_price.amount if planned.list_price else None,
        price_per_measure=planned.price_per_measure.amount if planned.price_per_measure else None,
    )
