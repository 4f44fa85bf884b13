"""What the HTTP routes answer."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import AwareDatetime, Field

from souk.http import View
from webhooks.domain.delivery import HookDelivery, HookState
from webhooks.domain.endpoint import Endpoint, OffReason
from webhooks.domain.public import PublicType


class EndpointView(View):
    """`off` says why it is told nothing: switched off by staff, gone (it answered 410), or failing for days. Without
    event types it is told of all. Former secrets sign beside the present one until then."""

    id: str
    url: str
    description: str
    event_types: list[str]
    personal_data: bool
    enabled: bool
    off: OffReason | None
    former_secrets_until: list[AwareDatetime]
    created_at: AwareDatetime
    updated_at: AwareDatetime
    version: int

    @classmethod
    def of(cls, endpoint: Endpoint) -> Self:
        return cls(**_members(endpoint))


class EndpointSecretView(EndpointView):
    secret: Annotated[str, Field(description="What it verifies signatures with. It is shown this once")]

    @classmethod
    def shown(cls, endpoint: Endpoint, secret: str) -> Self:
        return cls(**_members(endpoint), secret=secret)


def _members(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "id": endpoint.id,
        "url": endpoint.url,
        "description": endpoint.description,
        "event_types": sorted(endpoint.event_types),
        "personal_data": endpoint.personal_data,
        "enabled": endpoint.enabled,
        "off": endpoint.off,
        "former_secrets_until": [former.until for former in endpoint.former],
        "created_at": endpoint.created_at,
        "updated_at": endpoint.updated_at,
        "version": endpoint.version,
    }


class HookDeliveryView(View):
    """`status` and `answer` are of the last attempt, `problem` says why it had no answer. The beginning of an answer is
    kept of what was refused, unless people were named to it."""

    event_id: str
    type: str
    state: HookState
    attempts: int
    created_at: AwareDatetime
    changed_at: AwareDatetime
    due_at: AwareDatetime | None
    status: int | None
    problem: str
    answer: str

    @classmethod
    def of(cls, delivery: HookDelivery) -> Self:
        return cls(**{name: getattr(delivery, name) for name in cls.model_fields})


class RepeatedView(View):
    """How many are sent anew; ask again while there are `more`."""

    repeated: int
    more: bool


class PublicTypeView(View):
    """A type of event that endpoints can be told of, with the members of its data."""

    type: str
    summary: str
    fields: list[str]
    personal: Annotated[list[str], Field(description="Those that only endpoints with personal data get")]

    @classmethod
    def of(cls, name: str, public: PublicType) -> Self:
        return cls(type=name, summary=public.summary, fields=sorted(public.fields), personal=sorted(public.personal))
