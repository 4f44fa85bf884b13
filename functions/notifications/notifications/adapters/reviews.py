"""Orders that are asked about, in the notifications table: see `notifications.adapters.records`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime

from notifications.adapters.records import ReviewRecord
from notifications.domain.review import ReviewRequest
from souk import clock
from souk.storage.dynamo import put_if
from souk.storage.versioned import Stale

# As long as the order's contact: something may go otherwise long before its last parcel comes.
KEPT_SECONDS = 400 * 24 * 3600
_REVIEW, _REVIEWS = "REVIEW", "REVIEWS"
_PAGE = 100


class ReviewStore:
    """`reminding.ports.ReviewRequests`."""

    def put(self, request: ReviewRequest) -> None:
        record = ReviewRecord(
            _key(request.order_id),
            _REVIEW,
            letter_id=request.id,
            number=request.number,
            reader=request.reader,
            skus=[*request.skus],
            due_at=request.due_at,
            expires_at=clock.epoch() + KEPT_SECONDS,
            gsi1pk=_REVIEWS,
            gsi1sk=f"{clock.isoformat(request.due_at)}#{request.order_id}",
        )
        with contextlib.suppress(Stale):
            put_if(record, ReviewRecord.pk.does_not_exist())

    def find(self, order_id: str) -> ReviewRequest | None:
        record = ReviewRecord.fetch(_key(order_id), _REVIEW, consistent=True)
        if record is None or record.due_at is None:
            return None
        skus = tuple(str(sku) for sku in record.skus or ())
        return ReviewRequest(
            record.letter_id or "", order_id, record.number or "", record.reader or "", skus, record.due_at
        )

    def close(self, order_id: str) -> None:
        ReviewRecord(_key(order_id), _REVIEW, expires_at=clock.epoch() + KEPT_SECONDS).save()

    def due(self, now: datetime) -> Iterator[str]:
        last = f"{clock.isoformat(now)}~"
        for record in ReviewRecord.by_turn.query(_REVIEWS, ReviewRecord.gsi1sk <= last, page_size=_PAGE):
            yield record.pk.removeprefix(_key(""))


def _key(order_id: str) -> str:
    return f"ORDER#{order_id}"
