"""Parcels as the HTTP routes show them."""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime

from shipping.domain.consignment import Address, ConsignmentLine
from shipping.domain.shipment import Queue, Shipment
from shipping.domain.tracking import Scan
from souk.http import View


class Received(View):
    received: bool = True


class LineView(View):
    sku: str
    quantity: int
    title: str

    @classmethod
    def of(cls, line: ConsignmentLine) -> LineView:
        return cls.model_validate(line, from_attributes=True)


class TrackingEventView(View):
    at: AwareDatetime
    state: str
    description: str
    location: str

    @classmethod
    def of(cls, scan: Scan) -> TrackingEventView:
        return cls(at=scan.occurred_at, state=scan.status, description=scan.description, location=scan.location)


class ShipmentView(View):
    """`trouble`: why it does not arrive (lost, damaged, refused, returned), or is empty. `outcome`: what becomes of one
    that is undelivered: refunded, awaited (refunded when the goods are back) or settled (nothing of it was left to pay
    back).
    """

    id: str
    order_id: str
    carrier: str
    tracking_code: str
    tracking_url: str
    state: str
    trouble: str
    outcome: str
    lines: list[LineView]
    events: list[TrackingEventView]

    @classmethod
    def of(cls, shipment: Shipment) -> ShipmentView:
        return cls(**_members(shipment))


class ShipmentList(View):
    items: list[ShipmentView]


class AddressView(View):
    name: str
    line1: str
    line2: str
    city: str
    postal_code: str
    region: str
    country: str
    phone: str

    @classmethod
    def of(cls, address: Address) -> AddressView:
        return cls.model_validate(address, from_attributes=True)


class StaffShipmentView(ShipmentView):
    """`note` says what is wrong with it, `attempts` how often the carrier did not answer.

    `silent_since`: when the carrier said something of it last, once that is too long ago. `return_id`: the return that
    has the money, and the goods, of one that is undelivered.
    """

    order_number: str
    queue: str | None
    address: AddressView
    weight_grams: int
    carrier_reference: str
    label_url: str
    created_at: AwareDatetime
    next_attempt_at: AwareDatetime | None
    attempts: int
    silent_since: AwareDatetime | None
    return_id: str
    note: str

    @classmethod
    def of(cls, shipment: Shipment) -> StaffShipmentView:
        consignment = shipment.consignment
        return cls(
            **_members(shipment),
            order_number=consignment.order_number,
            queue=shipment.queue,
            address=AddressView.of(consignment.address),
            weight_grams=consignment.weight_grams,
            carrier_reference=shipment.booking.carrier_reference,
            label_url=shipment.booking.label_url,
            created_at=consignment.created_at,
            next_attempt_at=shipment.next_attempt_at,
            attempts=shipment.attempts,
            silent_since=shipment.silent_since if shipment.queue is Queue.SILENT else None,
            return_id=shipment.end.return_id if shipment.end else "",
            note=shipment.refusal or _short(shipment),
        )


def _short(shipment: Shipment) -> str:
    shortages = shipment.work.shortages if shipment.work else ()
    open_ones = [each for each in shortages if not each.accepted]
    return ", ".join(f"{each.units} × {each.sku} {each.reason.replace('_', ' ')}" for each in open_ones)


def _members(shipment: Shipment) -> dict[str, Any]:
    return {
        "id": shipment.id,
        "order_id": shipment.consignment.order_id,
        "carrier": shipment.carrier,
        "tracking_code": shipment.booking.tracking_code,
        "tracking_url": shipment.booking.tracking_url,
        "state": shipment.state,
        "trouble": shipment.told_trouble,
        "outcome": shipment.outcome,
        "lines": [LineView.of(line) for line in shipment.consignment.lines],
        "events": [TrackingEventView.of(scan) for scan in shipment.scans],
    }
