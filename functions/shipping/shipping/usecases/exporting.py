"""What a person is given of their parcels when they ask for their data (`souk.exports`)."""

from __future__ import annotations

from shipping.domain.consignment import Address, Consignment, ConsignmentLine
from shipping.domain.shipment import Shipment
from shipping.domain.tracking import Booking, Scan
from shipping.domain.work import PickShortage, Work
from shipping.usecases.ports import Shipments
from souk.events.orders import OrdersExportAsked
from souk.exports.parts import ExportParts
from souk.exports.readable import Covered, readable

COVERED: Covered = {
    Shipment: ("id", "state", "carrier", "consignment", "booking", "booked_at", "cancelled_at", "scans", "work"),
    Consignment: (
        "order_id",
        "order_number",
        "owner",
        "email",
        "created_at",
        "service",
        "weight_grams",
        "lines",
        "address",
    ),
    ConsignmentLine: ("sku", "quantity", "title"),
    Address: ("name", "line1", "line2", "city", "postal_code", "region", "country", "phone"),
    Booking: ("carrier_reference", "tracking_code", "tracking_url"),
    Scan: ("status", "occurred_at", "location", "description"),
    Work: ("shortages",),
    PickShortage: ("sku", "units", "reason", "note", "reported_at"),
}


class ExportedParcels:
    def __init__(self, shipments: Shipments, parts: ExportParts) -> None:
        self._shipments = shipments
        self._parts = parts

    def write(self, asked: OrdersExportAsked) -> None:
        parcels = (parcel for order_id in asked.order_ids for parcel in self._shipments.of_order(order_id))
        content = {"shipments": [readable(parcel, COVERED) for parcel in parcels]}
        self._parts.put(asked.export_id, asked.page, content)
