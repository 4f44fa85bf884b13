"""What the HTTP routes take."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from souk.http import ListQuery


class AuditQuery(ListQuery):
    """`object` is a kind and an id, "order:…", or `person` a member of the staff; one of the two."""

    object: Annotated[str, Field(pattern=r"^[a-z]+:.+$", max_length=300)] | None = None
    person: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    since: AwareDatetime | None = None
