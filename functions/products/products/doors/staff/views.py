"""What the routes of staff answer beside products."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from products.domain.bulk import BulkJob, BulkRow, BulkStatus, Outcome
from products.domain.counting import CountLine, CountStatus, StockCount
from products.domain.finding import StockState
from products.doors.file_views import UploadView
from products.doors.views import StockLevelView
from products.usecases.office.counting import CountBooking, Received
from products.usecases.office.finding import ToReorder
from products.usecases.ports import Awaited
from souk.http import View


class PictureBegun(View):
    """Send a multipart form to `upload.url` within 15 minutes, then attach the picture to its product.

    The form has all of `upload.fields`, and after them the file as `file`, of at most 10 MB.
    """

    picture_id: str
    upload: UploadView


class BulkRowView(View):
    """`before` and `after` have what differs: status, category, tags, and by SKU variants."""

    product_id: str
    handle: str
    title: str
    outcome: Outcome
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @classmethod
    def of(cls, row: BulkRow) -> BulkRowView:
        return cls(
            product_id=row.product_id,
            handle=row.handle,
            title=row.title,
            outcome=row.outcome,
            reason=row.reason,
            before=row.before,
            after=row.after,
        )


class BulkView(View):
    """While it is checked, the counts say what would become of the products, and `examples` shows some.

    Once it is started they count what has become of them.
    """

    bulk_id: str
    status: BulkStatus
    undo_of: str | None
    created_by: str
    created_at: AwareDatetime
    updated_at: AwareDatetime
    products_total: Annotated[int | None, Field(description="How many suit; null until that is counted")]
    products_changed: int
    products_unchanged: int
    products_failed: int
    examples: list[BulkRowView]
    report_url: Annotated[str | None, Field(description="For 15 minutes: a CSV with former values, once it is done")]

    @classmethod
    def of(cls, job: BulkJob, report_url: str | None = None) -> BulkView:
        return cls(
            bulk_id=job.id,
            status=job.status,
            undo_of=job.undo_of or None,
            created_by=job.created_by,
            created_at=job.created_at,
            updated_at=job.updated_at,
            products_total=job.total,
            products_changed=job.changed,
            products_unchanged=job.unchanged,
            products_failed=job.failed,
            examples=[BulkRowView.of(row) for row in job.examples],
            report_url=report_url,
        )


class StockLevels(View):
    items: list[StockLevelView]


class ReorderView(StockLevelView):
    title: str
    image: str
    state: StockState

    @classmethod
    def of_low(cls, found: ToReorder) -> ReorderView:
        card = found.hit.card
        level = vars(StockLevelView.of(found.level))
        return cls(**level, title=card.title, image=card.image, state=found.state)


class WaitView(View):
    """Units of a SKU that a paid order waits for, since it was paid; they were promised for `promised`."""

    sku: str
    order_id: str
    units: int
    since: AwareDatetime
    promised: date | None

    @classmethod
    def of(cls, wait: Awaited) -> WaitView:
        day = date.fromisoformat(wait.promised) if wait.promised else None
        return cls(sku=wait.sku, order_id=wait.order_id, units=wait.units, since=wait.since, promised=day)


class ReceivedView(View):
    """`stock` after it; or null with the reason it was refused, and then nothing of this line is booked."""

    sku: str
    quantity: int
    stock: StockLevelView | None
    refused: str | None

    @classmethod
    def of(cls, line: Received) -> ReceivedView:
        return cls(
            sku=line.sku,
            quantity=line.quantity,
            stock=StockLevelView.of(line.level) if line.level else None,
            refused=line.refused.message if line.refused else None,
        )


class ReceiptView(View):
    lines: list[ReceivedView]


class CountView(View):
    count_id: str
    name: str
    status: CountStatus
    created_by: str
    created_at: AwareDatetime
    updated_at: AwareDatetime

    @classmethod
    def of(cls, count: StockCount) -> CountView:
        return cls(
            count_id=count.id,
            name=count.name,
            status=count.status,
            created_by=count.created_by,
            created_at=count.created_at,
            updated_at=count.updated_at,
        )


class CountLineView(View):
    """`expected` is what should have been there when it was counted, `difference` what is, or was, booked."""

    sku: str
    counted: int
    expected: int
    difference: int
    counted_at: AwareDatetime
    counted_by: str
    booked_at: AwareDatetime | None
    refused: Annotated[str | None, Field(description="Why the difference could not be booked")]

    @classmethod
    def of(cls, line: CountLine) -> CountLineView:
        return cls(
            sku=line.sku,
            counted=line.counted,
            expected=line.expected,
            difference=line.difference,
            counted_at=line.at,
            counted_by=line.by,
            booked_at=line.booked_at,
            refused=line.refused or None,
        )


class CountLines(View):
    lines: list[CountLineView]


class BookingView(CountView):
    """While `lines_left` is not 0, book it again."""

    lines_booked: int
    lines_left: int
    refused: list[CountLineView]

    @classmethod
    def of_booking(cls, booking: CountBooking) -> BookingView:
        return cls(
            **vars(CountView.of(booking.count)),
            lines_booked=booking.booked,
            lines_left=booking.left,
            refused=[CountLineView.of(line) for line in booking.refused],
        )
