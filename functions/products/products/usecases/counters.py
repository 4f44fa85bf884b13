"""Writing to counters: which takes a change, and when a SKU gets more or fewer (see `products.domain.shards`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from products.domain import shards
from products.domain.shards import BASE, Deal
from products.domain.stock import StockLevel
from products.usecases.ports import Contended, LevelChange, StockStore, StockWrite
from souk import clock
from souk.errors import Unavailable
from souk.storage.versioned import Stale
from souk.telemetry import count, logger


class Counters:
    def __init__(self, store: StockStore) -> None:
        self._store = store

    def write(self, write: StockWrite) -> None:
        """Makes the changes, each on a counter that can take it. Raises Stale when they are to be decided anew.

        Raises Unavailable when too many write the same SKU and nothing more can be done about it.
        """
        placed = []
        for change in write.changes:
            # What is waited for is counted by the base alone.
            on_base = change.exact or change.waiting
            counter = BASE if on_base else shards.place(change.before, change.difference)
            if counter is None:
                self.collect(change.before)
                raise Stale("no counter has enough units")
            placed.append(replace(change, counter=counter))
        try:
            contended = self._store.write(replace(write, changes=placed))
        except Contended as error:
            if self._spread(placed, error.skus):
                raise
            raise Unavailable("too many want the same stock at once, try again shortly") from error
        self._spread(placed, contended)
        for change in placed:
            self._fill(change)

    def collect(self, level: StockLevel) -> None:
        """Brings units from shards back to the base; what is left is for the next try."""
        self._dealt(shards.collected(level))

    def cool(self) -> int:
        """Takes the shards of SKUs that are quiet again away; of how many."""
        return sum(self._cooled(sku) for sku in self._store.hot())

    def _cooled(self, sku: str) -> bool:
        try:
            level = self._store.levels([sku])[sku]
            for _ in range(len(level.shards)):
                if not shards.is_quiet(level, clock.now()):
                    break
                self.collect(level)
                level = self._store.levels([sku])[sku]
        except Unavailable:  # its units are on the move, so it is not quiet
            return False
        return not level.shards

    def _spread(self, changes: Sequence[LevelChange], skus: Collection[str]) -> bool:
        """Gives SKUs whose writers meet more counters. False when there are none more than the changes were made on."""
        if not skus:
            return False
        try:
            levels = self._store.levels(skus)
        except Unavailable:  # others are moving its units already
            return True
        # By others, while this waited.
        changed = any(
            len(levels[c.before.sku].shards) > len(c.before.shards) for c in changes if c.before.sku in levels
        )
        for level in levels.values():
            deal = shards.spread(level)
            if deal is None:
                continue
            changed = True  # by us, or by whoever kept us from it
            if self._dealt(deal):
                count("HotSkusSpread")
                logger.info("spread a hot SKU", extra={"sku": level.sku, "shards": deal.shards_after})
        return changed

    def _fill(self, change: LevelChange) -> None:
        level, taken = change.before, -change.difference
        if not level.shards or taken <= 0:
            return
        poorest = min(level.shards, key=lambda shard: shard.available).number
        deal = shards.filled(level, change.counter or poorest, taken if change.counter else 0)
        if deal:
            self._dealt(deal)

    def _dealt(self, deal: Deal) -> bool:
        try:
            self._store.deal(deal, clock.now())
        except Stale:  # somebody else was faster, or sells from it just now
            return False
        return True
