"""Sharing paid orders out between locations, and moving goods from one to another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from products.domain import reservation, stock
from products.domain.places.allocation import Shares, allocate
from products.domain.places.network import MAIN
from products.domain.reservation import Reservation, ReservationState
from products.domain.stock import MovementCause, StockLevel
from products.usecases.inventory import PATIENCE_SECONDS, TRIES, Inventory
from products.usecases.ports import LevelChange, LocationStore, Placement, StockStore, StockWrite
from souk import clock
from souk.errors import Conflict, InvalidInput
from souk.staff.changes import note
from souk.storage.versioned import Stale, until_fresh
from souk.telemetry import count, logger


class Allocating:
    def __init__(
        self, inventory: Inventory, store: StockStore, locations: LocationStore, patience: float = PATIENCE_SECONDS
    ) -> None:
        self._inventory = inventory
        self._store = store
        self._locations = locations
        self._patience = patience

    def allocate(self, order_id: str, lines: Iterable[tuple[str, int]], country: str, first: str = "") -> Shares:
        """The locations that send a paid order, with the units of each: the same answer however often it is asked.
        `first` is where it is fetched: what is there goes before what is elsewhere.

        An order that is short, or closed, is the first location's. Sold first, where the news that it is paid has not
        been heard here. `lines` count only where nothing of the order is known.
        """
        total = reservation.summed(lines)

        def once() -> Shares:
            known = self._sold(order_id, total)
            if known.state is not ReservationState.COMMITTED:
                return {MAIN: dict(known.lines or total)}
            if known.allocated:
                return {place: dict(units) for place, units in known.allocated.items()}
            return self._shared_out(known, country, first)

        return until_fresh(once, TRIES, self._patience)

    def transfer(self, sku: str, quantity: int, source: str, target: str, cause: MovementCause) -> StockLevel:
        """Moves units from one location to another, once for its `reference`. Raises NotFound, InvalidInput, and
        Conflict when fewer are there.
        """
        if source == target or not 0 < quantity <= stock.MAX_QUANTITY:
            raise InvalidInput(f"move 1 to {stock.MAX_QUANTITY} units to another location")
        moved = {place: units for place, units in ((source, -quantity), (target, quantity)) if place != MAIN}
        once = f"movement:{cause.actor}:{sku}:{cause.reference}"

        def transferred() -> StockLevel:
            level, placed = self._inventory.single(sku), self._store.placed([sku])[sku]
            levels = placed.levels(level.on_hand)
            there = levels.get(source, 0)
            if there < quantity:
                if self._store.was_done(once):
                    return level
                raise Conflict(f"only {there} of {sku!r} are at {source}", on_hand=there)
            change = LevelChange(level, [stock.transfer(sku, moved, cause)], exact=True, placed=placed)
            try:
                self._store.write(StockWrite([change], once=once))
            except Stale:
                if self._store.was_done(once):
                    return self._inventory.level(sku)
                raise
            note(f"sku:{sku}", levels, placed.after(moved).levels(level.on_hand))
            logger.info("staff moved stock", extra={"sku": sku, "kind": "transfer"})
            return change.after

        return until_fresh(transferred, TRIES, self._patience)

    def _sold(self, order_id: str, lines: Mapping[str, int]) -> Reservation:
        known = self._store.reservation(order_id)
        if known is None or known.state not in (ReservationState.COMMITTED, ReservationState.CLOSED):
            self._inventory.commit(order_id, lines.items())
            known = self._store.reservation(order_id)
            if known is None:
                raise Stale("it is being sold")
        return known

    def _shared_out(self, order: Reservation, country: str, first: str) -> Shares:
        """Raises Stale."""
        out, network = order.out, self._locations.network()
        placed = self._store.placed(out) if network.several else {}
        if not any(each.units for each in placed.values()):
            return {MAIN: out}
        # What the order has bought is not on hand any more, and still at one of the locations.
        levels: dict[str, dict[str, int]] = {}
        for sku, level in self._store.levels(out).items():
            for place, units in placed[sku].levels(level.on_hand + out[sku]).items():
                levels.setdefault(place, {})[sku] = units
        shares = allocate(out, levels, network.locations, country, network.rule, first)
        cause = MovementCause(f"order:{order.id}", clock.now(), order.id, "sent from here")
        after, movements = reservation.allocate(order, shares, cause)
        placements = [Placement(placed[movement.sku], movement) for movement in movements]
        # No goods may have gone from one location to another since they were read.
        unmoved = [placed[sku] for sku in out.keys() - {movement.sku for movement in movements} if placed[sku].version]
        self._store.write(StockWrite(reservation=after, placements=placements, unmoved=unmoved))
        if len(shares) > 1:
            count("OrdersSplit")
        return shares
