"""Parcels of which the carrier says nothing: watched, and told to people once.

A parcel costs nothing more while it comes as it should. The orders' sweep asks after one that is under way for days
(`order.silent`); from then on it waits in an index for the moment its carrier has been silent for too long, and the job
looks again.
"""

from __future__ import annotations

from datetime import timedelta

from shipping.domain.shipment import Queue, Shipment
from shipping.usecases import changes
from shipping.usecases.ports import Shipments
from souk import clock
from souk.errors import NotFound, Unavailable
from souk.telemetry import count, logger

# Longer than the service takes from one scan to the next, a weekend included (the estimates are in orders' `rates`).
_PATIENCE = {"express": timedelta(days=3)}
_ORDINARY = timedelta(days=5)


def patience_of(service: str) -> timedelta:
    """How long a carrier may say nothing of a parcel sent by this service."""
    return _PATIENCE.get(service, _ORDINARY)


def look(shipments: Shipments, shipment: Shipment) -> None:
    """Watches a parcel that is with a carrier, and tells people when nothing was heard of it for too long."""
    patience = patience_of(shipment.consignment.service)
    with changes.for_order(shipment):
        before, after = changes.change(shipments, shipment.id, lambda it: it.looked_at(clock.now(), patience))
        if after.silent_since and after != before:
            tell_of(after, "nothing was heard of it", since=clock.isoformat(after.silent_since))


def look_due(shipments: Shipments, limit: int = 100) -> int:
    """Looks at the watched parcels whose time has come; how many."""
    due = shipments.due(clock.now(), limit, Queue.WATCHED)
    for shipment_id in due:
        try:
            look(shipments, changes.find(shipments, shipment_id))
        except (NotFound, Unavailable):
            continue  # the index is behind, or it moves
    return len(due)


def tell_of(shipment: Shipment, reason: str, **more: object) -> None:
    """People must ask the carrier: no machine can."""
    logger.error(
        "a carrier is silent",
        extra={"shipment_id": shipment.id, "carrier": shipment.carrier, "reason": reason, **more},
    )
    count("CarrierSilent")
