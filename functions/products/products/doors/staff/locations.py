"""Where the shop keeps its goods, as staff set it up."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from products.compose import services
from products.domain.places.network import (
    MOST,
    AllocationRule,
    Coordinates,
    Location,
    LocationAddress,
    LocationsOff,
    Network,
)
from products.doors.router import api
from souk.errors import InvalidInput, PreconditionFailed, PreconditionRequired
from souk.http import Reply, Request, Schema, View
from souk.http.request import version_changed
from souk.staff.permissions import Permission

IF_MATCH = {"If-Match": "The ETag of the locations that are changed"}


class PositionBody(Schema):
    """Degrees north and east."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class LocationBody(Schema):
    """`id` stays for good. `priority` 1 is asked first. One that is not active sends only what no other has. Without a
    `position` the middle of its country stands for it.
    """

    id: Annotated[str, Field(min_length=1, max_length=32)]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    line1: Annotated[str, Field(max_length=200)] = ""
    city: Annotated[str, Field(max_length=100)] = ""
    postal_code: Annotated[str, Field(max_length=20)] = ""
    priority: Annotated[int, Field(ge=1, le=100)] = 1
    active: bool = True
    position: PositionBody | None = None

    def location(self) -> Location:
        return Location(
            id=self.id,
            name=self.name,
            address=LocationAddress(self.country, self.line1, self.city, self.postal_code),
            priority=self.priority,
            active=self.active,
            position=Coordinates(self.position.latitude, self.position.longitude) if self.position else None,
        )


class LocationsBody(Schema):
    rule: Annotated[AllocationRule, Field(strict=False)]
    locations: Annotated[list[LocationBody], Field(min_length=1, max_length=MOST)]


class PositionView(View):
    latitude: float
    longitude: float


class LocationView(View):
    id: str
    name: str
    country: str
    line1: str
    city: str
    postal_code: str
    priority: int
    active: bool
    position: PositionView | None

    @classmethod
    def of(cls, location: Location) -> LocationView:
        address, position = location.address, location.position
        return cls(
            id=location.id,
            name=location.name,
            country=address.country,
            line1=address.line1,
            city=address.city,
            postal_code=address.postal_code,
            priority=location.priority,
            active=location.active,
            position=PositionView(latitude=position.latitude, longitude=position.longitude) if position else None,
        )


class LocationsView(View):
    """`enabled`: the shop can have several; without that, or before any is set up, there are none to see."""

    enabled: bool
    rule: AllocationRule
    locations: list[LocationView]

    @classmethod
    def of(cls, network: Network, *, enabled: bool) -> LocationsView:
        return cls(enabled=enabled, rule=network.rule, locations=[LocationView.of(each) for each in network.locations])


@api.get("/admin/locations", needs=Permission.STOCK_READ, response=LocationsView)
def show_locations(_request: Request[None, None]) -> Reply:
    """The shop's locations, and the rule by which orders are shared out between them."""
    locations = services().locations
    network = locations.network()
    return Reply(LocationsView.of(network, enabled=locations.enabled), etag=str(network.version))


@api.put(
    "/admin/locations",
    needs=Permission.STOCK_WRITE,
    body=LocationsBody,
    response=LocationsView,
    errors=(LocationsOff, InvalidInput, PreconditionFailed, PreconditionRequired),
    headers=IF_MATCH,
)
def change_locations(request: Request[LocationsBody, None]) -> Reply:
    """Sets up the locations, all of them together

    `main` is the one that every shop has: what is recorded nowhere else is there. A location that is set up stays;
    one that is not needed any more is made inactive.
    """
    version = version_changed(request)
    locations = (each.location() for each in request.body.locations)
    network = services().locations.replace(locations, request.body.rule, version)
    return Reply(LocationsView.of(network, enabled=True), etag=str(network.version))
