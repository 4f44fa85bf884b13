"""The list of orders: by what staff type, by what is rare about them, or by state, and by time.

All ways look at most at a fixed number of orders for one page, whatever the size of the shop: a page may be short, and
the next goes on behind what was looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from backoffice.domain import marks, words
from backoffice.domain.facts import Facts, ListGroup, Paid, groups_of
from backoffice.usecases.ports import Lists, OrderCriteria, OrderPage, Rows, Span, Spot
from souk import clock
from souk.errors import InvalidInput, NotFound

# Pages of an index that are looked through for one page of the answer.
_ROUNDS = 3
# Behind every time and every id that is stored.
_END = "~"
# Where orders are of which something was paid, or nothing yet. That a payment was captured is known moments before its
# order is paid, and leaves the list of the unpaid.
_UNPAID_IN = frozenset({ListGroup.UNPAID, ListGroup.CANCELLED, ListGroup.EXPIRED})
_PAID_IN = frozenset(ListGroup) - {ListGroup.UNPAID}
_PAID: frozenset[str] = frozenset({Paid.CAPTURED, Paid.PARTIALLY_REFUNDED, Paid.REFUNDED})


@dataclass(slots=True)
class _Page:
    """What is taken so far. `place` is that of the last order that was looked at."""

    limit: int
    orders: list[Facts] = field(default_factory=list)
    place: str = ""

    @property
    def is_full(self) -> bool:
        return len(self.orders) == self.limit


class OrderSearch:
    def __init__(self, lists: Lists, rows: Rows) -> None:
        self._lists = lists
        self._rows = rows

    def find(self, criteria: OrderCriteria, limit: int, after: str = "") -> OrderPage:
        """Raises InvalidInput for a text without a word."""
        if not criteria.text:
            return self._page(limit, after, lambda place: self._chosen(criteria, limit, place), criteria)
        first, others = words.looked_for(criteria.text)
        if not first:
            raise InvalidInput("type at least two letters or digits")

        def under(place: str) -> list[Spot]:
            return self._lists.under(first, place, limit, newest=criteria.newest)

        return self._page(limit, after, under, criteria, first, others)

    def order(self, order_id: str) -> Facts:
        """Raises NotFound, also for one whose person is forgotten."""
        row = self._rows.rows([order_id]).get(order_id)
        if row is None or not row.facts.is_listed:
            raise NotFound("there is no such order")
        return row.facts

    def orders(self, order_ids: list[str]) -> list[Facts]:
        """In this order, without those that are gone."""
        held = self._rows.rows(order_ids)
        return [held[each].facts for each in order_ids if each in held and held[each].facts.is_listed]

    def _page(
        self,
        limit: int,
        after: str,
        look: Callable[[str], list[Spot]],
        criteria: OrderCriteria,
        first: str = "",
        others: list[str] | None = None,
    ) -> OrderPage:
        page = _Page(limit, place=after)
        for _ in range(_ROUNDS):
            found = look(page.place)
            held = self._rows.rows(list(dict.fromkeys(each.order_id for each in found)))
            for each in found:
                page.place = each.place
                facts = held[each.order_id].facts if each.order_id in held else None
                if facts and criteria.takes(facts) and _is_meant(facts, each, first, others or []):
                    page.orders.append(facts)
                if page.is_full:
                    return OrderPage(page.orders, page.place)
            if len(found) < limit:
                return OrderPage(page.orders, None)
        return OrderPage(page.orders, page.place)

    def _chosen(self, criteria: OrderCriteria, limit: int, place: str) -> list[Spot]:
        wanted = marks.leading_to(criteria.states, criteria.paid, criteria.reasons)
        if not wanted:
            return self._listed(criteria, limit, place)
        span, newest = Span(criteria.since, criteria.until), criteria.newest
        # One that has several of the marks is in the same place under each.
        found = {
            each.place: each for mark in wanted for each in self._lists.marked(mark, span, place, limit, newest=newest)
        }
        return [found[name] for name in sorted(found, reverse=not newest)][:limit]

    def _listed(self, criteria: OrderCriteria, limit: int, place: str) -> list[Spot]:
        """The next places of all groups that may have what is wanted, in order."""
        low = clock.isoformat(criteria.since) if criteria.since else ""
        high = clock.isoformat(criteria.until) if criteria.until else _END
        if place and criteria.newest:
            high = min(high, place)
        elif place:
            low = max(low, place + _END)
        found = [
            each
            for group in _groups(criteria)
            for each in self._lists.in_group(group, low, high, limit + 1, newest=criteria.newest)
            if each.place != place
        ]
        found.sort(key=lambda each: each.place, reverse=criteria.newest)
        return found[:limit]


def _is_meant(facts: Facts, found: Spot, first: str, others: list[str]) -> bool:
    """Whether an order that stands under a word has the other words too, and stands under no earlier one."""
    if not first:
        return True
    held = words.of_order(facts)
    return words.is_first(held, first, found.word) and words.matches(held, others)


def _groups(criteria: OrderCriteria) -> list[ListGroup]:
    """The lists in which orders of these states, and paid like this, may be."""
    found = set().union(*map(groups_of, criteria.states)) if criteria.states else set(ListGroup)
    if criteria.paid:
        found &= set().union(*(_PAID_IN if paid in _PAID else _UNPAID_IN for paid in criteria.paid))
    return sorted(found)
