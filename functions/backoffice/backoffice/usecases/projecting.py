"""The projections of orders and customers, as events change them.

What an order counts for changes together with its row, in one transaction; a row that counts for the same as before is
one conditional write. The row comes first, so that it names every place in the index where its order may stand: words
are put after it, and it keeps those that are to go until they are gone. Whoever has put words looks at the row again,
and takes back what it does not name by then, because the person was forgotten or the address put right meanwhile;
should it die before that, its event comes again and names them. Words that its events do not name are put in a
transaction with the row. Each step may be repeated, and is when an event comes again that is no news.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo

from backoffice.domain import figures, marks, words
from backoffice.domain.customer import Customer
from backoffice.domain.facts import Facts
from backoffice.domain.figures import Counted, Tally, between
from backoffice.usecases.hearing import heard, order_of
from backoffice.usecases.ports import CustomerChange, Notes, OrderRow, RowChange, Rows
from souk.events import Event
from souk.storage.versioned import Stale, until_fresh

# A transaction has at most 100 items: some orders, their hours, the SKUs they sold, and their customers with the words
# that come and go.
_MOST_ITEMS = 90
_WORDS = 2 * words.OF_A_CUSTOMER
_TOGETHER = 20
_TRIES = 15
# Of a customer whose last order is somebody else's now, so many are looked at for the one before, in one request.
_LATEST = 50
_Change = Callable[[Customer], Customer]


class Projection:
    def __init__(self, rows: Rows, notes: Notes, zone: tzinfo, currency: str) -> None:
        self._rows = rows
        self._notes = notes
        self._zone = zone
        self._currency = currency

    def hear(self, events: Sequence[Event]) -> None:
        """Events about orders, in any order and any number of times. Raises Unavailable when others never stop."""
        by_order: dict[str, list[Event]] = {}
        for event in events:
            by_order.setdefault(order_of(event), []).append(event)
        for order_ids in _pieces([*by_order], _TOGETHER):
            told = {order_id: by_order[order_id] for order_id in order_ids}
            tries = itertools.count(1)
            until_fresh(lambda told=told, tries=tries: self._hear(told, next(tries) < _TRIES), _TRIES)  # type: ignore[misc]

    def _hear(self, told: Mapping[str, list[Event]], waits: bool) -> None:
        held = self._rows.rows([*told])
        changes = []
        for order_id, events in told.items():
            before = held.get(order_id, OrderRow(Facts(order_id=order_id)))
            changes.append(RowChange(before, self.after(before, _heard(before.facts, events))))
        self.write([change for change in changes if change.after != change.before], waits=waits)
        put = {}
        for change, events in zip(changes, told.values(), strict=True):
            if row := change.after:
                put[row.facts.order_id] = self._put(change.before, row, events)
        self._take_back(put)
        for change in changes:
            self.leave(change.after)

    def after(self, before: OrderRow, facts: Facts) -> OrderRow:
        """The row with these facts; the same one when they are no news."""
        counted = figures.counted(facts, self._zone, self._currency)
        if facts == before.facts and counted == before.counted:
            return before
        stands = self._places(facts)
        leaving = dict.fromkeys(
            place for place in (*before.leaving, *self._places(before.facts)) if place not in stands
        )
        return OrderRow(facts, counted, before.version + 1, tuple(leaving))

    def write(self, changes: Sequence[RowChange], *, waits: bool = False) -> None:
        """Raises Stale when one of them has changed since it was read; others may be written then. One that `waits`
        raises it also while the index of a customer's orders is behind."""
        counting: list[tuple[RowChange, Tally]] = []
        for row in changes:
            change = between(row.before.counted, row.after.counted if row.after else Counted())
            if change.items or row.after is None or _is_renamed(row):
                counting.append((row, change))
            else:
                self._rows.write_row(row)
        for piece in _by_size(counting):
            self._write(piece, waits)

    def _write(self, piece: Sequence[tuple[RowChange, Tally]], waits: bool) -> None:
        sums = Tally()
        for _, change in piece:
            sums.merge(change)
        named = {row.after.counted.spent.customer_id for row, _ in piece if row.after and row.after.counted.spent}
        is_said = sums.customers or any(_is_renamed(row) for row, _ in piece)
        wanted = sorted({*sums.customers, *named} if is_said else set())
        held = self._rows.customers(wanted)
        customers = []
        for customer_id in wanted:
            before = held.get(customer_id, Customer(id=customer_id))
            added = sums.customers.get(customer_id, Counter())
            after = before.counting(added["orders"], added["amount"])
            if after.orders and any(_is_lost(row, before) for row, _ in piece):
                after = self._last_of(after, [row for row, _ in piece], waits)
            after = _bought(after, (row.after for row, _ in piece))
            if after != before:
                customers.append(CustomerChange(before, replace(after, changes=before.changes + 1)))
        self._rows.write([row for row, _ in piece], sums, customers)

    def _last_of(self, customer: Customer, changes: Sequence[RowChange], waits: bool) -> Customer:
        """A customer whose last order is theirs no more, with the one before it, but for those that change now."""
        changing = {change.before.facts.order_id for change in changes}
        placed = self._rows.placed_by(customer.id, _LATEST)
        others = [row for row in placed if row.facts.order_id not in changing and _is_of(row, customer)]
        now = sum(1 for change in changes if _is_of(change.after, customer))
        if waits and len(placed) < _LATEST and len(others) + now < customer.orders:
            raise Stale("an order of theirs is not in the index yet")
        return _bought(customer.without_last(), others)

    def leave(self, row: OrderRow | None) -> None:
        """Removes what is no more of a row that is written. Raises Stale when it has changed since."""
        if row is not None and row.facts.erased:
            self._notes.forget(f"order:{row.facts.order_id}")
        if row is not None and row.leaving:
            self._rows.remove(row.leaving)
            self._rows.left(row)

    def _put(self, before: OrderRow, row: OrderRow, events: Sequence[Event]) -> Sequence[str]:
        """Puts a row that is written under its new words; under all of them when an event that tells of some is no
        news: what heard it first may not have got so far. Answers where its events put it, now or when they were heard
        first."""
        alone = [heard(Facts(order_id=row.facts.order_id), event) for event in events]
        if row.facts.erased:
            self._rows.remove(self._places_told(row.facts, alone))
            return ()
        told = [words.named_by(each) for each in alone]
        had = _surely_under(before.facts, events, told)
        new = [word for word in stands_under(row.facts) if word not in had]
        named = [word for word in new if any(word in each for each in told)]
        if named:
            self._rows.put_words(row.facts, named)
        if len(named) < len(new):
            self._rows.put_words_if(row, [word for word in new if word not in named])
        stands = self._places(row.facts)
        other = [place for place in self._places_told(row.facts, alone) if place not in stands]
        return [*self._rows.places(row.facts, named), *other]

    def _take_back(self, put: Mapping[str, Sequence[str]]) -> None:
        """Raises Stale when a row has changed while places were removed: it may have come to stand there again."""
        looked_at = [order_id for order_id, places in put.items() if places]
        held = self._rows.rows(looked_at)
        removed = []
        for order_id in looked_at:
            stands = self._places(held[order_id].facts) if order_id in held else ()
            if gone := [place for place in put[order_id] if place not in stands]:
                self._rows.remove(gone)
                removed.append(order_id)
        now = self._rows.rows(removed) if removed else {}
        if any(_version(now.get(order_id)) != _version(held.get(order_id)) for order_id in removed):
            raise Stale("it has changed")

    def _places(self, facts: Facts) -> tuple[str, ...]:
        return self._rows.places(facts, stands_under(facts))

    def _places_told(self, facts: Facts, alone: Sequence[Facts]) -> set[str]:
        """Where events may have put the order when they were heard first, by what each says of it by itself."""
        placed_at = facts.placed_at or next((each.placed_at for each in alone if each.placed_at), None)
        return {
            place
            for each in alone
            for place in self._rows.places(replace(each, placed_at=placed_at), words.named_by(each))
        }


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


def stands_under(facts: Facts) -> list[str]:
    """The words and marks by which an order is found."""
    return [*words.of_order(facts), *marks.of_order(facts)]


def _surely_under(facts: Facts, events: Sequence[Event], told: Sequence[Collection[str]]) -> list[str]:
    """What the order was put under before these events, which tell of these words: whoever heard one first that is no
    news may have died before it put the words that this one tells of, or any mark."""
    old: list[Collection[str]] = []
    now = facts
    for event, named in zip(events, told, strict=True):
        before, now = now, heard(now, event)
        if now == before:
            old.append(named)
    under = [] if any(old) else words.of_order(facts)
    return under if old else [*under, *marks.of_order(facts)]


def _version(row: OrderRow | None) -> int:
    return row.version if row else 0


def _is_of(row: OrderRow | None, customer: Customer) -> bool:
    """Whether it counts as one that they have bought."""
    spent = row.counted.spent if row else None
    return spent is not None and spent.customer_id == customer.id


def _is_lost(change: RowChange, customer: Customer) -> bool:
    """Whether their last order is theirs no more."""
    return change.before.facts.order_id == customer.last_order and not _is_of(change.after, customer)


def _is_renamed(change: RowChange) -> bool:
    """Whether an order that counts for a customer says other words of them, or is one of their index only now."""
    before, after = change.before.facts, change.after
    if after is None or after.counted.spent is None:
        return False
    return after.facts.who != before.who or (after.facts.is_listed and not before.is_listed)


def _bought(customer: Customer, rows: Iterable[OrderRow | None]) -> Customer:
    for row in rows:
        spent = row.counted.spent if row else None
        if row is None or spent is None or spent.customer_id != customer.id:
            continue
        facts = row.facts
        if facts.who and facts.paid_at:
            customer = customer.bought(facts.paid_at, facts.order_id, facts.who.email, facts.who.name)
    return customer


def _by_size(changes: Sequence[tuple[RowChange, Tally]]) -> Iterator[list[tuple[RowChange, Tally]]]:
    """Pieces that one transaction takes. What two orders change alike is counted twice: there is room for it."""
    piece: list[tuple[RowChange, Tally]] = []
    size = 0
    for row, change in changes:
        items = 1 + change.items + _WORDS * len(change.customers) + (1 + _WORDS) * _is_renamed(row)
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
