"""Far more checkouts than a code may be used: exactly so many get it, and what they give back others get."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from orders.adapters.store import DynamoOrderStore
from orders.domain.codes.uses import FIRST_ORDER, Bounds, Taking, Use
from orders.domain.states import OrderState
from tests.reliability.race.redeeming import OFF, PERSON, Rush, orders_of, rush, rush_for, shop

AT_ONCE, LIMIT = 64, 10
BOUNDS = {
    "of the code": (Bounds(per_code=LIMIT), (LIMIT, 0, 0, 0)),
    "of a person": (Bounds(per_person=LIMIT), (0, 0, 0, LIMIT)),
    "of all of them": (Bounds(LIMIT, LIMIT + 1, LIMIT * OFF, LIMIT + 2), (LIMIT, LIMIT, LIMIT * OFF, LIMIT)),
}


def _end_twice(counter: Rush) -> None:
    """Each order by two at once, as a shopper cancels it while it expires."""
    twice = [order for order in counter.placed for _ in range(2)]
    with ThreadPoolExecutor(len(twice)) as pool:
        list(pool.map(counter.end, twice))


@pytest.mark.parametrize("bounds", BOUNDS, ids=[name.replace(" ", "-") for name in BOUNDS])
def test_of_64_checkouts_at_once_10_use_it_and_what_dies_is_there_again_once(bounds: str) -> None:
    within, counted = BOUNDS[bounds]
    with shop(LIMIT) as counter:
        orders = orders_of(2 * AT_ONCE)
        rush(counter, orders[:AT_ONCE], within)
        print(f"\n{bounds}: {counter}")
        assert counter.outcomes["placed"] == LIMIT
        assert counter.outcomes["busy"] == 0
        assert sum(counter.outcomes.values()) == AT_ONCE
        assert counter.used() == counted

        _end_twice(counter)
        states = {found.state for order in counter.placed if (found := DynamoOrderStore().find(order.id))}
        assert states == {OrderState.CANCELLED}
        assert counter.used() == (0, 0, 0, 0)

        counter.placed.clear()
        rush(counter, orders[AT_ONCE:], within)
        assert len(counter.placed) == LIMIT
        assert counter.used() == counted


@pytest.mark.parametrize("others", [0, AT_ONCE // 2], ids=["all-want-it", "half-only-order"])
def test_of_64_orders_of_a_person_at_once_one_is_the_first(others: int) -> None:
    """Those that have no part in it are orders all the same: after one of them none is the first."""
    use = Use(FIRST_ORDER, "", 0, persons=(PERSON,))
    wanting = Taking(use, Bounds(per_person=1), ("welcome",))
    with shop(LIMIT) as counter:
        orders = orders_of(2 * AT_ONCE)
        takings = [wanting] * (AT_ONCE - others) + [Taking(use, Bounds())] * others
        rush_for(counter, orders[:AT_ONCE], takings)
        print(f"\n{counter}")
        assert sum(counter.outcomes.values()) == AT_ONCE
        assert counter.outcomes["busy"] == 0
        had_it = {order.id for order, taking in zip(orders, takings, strict=False) if taking is wanting}
        first = [order for order in counter.placed if order.id in had_it]
        assert len(first) == 1 if not others else len(first) <= 1
        assert len(counter.placed) == len(first) + others
        assert counter.first_orders() == len(counter.placed)

        _end_twice(counter)
        assert counter.first_orders() == 0
        counter.placed.clear()
        rush_for(counter, orders[AT_ONCE:], [wanting] * AT_ONCE)
        assert len(counter.placed) == 1


def test_without_a_limit_in_reach_everybody_gets_it() -> None:
    with shop(1000) as counter:
        rush(counter, orders_of(AT_ONCE), Bounds(per_code=1000))
        print(f"\n{counter}")
        assert counter.outcomes == {"placed": AT_ONCE}
        assert counter.used() == (AT_ONCE, 0, 0, 0)
