"""What staff see of deliveries, and have done again."""

from __future__ import annotations

from souk.errors import Conflict
from souk.http import Page, Request
from souk.staff.permissions import Permission
from webhooks.compose import services
from webhooks.doors.router import api
from webhooks.doors.schemas import DeliveriesQuery, RepeatBody
from webhooks.doors.views import HookDeliveryView, RepeatedView

_NEEDED = Permission.INTEGRATIONS_MANAGE


@api.get(
    "/admin/webhooks/endpoints/{endpoint_id}/deliveries",
    query=DeliveriesQuery,
    response=Page[HookDeliveryView],
    needs=_NEEDED,
)
def list_deliveries(request: Request[None, DeliveriesQuery], endpoint_id: str) -> Page[HookDeliveryView]:
    """What was sent to an endpoint in the last thirty days, and what waits; newest first."""
    query = request.query
    found, following = services().deliveries.page(endpoint_id, query.state, query.limit, query.cursor)
    return Page(items=[HookDeliveryView.of(delivery) for delivery in found], next_cursor=following)


@api.post(
    "/admin/webhooks/endpoints/{endpoint_id}/deliveries/{event_id}/repeat",
    response=HookDeliveryView,
    status=202,
    needs=_NEEDED,
    errors=(Conflict,),
)
def repeat_delivery(_request: Request[None, None], endpoint_id: str, event_id: str) -> HookDeliveryView:
    """Sends it again, whatever became of it. Its webhook-id stays, so that who has it already can tell."""
    return HookDeliveryView.of(services().deliveries.repeat(endpoint_id, event_id))


@api.post(
    "/admin/webhooks/endpoints/{endpoint_id}/repeat-failed",
    body=RepeatBody,
    response=RepeatedView,
    status=202,
    needs=_NEEDED,
    errors=(Conflict,),
)
def repeat_failed(request: Request[RepeatBody, None], endpoint_id: str) -> RepeatedView:
    """Sends again what was given up since a moment, a hundred at a time."""
    repeated, more = services().deliveries.repeat_failed(endpoint_id, request.body.since)
    return RepeatedView(repeated=repeated, more=more)


@api.post(
    "/admin/webhooks/endpoints/{endpoint_id}/test",
    response=HookDeliveryView,
    status=202,
    idempotent=True,
    needs=_NEEDED,
    errors=(Conflict,),
)
def try_endpoint(_request: Request[None, None], endpoint_id: str) -> HookDeliveryView:
    """Sends a made-up event, webhooks.test."""
    return HookDeliveryView.of(services().deliveries.try_out(endpoint_id))
