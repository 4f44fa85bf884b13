"""What the HTTP routes take."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field

from souk.http import ListQuery, Schema
from webhooks.domain.delivery import HookState
from webhooks.domain.public import PUBLIC


def _public(name: str) -> str:
    if name not in PUBLIC:
        raise ValueError(
            "no event that others may be told of has this type; GET /admin/webhooks/event-types lists them"
        )
    return name


Url = Annotated[str, Field(min_length=1, max_length=2000)]
Description = Annotated[str, Field(max_length=200)]
EventTypes = Annotated[
    list[Annotated[str, AfterValidator(_public)]],
    Field(max_length=len(PUBLIC), description="What it is told of; none is all there are, new ones too"),
]
PersonalData = Annotated[bool, Field(description="Whether it gets what names people, too")]


class EndpointBody(Schema):
    url: Url
    description: Description = ""
    event_types: EventTypes = []
    personal_data: PersonalData = False
    enabled: bool = True


class EndpointChange(Schema):
    """What is to change; what is not named stays."""

    url: Url | None = None
    description: Description | None = None
    event_types: EventTypes | None = None
    personal_data: PersonalData | None = None
    enabled: bool | None = None


class DeliveriesQuery(ListQuery):
    state: HookState | None = None


class RepeatBody(Schema):
    since: Annotated[AwareDatetime, Field(description="Of those that were given up since then")]
