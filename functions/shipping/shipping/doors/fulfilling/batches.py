"""Batches of parcels that one person picks, packs and ships."""

from __future__ import annotations

from shipping.compose import services
from shipping.domain.fulfilment import AlreadyPacked, CalledOff, HasLeft, Surplus, UnknownCode
from shipping.domain.work import Pick
from shipping.doors.fulfilling.views import BatchView, DispatchedView, ListedBatchView, PickListView, ScannedView
from shipping.doors.fulfilling.work import booking_of
from shipping.doors.router import api
from shipping.doors.schemas import BatchesQuery, DispatchBatch, NewBatch, Reassign, ScanUnits
from shipping.doors.versions import IF_MATCH, etag_of, version_in
from shipping.usecases.batches import BatchContents, BatchWish, NothingToPick
from shipping.usecases.ports import Chosen
from souk.errors import PreconditionFailed, PreconditionRequired
from souk.http import Page, Reply, Request, idempotency
from souk.staff.permissions import Permission


@api.post(
    "/admin/batches",
    needs=Permission.SHIPMENTS_WRITE,
    body=NewBatch,
    response=BatchView,
    status=201,
    idempotent="by_workflow",
    errors=(NothingToPick,),
)
def make_batch(request: Request[NewBatch, None]) -> Reply:
    """Makes a batch of the oldest parcels that wait to be picked, or of chosen ones. A parcel is in one batch at most:
    those that somebody else was faster with are told as `refused`.
    """
    body = request.body
    wish = BatchWish(
        assignee=body.assignee or request.signed_in.id,
        size=body.size or 0,
        chosen=tuple(body.shipment_ids or ()),
        among=Chosen(body.carrier, body.service, body.country, location=body.location),
    )
    return _tagged(services().batching.make(_id_of(request), wish, request.signed_in.id))


@api.get("/admin/batches", needs=Permission.SHIPMENTS_READ, query=BatchesQuery, response=Page[ListedBatchView])
def batches(request: Request[None, BatchesQuery]) -> Page[ListedBatchView]:
    """The batches that are open, or closed ones of the last 90 days, the newest first."""
    query = request.query
    found, following = services().batching.listed(query.limit, query.cursor, closed=query.closed)
    return Page(items=[ListedBatchView.listed(batch) for batch in found], next_cursor=following)


@api.get("/admin/batches/{batch_id}", needs=Permission.SHIPMENTS_READ, response=BatchView)
def show_batch(_request: Request[None, None], batch_id: str) -> Reply:
    """A batch with its parcels. Its ETag changes with any of them."""
    return _tagged(services().batching.show(batch_id))


@api.patch(
    "/admin/batches/{batch_id}",
    needs=Permission.SHIPMENTS_WRITE,
    body=Reassign,
    response=BatchView,
    errors=(PreconditionFailed, PreconditionRequired),
    headers=IF_MATCH,
)
def reassign_batch(request: Request[Reassign, None], batch_id: str) -> Reply:
    """Gives a batch to somebody else. Scans of its parcels meanwhile are no obstacle."""
    return _tagged(services().batching.assign(batch_id, version_in(request.if_match), request.body.assignee))


@api.get("/admin/batches/{batch_id}/pick-list", needs=Permission.SHIPMENTS_READ, response=PickListView)
def pick_list(_request: Request[None, None], batch_id: str) -> PickListView:
    """What is to be fetched for a batch, by SKU, with the parcels it is for."""
    return PickListView.of(services().batching.show(batch_id))


@api.post(
    "/admin/batches/{batch_id}/scans",
    needs=Permission.SHIPMENTS_WRITE,
    body=ScanUnits,
    response=ScannedView,
    idempotent="by_workflow",
    errors=(UnknownCode, Surplus, CalledOff, HasLeft, AlreadyPacked),
)
def scan(request: Request[ScanUnits, None], batch_id: str) -> ScannedView:
    """Counts units of a SKU for the parcels of the batch that miss it, the first first. Sent again under its key, it
    counts nothing twice.
    """
    body = request.body
    pick = Pick(_id_of(request), body.code, body.units)
    return ScannedView.of(services().batching.scan(batch_id, pick, body.shipment_id))


@api.post(
    "/admin/batches/{batch_id}/dispatch",
    needs=Permission.SHIPMENTS_WRITE,
    body=DispatchBatch,
    response=DispatchedView,
)
def dispatch_batch(request: Request[DispatchBatch, None], batch_id: str) -> DispatchedView:
    """Hands over the packed parcels of a batch, and says of each how it fared. Again, it goes on where it was
    interrupted; a batch of which nothing is left in the house is closed.
    """
    bookings = {of.shipment_id: booking for of in request.body.parcels if (booking := booking_of(of))}
    return DispatchedView.of(services().batching.dispatch(batch_id, bookings, request.signed_in.id))


@api.post("/admin/batches/{batch_id}/close", needs=Permission.SHIPMENTS_WRITE, response=BatchView)
def close_batch(_request: Request[None, None], batch_id: str) -> Reply:
    """Closes a batch: what is still in the house goes back to its queue, with what was counted."""
    return _tagged(services().batching.close(batch_id))


def _id_of(request: Request[NewBatch, None] | Request[ScanUnits, None]) -> str:
    """The same for the same request of the same person."""
    key = request.idempotency_key or ""
    return idempotency.hash_of(request.signed_in.id.encode(), key.encode())[:24]


def _tagged(held: BatchContents) -> Reply:
    return Reply(BatchView.of(held), etag=etag_of(held))
