"""What the routes of API keys take and answer."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field

from souk.http import Schema, View
from souk.staff.api_key import beginning
from souk.staff.permissions import NOT_FOR_KEYS, Permission
from users.domain.api_keys import ApiKey, ListedKey
from users.doors.schemas import Name

_GIVEN = sorted(permission.value for permission in Permission if permission not in NOT_FOR_KEYS)
KeyPermission = Annotated[Permission, Field(json_schema_extra={"enum": _GIVEN})]


class NewApiKey(Schema):
    """`expires_at` is when it stops; without, it goes on until it is revoked."""

    name: Annotated[Name, Field(description="What it is for, as people see it in the list")]
    permissions: Annotated[list[KeyPermission], Field(min_length=1, max_length=len(Permission))]
    expires_at: AwareDatetime | None = None


class ApiKeyView(View):
    """`permits` is what it permits now: less than `permissions` once its maker may less, none once it has ended."""

    id: str
    name: str
    beginning: Annotated[str, Field(description="How the key begins; the rest is kept nowhere")]
    permissions: list[Permission]
    permits: list[Permission]
    made_by: Annotated[str, Field(description="Id of the admin on whose roles it stands")]
    made_at: AwareDatetime
    expires_at: AwareDatetime | None
    used_on: Annotated[date | None, Field(description="The last day (UTC) it was used on")]

    @classmethod
    def of(cls, listed: ListedKey) -> ApiKeyView:
        key = listed.key
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
        )


class ApiKeysView(View):
    items: list[ApiKeyView]


class MadeApiKeyView(View):
    """`key` is the whole of it, this once."""

    key: str
    api_key: ApiKeyView

    @classmethod
    def of(cls, made: ApiKey, text: str) -> MadeApiKeyView:
        return cls(key=text, api_key=ApiKeyView.of(ListedKey(made, made.permissions)))
