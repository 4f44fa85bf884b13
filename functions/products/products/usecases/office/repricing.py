"""Products keep the prices that promotions of the catalogue make, and those to come: here they are brought up to date.

A promotion that is known ahead switches at its second everywhere, for the product says when. What is left to be done
then can come a little later: its history, its place in lists by price, and the event that tells of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from products.domain import product as rules
from products.domain.product import Product
from products.usecases import facts
from products.usecases.ports import CatalogueStore, ProductWrite, PromotedPrices, RepricingStore, StockStore
from souk import clock
from souk.storage.versioned import Stale, until_fresh

# Products that are looked at together.
PAGE = 50
# By how much others' clocks may be ahead: what they have made belongs to it.
_CLOCKS = timedelta(minutes=1)


class CatalogueRepricing:
    def __init__(
        self, store: RepricingStore, catalogue: CatalogueStore, stock: StockStore, promoted: PromotedPrices
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._stock = stock
        self._promoted = promoted

    def promotions_changed(self, version: int) -> None:
        """All products are to be priced by promotions of this version. A shop that has had none of the catalogue yet
        does without.
        """
        if self._store.work() is not None or self._promoted.current().any:
            self._store.start(self._catalogue.start_of_list(clock.now() + _CLOCKS), version)

    def run(self, has_time: Callable[[], bool]) -> int:
        """Products whose prices have changed by themselves, then those that changed promotions concern, as far as the
        time goes; how many were written.
        """
        return self._switched(has_time) + self._walked(has_time)

    def refresh(self, product_id: str) -> bool:
        """Prices a product by the promotions as they are now; whether they had changed while it was written."""
        handle = self._catalogue.handle_of(product_id)
        return handle is not None and self._repriced(handle)

    def _switched(self, has_time: Callable[[], bool]) -> int:
        written = 0
        while has_time() and (due := self._store.due(clock.now(), PAGE)):
            done = sum(self._repriced(handle) for handle in due if has_time())
            written += done
            if not done:
                break  # the index is behind
        return written

    def _walked(self, has_time: Callable[[], bool]) -> int:
        written = 0
        while has_time() and (work := self._store.work()) and work.position:
            rows = self._catalogue.staff_after(work.position, PAGE)
            last: str | None = None
            for position, handle in rows:
                if not has_time():
                    break
                written += self._repriced(handle)
                last = position
            if last is None and rows:
                break
            try:
                is_end = len(rows) < PAGE and (not rows or last == rows[-1][0])
                self._store.go_on(None if is_end else last, work.version)
            except Stale:
                continue  # promotions have changed again, and it is begun anew
        return written

    def _repriced(self, handle: str) -> bool:
        return until_fresh(lambda: self._priced_once(handle))

    def _priced_once(self, handle: str) -> bool:
        # The product first: what is published after that has it priced again.
        before = self._catalogue.product(handle)
        if before is None:
            return False
        after = before.repriced(self._promoted.current(), clock.now())
        if after is None:
            return False
        self._save(before, after)
        return True

    def _save(self, before: Product, after: Product) -> None:
        levels = {sku: level for sku, level in self._stock.levels(after.skus).items() if level.handle in after.handles}
        self._catalogue.save(
            ProductWrite(
                before=before,
                after=after,
                card=rules.card(after, levels),
                events=facts.of(before, after, levels),
                levels=levels,
            )
        )
