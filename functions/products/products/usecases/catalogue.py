"""What shoppers and other services see of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from products.domain import product as rules
from products.domain.category import ALL, Category
from products.domain.product import Product, ProductStatus, Variant
from products.domain.stock import StockLevel
from products.usecases.ports import Cards, CatalogueStore, StockStore
from souk import clock
from souk.errors import InvalidInput, NotFound
from souk.storage.versioned import Stale

MAX_SKUS = 100
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Stocked:
    """A product with the stock of its SKUs at this moment. Of one that shoppers are shown, `until` is when its prices
    change next by themselves, as far as that is known.
    """

    product: Product
    levels: Mapping[str, StockLevel]
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SaleVariant:
    """A variant that is for sale, its product, and its stock."""

    product: Product
    variant: Variant
    level: StockLevel


class Catalogue:
    def __init__(self, store: CatalogueStore, stock: StockStore) -> None:
        self._store = store
        self._stock = stock

    def page(self, category_id: str | None, sort: str, limit: int, cursor: str | None) -> Cards:
        """Published products of a category and all below it, or of the whole shop."""
        return _at(self._store.cards(category_id or ALL, sort, limit, cursor), clock.now())

    def staff_page(self, status: ProductStatus | None, limit: int, cursor: str | None) -> Cards:
        """Products in any status, newest first."""
        return _at(self._store.staff_cards(status, limit, cursor), clock.now())

    def published(self, handle: str) -> Stocked:
        """By its handle, or by one it had, or its id. Raises NotFound, also for what is not published."""
        product = self._store.product(handle)
        if product is None and _ID.fullmatch(handle) and (named := self._store.handle_of(handle)):
            product = self._store.product(named)
        if product is None or not product.is_published:
            raise NotFound("there is no such product")
        now = clock.now()
        stocked = self._stocked(product)
        return Stocked(product.at(now), stocked.levels, product.next_switch(now))

    def by_id(self, product_id: str) -> Stocked:
        """A product in any status, for staff. Raises NotFound."""
        handle = self._store.handle_of(product_id)
        product = self._store.product(handle) if handle else None
        if product is None:
            raise NotFound("there is no such product")
        return self._stocked(product)

    def categories(self) -> list[Category]:
        """The categories with something in them, parents before children, siblings by position and name."""
        found = [entry for entry in self._store.categories() if entry.product_count > 0]
        return sorted(found, key=lambda entry: (entry.id.count("/"), entry.position, entry.name.casefold()))

    def stock(self, skus: Iterable[str]) -> list[StockLevel]:
        """The live stock of those SKUs that exist, in the order asked. Raises InvalidInput for more than 100."""
        wanted = _at_most(skus)
        levels = self._stock.levels(wanted)
        return [levels[sku] for sku in wanted if sku in levels]

    def for_sale(self, skus: Iterable[str]) -> dict[str, SaleVariant]:
        """Those of the SKUs that are for sale. Raises InvalidInput for more than 100."""
        wanted = _at_most(skus)
        levels = self._stock.levels(wanted)
        products = self._store.products({level.handle for level in levels.values()})
        found = {}
        now = clock.now()
        shown = {handle: product.at(now) for handle, product in products.items()}
        for sku, level in levels.items():
            product = shown.get(level.handle)
            variant = product.variant(sku) if product and product.is_published else None
            if product and variant:
                found[sku] = SaleVariant(product, variant, level)
        return found

    def refresh_availability(self, product_id: str) -> bool:
        """Brings the in-stock flag on a product's cards up to date, and its levels to its handle; whether the flag
        had to change.

        It is recomputed from the stock itself, so an event that comes late or twice does no harm.
        """
        handle = self._store.handle_of(product_id)
        product = self._store.product(handle) if handle else None
        if product is None:
            return False
        levels = self._stock.levels(product.skus)
        behind = [level for level in levels.values() if level.handle in product.earlier]
        if behind:
            # They lead to it all the same, by a detour.
            self._stock.follow(behind, product.handle)
        if not product.is_listed:
            return False
        available = rules.is_available(product, levels)
        if self._store.is_shown_available(product) in (None, available):
            return False
        try:
            self._store.show_available(product, available)
        except Stale:
            return False  # the product was written meanwhile, and its own event brings us here again
        return True

    def _stocked(self, product: Product) -> Stocked:
        levels = self._stock.levels(product.skus)
        # An archived product may still list what another one has by now.
        return Stocked(product, {sku: level for sku, level in levels.items() if level.handle in product.handles})


def _at(cards: Cards, now: datetime) -> Cards:
    return Cards([card.at(now) for card in cards.items], cards.next_cursor)


def _at_most(skus: Iterable[str]) -> list[str]:
    wanted = list(dict.fromkeys(skus))
    if len(wanted) > MAX_SKUS:
        raise InvalidInput(f"ask for at most {MAX_SKUS} SKUs at once")
    return wanted
