"""shipment.*, recall.* and return.*: published by the shipping service.

Their key is the id of the shipment, the order or the return that they are about.
"""

from __future__ import annotations

from souk.events.common import EventData


class ShipmentLine(EventData):
    sku: str
    quantity: int
    title: str = ""


class ShipmentChanged(EventData):
    """shipment.created, shipment.shipped, shipment.in_transit, shipment.out_for_delivery, shipment.delivered,
    shipment.exception, shipment.cancelled, shipment.astray (called back, and the carrier moves it all the same).

    `complete` says that with this shipment in this state the whole order is (shipped, delivered).
    """

    shipment_id: str
    order_id: str
    order_number: str
    owner: str
    email: str
    access_key: str = ""
    carrier: str
    tracking_code: str = ""
    tracking_url: str = ""
    lines: list[ShipmentLine]
    complete: bool
    note: str = ""


class RecallAnswered(EventData):
    """recall.succeeded: no parcel of the order leaves any more. recall.refused: the carrier has one; `reason` says so.

    Of each order only one of the two is ever published, however often it is asked. The key is the order id.
    """

    order_id: str
    reason: str = ""


class ReturnChanged(EventData):
    """return.requested, return.approved, return.rejected, return.received, return.closed."""

    return_id: str
    order_id: str
    owner: str
    email: str
    lines: list[ShipmentLine]
    reason: str = ""
    note: str = ""
