"""What the routes of the export answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from souk import clock
from souk.http import View
from users.domain.exports import Export, ExportState


class DataExportView(View):
    """The state of the last export. What is null is not known yet, or does not apply to the state."""

    state: Literal["none", "under_way", "ready", "expired"]
    asked_at: datetime | None = None
    parts_done: Annotated[int, Field(description="How many parts the services have written")] = 0
    parts: Annotated[int | None, Field(description="How many there will be, once it is known")] = None
    available_until: datetime | None = None
    size: Annotated[int | None, Field(description="Of the archive, in bytes")] = None
    missing: Annotated[list[str], Field(description="Services whose parts never came; the archive says so, too")] = []
    link: Annotated[str | None, Field(description="Gives the archive to whoever has it, for five minutes")] = None

    @classmethod
    def of(cls, export: Export | None, link: str | None = None) -> Self:
        if export is None:
            return cls(state="none")
        state = export.state(clock.now())
        under_way = state is ExportState.UNDER_WAY
        return cls(
            state=state.value,
            asked_at=export.asked_at,
            parts_done=len(export.files),
            parts=len(export.expected) if export.expected is not None else None,
            available_until=export.until,
            size=None if under_way else export.size,
            missing=[*export.missing],
            link=link,
        )
