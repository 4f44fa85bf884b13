"""shipment.*, return.*, recall.*, readdressing.* and takeout.*: published by the shipping service, keyed by the id of
the shipment or the return, the last three by the order's."""

from __future__ import annotations

from typing import Annotated

from souk.events.common import SELDOM, Amount, EventData, PickupPlace, PickupPoint


class ShipmentLine(EventData):
    sku: str
    quantity: int
    title: str = ""


class ShipmentChanged(EventData):
    """shipment.created, shipment.shipped, shipment.in_transit, shipment.out_for_delivery, shipment.delivered,
    shipment.exception, shipment.cancelled, shipment.astray, shipment.undelivered, shipment.repacked,
    shipment.uncollected, shipment.ready.

    A parcel is astray that was called back, and the carrier moves it all the same. `complete` says that with this
    shipment in this state the whole order is (shipped, delivered). `trouble` says why one does not arrive: lost,
    damaged, refused or returned. One is repacked when, of several parcels of its order, other units are in it than were
    told. One that is called off while all others have left says `complete`, and `arrived` if they have arrived, too.
    One that is undelivered has come to its end: `outcome` is refunded or, when the money follows once the goods are
    back, awaited; or what was in it is sent_again. `replaces` is the id of the parcel, or the claim, in the place of
    which this one is sent. One with a `pickup` is fetched there: it is shipped once it lies ready, and delivered once
    it was handed out; uncollected is told once, when it has lain there for long. `pickup_code` is what it is
    handed out for, while it lies ready; without one it is that of `souk.shop.pickup.code_of`. One with a
    `pickup_point` is collected there: it is ready once it lies there, and delivered once it was collected.
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
    arrived: Annotated[bool, SELDOM] = False
    replaces: Annotated[str, SELDOM] = ""
    pickup: Annotated[PickupPlace | None, SELDOM] = None
    pickup_code: Annotated[str, SELDOM] = ""
    pickup_point: Annotated[PickupPoint | None, SELDOM] = None


class ShipmentSentAgain(EventData):
    """shipment.sent_again: a new parcel goes in the place of the parcel or claim that it `replaces`. `hold` names the
    stock that is held for its `units`, by SKU, and is sold now; "" where they had come back. It leaves from `location`.
    """

    shipment_id: str
    order_id: str
    replaces: str
    hold: str = ""
    location: str
    units: dict[str, int]


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
    says why. Each wish gets one of the two, by its number. The key is the order id. `places` are the locations that
    have the units, by SKU, where the shop has several.
    """

    order_id: str
    number_of_wish: int
    reason: str = ""
    places: dict[str, dict[str, int]] = {}


class ExchangeWanted(EventData):
    """The variant that is wanted for each unit that comes in, and what the shopper was told that it costs."""

    sku: str
    title: str = ""
    price: Amount


class ReturningLine(EventData):
    """Units that a shopper sends back, and a code for why. `exchange`: another variant is wanted in their place."""

    sku: str
    quantity: int
    title: str = ""
    reason: str = ""
    exchange: ExchangeWanted | None = None


class ReturnedUnits(EventData):
    """Units that came in; `restock` asks for them to be for sale again."""

    sku: str
    quantity: int
    condition: str
    restock: bool


class GrantedUnits(EventData):
    """Units that a claim is granted for: at what they cost, or for `amount` in minor units of the order's currency."""

    sku: str
    quantity: int
    amount: int | None = None


class ReturnChanged(EventData):
    """return.requested, return.approved, return.rejected, return.sent, return.received, return.granted,
    return.refunded, return.cancelled, return.expired, return.closed, return.sent_again.

    `kind` is return, withdrawal, undelivered or claim, `by` shopper, staff, system or payments, `note` why it was
    rejected, closed or cancelled. `granted` is what is paid back of a claim, or
    sent again. `fee` is kept back, in minor units of the
    shop's currency; `refunded` is what was paid back. `free`: its order cost nothing, so no money goes back.
    `label`: its carrier gives a label to whoever asks for one. `location` has received the goods, where staff named
    one.
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
    granted: list[GrantedUnits] = []
    send_by: str = ""
    fee: int = 0
    free: bool = False
    label: bool = False
    refunded: Amount | None = None
    location: str = ""


class ReturnRefundAsked(EventData):
    """return.refund_asked: the units that came in, were granted, or never arrived, are to be paid back, at what they
    cost or for what `amounts` says by SKU, less `fee`, with `delivery` of what the way out cost, or with `all_delivery`
    whatever is left of it; all in minor units of the order's currency. Each `attempt` is made once. `as_credit`: as
    store credit of whose order it is.
    """

    return_id: str
    order_id: str
    attempt: int
    units: dict[str, int]
    amounts: dict[str, int] = {}
    fee: int = 0
    delivery: int = 0
    all_delivery: bool = False
    reason: str
    as_credit: Annotated[bool, SELDOM] = False


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
    "shipment.repacked": ShipmentChanged,
    "shipment.uncollected": ShipmentChanged,
    "shipment.ready": ShipmentChanged,
    "shipment.sent_again": ShipmentSentAgain,
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
    "return.sent_again": ReturnChanged,
}
