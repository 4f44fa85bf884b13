"""Sending an order in more parcels than were made of it."""

from __future__ import annotations

from shipping.compose import services
from shipping.doors.fulfilling.views import FulfilmentView
from shipping.doors.router import api
from shipping.doors.schemas import SplitOff
from shipping.doors.versions import IF_MATCH, version_in
from souk.errors import Conflict, IllegalTransition, InvalidInput, PreconditionFailed, PreconditionRequired
from souk.http import Page, Request
from souk.staff.permissions import Permission


@api.post(
    "/admin/shipments/{shipment_id}/split",
    needs=Permission.SHIPMENTS_WRITE,
    body=SplitOff,
    response=Page[FulfilmentView],
    errors=(Conflict, IllegalTransition, InvalidInput, PreconditionFailed, PreconditionRequired),
    headers=IF_MATCH,
)
def split_parcel(request: Request[SplitOff, None], shipment_id: str) -> Page[FulfilmentView]:
    """Has units of a parcel go in another one, which is picked and sent on its own

    While it is in the house and not packed; from the same location. Answers with all parcels of the order.
    """
    units: dict[str, int] = {}
    for line in request.body.lines:
        units[line.sku] = units.get(line.sku, 0) + line.units
    parcels = services().splits.split(shipment_id, units, version_in(request.if_match))
    return Page(items=[FulfilmentView.of(parcel) for parcel in parcels])
