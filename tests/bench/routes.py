"""What a request costs: DynamoDB calls and units, bytes, and CPU with everything warm.

The services' own handlers run over tables in memory below botocore. Their CPU is that of our code and of botocore's
serialisation; what the tables in memory need for their answers is taken off. Functions called over gRPC are included.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.bench.measure import measured
from tests.support.http import Response
from tests.support.world.catalogue import stock_up
from tests.support.world.shopper import Shopper
from tests.support.world.tables import Request, Tables
from tests.support.world.world import World, installed, new_world

PRODUCTS = 48
SAMPLES = 25


@dataclass
class TimedTables(Tables):
    """Knows how much CPU its answers took, in seconds."""

    spent: float = 0.0

    def answer(self, operation: str, params: dict[str, Any]) -> dict[str, Any]:
        begun = time.process_time()
        try:
            return super().answer(operation, params)
        finally:
            self.spent += time.process_time() - begun


@dataclass(frozen=True)
class Route:
    """`first_calls` is with nothing in the functions' memory, everything else with what a request before left there."""

    name: str
    status: int
    first_calls: int
    calls: int
    reads: float
    writes: int
    body_bytes: int
    milliseconds: float
    ratio: float


@dataclass
class Case:
    """A route. `prepare` is not measured, and gives what is."""

    name: str
    prepare: Callable[[], Callable[[], Response]]
    status: int = 200


@dataclass
class Shop:
    """A stocked shop with ever new shoppers."""

    world: World
    tables: TimedTables
    shoppers: int = 0
    order: tuple[Shopper, str] | None = field(default=None)

    def shopper(self) -> Shopper:
        self.shoppers += 1
        return Shopper(self.world, f"shopper-{self.shoppers}")

    def with_cart(self) -> Shopper:
        shopper = self.shopper()
        _expect(shopper.add("SKU1", 2), 200)
        return shopper

    def cases(self) -> list[Case]:
        return [
            Case("GET /products?limit=24", lambda: lambda: self._get("products", "/products", {"limit": "24"})),
            Case("GET /products/{handle}", lambda: lambda: self._get("products", "/products/bowl-sku1")),
            Case("POST /cart/lines", self._adding),
            Case("POST /checkout/quote", self._quoting),
            Case("POST /checkout", self._checking_out, status=201),
            Case("GET /orders/{id}, changed", lambda: self._order(known=False)),
            Case("GET /orders/{id}, not changed", lambda: self._order(known=True), status=304),
        ]

    def _get(self, service: str, path: str, query: dict[str, str] | None = None) -> Response:
        return self.world.request(service, "GET", path, query=query)

    def _adding(self) -> Callable[[], Response]:
        shopper = self.shopper()
        return lambda: shopper.add("SKU1", 2)

    def _quoting(self) -> Callable[[], Response]:
        return self.with_cart().quote

    def _checking_out(self) -> Callable[[], Response]:
        shopper = self.with_cart()
        total = shopper.quote().json["total"]
        return lambda: shopper.check_out("key-1", total)

    def _order(self, *, known: bool) -> Callable[[], Response]:
        if self.order is None:
            shopper = self.with_cart()
            _expect(shopper.check_out("key-1", shopper.quote().json["total"]), 201)
            self.world.settle()
            self.order = shopper, self._read_order(shopper, "").headers["ETag"]
        shopper, tag = self.order
        return lambda: self._read_order(shopper, tag if known else "")

    def _read_order(self, shopper: Shopper, tag: str) -> Response:
        placed = shopper.orders[0]
        headers = {"If-None-Match": tag} if tag else {}
        path, query = f"/orders/{placed.order_id}", {"key": placed.access_key}
        return self.world.request("orders", "GET", path, query=query, headers=headers)


def measure() -> list[Route]:
    with _shop() as shop:
        return [_measure(shop, case) for case in shop.cases()]


@contextmanager
def _shop() -> Iterator[Shop]:
    with installed():
        world = new_world()
        tables = TimedTables(changed=world.tables.changed, items=world.tables.items)
        world.tables = tables
        stock_up(world, **{f"SKU{number}": 1_000_000 for number in range(1, PRODUCTS + 1)})
        world.settle()
        yield Shop(world, tables)


def _measure(shop: Shop, case: Case) -> Route:
    act = case.prepare()
    shop.world.renew()
    first, _ = _counted(shop, act)
    requests, answer = _counted(shop, case.prepare())
    _expect(answer, case.status)

    def sample() -> float:
        prepared = case.prepare()
        kept, begun = shop.tables.spent, time.process_time()
        response = prepared()
        spent = time.process_time() - begun - (shop.tables.spent - kept)
        _expect(response, case.status)
        return spent * 1000

    cpu = measured(sample, SAMPLES)
    return Route(
        case.name,
        answer.status,
        len(first),
        len(requests),
        sum(request.reads for request in requests),
        sum(request.writes + request.index_writes for request in requests),
        len(answer.body.encode()),
        cpu.milliseconds,
        cpu.ratio,
    )


def _counted(shop: Shop, act: Callable[[], Response]) -> tuple[list[Request], Response]:
    before = len(shop.tables.requests)
    answer = act()
    return shop.tables.requests[before:], answer


def _expect(answer: Response, status: int) -> None:
    if answer.status != status:
        raise RuntimeError(f"answered {answer.status} instead of {status}: {answer.body}")
