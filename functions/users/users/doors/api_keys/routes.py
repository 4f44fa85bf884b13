"""HTTP: API keys, for admins."""

from __future__ import annotations

from datetime import timedelta

from souk.errors import PreconditionFailed, PreconditionRequired
from souk.http import Reply, Request
from souk.http.request import IF_MATCH, version_changed
from souk.staff.permissions import Permission
from users.compose import services
from users.domain.api_keys import KeyCannotRotate, TooManyKeys
from users.doors.api_keys.views import ApiKeysView, ApiKeyView, KeyRotation, MadeApiKeyView, NewApiKey
from users.doors.router import api

_OVERTAKEN = (PreconditionFailed, PreconditionRequired)


@api.get("/admin/api-keys", needs=Permission.INTEGRATIONS_MANAGE, response=ApiKeysView)
def list_api_keys(_request: Request[None, None]) -> ApiKeysView:
    """All API keys, the newest first; their secrets are kept nowhere"""
    return ApiKeysView(items=[ApiKeyView.of(listed) for listed in services().key_making.listed()])


@api.post(
    "/admin/api-keys",
    needs=Permission.INTEGRATIONS_MANAGE,
    body=NewApiKey,
    response=MadeApiKeyView,
    status=201,
    errors=(TooManyKeys,),
)
def make_api_key(request: Request[NewApiKey, None]) -> MadeApiKeyView:
    """Makes an API key, and shows it this once

    It takes no Idempotency-Key, as the answer would have to be kept for that, and the secret with it: when the answer
    is lost, revoke what the list shows and make another.
    """
    body, maker = request.body, request.signed_in.id
    made, text = services().key_making.make(body.name, frozenset(body.permissions), body.expires_at, maker)
    return MadeApiKeyView.of(made, text)


@api.post(
    "/admin/api-keys/{key_id}/rotate-secret",
    needs=Permission.INTEGRATIONS_MANAGE,
    body=KeyRotation,
    response=MadeApiKeyView,
    errors=(KeyCannotRotate, *_OVERTAKEN),
    headers=IF_MATCH,
)
def rotate_api_key(request: Request[KeyRotation, None], key_id: str) -> Reply:
    """Another secret of an API key, shown this once; the one in use goes on beside it, or ends

    The one in use is the present one, or the one before it while the present one was never used. While both are in
    use, neither can be kept beside a third: end the earlier one first, or both with an overlap of none.
    """
    actor, overlap = request.signed_in, timedelta(hours=request.body.overlap_hours)
    may = frozenset(permission for permission in Permission if actor.may(permission))
    listed, text = services().key_making.rotate(key_id, overlap, version_changed(request), may, actor.id)
    return Reply(MadeApiKeyView.of(listed, text), etag=str(listed.key.version))


@api.delete(
    "/admin/api-keys/{key_id}/earlier-secret",
    needs=Permission.INTEGRATIONS_MANAGE,
    response=ApiKeyView,
    errors=_OVERTAKEN,
    headers=IF_MATCH,
)
def end_earlier_secret(request: Request[None, None], key_id: str) -> Reply:
    """Ends the secret before the present one; it holds nowhere any more within 30 seconds"""
    listed = services().key_making.end_earlier(key_id, version_changed(request), request.signed_in.id)
    return Reply(ApiKeyView.of(listed), etag=str(listed.key.version))


@api.delete("/admin/api-keys/{key_id}", needs=Permission.INTEGRATIONS_MANAGE, status=204)
def revoke_api_key(request: Request[None, None], key_id: str) -> None:
    """Revokes an API key; it holds nowhere any more within 30 seconds"""
    services().key_making.revoke(key_id, request.signed_in.id)
