"""The locations of the shop, and the book of each SKU that says how many units are at which.

The books stand beside the levels and not in them: sharing an order out must not keep buyers from the counter of a hot
SKU.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from products.adapters.store.counters import BATCH, counter_pk, sku_of
from products.adapters.store.records import NetworkRecord, PlacedRecord
from products.domain.places.network import AllocationRule, Coordinates, Location, LocationAddress, Network, Placed
from products.domain.shards import BASE
from products.domain.stock import Movement
from products.usecases.ports import StockWrite
from souk.storage.dynamo import Transaction, put_if, unchanged

PLACED = "PLACED"
LOCATIONS = "LOCATIONS"


class DynamoLocations:
    """`products.usecases.ports.LocationStore` on the products table."""

    def network(self) -> Network:
        record = NetworkRecord.fetch(LOCATIONS, LOCATIONS, consistent=True)
        return _network(record) if record else Network()

    def save(self, network: Network) -> None:
        locations = [_members(location) for location in network.locations]
        text = json.dumps({"rule": network.rule.value, "locations": locations}, separators=(",", ":"))
        record = NetworkRecord(LOCATIONS, LOCATIONS, network=text, version=network.version)
        put_if(record, unchanged(NetworkRecord.version, network.version - 1))


def placed(skus: Collection[str]) -> dict[str, Placed]:
    found = {sku: Placed(sku) for sku in skus}
    keys = [(counter_pk(sku, BASE), PLACED) for sku in found]
    for start in range(0, len(keys), BATCH):
        for record in PlacedRecord.batch_get(keys[start : start + BATCH], consistent_read=True):
            sku = sku_of(record.pk)
            found[sku] = Placed(sku, json.loads(record.units), int(record.version))
    return found


def put(transaction: Transaction, write: StockWrite) -> None:
    """Adds what the movements change at the locations, on condition that nobody changed it since it was read."""
    for change in write.changes:
        if change.placed:
            _put(transaction, change.placed, change.movements)
    for placement in write.placements:
        _put(transaction, placement.before, [placement.movement])
    for book in write.unmoved:
        condition = unchanged(PlacedRecord.version, book.version)
        transaction.check(PlacedRecord, counter_pk(book.sku, BASE), PLACED, condition, label="placed")


def _put(transaction: Transaction, before: Placed, movements: Sequence[Movement]) -> None:
    after = before
    for movement in movements:
        after = after.after(movement.moved)
    record = PlacedRecord(
        counter_pk(before.sku, BASE),
        PLACED,
        units=json.dumps(after.units, separators=(",", ":")),
        version=before.version + 1,
    )
    transaction.put(record, unchanged(PlacedRecord.version, before.version), label="placed")


def _members(location: Location) -> dict[str, Any]:
    address, position = location.address, location.position
    return {
        "id": location.id,
        "name": location.name,
        "address": [address.country, address.line1, address.city, address.postal_code],
        "priority": location.priority,
        "active": location.active,
        "position": [position.latitude, position.longitude] if position else None,
    }


def _network(record: NetworkRecord) -> Network:
    members = json.loads(record.network)
    locations = tuple(
        Location(
            id=each["id"],
            name=each["name"],
            address=LocationAddress(*each["address"]),
            priority=each["priority"],
            active=each["active"],
            position=Coordinates(*each["position"]) if each["position"] else None,
        )
        for each in members["locations"]
    )
    return Network(locations, AllocationRule(members["rule"]), int(record.version))
