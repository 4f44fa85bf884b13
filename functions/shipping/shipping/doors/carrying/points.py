"""Where shoppers can have their parcels brought to and collect them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from shipping.compose import services
from shipping.doors.router import api
from shipping.doors.views import PickupPointView
from shipping.usecases.carrying.points import OfferedPoint
from souk.errors import RateLimited, Unavailable
from souk.http import Request, Schema, View
from souk.limits import rules
from souk.limits.limits import from_address


class NearWhere(Schema):
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
    postal_code: Annotated[str, Field(min_length=1, max_length=20)]


class NearbyPointView(PickupPointView):
    """`distance` in metres, null where the carrier does not say. `seal` is what a checkout takes the point by; it holds
    until the end of the next day (UTC).
    """

    distance: int | None
    seal: str

    @classmethod
    def offered(cls, offered: OfferedPoint) -> NearbyPointView:
        point = PickupPointView.of(offered.near.point)
        return cls(**dict(point), distance=offered.near.distance, seal=offered.seal)


class PickupPointsView(View):
    items: list[NearbyPointView]


@api.get(
    "/pickup-points",
    query=NearWhere,
    response=PickupPointsView,
    errors=(RateLimited, Unavailable),
    summary="Pick-up points of the carrier near an address",
)
def pickup_points(request: Request[None, NearWhere]) -> PickupPointsView:
    """The nearest first, at most 20. None where the shop's carrier has none: then no way of delivery leads to one."""
    services().limits.take(*from_address(rules.POINTS_FROM, request.source_ip))
    found = services().points.near(request.query.country, request.query.postal_code)
    return PickupPointsView(items=[NearbyPointView.offered(point) for point in found])
