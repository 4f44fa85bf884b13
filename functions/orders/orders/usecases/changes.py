"""The one way an order is changed: read, decide, store on condition that nobody was faster, else again."""

from __future__ import annotations

from collections.abc import Callable

from orders.domain.order import Order
from orders.usecases import announcements
from orders.usecases.ports import OrderStore
from souk.changes import Value, note
from souk.errors import NotFound
from souk.telemetry import logger
from souk.versioned import until_fresh

Change = Callable[[Order], Order]


def change(store: OrderStore, order_id: str, decide: Change, known: Order | None = None) -> Order:
    """Applies `decide`, a pure function, to the order and stores the result with its events.

    `known` is the order as read before, to save a read. What `decide` raises gets out and nothing is stored.
    Raises NotFound, and Unavailable when others change the order without end.
    """

    def once() -> Order:
        nonlocal known
        before, known = known or store.find(order_id), None
        if before is None:
            raise NotFound("there is no such order")
        decided = decide(before)
        if decided == before:
            return before
        after = announcements.changing(before, decided)
        store.save(after, before.version)
        note(f"order:{order_id}", _noted(before), _noted(after))
        logger.info("order changed", extra={"order_id": order_id, "state": after.state, "version": after.version})
        return after

    return until_fresh(once)


def _noted(order: Order) -> dict[str, Value]:
    wish = order.cancellation
    return {"state": order.state.value, "cancellation": wish.state.value if wish else None}
