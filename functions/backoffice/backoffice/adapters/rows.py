"""The projection in DynamoDB: rows, their words, customers, and the counters (see `backoffice.adapters.records`)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from datetime import timedelta

from pynamodb.expressions.condition import Condition

from backoffice.adapters import counters, keys
from backoffice.adapters.codec import pack, unpack
from backoffice.adapters.records import (
    CustomerRecord,
    HourRecord,
    ListEntry,
    OrderRecord,
    SoldRecord,
    StockRecord,
    WordRecord,
)
from backoffice.domain import words
from backoffice.domain.customer import Customer
from backoffice.domain.desk import StockWarning
from backoffice.domain.facts import Facts
from backoffice.domain.figures import Tally, customer_of
from backoffice.usecases.ports import CustomerChange, OrderRow, RowChange
from souk import clock
from souk.storage.dynamo import Record, Transaction, put_if, unchanged, update_if
from souk.storage.versioned import Stale

# That somebody is forgotten is remembered for longer than an event of theirs could still be on its way.
MARK_KEPT = timedelta(days=366)
# A transaction has at most 100 items, and one of them is a row.
_TOGETHER = 99


class DynamoRows:
    """`ports.Rows` on the service's table."""

    def rows(self, order_ids: Sequence[str]) -> dict[str, OrderRow]:
        names = [(keys.order(order_id), keys.ORDER) for order_id in order_ids]
        if not names:
            return {}
        found = OrderRecord.batch_get(names, consistent_read=True)
        return {row.facts.order_id: row for row in map(_row, found)}

    def customers(self, customer_ids: Sequence[str]) -> dict[str, Customer]:
        ids = {key(name): name for name in customer_ids for key in (keys.customer, keys.forgotten)}
        found = CustomerRecord.batch_get([(pk, keys.CUSTOMER) for pk in ids], consistent_read=True) if ids else ()
        customers = sorted((_customer(ids[record.pk], record) for record in found), key=lambda each: each.erased)
        return {customer.id: customer for customer in customers}

    def placed_by(self, customer_id: str, most: int) -> list[OrderRow]:
        found = ListEntry.second.query(keys.customer(customer_id), scan_index_forward=False, limit=most)
        return [*self.rows([entry.pk.partition("#")[2] for entry in found]).values()]

    def write(self, rows: Sequence[RowChange], change: Tally, customers: Sequence[CustomerChange]) -> None:
        tx = Transaction()
        for row in rows:
            _add_row(tx, row)
        for hour, figures in change.by_hour.items():
            actions = [getattr(HourRecord, name).add(number) for name, number in figures.items()]
            tx.update(HourRecord(f"FIGURES#{keys.month(hour)}", keys.rest(hour)), actions)
        counters.forget_sums(tx, change.by_hour)
        for (day, sku), number in change.sold.items():
            if number:
                sold = SoldRecord(f"SOLD#{keys.month(day)}", f"{keys.rest(day)}#{sku}")
                tx.update(sold, [SoldRecord.units.add(number)])
        for customer in customers:
            _add_customer(tx, customer)
        tx.commit()

    def write_row(self, row: RowChange) -> None:
        if row.after is not None:
            put_if(_record(row.after), unchanged(OrderRecord.version, row.before.version))

    def put_words(self, facts: Facts, words: Iterable[str]) -> None:
        with WordRecord.batch_write() as batch:
            for pk, sk in _places(facts, words):
                batch.save(WordRecord(pk, sk))

    def put_words_if(self, row: OrderRow, words: Sequence[str]) -> None:
        places = _places(row.facts, words)
        for start in range(0, len(places), _TOGETHER):
            tx = Transaction()
            pk, same = keys.order(row.facts.order_id), OrderRecord.version == row.version
            tx.check(OrderRecord, pk, keys.ORDER, same, label="row")
            for place in places[start : start + _TOGETHER]:
                tx.put(WordRecord(*place))
            tx.commit()

    def places(self, facts: Facts, words: Iterable[str]) -> tuple[str, ...]:
        return tuple(sk for _, sk in _places(facts, words))

    def remove(self, places: Iterable[str]) -> None:
        named = [(keys.shelf(keys.OF_ORDERS, place), place) for place in places]
        if named:
            with WordRecord.batch_write() as batch:
                for pk, sk in named:
                    batch.delete(WordRecord(pk, sk))

    def left(self, row: OrderRow) -> None:
        record = OrderRecord(keys.order(row.facts.order_id), keys.ORDER)
        update_if(record, [OrderRecord.leaving.remove()], OrderRecord.version == row.version)

    def warn(self, warning: StockWarning) -> None:
        record = StockRecord(
            f"STOCK#{warning.sku}",
            keys.STOCK,
            product_id=warning.product_id,
            version=warning.version,
            available=warning.available,
            threshold=warning.threshold,
            gsi1pk=keys.REORDER if warning.to_reorder else None,
            gsi1sk=warning.sku if warning.to_reorder else None,
        )
        newer = Record.pk.does_not_exist() | (StockRecord.version < warning.version)
        with contextlib.suppress(Stale):  # what is kept is newer, or the same
            put_if(record, newer)


def _row(record: OrderRecord) -> OrderRow:
    facts, counted = unpack(record.pk.partition("#")[2], record.row)
    return OrderRow(facts, counted, int(record.version), tuple(record.leaving or ()))


def _record(row: OrderRow) -> OrderRecord:
    facts, place = row.facts, keys.place(row.facts)
    listed = facts.is_listed
    return OrderRecord(
        keys.order(facts.order_id),
        keys.ORDER,
        row=pack(facts, row.counted),
        version=row.version,
        erased=facts.erased or None,
        leaving=list(row.leaving) or None,
        gsi1pk=keys.group(facts.group) if listed else None,
        gsi1sk=place if listed else None,
        gsi2pk=keys.customer(customer_of(facts)) if listed else None,
        gsi2sk=place if listed else None,
    )


def _add_row(tx: Transaction, row: RowChange) -> None:
    condition = unchanged(OrderRecord.version, row.before.version)
    if row.after is None:
        tx.delete(OrderRecord(keys.order(row.before.facts.order_id), keys.ORDER), condition, label="row")
    else:
        tx.put(_record(row.after), condition, label="row")


def _add_customer(tx: Transaction, change: CustomerChange) -> None:
    before, after = change.before, change.after
    condition: Condition = unchanged(CustomerRecord.version, before.changes)
    if after.is_empty or after.erased:
        tx.delete(CustomerRecord(keys.customer(after.id), keys.CUSTOMER), condition, label="customer")
    if after.erased:
        tx.put(_customer_record(after), Record.pk.does_not_exist(), label="mark")
    elif not after.is_empty:
        tx.put(_customer_record(after), condition, label="customer")
    had = set(_customers_words(before)) if before.changes else set()
    have = set(_customers_words(after))
    for word in sorted(have - had):
        tx.put(WordRecord(*keys.customer_under(word, after.id)))
    for word in sorted(had - have):
        tx.delete(WordRecord(*keys.customer_under(word, after.id)))


def _customers_words(customer: Customer) -> list[str]:
    """Those of an account. Who has none is found under the words of their last order."""
    if customer.erased or not customer.known:
        return []
    return words.of_customer(customer.email, customer.name)


def _customer(customer_id: str, record: CustomerRecord) -> Customer:
    return Customer(
        id=customer_id,
        known=int(record.known),
        account_email=record.account_email or "",
        account_name=record.account_name or "",
        ordered_at=record.ordered_at,
        ordered_email=record.ordered_email or "",
        ordered_name=record.ordered_name or "",
        last_order=record.last_order or "",
        orders=int(record.orders),
        spent=int(record.spent),
        erased=bool(record.erased),
        changes=int(record.version),
    )


def _customer_record(customer: Customer) -> CustomerRecord:
    email = customer.email.casefold()
    return CustomerRecord(
        keys.forgotten(customer.id) if customer.erased else keys.customer(customer.id),
        keys.CUSTOMER,
        known=customer.known,
        account_email=customer.account_email or None,
        account_name=customer.account_name or None,
        ordered_at=customer.ordered_at,
        ordered_email=customer.ordered_email or None,
        ordered_name=customer.ordered_name or None,
        last_order=customer.last_order or None,
        orders=customer.orders,
        spent=customer.spent,
        erased=customer.erased or None,
        version=customer.changes,
        expires_at=clock.epoch() + int(MARK_KEPT.total_seconds()) if customer.erased else None,
        gsi1pk=None if customer.erased else keys.CUSTOMERS,
        gsi1sk=None if customer.erased else f"{email}#{customer.id}",
    )


def _places(facts: Facts, named: Iterable[str]) -> list[tuple[str, str]]:
    placed_at = facts.placed_at
    if placed_at is None:
        return []
    return [keys.order_under(word, placed_at, facts.order_id) for word in named]
