"""Parcels that do not arrive: reported so, and brought to an end. Pure.

Whatever was in one is paid back, at once or when the goods are here again, or sent again; its return says how far that
is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from shipping.domain.returns import (
    Refunding,
    Return,
    ReturnKind,
    ReturnLine,
    ReturnReason,
    ReturnState,
    ReturnStep,
    Sold,
    sent_in,
)
from shipping.domain.shipment import Shipment
from shipping.domain.tracking import TROUBLES, End, Scan, ScanStatus, ShipmentState
from souk.errors import IllegalTransition, InvalidInput

REFUNDED, AWAITED, SETTLED, SENT_AGAIN = "refunded", "awaited", "settled", "sent_again"
_REASONS = {
    ScanStatus.LOST: ReturnReason.LOST,
    ScanStatus.DAMAGED: ReturnReason.DAMAGED,
    ScanStatus.REFUSED: ReturnReason.REFUSED,
    ScanStatus.RETURNED: ReturnReason.UNDELIVERABLE,
    ScanStatus.UNCOLLECTED: ReturnReason.UNDELIVERABLE,
}


def reported(shipment: Shipment, scan: Scan) -> Shipment:
    """Staff say that it does not arrive; the same when that is known.

    Raises IllegalTransition for one that has not left, has arrived, is called off or has ended.
    """
    if shipment.trouble is scan.status:
        return shipment
    gone = shipment.has_reached(ShipmentState.SHIPPED) and not shipment.cancelled_at and not shipment.unwanted
    if scan.status not in TROUBLES or not gone or shipment.end or shipment.state is ShipmentState.DELIVERED:
        raise IllegalTransition(f"a shipment that is {shipment.state} cannot be {scan.status}", state=shipment.state)
    if scan.status is ScanStatus.UNCOLLECTED and not (shipment.consignment.pickup or shipment.consignment.point):
        raise IllegalTransition("it was sent: nobody was to fetch it", state=shipment.state)
    return shipment.scanned(scan)


def ended(shipment: Shipment, outcome: str, begun: Return | None, at: datetime, by: str) -> Shipment:
    """Given up, with the return that has its money. Raises IllegalTransition unless it is in trouble."""
    trouble = _trouble(shipment)
    told = outcome if begun and not begun.free else SETTLED
    end = End(at, by, trouble, told, begun.id if begun else "")
    return replace(shipment, end=end, look_at=None, silent_since=None)


def claim(sold: Sold, parcel: Shipment, outcome: str, at: datetime, by: str) -> Return | None:
    """The return of what was in a parcel that does not arrive; None when it is on its way back by another one already,
    or paid back. What delivery cost goes back when nothing of the order arrives.

    Raises IllegalTransition unless it is in trouble, InvalidInput for the wish to wait for what is lost.
    """
    trouble = _trouble(parcel)
    if outcome == AWAITED and trouble is ScanStatus.LOST:
        raise InvalidInput("what is lost does not come back: have it paid back")
    left = sold.left(delivered=False)
    known = sold.lines
    reason = _REASONS[trouble]
    lines = tuple(
        ReturnLine(sku, min(units, left.get(sku, 0)), known[sku].title, reason, known[sku].price)
        for sku, units in sent_in(parcel).items()
        if min(units, left.get(sku, 0)) > 0
    )
    if not lines:
        return None
    others = [other for other in sold.parcels if other.id != parcel.id and not other.cancelled_at]
    nothing_arrives = all(other.state is ShipmentState.UNDELIVERED for other in others)
    begun = replace(_begun(sold, parcel, lines), refunding=Refunding(all_delivery=nothing_arrives))
    if outcome == AWAITED:
        return replace(begun, steps=(ReturnStep(ReturnState.IN_TRANSIT, at, by),))
    return begun.granted(at, by)


def sent_again(
    sold: Sold, parcel: Shipment, at: datetime, by: str, why: str, *, as_it_is: bool
) -> tuple[Shipment, Return | None]:
    """Given up, for what was in it is sent in another parcel: from the shelf, with the return that takes in what may
    still come back, or `as_it_is`, for it is here again.

    Raises IllegalTransition unless it is in trouble, or when units of it are given back or paid back; InvalidInput for
    what cannot have come back.
    """
    trouble, units = _trouble(parcel), sent_in(parcel)
    if as_it_is and trouble not in (ScanStatus.RETURNED, ScanStatus.REFUSED, ScanStatus.UNCOLLECTED):
        raise InvalidInput(f"what is {trouble} has not come back: send other units")
    if not _covers(sold.left(delivered=False), units):
        raise IllegalTransition("units of it are given back, or paid back: it is not sent again")
    known, reason = sold.lines, _REASONS[trouble]
    back = None
    if not as_it_is:
        lines = tuple(
            ReturnLine(sku, count, known[sku].title, reason, known[sku].price) for sku, count in units.items() if count
        )
        steps = (ReturnStep(ReturnState.SENT_AGAIN, at, by, why),)
        back = replace(_begun(sold, parcel, lines), state=ReturnState.SENT_AGAIN, steps=steps)
    end = End(at, by, trouble, SENT_AGAIN, back.id if back else "", why)
    return replace(parcel, end=end, look_at=None, silent_since=None), back


def _begun(sold: Sold, parcel: Shipment, lines: tuple[ReturnLine, ...]) -> Return:
    consignment = parcel.consignment
    return Return(
        order_id=consignment.order_id,
        number=len(sold.returns) + 1,
        order_number=consignment.order_number,
        owner=consignment.owner,
        email=consignment.email,
        access_key=consignment.access_key,
        kind=ReturnKind.UNDELIVERED,
        lines=lines,
        request=f"parcel:{parcel.id}",
        state=ReturnState.IN_TRANSIT,
        steps=(),
        free=consignment.free,
    )


def in_the_way(sold: Sold, parcel: Shipment) -> list[Return]:
    """The returns that nobody can send any more, for what they are of does not arrive."""
    left = sold.left(delivered=False)
    if _covers(left, sent_in(parcel)):
        return []
    skus = set(sent_in(parcel))
    return [
        return_
        for return_ in sold.returns
        if return_.state in (ReturnState.REQUESTED, ReturnState.APPROVED)
        and skus & {line.sku for line in return_.lines}
    ]


def _trouble(parcel: Shipment) -> ScanStatus:
    if not parcel.trouble:
        raise IllegalTransition(f"a shipment that is {parcel.state} cannot be given up", state=parcel.state)
    return parcel.trouble


def _covers(left: Mapping[str, int], units: Mapping[str, int]) -> bool:
    return all(left.get(sku, 0) >= count for sku, count in units.items())
