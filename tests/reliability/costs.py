"""What a purchase costs: DynamoDB calls, units and Kafka bytes, step by step, counted from the requests themselves."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import tests.conftest  # noqa: F401 -- the environment of every test: no account but a made-up one
from tests.support.world.catalogue import stock_up, stock_up_with_all_there_is_to_say
from tests.support.world.shopper import Member, Shopper
from tests.support.world.tables import Request
from tests.support.world.world import World, installed, new_world


@dataclass
class Cost:
    """Of one step. `writes` are write units of tables, transactions doubled; `index_writes` those of indexes."""

    name: str
    requests: list[Request] = field(default_factory=list)
    kafka_bytes: int = 0

    def calls(self, service: str = "") -> int:
        return len(self._of(service))

    def transactions(self, service: str = "") -> int:
        return sum(request.operation == "TransactWriteItems" for request in self._of(service))

    def reads(self, service: str = "") -> float:
        return sum(request.reads for request in self._of(service))

    def writes(self, service: str = "") -> int:
        return sum(request.writes for request in self._of(service))

    def index_writes(self, service: str = "") -> int:
        return sum(request.index_writes for request in self._of(service))

    def units(self, service: str = "") -> int:
        """All write units, tables and indexes."""
        return self.writes(service) + self.index_writes(service)

    def marks(self, service: str = "") -> int:
        """Of the write units, those that mark the batches of consumers: one for each, however many events it holds."""
        return sum(request.writes for request in self._of(service) if request.marks)

    @property
    def services(self) -> list[str]:
        return sorted({_service(request) for request in self.requests})

    def _of(self, service: str) -> list[Request]:
        return [request for request in self.requests if not service or _service(request) == service]


def _service(request: Request) -> str:
    return request.tables[0].removesuffix("Table").lower()


def purchase(*, member: bool = False, detailed: bool = False, picks: bool = False) -> list[Cost]:
    """A guest, or a member, buys two units of one SKU, from the first cart write to the door.

    `detailed`: of a product with a long title, a picture and options. `picks`: staff pick it in a batch of its own, and
    pack and dispatch it.
    """
    world = new_world("backoffice")
    world.picks = picks
    if detailed:
        stock_up_with_all_there_is_to_say(world, "A", 1000)
    else:
        stock_up(world, A=1000)
    shopper = Member(world, "ada") if member else Shopper(world, "ada")
    world.settle()
    costs = list[Cost]()
    with _counted(world, costs, "put into the cart"):
        shopper.add("A", 2)
    with _counted(world, costs, "look at the total"):
        total = shopper.quote().json["total"]
    with _counted(world, costs, "check out"):
        shopper.check_out("key-1", total)
    with _counted(world, costs, "order placed: events"):
        world.settle()
    (placed,) = shopper.orders
    with _counted(world, costs, "pay"):
        world.provider.pays(placed.reference)
        world.partners_call()
    with _counted(world, costs, "order paid: events"):
        world.settle()
    if picks:
        _work(world, costs, f"{placed.order_id}-1")
    for name in ("picked up", "in transit", "out for delivery", "delivered"):
        with _counted(world, costs, name):
            world.carrier.moves(f"{placed.order_id}-1")
            world.partners_call()
            world.settle()
    return costs


def _work(world: World, costs: list[Cost], shipment_id: str) -> None:
    def asks(path: str, body: dict[str, Any]) -> Any:
        headers = {"Idempotency-Key": path}
        answer = world.staff("shipping", "POST", path, body=body, headers=headers)
        assert answer.status in (200, 201), answer.body
        return answer.json

    with _counted(world, costs, "staff make a batch"):
        batch = asks("/admin/batches", {"size": 1})["id"]
    with _counted(world, costs, "staff scan its SKU"):
        asks(f"/admin/batches/{batch}/scans", {"code": "A", "units": 2})
    with _counted(world, costs, "staff pack it"):
        asks(f"/admin/shipments/{shipment_id}/packing", {"weight_grams": 900})
    with _counted(world, costs, "staff dispatch the batch"):
        asks(f"/admin/batches/{batch}/dispatch", {})
        world.settle()


@contextmanager
def _counted(world: World, costs: list[Cost], name: str) -> Iterator[None]:
    requests, produced = len(world.tables.requests), _produced(world)
    yield
    costs.append(Cost(name, world.tables.requests[requests:], _produced(world) - produced))


def _produced(world: World) -> int:
    return sum(record.size for records in world.broker.log.values() for record in records)


def table(costs: list[Cost]) -> str:
    """As it stands in docs/reliability.md."""
    heads = ["step", "DynamoDB calls", "read units", "write units", "in indexes", "marks", "Kafka bytes"]
    heads.append("write units by service")
    lines = ["| " + " | ".join(heads) + " |", "| " + " | ".join("---" for _ in heads) + " |"]
    whole = Cost("all", [request for cost in costs for request in cost.requests], sum(c.kafka_bytes for c in costs))
    for cost in [*costs, whole]:
        shares = ", ".join(f"{service} {cost.units(service)}" for service in cost.services if cost.units(service))
        cells = [
            cost.name,
            cost.calls(),
            f"{cost.reads():g}",
            cost.units(),
            cost.index_writes(),
            cost.marks(),
            cost.kafka_bytes,
            shares,
        ]
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    with installed():
        print(table(purchase(**{name: name in sys.argv for name in ("member", "detailed", "picks")})))
