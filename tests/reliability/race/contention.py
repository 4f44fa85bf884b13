"""Many buyers of one SKU on tables that conflict as DynamoDB's do: `python -m tests.reliability.race.contention`.

The tables are in memory. Each request takes as long as DynamoDB does, and of the transactions under way at once the
later one that meets an item of an earlier one is refused. So this measures waiting for each other, and nothing else.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from products import compose
from products.domain import shards
from products.domain.product import Content, Variant
from products.domain.stock import MovementCause, StockLevel
from products.usecases.editing import ImportedProduct
from souk import clock
from souk.errors import OutOfStock, Unavailable
from souk.money import Money
from souk_tools.flash_sale.conflicts import Conflicts
from souk_tools.flash_sale.plan import percentile
from tests.support.dynamo import REGION, environment
from tests.support.world import wire
from tests.support.world.tables import Refused, Tables

TABLE = "contention"
# What one request to DynamoDB takes, in the same region.
READ_SECONDS, WRITE_SECONDS = 0.004, 0.012


@dataclass
class Slow:
    """The tables behind a network. `wrote` is told each transaction that was written, before the next one is."""

    tables: Tables = field(default_factory=Tables)
    conflicts: Conflicts = field(default_factory=Conflicts)
    patient: bool = False
    wrote: Callable[[list[dict[str, Any]]], None] = lambda items: None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def before(self, label: str) -> int:
        return 0

    def after(self, number: int) -> None:
        """Nothing to tell."""

    def answer(self, service: str, operation: str, params: dict[str, Any]) -> wire.Answer:
        items = params.get("TransactItems", [])
        refusal = self.conflicts.enter(items) if items else None
        if refusal:
            time.sleep(READ_SECONDS * self.patient)
            return 400, refusal
        try:
            time.sleep((WRITE_SECONDS if items else READ_SECONDS) * self.patient)
            with self._lock:
                answer = self.tables.answer(operation, params)
                if items:
                    self.wrote(items)
                return 200, answer
        except Refused as refused:
            return 400, refused.answer
        finally:
            self.conflicts.leave(items)


@dataclass
class Measured:
    seconds: float
    outcomes: Counter[str]
    took: list[float]
    conflicts: Conflicts
    level: StockLevel
    most_shards: int

    def __str__(self) -> str:
        reserved = self.outcomes["reserved"]
        return (
            f"{reserved / self.seconds:6.0f} reservations/s  p50 {1000 * percentile(self.took, 50):5.0f} ms  "
            f"p99 {1000 * percentile(self.took, 99):5.0f} ms  {self.conflicts.refused:5} conflicts  "
            f"{self.outcomes['busy']:4} told to try again  {self.most_shards:2} shards"
        )


@contextlib.contextmanager
def shop(units: int) -> Iterator[Slow]:
    """The products service with so many units of one SKU."""
    cloud = Slow()
    cloud.tables.create(TABLE)
    quiet = {
        "TABLE_NAME": TABLE,
        "SOUK_SERVICE": "products",
        "POWERTOOLS_METRICS_DISABLED": "true",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    try:
        with environment(**quiet), wire.wired(lambda: cloud):
            compose.services.reset()
            variant = Variant(sku="HOT", price=Money(1000, "EUR"))
            cause = MovementCause(actor="import:x", at=clock.now(), reason="first stock")
            content = Content(title="Hot", category=("Sale",), variants=(variant,))
            compose.services().editor.put(
                ImportedProduct(handle="hot", content=content, quantities=[units], set_stock=False, cause=cause)
            )
            cloud.patient = True
            yield cloud
    finally:
        compose.services.reset()


def measure(units: int, buyers: int, attempts: int, *, pace_seconds: float = 0) -> Measured:
    """Each buyer reserves one unit after the other; with a pace, not more often than that."""
    with shop(units) as cloud:
        inventory = compose.services().inventory
        outcomes: Counter[str] = Counter()
        took: list[float] = []
        most = 0

        def buy(buyer: int) -> None:
            nonlocal most
            for number in range(attempts):
                started = time.perf_counter()
                try:
                    inventory.reserve(f"{buyer}-{number}", [("HOT", 1)], 900)
                    outcomes["reserved"] += 1
                except OutOfStock:
                    outcomes["sold out"] += 1
                except Unavailable:
                    outcomes["busy"] += 1
                took.append(time.perf_counter() - started)
                row = cloud.tables.items[TABLE]["SKU#HOT", "LEVEL"]
                most = max(most, int(row.get("shards", {"N": "0"})["N"]))
                time.sleep(max(0.0, pace_seconds - took[-1]))

        began = time.perf_counter()
        with ThreadPoolExecutor(buyers) as pool:
            list(pool.map(buy, range(buyers)))
        seconds = time.perf_counter() - began
        cloud.patient = False
        return Measured(seconds, outcomes, took, cloud.conflicts, inventory.level("HOT"), most)


@contextlib.contextmanager
def one_counter() -> Iterator[None]:
    """No shards, whatever happens: what they are compared with."""
    kept, shards.MOST = shards.MOST, 0
    try:
        yield
    finally:
        shards.MOST = kept


def main() -> None:
    for buyers in (1, 4, 16, 32):
        with one_counter():
            print(f"{buyers:3} buyers  one counter  {measure(5000, buyers, 480 // buyers)}", flush=True)
        print(f"{buyers:3} buyers  sharded      {measure(5000, buyers, 480 // buyers)}", flush=True)


if __name__ == "__main__":
    main()
