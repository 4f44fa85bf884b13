"""The states of an order and the moves between them.

    PENDING ─▶ AWAITING_PAYMENT ─▶ PAID ─▶ FULFILLING ─▶ PARTIALLY_SHIPPED ─▶ SHIPPED ─▶ DELIVERED
       │               │            │           │                                │           │
       ├───────────────┼────────────┴───────────┴──▶ CANCELLED                   └─────┬─────┘
       └───────────────┴──▶ EXPIRED                                              RETURN_REQUESTED …

Money is not a state: see `settlement`.
"""

from __future__ import annotations

from enum import StrEnum

from souk.errors import IllegalTransition


class State(StrEnum):
    PENDING = "PENDING"  # stock is held, the order exists, the payment is not started yet
    AWAITING_PAYMENT = "AWAITING_PAYMENT"
    PAID = "PAID"
    FULFILLING = "FULFILLING"
    PARTIALLY_SHIPPED = "PARTIALLY_SHIPPED"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"  # not paid in time
    RETURN_REQUESTED = "RETURN_REQUESTED"
    RETURN_APPROVED = "RETURN_APPROVED"
    RETURN_REJECTED = "RETURN_REJECTED"
    RETURN_RECEIVED = "RETURN_RECEIVED"
    RETURN_CLOSED = "RETURN_CLOSED"


MOVES: dict[State, frozenset[State]] = {
    State.PENDING: frozenset({State.AWAITING_PAYMENT, State.CANCELLED, State.EXPIRED}),
    State.AWAITING_PAYMENT: frozenset({State.PAID, State.CANCELLED, State.EXPIRED}),
    State.PAID: frozenset({State.FULFILLING, State.CANCELLED}),
    State.FULFILLING: frozenset({State.PARTIALLY_SHIPPED, State.SHIPPED, State.CANCELLED}),
    State.PARTIALLY_SHIPPED: frozenset({State.SHIPPED}),
    State.SHIPPED: frozenset({State.DELIVERED, State.RETURN_REQUESTED}),
    State.DELIVERED: frozenset({State.RETURN_REQUESTED}),
    State.CANCELLED: frozenset(),
    State.EXPIRED: frozenset(),
    State.RETURN_REQUESTED: frozenset({State.RETURN_APPROVED, State.RETURN_REJECTED}),
    State.RETURN_APPROVED: frozenset({State.RETURN_RECEIVED}),
    State.RETURN_REJECTED: frozenset({State.RETURN_REQUESTED}),
    State.RETURN_RECEIVED: frozenset({State.RETURN_CLOSED}),
    State.RETURN_CLOSED: frozenset({State.RETURN_REQUESTED}),
}

UNPAID = frozenset({State.PENDING, State.AWAITING_PAYMENT})
DEAD = frozenset({State.CANCELLED, State.EXPIRED})

# The road every order that goes well travels, in order.
_ROAD = (
    State.PENDING,
    State.AWAITING_PAYMENT,
    State.PAID,
    State.FULFILLING,
    State.PARTIALLY_SHIPPED,
    State.SHIPPED,
    State.DELIVERED,
)


def require_move(state: State, to: State) -> None:
    """Raises IllegalTransition, which names the state, when an order may not go from `state` to `to`."""
    if to not in MOVES[state]:
        raise IllegalTransition(f"an order that is {state} cannot become {to}", state=str(state), to=str(to))


def road(state: State, goal: State) -> tuple[State, ...]:
    """The states to enter to get from `state` to `goal`; empty when `goal` is not ahead.

    An order that is shipped whole skips PARTIALLY_SHIPPED.
    """
    if state not in _ROAD or goal not in _ROAD:
        return ()
    ahead = _ROAD[_ROAD.index(state) + 1 : _ROAD.index(goal) + 1]
    return tuple(step for step in ahead if step is not State.PARTIALLY_SHIPPED or step is goal)
