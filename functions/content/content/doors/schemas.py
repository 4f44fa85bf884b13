"""What the HTTP routes take, beside the documents themselves (`content.doors.contents`)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from content.domain.first_day import FirstStep, StepState
from souk.http import ListQuery, Schema


class DocumentsQuery(ListQuery):
    family: Literal["settings", "home", "navigation", "banners", "page", "letter"] | None = None


class PictureBody(Schema):
    media_type: Literal["image/png", "image/jpeg", "image/webp"]


class StepSaid(Schema):
    step: FirstStep
    state: StepState


class FirstDayBody(Schema):
    """The steps to say something of."""

    steps: Annotated[list[StepSaid], Field(min_length=1, max_length=len(FirstStep))]
