"""What staff do with parcels."""

from __future__ import annotations

from shipping.compose import services
from shipping.domain.shipment import ParcelHeld
from shipping.domain.tracking import Booking
from shipping.domain.work import AddressChanged
from shipping.doors.fulfilling.views import FulfilmentView
from shipping.doors.router import api
from shipping.doors.schemas import Dispatch, ForStaff
from shipping.doors.views import StaffShipmentView
from shipping.usecases.ports import Chosen
from souk.errors import InvalidInput
from souk.http import KeptWebhookView, ListQuery, Page, Request
from souk.staff.permissions import Permission


@api.get("/admin/shipments", needs=Permission.SHIPMENTS_READ, query=ForStaff, response=Page[FulfilmentView])
def staff_shipments(request: Request[None, ForStaff]) -> Page[FulfilmentView]:
    """The shipments that wait for work (`queue`), or those of one order (`order_id`)."""
    query = request.query
    if query.order_id and not query.queue:
        return Page(items=[FulfilmentView.of(parcel) for parcel in services().shipping.for_staff(query.order_id)])
    if not query.queue or query.order_id:
        raise InvalidInput("give either a queue or an order_id")
    chosen = Chosen(query.carrier, query.service, query.country, query.before, query.location)
    shipments, following = services().shipping.waiting(query.queue, query.limit, query.cursor, chosen)
    return Page(items=[FulfilmentView.of(shipment) for shipment in shipments], next_cursor=following)


@api.get("/admin/webhooks/carriers", needs=Permission.WEBHOOKS_READ, query=ListQuery, response=Page[KeptWebhookView])
def kept_webhooks(request: Request[None, ListQuery]) -> Page[KeptWebhookView]:
    """The signed webhooks of carriers that nobody understood, the newest first."""
    kept, following = services().shipping.kept_webhooks(request.query.limit, request.query.cursor)
    return Page(items=[KeptWebhookView.of(webhook) for webhook in kept], next_cursor=following)


@api.post(
    "/admin/shipments/{shipment_id}/dispatch",
    needs=Permission.SHIPMENTS_WRITE,
    body=Dispatch,
    response=StaffShipmentView,
    errors=(AddressChanged, ParcelHeld),
)
def dispatch(request: Request[Dispatch, None], shipment_id: str) -> StaffShipmentView:
    """Says that staff handed the parcel over, under this tracking code. Saying it again changes nothing."""
    booking = Booking(tracking_code=request.body.tracking_code, tracking_url=str(request.body.tracking_url or ""))
    return StaffShipmentView.of(services().shipping.dispatch(shipment_id, booking, request.signed_in.id))


@api.post("/admin/shipments/{shipment_id}/delivered", needs=Permission.SHIPMENTS_WRITE, response=StaffShipmentView)
def delivered(request: Request[None, None], shipment_id: str) -> StaffShipmentView:
    """Says that a parcel staff dispatched has arrived. Saying it again changes nothing."""
    return StaffShipmentView.of(services().shipping.deliver(shipment_id, request.signed_in.id))
