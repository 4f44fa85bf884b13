"""What staff do about a parcel that does not arrive."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from shipping.compose import services
from shipping.domain import trouble
from shipping.domain.tracking import ScanStatus
from shipping.doors.fulfilling.views import FulfilmentView
from shipping.doors.router import api
from shipping.doors.versions import IF_MATCH, version_in
from souk.errors import IllegalTransition, NotFound, OutOfStock, PreconditionFailed, PreconditionRequired
from souk.http import Reply, Request, Schema
from souk.staff.permissions import Permission


class Trouble(StrEnum):
    LOST = ScanStatus.LOST.value
    DAMAGED = ScanStatus.DAMAGED.value
    REFUSED = ScanStatus.REFUSED.value
    RETURNED = ScanStatus.RETURNED.value
    UNCOLLECTED = ScanStatus.UNCOLLECTED.value


class TroubleDecision(StrEnum):
    REPORT = "report"
    REFUND = "refund"
    AWAIT = "await"
    SEND_AGAIN = "send_again"
    RELEASE = "release"


class SentFrom(StrEnum):
    """Whether new units are sent, or those that came back."""

    SHELF = "shelf"
    RETURNED = "returned"


class TroubleBody(Schema):
    """`report` with the `trouble`: the parcel does not arrive. `refund`: what was in it is paid back at once. `await`:
    it is paid back when the goods are back. `send_again`: it is sent once more in a parcel of its own, with units from
    the shelf, at `location` if the shop has several, or `returned`: the goods that came back, as they are. `reason` is
    kept. `release`: one that is held because what paid it is disputed, or may be fraud, is sent all the same.
    """

    decision: Annotated[TroubleDecision, Field(strict=False)]
    trouble: Annotated[Trouble | None, Field(strict=False)] = None
    reason: Annotated[str, Field(max_length=300)] = ""
    goods: Annotated[SentFrom, Field(strict=False)] = SentFrom.SHELF
    location: Annotated[str, Field(max_length=32)] = ""

    @model_validator(mode="after")
    def _complete(self) -> TroubleBody:
        if (self.decision is TroubleDecision.REPORT) != (self.trouble is not None):
            raise ValueError("Name the trouble with a report, and only then.")
        return self


@api.patch(
    "/admin/shipments/{shipment_id}",
    needs=Permission.RETURNS_WRITE,
    body=TroubleBody,
    response=FulfilmentView,
    errors=(NotFound, IllegalTransition, OutOfStock, PreconditionFailed, PreconditionRequired),
    headers=IF_MATCH,
)
def decide_on_parcel(request: Request[TroubleBody, None], shipment_id: str) -> Reply:
    """Say that a parcel does not arrive, and what becomes of it

    Lost, damaged, refused by whom it was for, or on its way back. What was in it is then paid back, with what delivery
    cost if nothing of the order arrives, by a return (`return_id`) that also takes in what comes back. Or it is sent
    again: then no money moves, and the answer is the parcel that has ended.
    """
    body, staff, troubles = request.body, request.signed_in.id, services().troubles
    version = version_in(request.if_match)
    if body.trouble:
        found = troubles.report(shipment_id, ScanStatus(body.trouble), body.reason, staff, version)
    elif body.decision is TroubleDecision.RELEASE:
        found = services().holding.release(shipment_id, staff, version)
    elif body.decision is TroubleDecision.SEND_AGAIN:
        as_it_is = body.goods is SentFrom.RETURNED
        found = services().again.parcel(
            shipment_id, staff, version, body.reason, as_it_is=as_it_is, location=body.location
        )
    else:
        outcome = trouble.REFUNDED if body.decision is TroubleDecision.REFUND else trouble.AWAITED
        found = troubles.end(shipment_id, outcome, staff, version)
    return Reply(FulfilmentView.of(found), etag=str(found.version))
