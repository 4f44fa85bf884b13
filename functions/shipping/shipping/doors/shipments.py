"""What shoppers see of their parcels."""

from __future__ import annotations

from shipping.domain.shipment import Shipment
from shipping.doors.router import parcels
from shipping.doors.schemas import OfOrder
from shipping.doors.views import ShipmentList, ShipmentView
from souk.errors import NotFound, OrderKeyExpired
from souk.http import Request
from souk.http.order_key import ORDER_KEY


@parcels.route(
    "GET",
    "/shipments",
    guest={
        "query": OfOrder,
        "headers": ORDER_KEY,
        "errors": (NotFound, OrderKeyExpired),
        "summary": "The parcels of an order and their tracking, for whoever holds the order's key.",
    },
    member={"query": OfOrder, "summary": "The parcels of one of your orders and their tracking."},
    response=ShipmentList,
    errors=(NotFound,),
)
def shipments(found: list[Shipment], _request: Request[None, OfOrder]) -> ShipmentList:
    return ShipmentList(items=[ShipmentView.of(parcel) for parcel in found])
