"""All orders of somebody, however many they are."""

from __future__ import annotations

from collections.abc import Iterator

from orders.domain.order import Order
from orders.usecases.ports import Cursor, OrderStore

_A_PAGE = 50


def owned_by(owner: str, store: OrderStore) -> Iterator[Order]:
    """The owner's orders, newest first, a page of them in memory. They may leave the list while it is gone through."""
    cursor: Cursor = None
    while True:
        orders, cursor = store.of_owner(owner, _A_PAGE, cursor)
        yield from orders
        if cursor is None:
            return
