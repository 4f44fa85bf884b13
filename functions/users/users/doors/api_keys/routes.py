"""HTTP: API keys, for admins."""

from __future__ import annotations

from souk.http import Request
from souk.staff.permissions import Permission
from users.compose import services
from users.domain.api_keys import TooManyKeys
from users.doors.api_keys.views import ApiKeysView, ApiKeyView, MadeApiKeyView, NewApiKey
from users.doors.router import api


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


@api.delete("/admin/api-keys/{key_id}", needs=Permission.INTEGRATIONS_MANAGE, status=204)
def revoke_api_key(request: Request[None, None], key_id: str) -> None:
    """Revokes an API key; it holds nowhere any more within 30 seconds"""
    services().key_making.revoke(key_id, request.signed_in.id)
