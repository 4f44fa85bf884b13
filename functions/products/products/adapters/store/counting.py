"""Counts of the stock, and their lines. A line is booked in the transaction that moves its units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from products.adapters.store.records import CountLineRecord, CountRecord
from products.domain.counting import CountLine, CountStatus, StockCount
from souk import clock
from souk.storage import cursor
from souk.storage.dynamo import Transaction, TransactionRejected, put_if


class DynamoCountStore:
    """`products.usecases.ports.CountStore` on the products table."""

    def create(self, count: StockCount) -> None:
        put_if(_record(count), CountRecord.pk.does_not_exist())

    def count(self, count_id: str) -> StockCount | None:
        record = CountRecord.fetch(_pk(count_id), "COUNT", consistent=True)
        return _count(record) if record else None

    def counts(self, limit: int, after: str | None) -> tuple[list[StockCount], str | None]:
        page = CountRecord.by_id.query(
            "COUNTS", scan_index_forward=False, limit=limit, last_evaluated_key=cursor.decode(after)
        )
        return [_count(record) for record in page], cursor.encode(page.last_evaluated_key)

    def lines(self, count_id: str, limit: int, after: str | None) -> tuple[list[CountLine], str | None]:
        page = CountLineRecord.query(
            _pk(count_id),
            CountLineRecord.sk.startswith("LINE#"),
            limit=limit,
            last_evaluated_key=cursor.decode(after),
            consistent_read=True,
        )
        return [_line(record) for record in page], cursor.encode(page.last_evaluated_key)

    def enter(self, count: StockCount, lines: Sequence[CountLine]) -> None:
        transaction = Transaction()
        transaction.check(CountRecord, _pk(count.id), "COUNT", CountRecord.version == count.version)
        for line in lines:
            transaction.put(_line_record(count.id, line))
        transaction.commit()

    def close_line(self, count_id: str, line: CountLine) -> None:
        transaction = Transaction()
        put_booked(transaction, count_id, line)
        try:
            transaction.commit()
        except TransactionRejected:
            return

    def save(self, count: StockCount) -> None:
        put_if(_record(count), CountRecord.version == count.version - 1)


def line(count_id: str, sku: str) -> CountLine | None:
    record = CountLineRecord.fetch(_pk(count_id), _line_sk(sku), consistent=True)
    return _line(record) if record else None


def put_booked(transaction: Transaction, count_id: str, booked: CountLine) -> None:
    """Adds that a line is booked; the transaction is refused when it was before."""
    transaction.put(_line_record(count_id, booked), CountLineRecord.booked_at.does_not_exist(), label="counted")


def _pk(count_id: str) -> str:
    return f"COUNT#{count_id}"


def _line_sk(sku: str) -> str:
    return f"LINE#{sku}"


def _record(count: StockCount) -> CountRecord:
    return CountRecord(
        _pk(count.id),
        "COUNT",
        gsi1sk=count.id,
        name=count.name,
        status=count.status.value,
        created_by=count.created_by,
        created_at=clock.isoformat(count.created_at),
        updated_at=clock.isoformat(count.updated_at),
        version=count.version,
    )


def _count(record: CountRecord) -> StockCount:
    return StockCount(
        id=record.pk.partition("#")[2],
        name=record.name,
        created_by=record.created_by,
        created_at=datetime.fromisoformat(record.created_at),
        updated_at=datetime.fromisoformat(record.updated_at),
        status=CountStatus(record.status),
        version=int(record.version),
    )


def _line_record(count_id: str, counted: CountLine) -> CountLineRecord:
    return CountLineRecord(
        _pk(count_id),
        _line_sk(counted.sku),
        counted=counted.counted,
        expected=counted.expected,
        at=clock.isoformat(counted.at),
        by=counted.by,
        booked_at=clock.isoformat(counted.booked_at) if counted.booked_at else None,
        refused=counted.refused or None,
    )


def _line(record: CountLineRecord) -> CountLine:
    return CountLine(
        sku=record.sk.removeprefix("LINE#"),
        counted=int(record.counted),
        expected=int(record.expected),
        at=datetime.fromisoformat(record.at),
        by=record.by,
        booked_at=datetime.fromisoformat(record.booked_at) if record.booked_at else None,
        refused=record.refused or "",
    )
