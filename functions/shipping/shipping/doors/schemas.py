"""What the HTTP routes take."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, HttpUrl, model_validator

from shipping.domain.batch import MAX_PARCELS
from shipping.domain.shipment import Queue
from shipping.domain.work import Resolution, ShortageReason, WorkQueue
from souk.http import ListQuery, Schema


class OfOrder(Schema):
    order_id: Annotated[str, Field(min_length=1, max_length=64)]


class ForStaff(ListQuery):
    """Either `queue`, the work that waits, or `order_id`. The others choose from a queue: such a page may be short, or
    empty, although `next_cursor` leads to more.
    """

    queue: Queue | WorkQueue | None = None
    order_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    carrier: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    service: (
        Annotated[str, Field(min_length=1, max_length=40, description="The way of delivery; pickup: fetched, wherever")]
        | None
    ) = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    before: Annotated[AwareDatetime, Field(description="Made before then")] | None = None
    location: Annotated[str, Field(min_length=1, max_length=32, description="That sends it")] | None = None


class Dispatch(Schema):
    carrier: Literal["manual"]
    tracking_code: Annotated[str, Field(min_length=1, max_length=100)]
    tracking_url: HttpUrl | None = None


ShipmentId = Annotated[str, Field(min_length=3, max_length=80, pattern=r"^[^#]+-[1-9][0-9]{0,2}$")]
Sku = Annotated[str, Field(min_length=1, max_length=100)]
StaffId = Annotated[str, Field(min_length=1, max_length=64)]
Millimetres = Annotated[int, Field(ge=0, le=10_000)]


class CountedLine(Schema):
    sku: Sku
    units: Annotated[int, Field(ge=0, le=100_000)]


class SplitLine(Schema):
    sku: Sku
    units: Annotated[int, Field(ge=1, le=100_000)]


class Picks(Schema):
    """Units that are in the parcel, of the SKUs that are named."""

    lines: Annotated[list[CountedLine], Field(min_length=1, max_length=200)]


class Pack(Schema):
    """What is not measured is left out."""

    weight_grams: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    length_mm: Millimetres = 0
    width_mm: Millimetres = 0
    height_mm: Millimetres = 0
    box: Annotated[str, Field(max_length=40)] = ""
    address_revision: Annotated[
        int | None, Field(ge=0, description="Of the slip that goes with it: another one than the parcel's is refused")
    ] = None


class SplitOff(Schema):
    """Units that go in another parcel."""

    lines: Annotated[list[SplitLine], Field(min_length=1, max_length=200)]


class ReportShortage(Schema):
    sku: Sku
    units: Annotated[int, Field(ge=1, le=100_000)]
    reason: ShortageReason
    note: Annotated[str, Field(max_length=300)] = ""


class Resolve(Schema):
    sku: Sku
    resolution: Resolution


class HandOver(Schema):
    """The tracking code of a parcel that no carrier has booked; left out, it goes without."""

    tracking_code: Annotated[str, Field(max_length=100)] = ""
    tracking_url: HttpUrl | None = None


class HandOverOne(HandOver):
    """`code`: one that lies ready is given to who came for it and knows this code of the order."""

    code: Annotated[str, Field(max_length=20)] = ""


class HandOverOf(HandOver):
    shipment_id: ShipmentId


class NewBatch(Schema):
    """Either `shipment_ids`, or `size`: the oldest that wait to be picked, of those that `carrier`, `service` and
    `country` and `location` choose. `assignee` is who picks them; left out, it is who asks.
    """

    shipment_ids: Annotated[list[ShipmentId], Field(min_length=1, max_length=MAX_PARCELS)] | None = None
    size: Annotated[int, Field(ge=1, le=MAX_PARCELS)] | None = None
    carrier: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    service: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    location: Annotated[str, Field(min_length=1, max_length=32)] | None = None
    assignee: StaffId | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> NewBatch:
        if (self.shipment_ids is None) == (self.size is None):
            raise ValueError("Give either shipment_ids or a size.")
        return self


class BatchesQuery(ListQuery):
    closed: bool = False


class Reassign(Schema):
    assignee: StaffId


class ScanUnits(Schema):
    """`code` is a SKU; who scans a barcode looks up its SKU first. `shipment_id`: counted for this parcel alone."""

    code: Sku
    units: Annotated[int, Field(ge=1, le=100_000)] = 1
    shipment_id: ShipmentId | None = None


class DispatchBatch(Schema):
    """`parcels`: the tracking codes of those that no carrier has booked."""

    parcels: Annotated[list[HandOverOf], Field(max_length=MAX_PARCELS)] = []
