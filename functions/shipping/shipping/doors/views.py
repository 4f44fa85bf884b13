"""Parcels as the HTTP routes show them."""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime

from shipping.domain.consignment import Address, ConsignmentLine, PickupPoint
from shipping.domain.shipment import HoldReason, Queue, Shipment
from shipping.domain.tracking import Scan, ShipmentState
from souk.http import MoneyView, View
from souk.shop.pickup import code_of


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


class PickupPlaceView(View):
    """Where a parcel is fetched."""

    location: str
    name: str
    line1: str
    postal_code: str
    city: str
    country: str
    hours: str


class PickupPointView(View):
    """A point of the carrier, a shop or a locker, where a parcel is collected."""

    carrier: str
    id: str
    kind: str
    name: str
    line1: str
    postal_code: str
    city: str
    country: str
    hours: str

    @classmethod
    def of(cls, point: PickupPoint) -> PickupPointView:
        return cls.model_validate(point, from_attributes=True)


class ShipmentView(View):
    """`trouble`: why it does not arrive (lost, damaged, refused, returned, uncollected), or is empty. `outcome`: what
    becomes of one that is undelivered: refunded, awaited (refunded when the goods are back), sent_again or settled
    (nothing of it was left to pay back). `replaces`: the parcel, or the claim, in the place of which it is sent.
    `pickup`: where it is fetched, for the `pickup_code` that shoppers are told once it lies ready. `awaits`: the SKUs
    whose units have not come in yet; it is not packed before. `pickup_point`: where its carrier brings it to and it is
    collected; `at_point`: it lies there.
    """

    id: str
    order_id: str
    carrier: str
    tracking_code: str
    tracking_url: str
    state: str
    trouble: str
    outcome: str
    replaces: str
    pickup: PickupPlaceView | None
    pickup_code: str
    awaits: list[str]
    pickup_point: PickupPointView | None
    at_point: bool
    lines: list[LineView]
    events: list[TrackingEventView]

    @classmethod
    def of(cls, shipment: Shipment) -> ShipmentView:
        sent = shipment.consignment
        code = code_of(sent.order_id, sent.code) if shipment.lies_ready else ""
        return cls(**{**_members(shipment), "pickup_code": code})


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


class HoldView(View):
    """`reference` names the dispute, or the warning, of the payment."""

    reason: HoldReason
    reference: str
    payment_id: str
    at: AwareDatetime


class StaffShipmentView(ShipmentView):
    """`note` says what is wrong with it, `attempts` how often the carrier did not answer.

    `rate` is what was bought of the carrier, for `cost`, where it says so.
    `held`: why it stays in the house until the bank, or staff, decide.
    `silent_since`: when the carrier said something of it last, once that is too long ago. `return_id`: the return that
    has the money, and the goods, of one that is undelivered; `decided_by` whom, and `decided_why` for what reason.
    """

    order_number: str
    queue: str | None
    held: list[HoldView]
    address: AddressView
    weight_grams: int
    carrier_reference: str
    label_url: str
    rate: str
    cost: MoneyView | None
    created_at: AwareDatetime
    next_attempt_at: AwareDatetime | None
    attempts: int
    silent_since: AwareDatetime | None
    return_id: str
    decided_by: str
    decided_why: str
    note: str

    @classmethod
    def of(cls, shipment: Shipment) -> StaffShipmentView:
        consignment = shipment.consignment
        return cls(
            **_members(shipment),
            order_number=consignment.order_number,
            queue=shipment.queue,
            held=[HoldView.model_validate(hold, from_attributes=True) for hold in shipment.held],
            address=AddressView.of(consignment.address),
            weight_grams=consignment.weight_grams,
            carrier_reference=shipment.booking.carrier_reference,
            label_url=shipment.booking.label_url,
            rate=shipment.booking.service,
            cost=MoneyView.of(shipment.booking.cost) if shipment.booking.cost else None,
            created_at=consignment.created_at,
            next_attempt_at=shipment.next_attempt_at,
            attempts=shipment.attempts,
            silent_since=shipment.silent_since if shipment.queue is Queue.SILENT else None,
            return_id=shipment.end.return_id if shipment.end else "",
            decided_by=shipment.end.by if shipment.end else "",
            decided_why=shipment.end.why if shipment.end else "",
            note=shipment.refusal or _short(shipment),
        )


def _short(shipment: Shipment) -> str:
    shortages = shipment.work.shortages if shipment.work else ()
    open_ones = [each for each in shortages if not each.accepted]
    return ", ".join(f"{each.units} × {each.sku} {each.reason.replace('_', ' ')}" for each in open_ones)


def _members(shipment: Shipment) -> dict[str, Any]:
    place, point = shipment.consignment.pickup, shipment.consignment.point
    return {
        "id": shipment.id,
        "order_id": shipment.consignment.order_id,
        "carrier": shipment.carrier,
        "tracking_code": shipment.booking.tracking_code,
        "tracking_url": shipment.booking.tracking_url,
        "state": shipment.state,
        "trouble": shipment.told_trouble,
        "outcome": shipment.outcome,
        "replaces": shipment.consignment.again.of if shipment.consignment.again else "",
        "pickup": PickupPlaceView.model_validate(place, from_attributes=True) if place else None,
        "pickup_code": "",
        "awaits": shipment.consignment.still_out if shipment.state is ShipmentState.CREATED else [],
        "pickup_point": PickupPointView.of(point) if point else None,
        "at_point": shipment.at_point,
        "lines": [LineView.of(line) for line in shipment.consignment.lines],
        "events": [TrackingEventView.of(scan) for scan in shipment.scans],
    }
