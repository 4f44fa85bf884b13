"""Changing a shipment: read, change, keep, and again on what somebody else wrote meanwhile."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from shipping.domain.consignment import order_of
from shipping.domain.shipment import Shipment
from shipping.usecases.announcements import events_of
from shipping.usecases.ports import Shipments, Stale
from souk import context
from souk.errors import Conflict, NotFound

_ATTEMPTS = 6


def find(shipments: Shipments, shipment_id: str) -> Shipment:
    """The shipment as it is now. Raises NotFound, InvalidInput for what is no shipment id."""
    order_id, _ = order_of(shipment_id)
    return _among(shipments.of_order(order_id), shipment_id)


@contextlib.contextmanager
def for_order(shipment: Shipment) -> Iterator[None]:
    """Works under the correlation id of the request that bought it: a carrier's webhook and the booking job carry on
    what that one began.
    """
    with context.bound(shipment.consignment.correlation_id or context.correlation_id(), context.causation_id()):
        yield


def apply(shipments: Shipments, shipment_id: str, change: Callable[[Shipment], bool]) -> tuple[Shipment, bool]:
    """Applies `change` to the newest shipment and keeps it with its events; whether it changed anything.

    Raises NotFound, InvalidInput for what is no shipment id, Conflict when others change it all the time, and what
    `change` raises.
    """
    order_id, _ = order_of(shipment_id)
    for _ in range(_ATTEMPTS):
        parcels = shipments.of_order(order_id)
        shipment = _among(parcels, shipment_id)
        if not change(shipment):
            return shipment, False
        try:
            shipments.save(shipment, events_of(shipment, parcels))
        except Stale:
            continue
        return shipment, True
    raise Conflict("too many changes to this shipment at once, try again shortly")


def _among(parcels: list[Shipment], shipment_id: str) -> Shipment:
    for shipment in parcels:
        if shipment.id == shipment_id:
            return shipment
    raise NotFound("no such shipment")
