"""After each single transaction of a rush: the ledger is the stock, and each crossing was told in that transaction.

Who is refused is told how many are left: a number that was true at some moment of the request.
"""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from products import compose
from products.domain import stock
from products.domain.stock import DEFAULT_THRESHOLD, Band, MovementKind
from souk.errors import OutOfStock, Unavailable
from souk_tools.audit import stock as audit
from souk_tools.audit.rows import Shop, plain
from tests.reliability.race.contention import TABLE, Slow, shop
from tests.reliability.seeds import REPEAT, SEED
from tests.support.polling import eventually

UNITS, BUYERS, ORDERS, DELIVERIES = 150, 8, 30, 6
# So many transactions after the one before comes the next delivery.
PACE = 15
CROSSINGS = ("stock.low", "stock.sold_out", "stock.back_in_stock")


@dataclass
class Watch:
    """Looks at the table after every transaction. `available` is what there was after each, `wrong` what was not as it
    must be, `told` the crossings told.
    """

    cloud: Slow
    band: Band = Band.PLENTY
    most_shards: int = 0
    refused: int = 0
    kinds: set[str] = field(default_factory=set)
    available: list[int] = field(default_factory=lambda: [UNITS])
    told: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def wrote(self, items: list[dict[str, Any]]) -> None:
        state = Shop.of({"products": [plain(item) for item in self.cloud.tables.rows(TABLE)]})
        for rule in (audit.balanced, audit.moved_once, audit.sharded, audit.not_oversold):
            self.wrong += [str(finding) for finding in rule(state)]
        self.kinds |= {row["kind"] for row in state.ledger["HOT"]}
        counters = state.levels["HOT"]
        available = sum(row["available"] for row in counters)
        self.available.append(available)
        self.most_shards = max(self.most_shards, len(counters) - 1)
        self._tell(available, [event for event in map(_event, items) if event and event["type"] in CROSSINGS])

    def _tell(self, available: int, events: list[dict[str, Any]]) -> None:
        before, self.band = self.band, stock.band_of(available, DEFAULT_THRESHOLD)
        expected = stock.announcement(before, self.band)
        told = [event["type"] for event in events]
        if told != ([expected] if expected else []) or any(e["data"]["available"] != available for e in events):
            self.wrong.append(f"{before} to {self.band} with {available} available: told {events}")
        self.told += told

    def left(self, told: int, since: int) -> None:
        """A shopper was told so many; so many there were at some moment since then."""
        self.refused += 1
        seen = self.available[since:]
        if told not in [max(available, 0) for available in seen]:
            self.wrong.append(f"told that {told} are left when there were {seen}")


def test_a_rush_is_right_after_every_transaction_and_each_crossing_is_told_once() -> None:
    with shop(UNITS) as cloud:
        watch = Watch(cloud)
        cloud.wrote = watch.wrote
        with ThreadPoolExecutor(BUYERS + 1) as pool:
            rush = [pool.submit(_buy, watch, buyer) for buyer in range(BUYERS)]
            staff = pool.submit(_deliver, watch, lambda: all(buyer.done() for buyer in rush))
            for done in (*rush, staff):
                done.result()
        cloud.patient = False
        told = {name: watch.told.count(name) for name in CROSSINGS}
        print(f"\n{len(watch.available)} levels, at most {watch.most_shards} shards, told {told}; {REPEAT}")
        assert watch.wrong == [], REPEAT
        assert watch.most_shards >= 2
        among_locations = {MovementKind.TRANSFER, MovementKind.ALLOCATION}  # and this shop has one
        assert watch.kinds == {*MovementKind} - among_locations
        assert watch.refused > 0
        assert told["stock.sold_out"] >= 1
        assert told["stock.back_in_stock"] in (told["stock.sold_out"], told["stock.sold_out"] - 1)


def _buy(watch: Watch, buyer: int) -> None:
    """Holds units, and when there are none, or by chance, gives some of its own back or has them sold."""
    rng = random.Random(f"{SEED}/{buyer}")
    held: list[str] = []
    for number in range(ORDERS):
        order, quantity = f"{buyer}-{number}", rng.choice((1, 1, 2, 3, 8))
        since = len(watch.available) - 1
        try:
            compose.services().inventory.reserve(order, [("HOT", quantity)], 900)
            held.append(order)
        except Unavailable:
            continue
        except OutOfStock as error:
            watch.left(error.detail["shortages"][0]["available"], since)
        for _ in range(rng.choice((0, 0, 1, 2))):
            if held:
                _end(held.pop(rng.randrange(len(held))), rng.choice(("released", "sold", "sold and returned")))


def _end(order: str, how: str) -> None:
    inventory = compose.services().inventory
    if how == "released":
        return _insist(lambda: inventory.release(order, "left"))
    _insist(lambda: inventory.commit(order, [("HOT", 1)]))
    return _insist(lambda: inventory.close(order, "cancelled")) if how == "sold and returned" else None


def _insist(act: Callable[[], None]) -> None:
    """What Kafka's consumers do, the event comes again until it is handled, and staff who are asked to try again."""
    for _ in range(10):
        with contextlib.suppress(Unavailable):
            return act()
    return None


def _deliver(watch: Watch, is_over: Callable[[], bool]) -> None:
    """Staff receive goods and correct counts in the middle of it."""
    for number in range(DELIVERIES):
        _await(watch, PACE * (number + 1), is_over)
        kind, quantity = (MovementKind.RECEIPT, 20) if number % 2 == 0 else (MovementKind.ADJUSTMENT, -3)
        _insist(partial(_move, kind, quantity, f"key-{number}"))


def _move(kind: MovementKind, quantity: int, key: str) -> None:
    compose.services().inventory.move("HOT", kind, quantity, "the delivery of the day", "staff-1", key)


def _await(watch: Watch, transactions: int, is_over: Callable[[], bool]) -> None:
    eventually(lambda: len(watch.available) > transactions or is_over(), every_seconds=0.01)


def _event(entry: dict[str, Any]) -> dict[str, Any] | None:
    """The event that an operation of a transaction puts into the outbox."""
    item = entry.get("Put", {}).get("Item", {})
    event: dict[str, Any] | None = json.loads(item["event"]["S"]) if "event" in item else None
    return event
