"""The shop's locations, as staff set them up, and what is at each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from products.domain.places import network as places
from products.domain.places.network import MAIN, AllocationRule, Location, LocationsOff, Network
from products.domain.stock import StockLevel
from products.usecases.ports import LocationStore, StockStore
from souk.errors import NotFound, PreconditionFailed
from souk.staff.changes import note
from souk.storage.versioned import Stale
from souk.telemetry import logger


class Locations:
    """`enabled`: the shop keeps goods at several locations; else there is nothing to read, and nothing is set up."""

    def __init__(self, store: LocationStore, stock: StockStore, *, enabled: bool) -> None:
        self._store = store
        self._stock = stock
        self.enabled = enabled

    def network(self) -> Network:
        return self._store.network() if self.enabled else Network()

    def replace(self, locations: Iterable[Location], rule: AllocationRule, version: int) -> Network:
        """Raises LocationsOff, InvalidInput, and PreconditionFailed when they were changed since `version`."""
        if not self.enabled:
            raise LocationsOff("set the parameter Locations of the stack to on first")
        known = self._store.network()
        if known.version != version:
            raise PreconditionFailed("the locations were changed meanwhile", version=known.version)
        after = places.network(known, locations, rule)
        try:
            self._store.save(after)
        except Stale as error:
            raise PreconditionFailed("the locations were changed at this moment") from error
        note("locations", _noted(known), _noted(after))
        logger.info("staff changed the locations", extra={"locations": len(after.locations), "rule": rule.value})
        return after

    def known(self, location_id: str) -> str:
        """The id of a location there is. Raises NotFound."""
        if not self.or_none(location_id):
            raise NotFound("there is no such location")
        return location_id

    def or_none(self, location_id: str) -> str:
        """The id of a location there is; nothing, for what is none."""
        return location_id if location_id == MAIN or self.network().find(location_id) else ""

    def levels(self, level: StockLevel) -> Mapping[str, int]:
        """Units by location; nothing where there is one."""
        network = self.network()
        if not network.several:
            return {}
        there = self._stock.placed([level.sku])[level.sku].levels(level.on_hand)
        return {**{location.id: 0 for location in network.locations}, **there}


def _noted(network: Network) -> dict[str, str | int]:
    return {"rule": network.rule.value, **{each.id: each.name for each in network.locations}}
