"""After each single transaction of a rush: the ledger is the stock, and each crossing was told in that transaction."""

from __future__ import annotations

import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from products import compose, stock
from products.stock import DEFAULT_THRESHOLD, Band, Kind
from souk.errors import IllegalTransition, OutOfStock, Unavailable
from souk_local.audit import stock as audit
from souk_local.audit.rows import Shop, plain
from tests.reliability.race.contention import TABLE, Slow, shop
from tests.reliability.seeds import REPEAT, SEED

UNITS, BUYERS, ORDERS, DELIVERIES = 150, 8, 30, 6
CROSSINGS = ("stock.low", "stock.sold_out", "stock.back_in_stock")


@dataclass
class Watch:
    """Looks at the table after every transaction. `wrong` is what was not as it must be, `told` the crossings told."""

    cloud: Slow
    band: Band = Band.PLENTY
    transactions: int = 0
    most_shards: int = 0
    told: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def wrote(self, items: list[dict[str, Any]]) -> None:
        self.transactions += 1
        state = Shop.of({"products": [plain(item) for item in self.cloud.tables.rows(TABLE)]})
        for rule in (audit.balanced, audit.moved_once, audit.sharded, audit.not_oversold):
            self.wrong += [str(finding) for finding in rule(state)]
        counters = state.levels["HOT"]
        available = sum(row["available"] for row in counters)
        self.most_shards = max(self.most_shards, len(counters) - 1)
        self._tell(available, [event for event in map(_event, items) if event and event["type"] in CROSSINGS])

    def _tell(self, available: int, events: list[dict[str, Any]]) -> None:
        before, self.band = self.band, stock.band_of(available, DEFAULT_THRESHOLD)
        expected = stock.announcement(before, self.band)
        told = [event["type"] for event in events]
        if told != ([expected] if expected else []) or any(e["data"]["available"] != available for e in events):
            self.wrong.append(f"{before} to {self.band} with {available} available: told {events}")
        self.told += told


def test_a_rush_is_right_after_every_transaction_and_each_crossing_is_told_once() -> None:
    with shop(UNITS) as cloud:
        watch = Watch(cloud)
        cloud.wrote = watch.wrote
        with ThreadPoolExecutor(BUYERS + 1) as pool:
            rush = [pool.submit(_buy, buyer) for buyer in range(BUYERS)]
            rush.append(pool.submit(_deliver))
            for done in rush:
                done.result()
        cloud.patient = False
        told = {name: watch.told.count(name) for name in CROSSINGS}
        print(f"\n{watch.transactions} transactions, at most {watch.most_shards} shards, told {told}; {REPEAT}")
        assert watch.wrong == [], REPEAT
        assert watch.most_shards >= 2
        assert told["stock.sold_out"] >= 1
        assert told["stock.back_in_stock"] in (told["stock.sold_out"], told["stock.sold_out"] - 1)


def _buy(buyer: int) -> None:
    """Holds units, and when there are none, or by chance, gives some of its own back or has them sold."""
    rng = random.Random(f"{SEED}/{buyer}")
    held: list[str] = []
    for number in range(ORDERS):
        order, quantity = f"{buyer}-{number}", rng.choice((1, 1, 2, 3, 8))
        try:
            compose.inventory().reserve(order, [("HOT", quantity)], 900)
            held.append(order)
        except Unavailable:
            continue
        except OutOfStock as error:
            assert error.detail["shortages"][0]["available"] < quantity
        for _ in range(rng.choice((0, 0, 1, 2))):
            if held:
                _end(held.pop(rng.randrange(len(held))), sold=rng.random() < 0.5)


def _end(order: str, *, sold: bool) -> None:
    for _ in range(10):
        try:
            return compose.inventory().commit(order, [("HOT", 1)]) if sold else compose.inventory().release(order, "left")
        except Unavailable:
            continue
        except IllegalTransition:
            return None
    return None


def _deliver() -> None:
    """Staff receive goods and correct counts in the middle of it."""
    for number in range(DELIVERIES):
        time.sleep(0.05)
        kind, quantity = (Kind.RECEIPT, 20) if number % 2 == 0 else (Kind.ADJUSTMENT, -3)
        try:
            compose.inventory().move("HOT", kind, quantity, "the delivery of the day", "staff-1", f"key-{number}")
        except Unavailable:
            continue


def _event(entry: dict[str, Any]) -> dict[str, Any] | None:
    """The event that an operation of a transaction puts into the outbox."""
    item = entry.get("Put", {}).get("Item", {})
    event: dict[str, Any] | None = json.loads(item["event"]["S"]) if "event" in item else None
    return event
