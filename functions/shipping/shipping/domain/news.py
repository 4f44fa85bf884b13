"""What has happened to a shipment, by what it was before and is now: the types of the events that tell of it."""

from __future__ import annotations

from shipping.domain.shipment import Recall, Shipment
from shipping.domain.takeout import Takeout
from shipping.domain.tracking import MILESTONES, ScanStatus, ShipmentState

_ANSWERS = {Recall.SUCCEEDED: "recall.succeeded", Recall.REFUSED: "recall.refused"}


def news(before: Shipment, after: Shipment) -> list[str]:
    """In the order in which they are told."""
    found = _of_the_parcel(before, after)
    if after.recall and after.recall is not before.recall and after.recall in _ANSWERS:
        found.append(_ANSWERS[after.recall])
    if after.consignment.lines != before.consignment.lines and not after.cancelled_at:
        found.append("shipment.repacked")
    if after.readdressing and after.readdressing != before.readdressing:
        found.append("readdressing.refused" if after.readdressing.refusal else "readdressing.succeeded")
    return found


def answers(before: Shipment, after: Shipment) -> list[Takeout]:
    """The wishes to have units out of it that have their answer now."""
    known = {wish.number for wish in before.takeouts if not wish.is_open}
    return [wish for wish in after.takeouts if not wish.is_open and wish.number not in known]


def _of_the_parcel(before: Shipment, after: Shipment) -> list[str]:
    if before.cancelled_at:
        return ["shipment.astray"] if after.is_astray and not before.is_astray else []
    if after.cancelled_at:
        return ["shipment.cancelled"]
    found = _milestones(before.progress, after.progress)
    if after.reminded_at and not before.reminded_at:
        return ["shipment.uncollected"]
    if after.end and not before.end:
        return [*found, "shipment.undelivered"]
    if after.state is ShipmentState.EXCEPTION:
        known = before.state is ShipmentState.EXCEPTION and after.trouble in (None, before.trouble)
        return found if known else [*found, "shipment.exception"]
    if after.at_point and not before.at_point:
        return [*found, "shipment.ready"]
    return found or _moves(before, after)


def _milestones(before: ShipmentState, after: ShipmentState) -> list[str]:
    """Others need "shipped" even when the first thing the carrier says is "delivered"."""
    passed = MILESTONES[MILESTONES.index(before) + 1 : MILESTONES.index(after) + 1]
    return [
        f"shipment.{state}"
        for state in passed
        if state in (ShipmentState.SHIPPED, after) and state is not ShipmentState.BOOKED
    ]


def _moves(before: Shipment, after: Shipment) -> list[str]:
    """Of a parcel that came no further: it left its trouble, or was scanned in transit for the first time."""
    if after.scans == before.scans:
        return []
    if before.state is ShipmentState.EXCEPTION:
        return ["shipment.out_for_delivery" if after.state is ShipmentState.OUT_FOR_DELIVERY else "shipment.in_transit"]
    first = _in_transit(after) and not _in_transit(before)
    return ["shipment.in_transit"] if first and after.state is ShipmentState.SHIPPED else []


def _in_transit(shipment: Shipment) -> bool:
    return any(scan.status is ScanStatus.IN_TRANSIT for scan in shipment.scans)
