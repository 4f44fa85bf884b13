"""What the queues cost when a hundred parcels wait in them, and when a hundred thousand do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from shipping.adapters.codec import shipment_record
from shipping.domain.shipment import Shipment
from shipping.domain.work import Work
from shipping.usecases.orders import consignment_of
from tests.support.world.tables import Request
from tests.support.world.world import World, entered, installed, new_world
from tests.unit.shipping.fakes import NOW, paid

FEW, MANY = 100, 100_000
TABLE = "ShippingTable"


@pytest.fixture(scope="module")
def busy() -> Iterator[tuple[World, World]]:
    """A shop in which few parcels wait, and one in which many do."""
    with installed():
        shops = [new_world(), new_world()]
        for world, number in zip(shops, (FEW, MANY), strict=True):
            world.picks = True
            fill(world, number)
        yield shops[0], shops[1]


def fill(world: World, number: int) -> None:
    """Parcels that wait to be picked, an item each as the store writes them."""
    consignment = consignment_of(paid("pattern"), NOW, picks=True)
    assert consignment is not None
    pattern: dict[str, Any] = shipment_record(Shipment(consignment, "manual", version=1, work=Work())).serialize()
    rows = world.tables.items[TABLE]
    for index in range(number):
        order = f"order-{index:06}"
        key = {"pk": {"S": f"ORDER#{order}"}, "sk": pattern["sk"]}
        sort = {"gsi2sk": {"S": pattern["gsi2sk"]["S"].replace("pattern", order)}}
        rows[(key["pk"]["S"], key["sk"]["S"])] = {**pattern, **key, **sort}


def cost(world: World, method: str, path: str, **options: Any) -> tuple[list[str], float]:
    """The calls that reach the table, but for those of the audit trail, and their read units."""
    entered(world)
    world.renew()
    before = len(world.tables.requests)
    answer = world.staff("shipping", method, path, **options)
    assert answer.status < 300, answer.body
    made: list[Request] = world.tables.requests[before:]
    reads = [request for request in made if request.reads]
    return [request.operation for request in reads], sum(request.reads for request in reads)


@pytest.mark.parametrize(
    ("asked", "calls"),
    [
        ({"queue": "to_pick", "limit": "50"}, 1),
        ({"queue": "to_pick", "limit": "50", "country": "AT"}, 1),
        ({"queue": "to_pick", "limit": "20", "country": "DE"}, 5),
        ({"queue": "to_pick", "limit": "50", "before": (NOW - timedelta(days=1)).isoformat()}, 1),
    ],
)
def test_a_page_of_a_queue_costs_the_same(busy: tuple[World, World], asked: dict[str, str], calls: int) -> None:
    few, many = (cost(world, "GET", "/admin/shipments", query=asked) for world in busy)
    assert few == many
    assert len(many[0]) == calls


def test_the_counts_of_all_queues_cost_a_query_each_and_stop_at_a_hundred(busy: tuple[World, World]) -> None:
    _, many = busy
    calls, units = cost(many, "GET", "/admin/fulfilment")
    assert calls == ["Query"] * 12
    assert units < 20
    told = {each["queue"]: each for each in many.staff("shipping", "GET", "/admin/fulfilment").json["queues"]}
    assert (told["to_pick"]["count"], told["to_pick"]["more"]) == (100, True)


def test_a_batch_costs_the_same(busy: tuple[World, World]) -> None:
    options: dict[str, Any] = {"body": {"size": 5}, "headers": {"Idempotency-Key": "k"}}
    few, many = (cost(world, "POST", "/admin/batches", **options) for world in busy)
    assert few == many
    assert len(few[0]) <= 2 * 5 + 5
