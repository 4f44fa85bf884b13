"""A crowd that wants one SKU, in a process of its own: the products service's own code, many threads of it."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from products import compose
from souk.errors import OutOfStock, Unavailable
from souk.ids import new_id
from souk.telemetry import logger

SKU = "CUP"
MOST = 4
_TTL_SECONDS = 900

Tally = Counter[str]


class Crowd:
    """Buyers of one process. Each buys until even a single unit is refused."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._lock = threading.Lock()
        self.tally: Tally = Counter()

    def buy(self, number: int) -> None:
        chance = random.Random(f"{self._seed}/{number}")
        wanted = chance.randint(1, MOST)
        while wanted:
            wanted = self._attempt(chance, wanted)

    def _attempt(self, chance: random.Random, quantity: int) -> int:
        """One order; answers how many units to try next, 0 when the SKU is sold out."""
        order = new_id()
        self._count(attempts=1)
        try:
            self._order(chance, order, quantity)
        except OutOfStock as error:
            self._count(refused=1)
            [short] = error.detail["shortages"]
            return min(int(short["available"]), quantity - 1)
        except Unavailable:
            # Whether it was held or sold before the answer failed: it is given back, however often that takes.
            self._count(unavailable=1)
            self._insist(lambda: compose.services().inventory.close(order, "the buyer gave up"))
        return chance.randint(1, MOST)

    def _order(self, chance: random.Random, order: str, quantity: int) -> None:
        lines = [(SKU, quantity)]
        compose.services().inventory.reserve(order, lines, _TTL_SECONDS)
        if chance.random() < 0.3:  # the answer was lost on its way: the shopper sends the order again
            compose.services().inventory.reserve(order, lines, _TTL_SECONDS)
        if chance.random() < 0.25:
            self._insist(lambda: compose.services().inventory.release(order, "abandoned"))
            self._count(abandoned=1)
        else:
            self._insist(lambda: compose.services().inventory.commit(order, lines))
            self._count(sold=quantity)

    def _insist(self, act: Callable[[], None]) -> None:
        """What Kafka's consumers do: the event comes again until it is handled."""
        while True:
            try:
                return act()
            except Unavailable:
                self._count(insisted=1)

    def _count(self, **more: int) -> None:
        with self._lock:
            self.tally.update(more)


def crowd(seed: str, buyers: int) -> Tally:
    """Lets so many buy at once; what became of it. Runs in the environment of the process."""
    logger.setLevel("CRITICAL")
    rivals = Crowd(seed)
    with ThreadPoolExecutor(buyers) as pool:
        list(pool.map(rivals.buy, range(buyers)))
    return rivals.tally
