"""What staff do with a parcel before it leaves."""

from __future__ import annotations

from dataclasses import asdict

from shipping.compose import services
from shipping.domain.fulfilment import (
    AlreadyPacked,
    CalledOff,
    HasLeft,
    NotBooked,
    ShortageOpen,
    Surplus,
    UnknownCode,
    WrongCode,
)
from shipping.domain.shipment import ParcelHeld, Shipment
from shipping.domain.tracking import Booking
from shipping.domain.work import AddressChanged
from shipping.doors.fulfilling.views import FulfilmentView, PackingSlipView, QueuesView, WaitingView
from shipping.doors.router import api
from shipping.doors.schemas import HandOver, HandOverOne, Pack, Picks, ReportShortage, Resolve
from shipping.doors.versions import IF_MATCH, version_in
from shipping.usecases.fulfilment import Measures
from souk.errors import PreconditionFailed, PreconditionRequired
from souk.http import Reply, Request
from souk.staff.permissions import Permission

_GONE = (CalledOff, HasLeft)


@api.get("/admin/fulfilment", needs=Permission.SHIPMENTS_READ, response=QueuesView)
def queues(_request: Request[None, None]) -> QueuesView:
    """How much waits in each queue, counted to 100."""
    return QueuesView(queues=[WaitingView.of(waiting) for waiting in services().shipping.counts()])


@api.get("/admin/shipments/{shipment_id}", needs=Permission.SHIPMENTS_READ, response=FulfilmentView)
def staff_shipment(_request: Request[None, None], shipment_id: str) -> Reply:
    """A parcel with the work that was done with it. Its ETag is the version to send with a change."""
    return _tagged(services().shipping.one(shipment_id))


@api.get("/admin/shipments/{shipment_id}/packing-slip", needs=Permission.SHIPMENTS_READ, response=PackingSlipView)
def packing_slip(_request: Request[None, None], shipment_id: str) -> PackingSlipView:
    """What is printed for a parcel, with its label where the carrier gives one."""
    return PackingSlipView.of(services().shipping.one(shipment_id))


@api.put(
    "/admin/shipments/{shipment_id}/picks",
    needs=Permission.SHIPMENTS_WRITE,
    body=Picks,
    response=FulfilmentView,
    errors=(*_GONE, UnknownCode, Surplus, AlreadyPacked, PreconditionFailed, PreconditionRequired),
    headers=IF_MATCH,
)
def count_picks(request: Request[Picks, None], shipment_id: str) -> Reply:
    """Says how many units of each named SKU are in the parcel, in the place of what was counted before."""
    counts = {line.sku: line.units for line in request.body.lines}
    return _tagged(services().fulfilment.count(shipment_id, version_in(request.if_match), counts))


@api.post(
    "/admin/shipments/{shipment_id}/packing",
    needs=Permission.SHIPMENTS_WRITE,
    body=Pack,
    response=FulfilmentView,
    errors=(*_GONE, AlreadyPacked, ShortageOpen, AddressChanged),
)
def pack(request: Request[Pack, None], shipment_id: str) -> Reply:
    """Closes a parcel, with what was measured. Lines need not have been counted. The same again changes nothing; what
    was packed otherwise is opened first.
    """
    measures = Measures(**request.body.model_dump(exclude={"address_revision"}))
    done = services().fulfilment.pack(shipment_id, measures, request.signed_in.id, request.body.address_revision)
    return _tagged(done)


@api.delete(
    "/admin/shipments/{shipment_id}/packing",
    needs=Permission.SHIPMENTS_WRITE,
    response=FulfilmentView,
    errors=_GONE,
)
def unpack(_request: Request[None, None], shipment_id: str) -> Reply:
    """Opens a packed parcel again. Again, it changes nothing."""
    return _tagged(services().fulfilment.unpack(shipment_id))


@api.post(
    "/admin/shipments/{shipment_id}/shortages",
    needs=Permission.SHIPMENTS_WRITE,
    body=ReportShortage,
    response=FulfilmentView,
    errors=(*_GONE, UnknownCode, Surplus),
)
def report_shortage(request: Request[ReportShortage, None], shipment_id: str) -> Reply:
    """Says that units were not found or are damaged. The parcel is an exception until that is resolved; no money and no
    stock moves: count the shelf, and correct the stock by a movement. The same again changes nothing.
    """
    body = request.body
    done = services().fulfilment.report_short(
        shipment_id, body.sku, body.units, body.reason, body.note, request.signed_in.id
    )
    return _tagged(done)


@api.post(
    "/admin/shipments/{shipment_id}/shortages/resolution",
    needs=Permission.SHIPMENTS_WRITE,
    body=Resolve,
    response=FulfilmentView,
    errors=_GONE,
)
def resolve_shortage(request: Request[Resolve, None], shipment_id: str) -> Reply:
    """What was missing was found, and is picked; or the parcel goes without it, and finance refunds the line."""
    return _tagged(services().fulfilment.resolve(shipment_id, request.body.sku, request.body.resolution))


@api.post(
    "/admin/shipments/{shipment_id}/hand-over",
    needs=Permission.SHIPMENTS_WRITE,
    body=HandOverOne,
    response=FulfilmentView,
    errors=(CalledOff, NotBooked, ShortageOpen, AddressChanged, ParcelHeld, WrongCode),
)
def hand_over(request: Request[HandOverOne, None], shipment_id: str) -> Reply:
    """Says that a parcel was given to its carrier, packed or not. It is shipped from then on; the carrier's own scans
    go on from there. One that is fetched lies ready from then on, and its shopper is told; with the `code` it is given
    to them, and has arrived. Again, it changes nothing.
    """
    if request.body.code:
        return _tagged(services().fulfilment.hand_out(shipment_id, request.body.code, request.signed_in.id))
    return _tagged(services().fulfilment.hand_over(shipment_id, booking_of(request.body), request.signed_in.id))


def booking_of(body: HandOver) -> Booking | None:
    """None when nothing is said of the way it goes."""
    booking = Booking(tracking_code=body.tracking_code, tracking_url=str(body.tracking_url or ""))
    return booking if any(asdict(booking).values()) else None


def _tagged(shipment: Shipment) -> Reply:
    return Reply(FulfilmentView.of(shipment), etag=str(shipment.version))
