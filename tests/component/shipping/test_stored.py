"""Parcels that were stored before are read as they were then, and written as they were."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shipping.adapters.codec import shipment_record
from shipping.adapters.records import ShipmentRecord
from shipping.adapters.store import ShipmentStore
from shipping.domain.shipment import Shipment
from shipping.doors.views import StaffShipmentView
from souk.storage.journal import unpack
from tests.support import stored
from tests.support.dynamo import table

FOLDER = Path(__file__).parent / "stored"
PARCELS = ["delivered", "silent", "asked_back", "astray", "refused", "by_hand", "watched"]
# What was bought of the carrier, and what became of a parcel, is shown since.
SINCE = {"rate", "cost", "replaces", "decided_by", "decided_why", "pickup", "pickup_code", "awaits"} | {
    *("pickup_point", "at_point", "held"),
}


def types(published: Any) -> list[str]:
    return [json.loads(text)["type"] for text in published]


def read(shipment: Shipment) -> dict[str, Any]:
    times = {name: getattr(shipment, name) for name in ("booked_at", "look_at", "cancelled_at")}
    consignment = {name: getattr(shipment.consignment, name) for name in ("correlation_id", "service", "owner")}
    return {
        "view": StaffShipmentView.of(shipment).model_dump(mode="json", exclude=SINCE),
        "version": shipment.version,
        "published": types(shipment.published),
        "recall": shipment.recall,
        "unwanted": shipment.unwanted,
        "access_key": shipment.consignment.access_key,
        **consignment,
        **{name: at and at.isoformat() for name, at in times.items()},
    }


@pytest.mark.parametrize("name", PARCELS)
def test_a_stored_parcel_is_what_it_was(name: str) -> None:
    kept = stored.of(FOLDER, name)
    with table(service="shipping") as table_name:
        kept.put(table_name)
        [shipment] = ShipmentStore().of_order(name)
        assert read(shipment) == kept.read
        [item] = kept.items
        again = shipment_record(shipment)
        assert unpack(again.journal) == unpack(item["journal"]["B"])
        before = ShipmentRecord.fetch(item["pk"]["S"], item["sk"]["S"])
        assert before is not None
        members = ("state", "version", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk")
        assert [getattr(again, name) for name in members] == [getattr(before, name) for name in members]


def test_a_stored_bar_still_answers() -> None:
    kept = stored.of(FOLDER, "barred")
    with table(service="shipping") as table_name:
        kept.put(table_name)
        store = ShipmentStore()
        assert types(store.told_of_bar("barred")) == kept.read["published"]
        assert not store.bar("barred")
