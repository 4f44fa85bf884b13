"""Customers, as their orders and accounts have told of them; the profile itself is the users service's."""

from __future__ import annotations

from dataclasses import dataclass

from backoffice.domain import words
from backoffice.domain.customer import Customer
from backoffice.domain.facts import Facts
from backoffice.usecases.ports import Lists, Rows
from backoffice.usecases.searching import OrderSearch
from souk.errors import InvalidInput, NotFound


@dataclass(frozen=True, slots=True)
class CustomerPage:
    customers: list[Customer]
    cursor: str | None


class Customers:
    def __init__(self, rows: Rows, lists: Lists, orders: OrderSearch) -> None:
        self._rows = rows
        self._lists = lists
        self._orders = orders

    def find(self, text: str, limit: int, after: str | None) -> CustomerPage:
        """By the beginnings of words of address and name; all of them by their address when nothing is looked for.

        Raises InvalidInput for a text without a word.
        """
        if not text:
            ids, following = self._lists.customers_by_email(limit, after)
            return CustomerPage(self._named(ids), following)
        first, others = words.looked_for(text)
        if not first:
            raise InvalidInput("type at least two letters or digits")
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
