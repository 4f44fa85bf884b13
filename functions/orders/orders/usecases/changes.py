"""The one way an order is changed: read, decide, store on condition that nobody was faster, else again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from orders.domain.corrections import CORRECTED
from orders.domain.order import Order
from orders.domain.states import DEAD
from orders.usecases import announcements
from orders.usecases.ports import OrderStore
from souk.errors import NotFound
from souk.staff.changes import Value, note
from souk.storage.versioned import until_fresh
from souk.telemetry import logger

Change = Callable[[Order], Order]
Beside = Callable[[Order, Order], Sequence[str]]


def change(
    store: OrderStore, order_id: str, decide: Change, known: Order | None = None, beside: Beside | None = None
) -> Order:
    """Applies `decide`, a pure function, to the order and stores the result with its events.

    `known` is the order as read before, to save a read. `beside` says what is published with the change that is no
    change of an order, as events' JSON texts, from the order before and after. What `decide` raises gets out and
    nothing is stored. Raises NotFound, and Unavailable when others change the order without end.
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
        ended = before.state not in DEAD and after.state in DEAD
        told = beside(before, after) if beside else ()
        store.save(after, before.version, told, before.details.uses if ended else ())
        note(f"order:{order_id}", _noted(before), _noted(after))
        logger.info("order changed", extra={"order_id": order_id, "state": after.state, "version": after.version})
        if before.details.claimed and before.is_unpaid and not after.is_unpaid:
            let_go(store, order_id)
        return after

    return until_fresh(once)


def let_go(store: OrderStore, order_id: str) -> None:
    """What it held unpaid counts no more. The order matters more than the count, which is right again by itself when
    its window ends.
    """
    try:
        store.let_go(order_id)
    except Exception:  # whatever it was, the change is stored
        logger.exception(
            "what an order held unpaid goes on counting until its window ends", extra={"order_id": order_id}
        )


def _noted(order: Order) -> dict[str, Value]:
    wish = order.cancellation
    moving = order.readdressing
    return {
        "state": order.state.value,
        "cancellation": wish.state.value if wish else None,
        "readdressing": f"{moving.number} {moving.state}" if moving else None,
        "lines_cancelled": sum(sum(dict(known.lines).values()) for known in order.line_cancellations if known.amounts),
        "edits": len(order.edits),
        "added": sum(not known.is_open for known in order.supplements),
        "corrections": sum(CORRECTED in entry.reason for entry in order.history),
        "reviewed": order.reviewed is not None,
    }
