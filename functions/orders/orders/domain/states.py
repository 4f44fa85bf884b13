"""The states of an order and the moves between them.

    PENDING ─▶ AWAITING_PAYMENT ─▶ PAID ─▶ FULFILLING ─▶ PARTIALLY_SHIPPED ─▶ SHIPPED ─▶ DELIVERED
       │               │            │           │
       ├───────────────┼────────────┴───────────┴──▶ CANCELLED
       └───────────────┴──▶ EXPIRED

Money is not a state: see `settlement`.
"""

from __future__ import annotations

from enum import StrEnum

from souk.errors import IllegalTransition


class OrderState(StrEnum):
    PENDING = "PENDING"  # stock is held, the order exists, the payment is not started yet
    AWAITING_PAYMENT = "AWAITING_PAYMENT"
    PAID = "PAID"
    FULFILLING = "FULFILLING"
    PARTIALLY_SHIPPED = "PARTIALLY_SHIPPED"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"  # not paid in time


MOVES: dict[OrderState, frozenset[OrderState]] = {
    OrderState.PENDING: frozenset({OrderState.AWAITING_PAYMENT, OrderState.CANCELLED, OrderState.EXPIRED}),
    OrderState.AWAITING_PAYMENT: frozenset({OrderState.PAID, OrderState.CANCELLED, OrderState.EXPIRED}),
    OrderState.PAID: frozenset({OrderState.FULFILLING, OrderState.CANCELLED}),
    OrderState.FULFILLING: frozenset({OrderState.PARTIALLY_SHIPPED, OrderState.SHIPPED, OrderState.CANCELLED}),
    OrderState.PARTIALLY_SHIPPED: frozenset({OrderState.SHIPPED}),
    OrderState.SHIPPED: frozenset({OrderState.DELIVERED}),
    OrderState.DELIVERED: frozenset(),
    OrderState.CANCELLED: frozenset(),
    OrderState.EXPIRED: frozenset(),
}

UNPAID = frozenset({OrderState.PENDING, OrderState.AWAITING_PAYMENT})
DEAD = frozenset({OrderState.CANCELLED, OrderState.EXPIRED})

# The road every order that goes well travels, in order.
_ROAD = (
    OrderState.PENDING,
    OrderState.AWAITING_PAYMENT,
    OrderState.PAID,
    OrderState.FULFILLING,
    OrderState.PARTIALLY_SHIPPED,
    OrderState.SHIPPED,
    OrderState.DELIVERED,
)


def require_move(state: OrderState, to: OrderState) -> None:
    """Raises IllegalTransition, which names the state, when an order may not go from `state` to `to`."""
    if to not in MOVES[state]:
        raise IllegalTransition(f"an order that is {state} cannot become {to}", state=str(state), to=str(to))


def road(state: OrderState, goal: OrderState) -> tuple[OrderState, ...]:
    """The states to enter to get from `state` to `goal`; empty when `goal` is not ahead.

    An order that is shipped whole skips PARTIALLY_SHIPPED.
    """
    if state not in _ROAD or goal not in _ROAD:
        return ()
    ahead = _ROAD[_ROAD.index(state) + 1 : _ROAD.index(goal) + 1]
    return tuple(step for step in ahead if step is not OrderState.PARTIALLY_SHIPPED or step is goal)
