"""shipment.*, return.*, recall.*, readdressing.* and takeout.*: published by the shipping service, keyed by the id of
the shipment or the return, the last three by the order's."""

from __future__ import annotations

from souk.events.common import Amount, EventData


class ShipmentLine(EventData):
    sku: str
    quantity: int
    title: str = ""


class ShipmentChanged(EventData):
    """shipment.created, shipment.shipped, shipment.in_transit, shipment.out_for_delivery, shipment.delivered,
    shipment.exception, shipment.cancelled, shipment.astray, shipment.undelivered.

    A parcel is astray that was called back, and the carrier moves it all the same. `complete` says that with this
    shipment in this state the whole order is (shipped, delivered). `trouble` says why one does not arrive: lost,
    damaged, refused or returned. One that is undelivered has come to its end: `outcome` is refunded or, when the money
    follows once the goods are back, awaited.
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
    trouble: str = ""
    outcome: str = ""


class RecallAnswered(EventData):
    """recall.succeeded: no parcel of the order leaves any more. recall.refused: the carrier has one; `reason` says so.

    Of each order only one of the two is ever published, however often it is asked. The key is the order id.
    """

    order_id: str
    reason: str = ""


class ReaddressingAnswered(EventData):
    """readdressing.succeeded: the parcel goes to the address that was asked for. readdressing.refused: it goes where it
    was to go; `reason` says why. Each wish gets one of the two, by its number. The key is the order id.
    """

    order_id: str
    number_of_wish: int
    reason: str = ""


class TakeoutAnswered(EventData):
    """takeout.succeeded: the units are in no parcel of the order any more. takeout.refused: they are sent; `reason`
    says why. Each wish gets one of the two, by its number. The key is the order id.
    """

    order_id: str
    number_of_wish: int
    reason: str = ""


class ReturningLine(EventData):
    """Units that a shopper sends back, and a code for why."""

    sku: str
    quantity: int
    title: str = ""
    reason: str = ""


class ReturnedUnits(EventData):
    """Units that came in; `restock` asks for them to be for sale again."""

    sku: str
    quantity: int
    condition: str
    restock: bool


class ReturnChanged(EventData):
    """return.requested, return.approved, return.rejected, return.sent, return.received, return.granted,
    return.refunded, return.cancelled, return.expired, return.closed.

    `kind` is return, withdrawal or undelivered, `by` shopper, staff, system or payments, `note` why it was rejected,
    closed or cancelled. `fee` is kept back, in minor units of the shop's currency; `refunded` is what was paid back.
    `free`: its order cost nothing, so no money goes back.
    """

    return_id: str
    order_id: str
    order_number: str
    owner: str
    email: str
    access_key: str = ""
    kind: str
    by: str
    note: str = ""
    lines: list[ReturningLine]
    received: list[ReturnedUnits] = []
    send_by: str = ""
    fee: int = 0
    free: bool = False
    refunded: Amount | None = None


class ReturnRefundAsked(EventData):
    """return.refund_asked: the units that came in, or never arrived, are to be paid back, less `fee`, with `delivery`
    of what the way out cost, or with `all_delivery` whatever is left of it; both in minor units of the order's
    currency. Each `attempt` is made once.
    """

    return_id: str
    order_id: str
    attempt: int
    units: dict[str, int]
    fee: int = 0
    delivery: int = 0
    all_delivery: bool = False
    reason: str


TYPES: dict[str, type[EventData]] = {
    "shipment.created": ShipmentChanged,
    "shipment.shipped": ShipmentChanged,
    "shipment.in_transit": ShipmentChanged,
    "shipment.out_for_delivery": ShipmentChanged,
    "shipment.delivered": ShipmentChanged,
    "shipment.exception": ShipmentChanged,
    "shipment.cancelled": ShipmentChanged,
    "shipment.astray": ShipmentChanged,
    "shipment.undelivered": ShipmentChanged,
    "recall.succeeded": RecallAnswered,
    "recall.refused": RecallAnswered,
    "readdressing.succeeded": ReaddressingAnswered,
    "readdressing.refused": ReaddressingAnswered,
    "takeout.succeeded": TakeoutAnswered,
    "takeout.refused": TakeoutAnswered,
    "return.requested": ReturnChanged,
    "return.approved": ReturnChanged,
    "return.rejected": ReturnChanged,
    "return.sent": ReturnChanged,
    "return.received": ReturnChanged,
    "return.granted": ReturnChanged,
    "return.refund_asked": ReturnRefundAsked,
    "return.refunded": ReturnChanged,
    "return.cancelled": ReturnChanged,
    "return.expired": ReturnChanged,
    "return.closed": ReturnChanged,
}
