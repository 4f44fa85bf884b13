"""The items of the products table."""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import BooleanAttribute, JSONAttribute, ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from souk.storage.dynamo import Record


class SwitchIndex(GlobalSecondaryIndex["ProductRecord"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class ProductRecord(Record):
    """PRODUCT#<handle> / PRODUCT. The whole product in one item, so a change of it is seen whole. One whose prices
    change by themselves is in gsi1 under SWITCHES / <when next>#<handle>.

    Under a handle it had before is a `MovedRecord` instead, which has nothing but `product_id`.
    """

    product_id = UnicodeAttribute()
    content = UnicodeAttribute()
    version = NumberAttribute()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    published_at = UnicodeAttribute(null=True)
    earlier: ListAttribute[Any] = ListAttribute(null=True)
    made_as = UnicodeAttribute(null=True)
    prices = UnicodeAttribute(null=True)
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    by_switch = SwitchIndex()


class MovedRecord(Record):
    """PRODUCT#<handle> / PRODUCT. A handle that the product had before: kept for it, and leading to it."""

    product_id = UnicodeAttribute()


class ProductIdRecord(Record):
    """PRODUCT-ID#<id> / PRODUCT-ID. From the id to the handle."""

    handle = UnicodeAttribute()


class CardIndex1(GlobalSecondaryIndex["CardRecord"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class CardIndex2(GlobalSecondaryIndex["CardRecord"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi2"
        projection = AllProjection()

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class CardRecord(Record):
    """LIST#<category> / CARD#<published>#<id>; gsi1 by price, gsi2 by title.

    STAFF / CARD#<created>#<id>; gsi1 by status; `terms` are those it is found by, with blanks between.
    """

    product_id = UnicodeAttribute()
    handle = UnicodeAttribute()
    title = UnicodeAttribute()
    image = UnicodeAttribute(null=True)
    vendor = UnicodeAttribute(null=True)
    price_from = NumberAttribute()
    price_to = NumberAttribute()
    compare_at = NumberAttribute(null=True)
    compare_kind = UnicodeAttribute(null=True)
    measure = UnicodeAttribute(null=True)
    listed = NumberAttribute(null=True)
    later: ListAttribute[Any] = ListAttribute(null=True)
    currency = UnicodeAttribute()
    available = BooleanAttribute()
    category = UnicodeAttribute(null=True)
    status = UnicodeAttribute()
    terms = UnicodeAttribute(null=True)
    gsi1pk = UnicodeAttribute()
    gsi1sk = UnicodeAttribute()
    gsi2pk = UnicodeAttribute(null=True)
    gsi2sk = UnicodeAttribute(null=True)
    by_gsi1 = CardIndex1()
    by_gsi2 = CardIndex2()


class FindRecord(Record):
    """What leads staff to a product; `card` is the sort key of its card for staff.

    FIND#<first letters> / <term>#<product id>, IN#<category> / <card>, BARCODE#<code> / <product id>#<sku>.
    """

    product_id = UnicodeAttribute()
    card = UnicodeAttribute()


class LowRecord(Record):
    """LOW / <product id>#<sku>. Of this SKU few are left or none, as its level of this version tells."""

    card = UnicodeAttribute()
    version = NumberAttribute()


class StockRecord(Record):
    """STOCK#<low or out> / <card>. A product with its SKUs of which few are left, or none, as was told of them."""

    product_id = UnicodeAttribute()
    skus = JSONAttribute()


class FoundRecord(Record):
    """FOUND / FOUND. Up to where the products of earlier versions can be found; without a position all can."""

    position = UnicodeAttribute(null=True)


class RepricingRecord(Record):
    """REPRICING / REPRICING. From where on products are still to be priced by the promotions of this version."""

    position = UnicodeAttribute(null=True)
    version = NumberAttribute()


class BulkIndex(GlobalSecondaryIndex["BulkRecord"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class BulkRecord(Record):
    """BULK#<id> / BULK; gsi1 lists all under BULKS / <id>."""

    job = UnicodeAttribute()
    version = NumberAttribute()
    expires_at = NumberAttribute()
    gsi1pk = UnicodeAttribute(default="BULKS")
    gsi1sk = UnicodeAttribute()
    by_id = BulkIndex()


class BulkRowRecord(Record):
    """BULK#<id> / ROW#<number>. What became of a product, with what it was before."""

    row = UnicodeAttribute()
    expires_at = NumberAttribute()


class CountIndex(GlobalSecondaryIndex["CountRecord"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class CountRecord(Record):
    """COUNT#<id> / COUNT; gsi1 lists all under COUNTS / <id>."""

    name = UnicodeAttribute()
    status = UnicodeAttribute()
    created_by = UnicodeAttribute()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = NumberAttribute()
    gsi1pk = UnicodeAttribute(default="COUNTS")
    gsi1sk = UnicodeAttribute()
    by_id = CountIndex()


class CountLineRecord(Record):
    """COUNT#<id> / LINE#<sku>. Units found, and what should have been there then."""

    counted = NumberAttribute()
    expected = NumberAttribute()
    at = UnicodeAttribute()
    by = UnicodeAttribute()
    booked_at = UnicodeAttribute(null=True)
    refused = UnicodeAttribute(null=True)


class CategoryRecord(Record):
    """CATEGORIES / CATEGORY#<id>. Its count changes with the products, in their transactions."""

    name = UnicodeAttribute()
    parent_id = UnicodeAttribute(null=True)
    position = NumberAttribute(default=0)
    product_count = NumberAttribute(default=0)
    image = UnicodeAttribute(null=True)


class HotIndex(GlobalSecondaryIndex["LevelRecord"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class LevelRecord(Record):
    """SKU#<sku> / LEVEL. Claims the SKU for its product. `reserved` is on_hand − available and so cannot disagree.

    A hot SKU has `shards` further counters; it is then in gsi1 under HOT / <sku>. `deals` counts the moves of units
    between them and is never taken back. `ledgers` is how many shards may have left ledger rows. `limit`, `promised`,
    `waiting` and `most` are there where it can be, or was, ordered beyond the stock.
    """

    handle = UnicodeAttribute()
    product_id = UnicodeAttribute()
    on_hand = NumberAttribute()
    available = NumberAttribute()
    backorder = BooleanAttribute()
    threshold = NumberAttribute()
    version = NumberAttribute()
    shards = NumberAttribute(null=True)
    ledgers = NumberAttribute(null=True)
    deals = NumberAttribute(null=True)
    heated_at = UnicodeAttribute(null=True)
    sold_out_at = UnicodeAttribute(null=True)
    limit = NumberAttribute(null=True)
    promised = UnicodeAttribute(null=True)
    waiting = NumberAttribute(null=True)
    most = NumberAttribute(null=True)
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    by_heat = HotIndex()


class ShardRecord(Record):
    """SKU#<sku>#<number> / LEVEL. A partition of its own, with the ledger rows of what is booked on it.

    `dealt` is the number of the deal that last gave it units.
    """

    on_hand = NumberAttribute()
    available = NumberAttribute()
    version = NumberAttribute()
    dealt = NumberAttribute(default=0)


class PlacedRecord(Record):
    """SKU#<sku> / PLACED. Its units by location, without those at the first."""

    units = UnicodeAttribute()
    version = NumberAttribute()


class FilesRecord(Record):
    """SKU#<sku> / FILES. The files that buyers of it download (JSON)."""

    files = UnicodeAttribute()
    version = NumberAttribute()


class NetworkRecord(Record):
    """LOCATIONS / LOCATIONS. All locations and the rule orders are shared out by."""

    network = UnicodeAttribute()
    version = NumberAttribute()


class LedgerRecord(Record):
    """SKU#<sku> or SKU#<sku>#<number> / LEDGER#<movement id>. Written once, never changed."""

    kind = UnicodeAttribute()
    on_hand = NumberAttribute()
    reserved = NumberAttribute()
    at = UnicodeAttribute()
    actor = UnicodeAttribute()
    reference = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    moved = UnicodeAttribute(null=True)


class LapseIndex(GlobalSecondaryIndex["ReservationRecord"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class ReservationRecord(Record):
    """RESERVATION#<order id> / RESERVATION. While held, in gsi1 under LAPSES#<hour>#<shard> / <until>#<id>; while
    short, under SHORT / <since>#<id>. `waits` has units and promised day of each SKU that was ordered beyond the
    stock.
    """

    state = UnicodeAttribute()
    lines = UnicodeAttribute()
    until = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    returned = UnicodeAttribute(null=True)
    owed = UnicodeAttribute(null=True)
    asked = BooleanAttribute(null=True)
    allocated = UnicodeAttribute(null=True)
    waits = UnicodeAttribute(null=True)
    since = UnicodeAttribute(null=True)
    version = NumberAttribute()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    by_lapse = LapseIndex()


class WaitIndex(GlobalSecondaryIndex["WaitRecord"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class WaitRecord(Record):
    """RESERVATION#<order id> / WAITS#<sku>; gsi1 has all under WAITS / <sku>#<since>#<order id>. Units that a paid
    order waits for.
    """

    units = NumberAttribute()
    since = UnicodeAttribute()
    promised = UnicodeAttribute(null=True)
    gsi1pk = UnicodeAttribute(default="WAITS")
    gsi1sk = UnicodeAttribute()
    by_sku = WaitIndex()


class LevelOrReservation(LevelRecord, ReservationRecord):
    """What a reservation reads first, in one request: the levels, and whether it exists already."""


class SweepRecord(Record):
    """SWEEP / SWEEP. Up to when the sweeper has released everything that lapsed.

    SWEEP / WAITS. Up to where it has looked through what is waited for.
    """

    swept_until = UnicodeAttribute(null=True)
    position = UnicodeAttribute(null=True)


class ImportIndex(GlobalSecondaryIndex["ImportRecord"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class ImportRecord(Record):
    """IMPORT#<id> / IMPORT; gsi1 lists all under IMPORTS / <id>."""

    filename = UnicodeAttribute()
    key = UnicodeAttribute()
    mode = UnicodeAttribute()
    status = UnicodeAttribute()
    created_by = UnicodeAttribute()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    etag = UnicodeAttribute(null=True)
    encoding = UnicodeAttribute(null=True)
    rows = NumberAttribute(null=True)
    products = NumberAttribute(null=True)
    deferred = UnicodeAttribute(null=True)
    offset = NumberAttribute()
    line = NumberAttribute()
    rows_expected = NumberAttribute()
    rows_done = NumberAttribute()
    created = NumberAttribute()
    updated = NumberAttribute()
    unchanged = NumberAttribute()
    failed = NumberAttribute()
    errors = NumberAttribute()
    warnings = NumberAttribute(null=True)
    failure = UnicodeAttribute(null=True)
    dry_run = BooleanAttribute(null=True)
    checks = NumberAttribute(null=True)
    checked_etag = UnicodeAttribute(null=True)
    version = NumberAttribute()
    gsi1pk = UnicodeAttribute(default="IMPORTS")
    gsi1sk = UnicodeAttribute()
    by_id = ImportIndex()


class ExportIndex(GlobalSecondaryIndex["ExportRecord"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class ExportRecord(Record):
    """EXPORT#<id> / EXPORT; gsi1 lists all under EXPORTS / <id>."""

    status = UnicodeAttribute()
    created_by = UnicodeAttribute()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    drafts = BooleanAttribute()
    upload_id = UnicodeAttribute(null=True)
    parts = UnicodeAttribute(null=True)
    after = UnicodeAttribute(null=True)
    sent = NumberAttribute()
    done = NumberAttribute()
    is_sent = BooleanAttribute()
    total = NumberAttribute(null=True)
    version = NumberAttribute()
    expires_at = NumberAttribute()
    gsi1pk = UnicodeAttribute(default="EXPORTS")
    gsi1sk = UnicodeAttribute()
    by_id = ExportIndex()


class ImportErrorRecord(Record):
    """IMPORT#<id> / ERROR#<number> or WARNING#<number>."""

    line = NumberAttribute()
    handle = UnicodeAttribute(null=True)
    column = UnicodeAttribute(null=True)
    message = UnicodeAttribute()


class ImportTrialRecord(Record):
    """IMPORT#<id> / TRIAL#<dry run>#<outcome>#<offset>. What would become of a product."""

    row = UnicodeAttribute()
    expires_at = NumberAttribute()


def whole(number: float | None) -> int | None:
    """A number that may not be there; 0 is."""
    return None if number is None else int(number)
