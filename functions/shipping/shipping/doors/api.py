"""Routes of the shipping service."""

from __future__ import annotations

from shipping.compose import services
from shipping.domain.tracking import Booking
from shipping.doors.schemas import (
    Dispatch,
    ForGuest,
    ForStaff,
    ForUser,
    Received,
    ShipmentList,
    StaffShipmentView,
    staff_view,
    view,
)
from souk.errors import InvalidInput
from souk.http import Api, Auth, KeptWebhookView, ListQuery, Page, Request

api = Api("shipping")


@api.get("/shipments", query=ForGuest, response=ShipmentList)
def guest_shipments(request: Request[None, ForGuest]) -> ShipmentList:
    """The parcels of an order and their tracking, for whoever holds the order's key."""
    parcels = services().shipping.for_guest(request.query.order_id, request.query.key)
    return ShipmentList(items=[view(parcel) for parcel in parcels])


@api.get("/me/shipments", auth=Auth.USER, query=ForUser, response=ShipmentList)
def my_shipments(request: Request[None, ForUser]) -> ShipmentList:
    """The parcels of one of your orders and their tracking."""
    parcels = services().shipping.for_user(request.query.order_id, request.signed_in.id)
    return ShipmentList(items=[view(parcel) for parcel in parcels])


@api.post("/webhooks/carriers/{carrier}", raw_body=True, response=Received)
def carrier_webhook(request: Request[None, None], carrier: str) -> Received:
    """A carrier's tracking event, signed. A repeated one is acknowledged and changes nothing; one of unknown shape is
    acknowledged and kept for staff.
    """
    services().shipping.hear(carrier, request.headers, request.raw_body)
    return Received()


@api.get("/admin/shipments", auth=Auth.STAFF, query=ForStaff, response=Page[StaffShipmentView])
def staff_shipments(request: Request[None, ForStaff]) -> Page[StaffShipmentView]:
    """The shipments that wait for work (`queue`), or those of one order (`order_id`)."""
    query = request.query
    if query.order_id and not query.queue:
        return Page(items=[staff_view(parcel) for parcel in services().shipping.for_staff(query.order_id)])
    if not query.queue or query.order_id:
        raise InvalidInput("give either a queue or an order_id")
    shipments, following = services().shipping.waiting(query.queue, query.limit, query.cursor)
    return Page(items=[staff_view(shipment) for shipment in shipments], next_cursor=following)


@api.get("/admin/webhooks/carriers", auth=Auth.STAFF, query=ListQuery, response=Page[KeptWebhookView])
def kept_webhooks(request: Request[None, ListQuery]) -> Page[KeptWebhookView]:
    """The signed webhooks of carriers that nobody understood, the newest first."""
    kept, following = services().shipping.kept_webhooks(request.query.limit, request.query.cursor)
    return Page(items=[KeptWebhookView.of(webhook) for webhook in kept], next_cursor=following)


@api.post("/admin/shipments/{shipment_id}/dispatch", auth=Auth.STAFF, body=Dispatch, response=StaffShipmentView)
def dispatch(request: Request[Dispatch, None], shipment_id: str) -> StaffShipmentView:
    """Says that staff handed the parcel over, under this tracking code. Saying it again changes nothing."""
    booking = Booking(tracking_code=request.body.tracking_code, tracking_url=str(request.body.tracking_url or ""))
    return staff_view(services().shipping.dispatch(shipment_id, booking, request.signed_in.id))


@api.post("/admin/shipments/{shipment_id}/delivered", auth=Auth.STAFF, response=StaffShipmentView)
def delivered(request: Request[None, None], shipment_id: str) -> StaffShipmentView:
    """Says that a parcel staff dispatched has arrived. Saying it again changes nothing."""
    return staff_view(services().shipping.deliver(shipment_id, request.signed_in.id))


handler = api.handler
