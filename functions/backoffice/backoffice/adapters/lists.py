"""What staff look through (see `backoffice.adapters.records`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pynamodb.pagination import ResultIterator

from backoffice.adapters import keys
from backoffice.adapters.records import ListEntry, StockRecord, WordRecord
from backoffice.domain.desk import StockWarning
from backoffice.domain.facts import ListGroup
from backoffice.usecases.ports import Span, Spot
from souk import clock
from souk.storage import cursor


class DynamoLists:
    """`ports.Lists` on the service's table."""

    def in_group(self, group: ListGroup, low: str, high: str, limit: int, *, newest: bool) -> list[Spot]:
        low = low or "0"
        if low > high:
            return []
        condition = ListEntry.gsi1sk.between(low, high)
        found = ListEntry.first.query(keys.group(group), condition, scan_index_forward=not newest, limit=limit)
        return [Spot(_id(entry.pk), entry.gsi1sk) for entry in found]

    def under(self, word: str, after: str, limit: int, *, newest: bool) -> list[Spot]:
        return _under(keys.shelf(keys.OF_ORDERS, word), word, word + keys.END, after, limit, newest=newest)

    def marked(self, mark: str, span: Span, after: str, limit: int, *, newest: bool) -> list[Spot]:
        low = keys.late(span.until) if span.until else ""
        high = (keys.late(span.since) if span.since else "") + keys.END
        last = f"{mark} {after}" if after else ""
        found = _under(*keys.marked(mark, low, high), last, limit, newest=newest)
        return [Spot(each.order_id, each.place.partition(" ")[2]) for each in found]

    def marked_count(self, mark: str, most: int) -> int:
        pk, low, high = keys.marked(mark, "", keys.END)
        return sum(1 for _ in WordRecord.query(pk, WordRecord.sk.between(low, high), limit=most))

    def of_customer(self, customer_id: str, limit: int, after: str | None) -> tuple[list[str], str | None]:
        found = ListEntry.second.query(
            keys.customer(customer_id),
            scan_index_forward=False,
            limit=limit,
            last_evaluated_key=cursor.decode(after),
        )
        return _ids(found)

    def placed(self, group: ListGroup, since: datetime, until: datetime, most: int) -> list[datetime]:
        span = (clock.isoformat(since), clock.isoformat(until))
        between = ListEntry.gsi1sk.between(*span)
        found = ListEntry.first.query(keys.group(group), between, scan_index_forward=False, limit=most)
        return [datetime.fromisoformat(entry.gsi1sk.partition("#")[0]) for entry in found]

    def count(self, group: ListGroup, most: int) -> int:
        return sum(1 for _ in ListEntry.first.query(keys.group(group), limit=most))

    def customers_under(self, word: str, limit: int, after: str | None) -> tuple[list[tuple[str, str]], str | None]:
        found = WordRecord.query(
            keys.shelf(keys.OF_CUSTOMERS, word),
            WordRecord.sk.startswith(word),
            limit=limit,
            last_evaluated_key=cursor.decode(after),
        )
        named = [(name, held) for held, name in (keys.word_and_id(record.sk) for record in found)]
        return named, cursor.encode(found.last_evaluated_key)

    def customers_by_email(self, limit: int, after: str | None) -> tuple[list[str], str | None]:
        found = ListEntry.first.query(keys.CUSTOMERS, limit=limit, last_evaluated_key=cursor.decode(after))
        return _ids(found)

    def to_reorder(self, limit: int, after: str | None) -> tuple[list[StockWarning], str | None]:
        found = ListEntry.first.query(keys.REORDER, limit=limit, last_evaluated_key=cursor.decode(after))
        skus, following = _ids(found)
        held = {_id(record.pk): record for record in _stock(skus)}
        return [_warning(sku, held[sku]) for sku in skus if sku in held], following

    def low_count(self, most: int) -> int:
        return sum(1 for _ in ListEntry.first.query(keys.REORDER, limit=most))


def _ids(found: ResultIterator[Any]) -> tuple[list[str], str | None]:
    ids = [_id(entry.pk) for entry in found]
    return ids, cursor.encode(found.last_evaluated_key)


def _id(pk: str) -> str:
    return pk.partition("#")[2]


def _under(pk: str, low: str, high: str, after: str, limit: int, *, newest: bool) -> list[Spot]:
    if after and newest:
        low = max(low, after + " ")
    elif after:
        high = min(high, after)
    if low > high:
        return []
    condition = WordRecord.sk.between(low, high)
    # One more: the first may be the last of the page before.
    found = WordRecord.query(pk, condition, scan_index_forward=newest, limit=limit + 1)
    return [_found(record.sk) for record in found if record.sk != after][:limit]


def _found(sort: str) -> Spot:
    word, order_id = keys.word_and_id(sort)
    return Spot(order_id, sort, word)


def _stock(skus: list[str]) -> list[StockRecord]:
    names = [(f"STOCK#{sku}", keys.STOCK) for sku in skus]
    return list(StockRecord.batch_get(names)) if names else []


def _warning(sku: str, record: StockRecord) -> StockWarning:
    return StockWarning(sku, record.product_id, int(record.version), int(record.available), int(record.threshold))
