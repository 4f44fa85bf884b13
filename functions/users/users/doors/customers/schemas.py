"""What the routes of customers take."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from souk.http import Schema
from users.doors.schemas import Email


class CustomersQuery(Schema):
    """The whole address; searching by a part of it is the back office's own list."""

    email: Email


class BlockRequest(Schema):
    """`reason` belongs to the person's data: they read it in the copy they may ask for."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]
