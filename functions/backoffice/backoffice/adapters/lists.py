"""What staff look through, and the counters (see `backoffice.adapters.records`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pynamodb.pagination import ResultIterator

from backoffice.adapters import keys
from backoffice.adapters.records import HourRecord, ListEntry, SoldRecord, StockRecord, WordRecord
from backoffice.domain.desk import StockWarning
from backoffice.domain.facts import ListGroup
from backoffice.domain.figures import FIELDS
from backoffice.domain.periods import months
from backoffice.usecases.ports import Span, Spot
from souk import clock
from souk.storage import cursor

# So many SKUs of a month are read at most: three requests of a megabyte.
_MOST_SOLD = 30_000


class DynamoLists:
    """`ports.Lists` on the service's table."""

    def in_group(self, group: ListGroup, low: str, high: str, limit: int, *, newest: bool) -> list[Spot]:
        condition = ListEntry.gsi1sk.between(low or "0", high)
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
        found = ListEntry.first.query(keys.group(group), ListEntry.gsi1sk.between(*span), limit=most)
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


class DynamoCounters:
    """`ports.FigureStore` on the service's table: a query for each month."""

    def hours(self, first: str, last: str) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for month in months(first, last):
            low = keys.rest(first) if month == keys.month(first) else "00"
            high = keys.rest(last) if month == keys.month(last) else "99"
            for record in HourRecord.query(f"FIGURES#{month}", HourRecord.sk.between(low, high)):
                found[f"{month}-{record.sk}"] = _figures(record)
        return found

    def sold(self, first: str, last: str) -> tuple[dict[str, int], bool]:
        units: dict[str, int] = {}
        complete = True
        for month in months(first, last):
            low = keys.rest(first) if month == keys.month(first) else "00"
            high = (keys.rest(last) if month == keys.month(last) else "99") + keys.END
            found = SoldRecord.query(f"SOLD#{month}", SoldRecord.sk.between(low, high), limit=_MOST_SOLD)
            for record in found:
                sku = record.sk.partition("#")[2]
                units[sku] = units.get(sku, 0) + int(record.units)
            complete &= not found.last_evaluated_key
        return units, complete


def _figures(record: HourRecord) -> dict[str, int]:
    held = record.attribute_values
    return {name: int(held[name]) for name in FIELDS if held.get(name)}


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
