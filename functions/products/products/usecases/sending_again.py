"""Selling what is sent again to its order, out of the hold that shipping has had made for it."""

from __future__ import annotations

from collections.abc import Mapping

from products.domain import reservation
from products.domain.stock import MovementCause
from products.usecases import announcements
from products.usecases.counters import Counters
from products.usecases.inventory import PATIENCE_SECONDS, TRIES, Inventory
from products.usecases.ports import LevelChange, StockStore, StockWrite
from souk import clock
from souk.storage.versioned import until_fresh


class SentAgain:
    def __init__(self, inventory: Inventory, store: StockStore, patience: float = PATIENCE_SECONDS) -> None:
        self._inventory = inventory
        self._store = store
        self._counters = Counters(store)
        self._patience = patience

    def sell(self, order_id: str, hold: str, units: Mapping[str, int], location: str) -> None:
        """The units of a hold are the order's, sent from a location. Told twice, it changes nothing.

        Of a hold that lapsed, or whose units are gone, they are taken as for an order that is paid late: once they are
        there.
        """
        cause = MovementCause(f"order:{order_id}", clock.now(), order_id, "sent again")

        def sold() -> bool:
            held, order = self._store.reservation(hold), self._store.reservation(order_id)
            if held is None or order is None:
                return False
            levels, placed = self._store.levels(held.lines), self._store.placed(held.lines)
            places = {sku: placed[sku].levels(level.on_hand) for sku, level in levels.items()}
            merged = reservation.send_again(order, held, levels, places, cause, location)
            if merged is None:
                return False
            step, ended = merged
            changes = [
                LevelChange(levels[sku], moves, placed=placed[sku] if any(move.moved for move in moves) else None)
                for sku, moves in step.by_sku().items()
            ]
            self._counters.write(StockWrite(changes, step.after, announcements.of(changes), hold=ended))
            return True

        if not until_fresh(sold, TRIES, self._patience):
            self._inventory.commit(hold, units.items())
