"""What a person is given of their parcels when they ask for their data (`souk.exports`)."""

from __future__ import annotations

from shipping.domain.consignment import Address, Consignment, ConsignmentLine, PickupPoint
from shipping.domain.return_labels import ReturnLabel
from shipping.domain.returns import GrantedLine, ReceivedLine, Refunding, Return, ReturnLine, ReturnStep
from shipping.domain.shipment import Shipment
from shipping.domain.tracking import Booking, End, Scan
from shipping.domain.work import PickShortage, Work
from shipping.usecases.ports import ReturnStore
from souk.events.orders import OrdersExportAsked
from souk.exports.parts import ExportParts
from souk.exports.readable import Covered, readable

COVERED: Covered = {
    Shipment: ("id", "state", "carrier", "consignment", "booking", "booked_at", "cancelled_at", "scans", "end", "work"),
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
        "point",
    ),
    PickupPoint: ("carrier", "id", "kind", "name", "line1", "postal_code", "city", "country", "hours"),
    ConsignmentLine: ("sku", "quantity", "title"),
    Address: ("name", "line1", "line2", "city", "postal_code", "region", "country", "phone"),
    Booking: ("carrier_reference", "tracking_code", "tracking_url"),
    Scan: ("status", "occurred_at", "location", "description"),
    End: ("at", "trouble", "outcome", "why"),
    Work: ("shortages",),
    PickShortage: ("sku", "units", "reason", "note", "reported_at"),
    Return: (
        "id",
        "order_id",
        "order_number",
        "owner",
        "email",
        "kind",
        "state",
        "lines",
        "note",
        "send_by",
        "carrier",
        "tracking_code",
        "label",
        "received",
        "granting",
        "photos",
        "refunding",
        "steps",
    ),
    ReturnLabel: ("tracking_code",),
    ReturnLine: ("sku", "quantity", "title", "reason"),
    ReceivedLine: ("sku", "quantity", "condition"),
    GrantedLine: ("sku", "quantity", "amount"),
    ReturnStep: ("state", "at", "note"),
    Refunding: ("fee", "delivery", "amount", "currency", "failure"),
}


class ExportedParcels:
    def __init__(self, sold: ReturnStore, parts: ExportParts) -> None:
        self._sold = sold
        self._parts = parts

    def write(self, asked: OrdersExportAsked) -> None:
        sold = [self._sold.sold(order_id) for order_id in asked.order_ids]
        content = {
            "shipments": [readable(parcel, COVERED) for each in sold for parcel in each.parcels],
            "returns": [readable(return_, COVERED) for each in sold for return_ in each.returns],
        }
        self._parts.put(asked.export_id, asked.page, content)
