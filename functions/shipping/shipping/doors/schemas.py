"""What the HTTP routes take."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, HttpUrl

from shipping.domain.shipment import Queue
from souk.http import ListQuery, Schema


class ForGuest(Schema):
    order_id: Annotated[str, Field(min_length=1, max_length=64)]
    key: Annotated[
        str, Field(max_length=200, description="Send it as X-Order-Key instead", json_schema_extra={"deprecated": True})
    ] = ""


class ForUser(Schema):
    order_id: Annotated[str, Field(min_length=1, max_length=64)]


class ForStaff(ListQuery):
    """Either `queue`, the work that waits, or `order_id`."""

    queue: Queue | None = None
    order_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None


class Dispatch(Schema):
    carrier: Literal["manual"]
    tracking_code: Annotated[str, Field(min_length=1, max_length=100)]
    tracking_url: HttpUrl | None = None
