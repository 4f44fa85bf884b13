"""The orders table: reads and conditional writes. See `records` for its items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from pynamodb.exceptions import PutError

from orders.order import Order
from orders.ports import Cursor, Stale
from orders.records import (
    HEAD,
    UNPAID_SHARDS,
    DetailsItem,
    Head,
    OrderItem,
    month_key,
    owner_key,
    pk_of,
    unpaid_key,
)
from orders.states import UNPAID, OrderState
from souk import clock
from souk.dynamo import Transaction, TransactionRejected
from souk.events import Event
from souk.outbox import archived

# Where the list of all orders ends: no Souk shop took orders before this month.
FIRST_MONTH = "2025-01"
_BATCH = 100  # DynamoDB's limit for one BatchGetItem


class DynamoOrderStore:
    """`orders.ports.OrderStore` on DynamoDB."""

    def find(self, order_id: str) -> Order | None:
        """One query for both items, consistent: callers decide on what it says."""
        parts = list(OrderItem.query(pk_of(order_id), OrderItem.sk.startswith(HEAD), consistent_read=True))
        head = next((part for part in parts if isinstance(part, Head)), None)
        details = next((part for part in parts if isinstance(part, DetailsItem)), None)
        return head.order(details) if head and details else None

    def add(self, order: Order, events: list[Event]) -> None:
        tx = Transaction()
        tx.put(Head.of(order), Head.pk.does_not_exist(), label="order")
        tx.put(DetailsItem.of(order.details), label="details")
        for event in events:
            tx.emit(event, pk=pk_of(order.id))
        self._commit(tx)

    def save(self, order: Order, previous_version: int, events: list[Event]) -> None:
        head = Head.of(order)
        unchanged = Head.version == previous_version
        if not events:
            # A plain write is half the price of a transaction of one.
            try:
                head.save(condition=unchanged)
            except PutError as error:
                if error.cause_response_code == "ConditionalCheckFailedException":
                    raise Stale from error
                raise
            return
        tx = Transaction()
        tx.put(head, unchanged, label="order")
        for event in events:
            tx.emit(event, pk=pk_of(order.id))
        self._commit(tx)

    def of_owner(self, owner: str, limit: int, cursor: Cursor) -> tuple[list[Order], Cursor]:
        found = DetailsItem.by_owner.query(
            owner_key(owner), scan_index_forward=False, limit=limit, last_evaluated_key=cursor
        )
        items = list(found)
        return self._with_heads(items), found.last_evaluated_key

    def listed(self, state: OrderState | None, limit: int, cursor: Cursor) -> tuple[list[Order], Cursor]:
        after = cursor["after"]["S"] if cursor and "after" in cursor else None
        if state is None:
            months = list(islice(_from_month(after, limit), limit + 1))
            return self._with_heads(months[:limit]), _next(months, limit)
        heads = _unpaid(state, after, limit) if state in UNPAID else _in_state(state, after, limit)
        return self._with_details(heads[:limit]), _next(heads, limit)

    def overdue(self, at: datetime, limit: int) -> list[str]:
        # "~" sorts behind the "#" that follows the time, so orders of this very millisecond are in.
        until = f"{clock.isoformat(at)}~"
        due: list[str] = []
        for shard in range(UNPAID_SHARDS):
            heads = Head.by_state.query(unpaid_key(shard), Head.gsi2sk < until, limit=limit - len(due))
            due.extend(head.pk.partition("#")[2] for head in heads)
            if len(due) >= limit:
                break
        return due

    def events(self, order_id: str) -> list[Event]:
        # Events of one transaction may share a millisecond; their versions tell the order.
        return sorted(archived(pk_of(order_id)), key=lambda event: event.aggregate_version)

    @staticmethod
    def _commit(tx: Transaction) -> None:
        try:
            tx.commit()
        except TransactionRejected as rejected:
            if rejected.failed("order"):
                raise Stale from rejected
            raise

    @staticmethod
    def _with_heads(items: list[DetailsItem]) -> list[Order]:
        heads = {head.pk: head for head in _fetched(Head.batch_get, [(item.pk, HEAD) for item in items])}
        return [heads[item.pk].order(item) for item in items if item.pk in heads]

    @staticmethod
    def _with_details(heads: list[Head]) -> list[Order]:
        keys = [(head.pk, f"{HEAD}#DETAILS") for head in heads]
        details = {item.pk: item for item in _fetched(DetailsItem.batch_get, keys)}
        return [head.order(details[head.pk]) for head in heads if head.pk in details]


def _fetched(batch_get: Callable[..., Iterator[Any]], keys: list[tuple[str, str]]) -> Iterator[Any]:
    for start in range(0, len(keys), _BATCH):
        yield from batch_get(keys[start : start + _BATCH])


def _in_state(state: OrderState, after: str | None, limit: int) -> list[Head]:
    older = None if after is None else Head.gsi2sk < after
    return list(Head.by_state.query(f"STATE#{state}", older, scan_index_forward=False, limit=limit + 1))


def _unpaid(state: OrderState, after: str | None, limit: int) -> list[Head]:
    """The next to expire first, merged from all shards; one more than `limit` when there are more."""
    later = None if after is None else Head.gsi2sk > after
    found = [
        head
        for shard in range(UNPAID_SHARDS)
        for head in Head.by_state.query(unpaid_key(shard), later, Head.state == state.value, limit=limit + 1)
    ]
    return sorted(found, key=lambda head: head.gsi2sk)[: limit + 1]


def _from_month(after: str | None, limit: int) -> Iterable[DetailsItem]:
    """Orders newest first, month by month back to the first."""
    month = after[:7] if after else clock.isoformat(clock.now())[:7]
    older = None if after is None else DetailsItem.gsi2sk < after
    while month >= FIRST_MONTH:
        yield from DetailsItem.by_month.query(month_key(month), older, scan_index_forward=False, page_size=limit + 1)
        month, older = _month_before(month), None


def _month_before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02}"


def _next(items: list[Any], limit: int) -> Cursor:
    return {"after": {"S": items[limit - 1].gsi2sk}} if len(items) > limit else None
