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
    return among(shipments.of_order(order_id), shipment_id)


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
        before = among(parcels, shipment_id)
        decided = decide(before)
        if decided == before:
            return before, before
        after = announcements.changing(before, decided, parcels)
        if len(parcels) > 1 and announcements.speaks_for_all(before, after):
            # Of two that leave at once, one is to say that the whole order has left.
            shipments.save_all([after], parcels)
        else:
            shipments.save(after, before.version)
        note(f"shipment:{shipment_id}", _noted(before), _noted(after))
        return before, after

    return until_fresh(once, _TRIES)


def change_all(
    shipments: Shipments, order_id: str, decide: Callable[[Sequence[Shipment]], Sequence[Shipment]]
) -> tuple[Sequence[Shipment], Sequence[Shipment]]:
    """Applies `decide` to all parcels of an order at once and keeps what has changed of them, and what is new, in one
    transaction: the parcels before and after. Raises as `change` does.
    """

    def once() -> tuple[Sequence[Shipment], Sequence[Shipment]]:
        before = shipments.of_order(order_id)
        known = {parcel.id: parcel for parcel in before}
        changed = [parcel for parcel in decide(before) if parcel != known.get(parcel.id)]
        kept = [
            announcements.changing(known[parcel.id], parcel, before, changed)
            if parcel.id in known
            else announcements.creating(parcel)
            for parcel in changed
        ]
        if len(before) == len(kept) == 1:
            shipments.save(kept[0], before[0].version)
        elif kept:
            shipments.save_all(kept, before)
        for parcel in kept:
            note(f"shipment:{parcel.id}", _noted(known[parcel.id]) if parcel.id in known else {}, _noted(parcel))
        after = {**known, **{parcel.id: parcel for parcel in kept}}
        return before, list(after.values())

    return until_fresh(once, _TRIES)


def _noted(shipment: Shipment) -> dict[str, Value]:
    """What the audit trail is told of a parcel."""
    noted: dict[str, Value] = {"state": shipment.state.value}
    if shipment.holds:
        noted["held"] = ", ".join(hold.reason.value for hold in shipment.held)
    if work := shipment.work:
        noted |= {
            "work": shipment.work_queue.value if shipment.work_queue else None,
            "batch": work.batch,
            "counted": sum(work.counted.values()),
            "short": sum(shortage.units for shortage in work.shortages),
        }
    return noted


def among(parcels: Sequence[Shipment], shipment_id: str) -> Shipment:
    """Raises NotFound."""
    for shipment in parcels:
        if shipment.id == shipment_id:
            return shipment
    raise NotFound("no such shipment")
