"""The whole catalogue as a file in Shopify's format."""

from __future__ import annotations

from collections.abc import Iterator

from products.ports import CatalogueStore, Files, StockStore
from products.shopify import writer
from souk import clock
from souk.ids import new_id
from souk.telemetry import logger

PAGE = 100


class Exporter:
    def __init__(self, store: CatalogueStore, stock: StockStore, files: Files) -> None:
        self._store = store
        self._stock = stock
        self._files = files

    def export(self, actor: str) -> str:
        """Writes the file and returns a URL that gives it for a few minutes."""
        filename = f"products-{clock.now():%Y-%m-%d}.csv"
        url = self._files.write(f"exports/{new_id()}.csv", self._lines(), filename)
        logger.info("staff exported the catalogue", extra={"actor": actor})
        return url

    def _lines(self) -> Iterator[bytes]:
        yield writer.header().encode()
        cursor: str | None = None
        while True:
            page = self._store.staff_cards(None, PAGE, cursor)
            products = self._store.products([card.handle for card in page.items])
            for card in page.items:
                if (product := products.get(card.handle)) is not None:
                    on_hand = {sku: level.on_hand for sku, level in self._stock.levels(product.skus).items()}
                    yield "".join(writer.rows(product, on_hand)).encode()
            cursor = page.next_cursor
            if cursor is None:
                return
