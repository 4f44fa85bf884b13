"""What a carrier offers to take a parcel for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from shipping.compose import services
from shipping.domain.rates import Rate, meets
from shipping.doors.fulfilling.views import FulfilmentView
from shipping.doors.router import api
from shipping.doors.versions import IF_MATCH, version_in
from shipping.usecases.ports import CarrierRefused
from souk.errors import IllegalTransition, NotFound, PreconditionFailed, PreconditionRequired, Unavailable
from souk.http import MoneyView, Reply, Request, Schema, View
from souk.staff.permissions import Permission


class RateView(View):
    """`days`: how long it takes, null if the carrier does not say. `fits`: it is as fast as what the shopper bought."""

    name: str
    cost: MoneyView
    days: int | None
    fits: bool

    @classmethod
    def of(cls, rate: Rate, service: str) -> RateView:
        return cls(name=rate.name, cost=MoneyView.of(rate.cost), days=rate.days, fits=meets(rate, service))


class RatesView(View):
    """`booked` names what was bought, empty before; `chosen` what staff chose, empty where the shop's rule did."""

    items: list[RateView]
    booked: str
    chosen: str


class ChooseRate(Schema):
    name: Annotated[str, Field(min_length=1, max_length=200)]


@api.get(
    "/admin/shipments/{shipment_id}/rates",
    needs=Permission.SHIPMENTS_READ,
    response=RatesView,
    errors=(NotFound, CarrierRefused, Unavailable),
)
def rates(_request: Request[None, None], shipment_id: str) -> Reply:
    """What its carrier offers to take a parcel for, the cheapest first; nothing where the carrier has no prices."""
    shipment, offers = services().rates.of(shipment_id)
    service = shipment.consignment.service
    view = RatesView(
        items=[RateView.of(rate, service) for rate in offers],
        booked=shipment.booking.service,
        chosen=shipment.consignment.rate,
    )
    return Reply(view, etag=str(shipment.version))


@api.put(
    "/admin/shipments/{shipment_id}/rates",
    needs=Permission.SHIPMENTS_WRITE,
    body=ChooseRate,
    response=FulfilmentView,
    errors=(NotFound, IllegalTransition, CarrierRefused, Unavailable, PreconditionFailed, PreconditionRequired),
    headers=IF_MATCH,
)
def choose_rate(request: Request[ChooseRate, None], shipment_id: str) -> Reply:
    """Have a parcel booked by another rate

    It is booked anew, and its former booking is called off: print its new label. Only while it is in the house and not
    packed. A carrier that is away is asked again by itself.
    """
    done = services().rates.choose(shipment_id, request.body.name, version_in(request.if_match))
    return Reply(FulfilmentView.of(done), etag=str(done.version))
