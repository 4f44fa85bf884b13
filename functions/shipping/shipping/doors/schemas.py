"""Requests and answers of the shipping service."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, HttpUrl

from shipping.domain.shipment import Queue, Shipment
from souk.http import ListQuery, Schema, View


class ForGuest(Schema):
    order_id: Annotated[str, Field(min_length=1, max_length=64)]
    key: Annotated[str, Field(min_length=1, max_length=200)]


class ForUser(Schema):
    order_id: Annotated[str, Field(min_length=1, max_length=64)]


class ForStaff(ListQuery):
    """Either `queue`, the work that waits, or `order_id`."""

    queue: Queue | None = None
    order_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None


class Dispatch(Schema):
    carrier: Literal["manual"]
    tracking_code: Annotated[str, Field(min_length=1, max_length=100)]
    tracking_url: HttpUrl | None = None


class Received(View):
    received: bool = True


class LineView(View):
    sku: str
    quantity: int
    title: str


class TrackingEventView(View):
    at: AwareDatetime
    state: str
    description: str
    location: str


class ShipmentView(View):
    id: str
    order_id: str
    carrier: str
    tracking_code: str
    tracking_url: str
    state: str
    lines: list[LineView]
    events: list[TrackingEventView]


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


class StaffShipmentView(ShipmentView):
    """`note` says what is wrong with it, `attempts` how often the carrier did not answer.

    `silent_since`: when the carrier said something of it last, once that is too long ago.
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
    note: str


def view(shipment: Shipment) -> ShipmentView:
    return ShipmentView(
        id=shipment.id,
        order_id=shipment.consignment.order_id,
        carrier=shipment.carrier,
        tracking_code=shipment.booking.tracking_code,
        tracking_url=shipment.booking.tracking_url,
        state=shipment.state,
        lines=[LineView(sku=x.sku, quantity=x.quantity, title=x.title) for x in shipment.consignment.lines],
        events=[
            TrackingEventView(
                at=scan.occurred_at, state=scan.status, description=scan.description, location=scan.location
            )
            for scan in shipment.scans
        ],
    )


def staff_view(shipment: Shipment) -> StaffShipmentView:
    consignment, address = shipment.consignment, shipment.consignment.address
    return StaffShipmentView(
        **view(shipment).model_dump(),
        order_number=consignment.order_number,
        queue=shipment.queue,
        address=AddressView(**{name: getattr(address, name) for name in AddressView.model_fields}),
        weight_grams=consignment.weight_grams,
        carrier_reference=shipment.booking.carrier_reference,
        label_url=shipment.booking.label_url,
        created_at=consignment.created_at,
        next_attempt_at=shipment.next_attempt_at,
        attempts=shipment.attempts,
        silent_since=shipment.silent_since if shipment.queue is Queue.SILENT else None,
        note=shipment.refusal,
    )
