"""The one way a shipment is changed: read, decide, store on condition that nobody was faster, else again."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence

from shipping.domain.consignment import order_of
from shipping.domain.shipment import Shipment
from shipping.usecases import announcements
from shipping.usecases.ports import Shipments
from souk import context
from souk.errors import NotFound
from souk.staff.changes import Value, note
from souk.storage.versioned import until_fresh

_TRIES = 6
Change = Callable[[Shipment], Shipment]


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


def change(shipments: Shipments, shipment_id: str, decide: Change) -> tuple[Shipment, Shipment]:
    """Applies `decide`, a pure function, to the newest shipment and keeps the result with its events: the shipment
    before and after, which are equal when nothing happened.

    Raises NotFound, InvalidInput for what is no shipment id, Unavailable when others change it all the time, and what
    `decide` raises.
    """
    order_id, _ = order_of(shipment_id)

    def once() -> tuple[Shipment, Shipment]:
        parcels = shipments.of_order(order_id)
        before = _among(parcels, shipment_id)
        decided = decide(before)
        if decided == before:
            return before, before
        after = announcements.changing(before, decided, parcels)
        shipments.save(after, before.version)
        note(f"shipment:{shipment_id}", _noted(before), _noted(after))
        return before, after

    return until_fresh(once, _TRIES)


def _noted(shipment: Shipment) -> dict[str, Value]:
    """What the audit trail is told of a parcel."""
    noted: dict[str, Value] = {"state": shipment.state.value}
    if work := shipment.work:
        noted |= {
            "work": shipment.work_queue.value if shipment.work_queue else None,
            "batch": work.batch,
            "counted": sum(work.counted.values()),
            "short": sum(shortage.units for shortage in work.shortages),
        }
    return noted


def _among(parcels: Sequence[Shipment], shipment_id: str) -> Shipment:
    for shipment in parcels:
        if shipment.id == shipment_id:
            return shipment
    raise NotFound("no such shipment")
