"""Finding products and SKUs: by what staff type, by barcode, and those of which few are left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from products.domain.finding import ProductFilter, StockState
from products.domain.product import Product
from products.domain.stock import Band, StockLevel
from products.usecases.ports import Cards, CatalogueStore, FindingStore, Hit, Pointer, StockStore
from souk.errors import Unavailable

# Rows that are looked at for one page where the first of them do not fill it, however many of them suit.
LOOKED_AT = 100
# Products of earlier versions that are made to be found in one run of the timer.
CAUGHT_UP = 100
# So often the stock may change while the lists of it are brought up to date.
_TRIES = 5
_STATES = {Band.LOW: StockState.LOW, Band.SOLD_OUT: StockState.OUT, Band.BEYOND: StockState.OUT, Band.PLENTY: None}


@dataclass(frozen=True, slots=True)
class ToReorder:
    """A SKU of which few are left or none, and its product."""

    level: StockLevel
    hit: Hit

    @property
    def state(self) -> StockState:
        return _STATES[self.level.band] or StockState.LOW


class Finder:
    def __init__(self, store: FindingStore, catalogue: CatalogueStore, stock: StockStore) -> None:
        self._store = store
        self._catalogue = catalogue
        self._stock = stock

    def page(self, wanted: ProductFilter, limit: int, cursor: str | None) -> Cards:
        """Products that suit, at most `limit`, and fewer where not many of those that were looked at do: then the next
        page goes on. One query and one read, and one more of the stock where that is asked for; all of it twice where
        the first that are looked at do not fill the page.
        """
        found: dict[str, Hit] = {}
        last: Pointer | None = None
        for most in (limit + 1, LOOKED_AT):
            pointers, more = self._pointers(wanted, most, last.cursor if last else cursor)
            hits = self._store.hits([pointer.place for pointer in pointers]) if pointers else {}
            levels = self._low_levels(pointers) if wanted.stock else {}
            for pointer in pointers:
                if len(found) == limit and (last is None or last.product_id != pointer.product_id):
                    return _cards(found, last.cursor if last else None)
                hit, last = hits.get(pointer.place), pointer
                if hit is not None and _suits(hit, pointer, wanted, levels):
                    found[pointer.place] = hit
            if not more:
                return _cards(found, None)
        return _cards(found, last.cursor if last else None)

    def to_reorder(self, limit: int, cursor: str | None) -> tuple[list[ToReorder], str | None]:
        """SKUs that shoppers see and of which few are left or none, product by product; at most `limit`."""
        pointers, more = self._store.low(limit, cursor)
        hits = self._store.hits([pointer.place for pointer in pointers]) if pointers else {}
        levels = self._low_levels(pointers)
        found = [
            ToReorder(levels[sku], hits[pointer.place])
            for pointer in pointers
            for sku in pointer.skus
            if sku in levels and pointer.place in hits
        ]
        return found, pointers[-1].cursor if more else None

    def by_barcode(self, code: str) -> list[StockLevel]:
        """The levels of the SKUs whose variants have this barcode now."""
        levels = self._stock.levels(self._store.by_barcode(code))
        products = self._catalogue.products({level.handle for level in levels.values()})
        found = []
        for sku, level in sorted(levels.items()):
            variant = products[level.handle].variant(sku) if level.handle in products else None
            if variant is not None and variant.barcode == code:
                found.append(level)
        return found

    def refresh_low(self, product_id: str) -> None:
        """Brings the lists of low stock up to date with the stock itself, so an event may come late or twice."""
        handle = self._catalogue.handle_of(product_id)
        product = self._catalogue.product(handle) if handle else None
        if product is not None:
            self._refresh_low(product)

    def _refresh_low(self, product: Product) -> None:
        """Once something is written the stock is looked at again: whoever has seen less of it may have written last."""
        for _ in range(_TRIES):
            # What stands there is read first: it is removed only if nobody has put it there anew since.
            had, stood = self._store.low_of(product.id), self._store.stock_of(product)
            low = self._low_of(product)
            added = {sku: level.version for sku, level in low.items() if had.get(sku) != level.version}
            removed = {sku: version for sku, version in had.items() if sku not in low}
            if added or removed:
                self._store.set_low(product, added, removed)
            by_state = _by_state(low)
            if by_state != stood:
                self._store.set_stock(product, {state: by_state.get(state, ()) for state in {*by_state, *stood}})
            elif not (added or removed):
                return
            if _by_state(self._low_of(product)) == by_state:
                return
        raise Unavailable("the stock of this product changes again and again")

    def _low_of(self, product: Product) -> dict[str, StockLevel]:
        """The levels of its SKUs that are for sale and of which few are left or none."""
        levels = self._stock.levels(product.skus) if product.is_published else {}
        tracked = {variant.sku for variant in product.content.variants if variant.tracked}
        return {sku: level for sku, level in levels.items() if sku in tracked and _STATES[level.band]}

    def catch_up(self) -> int:
        """Makes some products that an earlier version wrote be found; how many. Once all are, none."""
        position = self._store.position()
        if position is None:
            return 0
        rows = self._catalogue.staff_after(position, CAUGHT_UP)
        products = self._catalogue.products([handle for _, handle in rows])
        for product in products.values():
            self._refresh_low(product)
        self._store.catch_up(list(products.values()), rows[-1][0] if len(rows) == CAUGHT_UP else None)
        return len(products)

    def _pointers(self, wanted: ProductFilter, most: int, cursor: str | None) -> tuple[Sequence[Pointer], bool]:
        if wanted.stock:
            return self._store.by_stock(wanted.stock, most, cursor)
        if wanted.words:
            return self._store.by_word(wanted.key, most, cursor)
        return self._store.by_category(wanted.category, most, cursor)

    def _low_levels(self, pointers: Sequence[Pointer]) -> dict[str, StockLevel]:
        """Of their SKUs those of which few are left or none: since the news of it, more may have come in."""
        skus = [sku for pointer in pointers for sku in pointer.skus]
        levels = self._stock.levels(skus) if skus else {}
        return {sku: level for sku, level in levels.items() if _STATES[level.band]}


def _by_state(low: Mapping[str, StockLevel]) -> dict[StockState, tuple[str, ...]]:
    """The SKUs, in their order."""
    found: dict[StockState, tuple[str, ...]] = {}
    for sku in sorted(low):
        if state := _STATES[low[sku].band]:
            found[state] = (*found.get(state, ()), sku)
    return found


def _suits(hit: Hit, pointer: Pointer, wanted: ProductFilter, levels: Mapping[str, StockLevel]) -> bool:
    if not wanted.suits(hit.terms, hit.card.status, hit.card.category_ids):
        return False
    if wanted.stock:
        return any(sku in levels and _STATES[levels[sku].band] is wanted.stock for sku in pointer.skus)
    # Of the terms that begin with the word one alone leads to the product, the first.
    return not pointer.term or pointer.term == min(term for term in hit.terms if term.startswith(wanted.key))


def _cards(found: Mapping[str, Hit], cursor: str | None) -> Cards:
    return Cards([hit.card for hit in found.values()], cursor)
