"""What the routes of API keys take and answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import AwareDatetime, Field

from souk import clock
from souk.http import Schema, View
from souk.staff.api_key import beginning
from souk.staff.permissions import NOT_FOR_KEYS, Permission
from users.domain.api_keys import MOST_OVERLAP, ListedKey
from users.doors.schemas import Name

_GIVEN = sorted(permission.value for permission in Permission if permission not in NOT_FOR_KEYS)
KeyPermission = Annotated[Permission, Field(json_schema_extra={"enum": _GIVEN})]


class NewApiKey(Schema):
    """`expires_at` is when it stops; without, it goes on until it is revoked."""

    name: Annotated[Name, Field(description="What it is for, as people see it in the list")]
    permissions: Annotated[list[KeyPermission], Field(min_length=1, max_length=len(Permission))]
    expires_at: AwareDatetime | None = None


class KeyRotation(Schema):
    overlap_hours: Annotated[
        int,
        Field(
            ge=0, le=MOST_OVERLAP // timedelta(hours=1), description="How long the secret in use goes on beside the new"
        ),
    ] = 24


class EarlierSecretView(View):
    until: AwareDatetime
    used_on: Annotated[date | None, Field(description="The last day (UTC) this secret was used on")]


class ApiKeyView(View):
    """`permits` is what it permits now: less than `permissions` once its maker may less, none once it has ended.
    `earlier_secret` is the one before the present one, while it holds, too. `version` is what If-Match takes."""

    id: str
    name: str
    beginning: Annotated[str, Field(description="How the key begins; the rest is kept nowhere")]
    permissions: list[Permission]
    permits: list[Permission]
    made_by: Annotated[str, Field(description="Id of the admin on whose roles it stands")]
    made_at: AwareDatetime
    expires_at: AwareDatetime | None
    used_on: Annotated[date | None, Field(description="The last day (UTC) it was used on")]
    earlier_secret: EarlierSecretView | None
    version: int

    @classmethod
    def of(cls, listed: ListedKey) -> ApiKeyView:
        key = listed.key
        earlier = key.earlier_at(clock.now())
        return cls(
            id=key.id,
            name=key.name,
            beginning=beginning(key.id),
            permissions=sorted(key.permissions),
            permits=sorted(listed.permits),
            made_by=key.maker,
            made_at=key.made_at,
            expires_at=key.ends_at,
            used_on=key.used_on,
            earlier_secret=EarlierSecretView(until=earlier.until, used_on=earlier.used_on)
            if earlier and earlier.until
            else None,
            version=key.version,
        )


class ApiKeysView(View):
    items: list[ApiKeyView]


class MadeApiKeyView(View):
    """`key` is the whole of it, this once."""

    key: str
    api_key: ApiKeyView

    @classmethod
    def of(cls, listed: ListedKey, text: str) -> MadeApiKeyView:
        return cls(key=text, api_key=ApiKeyView.of(listed))
