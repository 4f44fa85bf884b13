"""A crowd at the counter of one code, on tables that conflict as DynamoDB's do:
`python -m tests.reliability.race.redeeming`. See `contention` for what is measured.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from orders import compose
from orders.adapters.codes import DynamoCodeBook
from orders.adapters.store import DynamoOrderStore
from orders.domain.codes.code import PromotionCode
from orders.domain.codes.uses import FIRST_ORDER, Bounds, Taking, Use
from orders.domain.details import order_id_of
from orders.domain.order import Cause, Order
from orders.usecases import announcements
from orders.usecases.changes import change
from orders.usecases.ports import UsesRefused
from souk import clock
from souk.errors import Unavailable
from souk_tools.flash_sale.plan import percentile
from tests.reliability.race.contention import Slow
from tests.support.dynamo import REGION, environment
from tests.support.world import wire
from tests.unit.orders.fakes import World, wanted

TABLE = "redeeming"
PROMOTION, CODE, OFF = "spring", "SPRING", 500
PERSON = "a person"


@dataclass
class Rush:
    """`outcomes` of all who tried, `took` the seconds that each waited."""

    cloud: Slow
    book: DynamoCodeBook
    outcomes: Counter[str] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    placed: list[Order] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def used(self) -> tuple[int, int, int, int]:
        """What is counted: of the code, of the promotion, minor units, and of the one person."""
        found = self.book.counted([CODE], [PROMOTION], [(PROMOTION, PERSON)])
        by_person = found.by_person.get((PROMOTION, PERSON), 0)
        return found.codes[CODE].used, found.uses.get(PROMOTION, 0), found.spent.get(PROMOTION, 0), by_person

    def first_orders(self) -> int:
        """How many orders of the one person are counted."""
        pair = FIRST_ORDER, PERSON
        return self.book.counted([], [], [pair]).by_person.get(pair, 0)

    def check_out(self, order: Order, taking: Taking) -> None:
        began = time.perf_counter()
        try:
            DynamoOrderStore().add(order, [taking])
        except UsesRefused as refused:
            outcome = str(next(iter(refused.refused.values())))
        except Unavailable:
            outcome = "busy"
        else:
            outcome = "placed"
        with self._lock:
            self.outcomes[outcome] += 1
            self.took.append(time.perf_counter() - began)
            if outcome == "placed":
                self.placed.append(order)

    def end(self, order: Order) -> None:
        """As a shopper who asks again until there is an answer, and by two at once."""
        cause = Cause(clock.now(), "shopper", "changed my mind")
        for _ in range(10):
            with contextlib.suppress(Unavailable):
                change(DynamoOrderStore(), order.id, lambda now: now.called_off(cause))
                return

    def __str__(self) -> str:
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items()))
        return (
            f"{outcomes}; p50 {1000 * percentile(self.took, 50):.0f} ms, "
            f"p99 {1000 * percentile(self.took, 99):.0f} ms, {self.cloud.conflicts.refused} conflicts"
        )


@contextlib.contextmanager
def shop(limit: int) -> Iterator[Rush]:
    """The orders service with a code that may be used so often."""
    cloud = Slow()
    cloud.tables.create(TABLE)
    quiet = {
        "TABLE_NAME": TABLE,
        "SOUK_SERVICE": "orders",
        "POWERTOOLS_METRICS_DISABLED": "true",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    try:
        with environment(**quiet), wire.wired(lambda: cloud):
            compose.services.reset()
            book = DynamoCodeBook()
            book.add([PromotionCode(CODE, PROMOTION, limit, clock.now(), "staff:x")])
            cloud.patient = True
            yield Rush(cloud, book)
    finally:
        compose.services.reset()


def orders_of(many: int) -> list[Order]:
    """So many orders that are about to be placed, each of a cart of its own, and with what it takes off."""
    world = World()
    world.orders.check_out(wanted(), "key")
    model = world.order()
    found = []
    for number in range(many):
        owner = f"guest:{number}"
        details = replace(model.details, id=order_id_of(owner, "key"), owner=owner, cart_id=f"cart-{number}")
        found.append(replace(model, details=details, version=1))
    return found


def rush(shop: Rush, orders: list[Order], bounds: Bounds) -> None:
    """All at once."""
    use = Use(
        PROMOTION,
        CODE,
        OFF,
        in_all=bool(bounds.total) or bounds.budget is not None,
        by_code=bool(bounds.per_code),
        persons=(PERSON,) if bounds.per_person else (),
    )
    rush_for(shop, orders, [Taking(use, bounds)] * len(orders))


def rush_for(shop: Rush, orders: list[Order], takings: list[Taking]) -> None:
    """All at once, each for a use of its own."""
    together = threading.Barrier(len(orders))

    def one(order: Order, taking: Taking) -> None:
        placing = announcements.placing(replace(order, details=replace(order.details, uses=(taking.use,))), None)
        together.wait(timeout=60)
        shop.check_out(placing, taking)

    with ThreadPoolExecutor(len(orders)) as pool:
        list(pool.map(one, orders, takings))


def main() -> None:
    for many in (1, 8, 16, 32, 64):
        for limit in (10, 1000):
            with shop(limit) as counter:
                rush(counter, orders_of(many), Bounds(per_code=limit))
                print(f"{many:3} at once, a limit of {limit:4}: {counter}", flush=True)


if __name__ == "__main__":
    main()
