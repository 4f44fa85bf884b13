"""What staff do with endpoints.

Secrets are answered once, where they are made, and so no answer of these is kept to be repeated: of one address there
is one endpoint, and a secret whose answer was lost is changed again.
"""

from __future__ import annotations

from souk.errors import Conflict, PreconditionFailed, PreconditionRequired
from souk.http import Page, Reply, Request
from souk.http.request import IF_MATCH, version_changed
from souk.staff.permissions import Permission
from webhooks.compose import services
from webhooks.domain.public import PUBLIC
from webhooks.doors.router import api
from webhooks.doors.schemas import EndpointBody, EndpointChange
from webhooks.doors.views import EndpointSecretView, EndpointView, PublicTypeView

_NEEDED = Permission.INTEGRATIONS_MANAGE
_OVERTAKEN = (PreconditionFailed, PreconditionRequired)


@api.get("/admin/webhooks/event-types", response=Page[PublicTypeView], needs=_NEEDED)
def list_event_types(_request: Request[None, None]) -> Page[PublicTypeView]:
    """What endpoints can be told of, and what of it."""
    return Page(items=[PublicTypeView.of(name, public) for name, public in PUBLIC.items()])


@api.get("/admin/webhooks/endpoints", response=Page[EndpointView], needs=_NEEDED)
def list_endpoints(_request: Request[None, None]) -> Page[EndpointView]:
    """The endpoints, the oldest first. There are at most twenty."""
    return Page(items=[EndpointView.of(endpoint) for endpoint in services().endpoints.listed()])


@api.post(
    "/admin/webhooks/endpoints",
    body=EndpointBody,
    response=EndpointSecretView,
    status=201,
    needs=_NEEDED,
    errors=(Conflict,),
)
def create_endpoint(request: Request[EndpointBody, None]) -> Reply:
    """Makes an endpoint, and answers its secret this once.

    The address is in the public internet and takes https at port 443 or 8443. Of one address there is one endpoint.
    """
    body = request.body
    endpoint, secret = services().endpoints.create(
        body.url, body.description, frozenset(body.event_types), body.personal_data, body.enabled
    )
    return Reply(EndpointSecretView.shown(endpoint, secret), etag=str(endpoint.version))


@api.get("/admin/webhooks/endpoints/{endpoint_id}", response=EndpointView, needs=_NEEDED)
def show_endpoint(_request: Request[None, None], endpoint_id: str) -> Reply:
    """An endpoint."""
    endpoint = services().endpoints.show(endpoint_id)
    return Reply(EndpointView.of(endpoint), etag=str(endpoint.version))


@api.patch(
    "/admin/webhooks/endpoints/{endpoint_id}",
    body=EndpointChange,
    response=EndpointView,
    needs=_NEEDED,
    errors=_OVERTAKEN,
    headers=IF_MATCH,
)
def change_endpoint(request: Request[EndpointChange, None], endpoint_id: str) -> Reply:
    """Changes an endpoint.

    One that is switched on again gets what still waits for it, and not what has happened meanwhile.
    """
    given = request.body.model_dump(exclude_none=True)
    if "event_types" in given:
        given["event_types"] = frozenset(given["event_types"])
    endpoint = services().endpoints.change(endpoint_id, version_changed(request), given)
    return Reply(EndpointView.of(endpoint), etag=str(endpoint.version))


@api.delete("/admin/webhooks/endpoints/{endpoint_id}", needs=_NEEDED, errors=_OVERTAKEN, headers=IF_MATCH)
def delete_endpoint(request: Request[None, None], endpoint_id: str) -> None:
    """Takes an endpoint away, with all that waits for it."""
    services().endpoints.remove(endpoint_id, version_changed(request))


@api.post(
    "/admin/webhooks/endpoints/{endpoint_id}/rotate-secret",
    response=EndpointSecretView,
    needs=_NEEDED,
    errors=(Conflict, *_OVERTAKEN),
    headers=IF_MATCH,
)
def rotate_secret(request: Request[None, None], endpoint_id: str) -> Reply:
    """Another secret, answered this once. The one before signs beside it for a day."""
    endpoint, secret = services().endpoints.rotate(endpoint_id, version_changed(request))
    return Reply(EndpointSecretView.shown(endpoint, secret), etag=str(endpoint.version))
