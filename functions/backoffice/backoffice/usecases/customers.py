"""Customers, as their orders and accounts have told of them; the profile itself is the users service's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backoffice.domain import words
from backoffice.domain.customer import Customer
from backoffice.domain.facts import Facts
from backoffice.domain.figures import customer_of
from backoffice.usecases.ports import Lists, Rows, Spot
from backoffice.usecases.searching import OrderSearch
from souk.errors import InvalidInput, NotFound

# Pages of the index of orders that are looked through for one page of the answer.
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """A next page begins at `cursor`, or behind `place` among the orders."""

    customers: list[Customer]
    cursor: str | None
    place: str = ""


class Customers:
    def __init__(self, rows: Rows, lists: Lists, orders: OrderSearch) -> None:
        self._rows = rows
        self._lists = lists
        self._orders = orders

    def find(self, text: str, limit: int, after: str | None, place: str = "") -> CustomerPage:
        """By the beginnings of words of address and name; all of them by their address when nothing is looked for.

        Accounts come first, then whoever has bought without one, by their last order: each order stands under its
        person's words already. Raises InvalidInput for a text without a word.
        """
        if not text:
            ids, following = self._lists.customers_by_email(limit, after)
            return CustomerPage(self._named(ids), following)
        first, others = words.looked_for(text)
        if not first:
            raise InvalidInput("type at least two letters or digits")
        if place:
            return self._buyers(first, others, limit, place, [])
        page = self._accounts(first, others, limit, after)
        return page if page.cursor else self._buyers(first, others, limit, first, page.customers)

    def _accounts(self, first: str, others: list[str], limit: int, after: str | None) -> CustomerPage:
        found, following = self._lists.customers_under(first, limit, after)
        under: dict[str, str] = {}
        for customer_id, word in found:
            under.setdefault(customer_id, word)
        taken = []
        for customer in self._named(list(under)):
            held = words.of_customer(customer.email, customer.name)
            if words.is_first(held, first, under[customer.id]) and words.matches(held, others):
                taken.append(customer)
        return CustomerPage(taken, following)

    def _buyers(self, first: str, others: list[str], limit: int, place: str, taken: list[Customer]) -> CustomerPage:
        """Behind this place among the orders."""
        for _ in range(_ROUNDS):
            if len(taken) == limit:
                break
            found = self._lists.under(first, place, limit, newest=True)
            for each, customer in self._who_bought(found, first):
                place = each.place
                if customer and words.matches(words.of_customer(customer.email, customer.name), [first, *others]):
                    taken.append(customer)
                if len(taken) == limit:
                    break
            else:
                if len(found) < limit:
                    return CustomerPage(taken, None)
        return CustomerPage(taken, None, place)

    def _who_bought(self, found: Sequence[Spot], first: str) -> list[tuple[Spot, Customer | None]]:
        """Each place with who has bought without an account, where the order is their last one, and stands under no
        earlier word."""
        rows = self._rows.rows(list(dict.fromkeys(each.order_id for each in found)))
        held = self._rows.customers(sorted({customer_of(row.facts) for row in rows.values()} - {""}))
        answers: list[tuple[Spot, Customer | None]] = []
        for each in found:
            row = rows.get(each.order_id)
            customer = held.get(customer_of(row.facts)) if row else None
            is_last = customer is not None and not customer.known and customer.last_order == each.order_id
            is_first = row is not None and words.is_first(words.of_order(row.facts), first, each.word)
            answers.append((each, customer if is_last and is_first else None))
        return answers

    def customer(self, customer_id: str) -> Customer:
        """Raises NotFound, also for who is forgotten."""
        held = self._rows.customers([customer_id]).get(customer_id)
        if held is None or held.erased:
            raise NotFound("there is no such customer")
        return held

    def orders_of(self, customer_id: str, limit: int, after: str | None) -> tuple[list[Facts], str | None]:
        """Newest first, also those that are not paid."""
        ids, following = self._lists.of_customer(customer_id, limit, after)
        return self._orders.orders(ids), following

    def _named(self, ids: list[str]) -> list[Customer]:
        held = self._rows.customers(list(dict.fromkeys(ids)))
        return [held[each] for each in dict.fromkeys(ids) if each in held and not held[each].erased]
