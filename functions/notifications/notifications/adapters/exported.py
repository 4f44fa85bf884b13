"""What a person is given of letters when they ask for their data (`souk.exports`): whom those about their orders go to,
and what they agreed to and wait for.
"""

from __future__ import annotations

from notifications.adapters.records import ContactRecord, DecisionItem, ReaderRecord, WatchedRecord, WishRecord
from souk.exports.readable import Covered

COVERED: Covered = {
    ContactRecord: ("number", "email", "locale"),
    ReaderRecord: ("email", "locale", "decisions"),
    DecisionItem: ("topic", "given_at", "ended_at", "version"),
    WatchedRecord: ("sku", "price", "currency"),
    WishRecord: ("handle", "title", "variant_title", "image", "locale", "asked_at"),
}
