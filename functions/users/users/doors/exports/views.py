"""What the routes of the export answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from souk import clock
from souk.http import View
from users.domain.exports import Export


class DataExportView(View):
    """The state of the last export. What is null is not known yet, or does not apply to the state."""

    state: Literal["none", "under_way", "ready", "expired"]
    asked_at: datetime | None
    parts_done: Annotated[int, Field(description="How many parts the services have written")]
    parts: Annotated[int | None, Field(description="How many there will be, once it is known")]
    available_until: datetime | None
    size: Annotated[int | None, Field(description="Of the archive, in bytes")]
    missing: Annotated[list[str], Field(description="Services whose parts never came; the archive says so, too")]
    link: Annotated[str | None, Field(description="Gives the archive to whoever has it, for five minutes")]

    @classmethod
    def of(cls, export: Export | None, link: str | None = None) -> Self:
        state = export.state(clock.now()) if export else None
        expected = export.expected if export else None
        return cls(
            state=state.value if state else "none",
            asked_at=export.asked_at if export else None,
            parts_done=len(export.files) if export else 0,
            parts=len(expected) if expected is not None else None,
            available_until=export.until if export else None,
            size=export.size if export and export.ready_at else None,
            missing=[*export.missing] if export else [],
            link=link,
        )
