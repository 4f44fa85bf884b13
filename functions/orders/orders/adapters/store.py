"""The orders table: reads and conditional writes. See `records` for its items."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from orders.adapters import claims, uses
from orders.adapters.records import (
    DETAILS,
    FILLING,
    HEAD,
    PLACE,
    UNPAID_SHARDS,
    UNREAD,
    DetailsItem,
    Filling,
    Head,
    ListEntry,
    OrderItem,
    PlaceItem,
    UnreadItem,
    UsedCode,
    filling_key,
    month_key,
    number_key,
    order_id_of,
    owner_key,
    pk_of,
    state_key,
    told_key,
    unpaid_key,
)
from orders.domain.codes.uses import Taking, Use
from orders.domain.order import Order
from orders.domain.states import UNPAID, OrderState
from orders.usecases.ports import CartOrdered, Cursor, UsesRefused, Wanted
from souk import clock
from souk.events import Event
from souk.limits.limits import Charge
from souk.storage.dynamo import ATTEMPTS, Transaction, TransactionRejected, put_if
from souk.storage.outbox import OutboxRecord
from souk.storage.versioned import Stale

# Where the list of all orders ends: no Souk shop took orders before this month.
FIRST_MONTH = "2025-01"
_PARTS_A_BATCH = 100  # DynamoDB's limit for one BatchGetItem
# A list that several states share is read so far for one page, in pages. The next page goes on from there.
_LOOK_THROUGH = 8
# An order is looked after for so long from the day it was placed.
_WATCHED = timedelta(days=30)
# On its way it may be for longer, and one whose arrival nobody reports does not wait for ever.
_ON_THE_WAY = timedelta(days=90)
# Nothing of one that was placed since then can be missed yet.
_FRESH = timedelta(minutes=5)
# What expires within this time needs no other look.
_SOON_EXPIRED = timedelta(minutes=20)
_END = "~"  # behind all times


class DynamoOrderStore:
    """`orders.usecases.ports.OrderStore` on DynamoDB."""

    def find(self, order_id: str) -> Order | None:
        """One query for both items, consistent: callers decide on what it says."""
        return _whole(OrderItem.query(pk_of(order_id), OrderItem.sk.startswith(HEAD), consistent_read=True))

    def of_number(self, number: str) -> Order | None:
        # Two orders may share a number, which is no identity: then it names neither.
        keys = list(ListEntry.by_owner.query(number_key(number), limit=2))
        return self.find(order_id_of(keys[0])) if len(keys) == 1 else None

    def add(self, order: Order, takings: Sequence[Taking] = ()) -> None:
        tx = Transaction()
        tx.put(Head.of(order), Head.pk.does_not_exist(), label="order")
        tx.put(DetailsItem.of(order))
        tx.put(Filling.of(order), Filling.pk.does_not_exist(), label="cart")
        uses.take(tx, order, takings)
        try:
            tx.commit(uses.ATTEMPTS if takings else ATTEMPTS)
        except TransactionRejected as rejected:
            if rejected.failed("order"):
                raise
            if rejected.failed("cart"):
                raise CartOrdered(self.ordered_as(order.details.cart_id)) from rejected
            raise UsesRefused(uses.refusals(rejected, takings)) from rejected

    def refuse_uses(self, order_id: str, promotion_ids: Collection[str]) -> bool:
        return uses.refuse(order_id, promotion_ids)

    def claim(self, order_id: str, charges: Sequence[Charge]) -> None:
        claims.add(order_id, charges)

    def let_go(self, order_id: str) -> None:
        claims.take_back(order_id)

    def save(
        self, order: Order, previous_version: int, again: Sequence[str] = (), given_back: Sequence[Use] = ()
    ) -> None:
        if again or given_back or order.has_words:
            self._save_and_tell(order, previous_version, again, given_back)
            return
        put_if(Head.of(order), Head.version == previous_version)

    def rewrite(self, order: Order, previous_version: int) -> None:
        tx = Transaction()
        tx.put(Head.of(order), Head.version == previous_version)
        tx.put(DetailsItem.of(order))
        tx.commit()

    def publish(self, event: Event) -> None:
        OutboxRecord.again(event.text(), told_key(event.aggregate_id)).save()

    def use_code(self, code: str, by: str, until: datetime) -> bool:
        used = UsedCode.of(code, by, until)
        try:
            put_if(used, UsedCode.pk.does_not_exist() | (UsedCode.by == by))
        except Stale:
            return False
        return True

    def ordered_as(self, cart_id: str) -> str:
        """A query, for which the function has leave."""
        found = Filling.query(filling_key(cart_id), Filling.sk == FILLING, consistent_read=True)
        return next((filling.order_id for filling in found), "")

    def _save_and_tell(
        self, order: Order, previous_version: int, again: Sequence[str], given_back: Sequence[Use]
    ) -> None:
        tx = Transaction()
        tx.put(Head.of(order), Head.version == previous_version)
        for text in again:
            tx.put(OutboxRecord.again(text, pk_of(order.id)))
        if order.unread:
            tx.put(UnreadItem.of(order))
        elif order.has_words:
            tx.delete(UnreadItem.of(order))
        uses.give_back(tx, order.id, given_back)
        tx.commit(uses.ATTEMPTS if given_back else ATTEMPTS)

    def of_owner(self, owner: str, limit: int, cursor: Cursor) -> tuple[list[Order], Cursor]:
        found = ListEntry.by_owner.query(
            owner_key(owner), scan_index_forward=False, limit=limit, last_evaluated_key=cursor
        )
        keys = list(found)
        orders = _orders(keys)
        return [orders[key.pk] for key in keys if key.pk in orders], found.last_evaluated_key

    def listed(
        self, state: OrderState | None, limit: int, cursor: Cursor, wanted: Wanted | None = None
    ) -> tuple[list[Order], Cursor]:
        after = cursor["after"]["S"] if cursor and "after" in cursor else None

        def fits(order: Order) -> bool:
            return state in (None, order.state) and (wanted is None or bool(wanted(order)))

        if state is None:
            return _page(_from_month(after, limit), limit, fits)
        keys = _unpaid(after, limit) if state in UNPAID else _in_list(state_key(state), after, limit)
        return _page(keys, limit, fits)

    def unread(self, limit: int, cursor: Cursor) -> tuple[list[Order], Cursor]:
        found = ListEntry.by_list.query(UNREAD, limit=limit, last_evaluated_key=cursor)
        keys = list(found)
        orders = _orders(keys)
        there = [orders[key.pk] for key in keys if key.pk in orders]
        return [order for order in there if order.unread], found.last_evaluated_key

    def overdue(self, at: datetime, limit: int) -> list[str]:
        # "~" sorts behind the "#" that follows the time, so orders of this very millisecond are in.
        until = f"{clock.isoformat(at)}~"
        due: list[str] = []
        for shard in range(UNPAID_SHARDS):
            keys = ListEntry.by_list.query(unpaid_key(shard), ListEntry.gsi2sk < until, limit=limit - len(due))
            due.extend(order_id_of(key) for key in keys)
            if len(due) >= limit:
                break
        return due

    def to_look_at(self, now: datetime, limit: int) -> list[Order]:
        """A list whose end was reached is begun anew. The place is kept before the orders are looked at: whoever dies
        over them comes back to them with the next round.
        """
        place = PlaceItem.fetch(PLACE, PLACE)
        after = json.loads(place.lists) if place else {}
        keys: list[ListEntry] = []
        for partition, first, last in _where_orders_wait(now):
            start = max(first, f"{after.get(partition, '')}!")
            found = list(ListEntry.by_list.query(partition, ListEntry.gsi2sk.between(start, last), limit=limit))
            if len(found) == limit:
                after[partition] = found[-1].gsi2sk
            else:
                after.pop(partition, None)
            keys += found
        PlaceItem(PLACE, PLACE, lists=json.dumps(after)).save()
        return [*_orders(keys).values()]


def _where_orders_wait(now: datetime) -> Iterator[tuple[str, str, str]]:
    """The lists, and between which times an order in them may wait for something.

    Of the unpaid only those with long to pay: the others expire before they are missed. Of the dead, and of those paid
    of which nothing is sent, there are more and more, so only the last ones are looked at.
    """
    settled, recent = (clock.isoformat(now - pause) for pause in (_WATCHED, _FRESH))
    later = clock.isoformat(now + _SOON_EXPIRED)
    for shard in range(UNPAID_SHARDS):
        yield unpaid_key(shard), later, _END
    yield state_key(OrderState.FULFILLING), clock.isoformat(now - _ON_THE_WAY), recent
    for state in (OrderState.PAID, OrderState.CANCELLED, OrderState.EXPIRED):
        yield state_key(state), settled, recent


def _whole(parts: Iterable[OrderItem]) -> Order | None:
    by_kind = {type(part): part for part in parts}
    head, details = by_kind.get(Head), by_kind.get(DetailsItem)
    return head.order(details) if isinstance(head, Head) and isinstance(details, DetailsItem) else None


def _orders(keys: list[ListEntry]) -> dict[str, Order]:
    """The whole orders of these entries of an index, by partition key."""
    wanted = [(str(key.pk), part) for key in keys for part in (HEAD, DETAILS)]
    parts: dict[str, list[OrderItem]] = {}
    for start in range(0, len(wanted), _PARTS_A_BATCH):
        for part in OrderItem.batch_get(wanted[start : start + _PARTS_A_BATCH]):
            parts.setdefault(part.pk, []).append(part)
    found = {pk: _whole(both) for pk, both in parts.items()}
    return {pk: order for pk, order in found.items() if order is not None}


def _page(keys: Iterator[ListEntry], limit: int, wanted: Callable[[Order], bool]) -> tuple[list[Order], Cursor]:
    """The next `limit` orders that are wanted, or fewer where many are not; the cursor is None at the list's end.

    An index lags behind its table, so an order may have left the list since: it is not wanted then.
    """
    page: list[Order] = []
    last = ""
    for _ in range(_LOOK_THROUGH):
        chunk = list(islice(keys, limit))
        found = _orders(chunk)
        for number, key in enumerate(chunk, start=1):
            last, order = key.gsi2sk, found.get(key.pk)
            if order is not None and wanted(order):
                page.append(order)
            if len(page) == limit:
                return page, _after(last) if number < len(chunk) or _more(keys) else None
        if len(chunk) < limit:
            return page, None
    return page, _after(last) if _more(keys) else None


def _more(keys: Iterator[ListEntry]) -> bool:
    return next(keys, None) is not None


def _after(sort_key: str) -> Cursor:
    return {"after": {"S": sort_key}}


def _in_list(partition: str, after: str | None, limit: int) -> Iterator[ListEntry]:
    older = None if after is None else ListEntry.gsi2sk < after
    return iter(ListEntry.by_list.query(partition, older, scan_index_forward=False, page_size=limit + 1))


def _unpaid(after: str | None, limit: int) -> Iterator[ListEntry]:
    """The next to expire first, merged from all shards."""
    later = None if after is None else ListEntry.gsi2sk > after
    shards = [ListEntry.by_list.query(unpaid_key(shard), later, page_size=limit + 1) for shard in range(UNPAID_SHARDS)]
    return heapq.merge(*shards, key=lambda entry: str(entry.gsi2sk))


def _from_month(after: str | None, limit: int) -> Iterator[ListEntry]:
    """Orders newest first, month by month back to the first."""
    month = after[:7] if after else clock.isoformat(clock.now())[:7]
    while month >= FIRST_MONTH:
        yield from _in_list(month_key(month), after, limit)
        month, after = _month_before(month), None


def _month_before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02}"
