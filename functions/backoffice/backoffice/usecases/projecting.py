"""The projections of orders and customers, as events change them.

What an order counts for changes together with its row, in one transaction; a row that counts for the same as before is
one conditional write. Its words in the index are put before the row that has them and removed after the row that has
them no longer, and each step may be repeated, so a function that is killed anywhere leaves nothing that its repeated
event does not mend.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo

from backoffice.domain import figures, words
from backoffice.domain.customer import Customer
from backoffice.domain.facts import Facts
from backoffice.domain.figures import Counted, Tally, between
from backoffice.usecases.hearing import heard, order_of
from backoffice.usecases.ports import CustomerChange, Notes, OrderRow, RowChange, Rows
from souk.events import Event
from souk.storage.versioned import until_fresh

# A transaction has at most 100 items: some orders, their hours, the SKUs they sold, and their customers with the words
# that come and go.
_MOST_ITEMS = 90
_WORDS = 2 * words.OF_A_CUSTOMER
_TOGETHER = 20
_TRIES = 15
_Change = Callable[[Customer], Customer]


class Projection:
    def __init__(self, rows: Rows, notes: Notes, zone: tzinfo) -> None:
        self._rows = rows
        self._notes = notes
        self._zone = zone

    def hear(self, events: Sequence[Event]) -> None:
        """Events about orders, in any order and any number of times. Raises Unavailable when others never stop."""
        by_order: dict[str, list[Event]] = {}
        for event in events:
            by_order.setdefault(order_of(event), []).append(event)
        for order_ids in _pieces([*by_order], _TOGETHER):
            told = {order_id: by_order[order_id] for order_id in order_ids}
            until_fresh(lambda told=told: self._hear(told), _TRIES)  # type: ignore[misc]

    def _hear(self, told: Mapping[str, list[Event]]) -> None:
        held = self._rows.rows([*told])
        changes = []
        for order_id, events in told.items():
            before = held.get(order_id, OrderRow(Facts(order_id=order_id)))
            if before.facts.erased:
                self._put_nowhere(before, events)
            changes.append(RowChange(before, self.after(before, _heard(before.facts, events))))
        self.write([change for change in changes if change.after != change.before])
        for change in changes:
            self._leave(change.after)

    def after(self, before: OrderRow, facts: Facts) -> OrderRow:
        """The row with these facts; the same one when they are no news."""
        counted = figures.counted(facts, self._zone)
        if facts == before.facts and counted == before.counted:
            return before
        leaving = before.leaving
        if facts.erased and not before.facts.erased:
            leaving = self._rows.places(before.facts, words.of_order(before.facts))
        return OrderRow(facts, counted, before.version + 1, leaving)

    def write(self, changes: Sequence[RowChange]) -> None:
        """Raises Stale when one of them has changed since it was read; others may be written then."""
        counting: list[tuple[RowChange, Tally]] = []
        for row in changes:
            self._put_words(row)
            change = between(row.before.counted, row.after.counted if row.after else Counted())
            if change.items or row.after is None:
                counting.append((row, change))
            else:
                self._rows.write_row(row)
        for piece in _by_size(counting):
            self._write(piece)

    def _write(self, piece: Sequence[tuple[RowChange, Tally]]) -> None:
        sums = Tally()
        for _, change in piece:
            sums.merge(change)
        named = {row.after.counted.spent.customer_id for row, _ in piece if row.after and row.after.counted.spent}
        wanted = sorted({*sums.customers, *named} if sums.customers else set())
        held = self._rows.customers(wanted)
        customers = []
        for customer_id in wanted:
            before = held.get(customer_id, Customer(id=customer_id))
            after = _bought(before, (row.after for row, _ in piece))
            if added := sums.customers.get(customer_id):
                after = after.counting(added["orders"], added["amount"])
            if after != before:
                customers.append(CustomerChange(before, replace(after, changes=before.changes + 1)))
        self._rows.write([row for row, _ in piece], sums, customers)

    def _put_words(self, row: RowChange) -> None:
        if row.after is None:
            return
        had = words.of_order(row.before.facts)
        new = [word for word in words.of_order(row.after.facts) if word not in had]
        if new:
            self._rows.put_words(row.after.facts, new)

    def _put_nowhere(self, row: OrderRow, events: Iterable[Event]) -> None:
        """A replayed event may have put an erased order's words back before it was seen that it is erased."""
        whole = _heard(replace(row.facts, erased=False), [e for e in events if e.type != "order.anonymised"])
        self._rows.remove(self._rows.places(whole, words.of_order(whole)))

    def _leave(self, row: OrderRow | None) -> None:
        if row is not None and row.facts.erased:
            self._notes.forget(f"order:{row.facts.order_id}")
        if row is not None and row.leaving:
            self._rows.remove(row.leaving)
            self._rows.left(row)


class Persons:
    """What accounts tell of their people."""

    def __init__(self, rows: Rows, notes: Notes) -> None:
        self._rows = rows
        self._notes = notes

    def named(self, user_id: str, version: int, email: str, name: str) -> None:
        self._changed(user_id, lambda held: held.renamed(version, email, name))

    def erased(self, user_id: str) -> None:
        self._changed(user_id, lambda held: held if held.erased else held.forgotten())
        self._notes.forget(f"customer:{user_id}")

    def _changed(self, user_id: str, change: _Change) -> None:
        def once() -> None:
            before = self._rows.customers([user_id]).get(user_id, Customer(id=user_id))
            after = change(before)
            if after != before:
                counted = replace(after, changes=before.changes + 1)
                self._rows.write([], Tally(), [CustomerChange(before, counted)])

        until_fresh(once, _TRIES)


def _heard(facts: Facts, events: Iterable[Event]) -> Facts:
    for event in events:
        facts = heard(facts, event)
    return facts


def _bought(customer: Customer, rows: Iterable[OrderRow | None]) -> Customer:
    for row in rows:
        spent = row.counted.spent if row else None
        if row is None or spent is None or spent.customer_id != customer.id:
            continue
        facts = row.facts
        if facts.who and facts.paid_at:
            customer = customer.bought(facts.paid_at, facts.who.email, facts.who.name)
    return customer


def _by_size(changes: Sequence[tuple[RowChange, Tally]]) -> Iterator[list[tuple[RowChange, Tally]]]:
    """Pieces that one transaction takes. What two orders change alike is counted twice: there is room for it."""
    piece: list[tuple[RowChange, Tally]] = []
    size = 0
    for row, change in changes:
        items = 1 + change.items + _WORDS * len(change.customers)
        if piece and size + items > _MOST_ITEMS:
            yield piece
            piece, size = [], 0
        piece.append((row, change))
        size += items
    if piece:
        yield piece


def _pieces(names: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), most):
        yield names[start : start + most]
