"""What a SKU costs its shoppers once it is sold out, counted from the requests: also one that was hot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from products import compose
from products.adapters.store.stock import DynamoStockStore
from products.domain import shards
from souk import clock
from souk.errors import OutOfStock
from tests.reliability.race.contention import Slow, shop
from tests.support.world.tables import Request

UNITS, SHOPPERS = 100, 20


@pytest.fixture
def cloud() -> Iterator[Slow]:
    with shop(UNITS) as cloud:
        cloud.patient = False
        yield cloud


def spread() -> None:
    deal = shards.spread(compose.services().inventory.level("HOT"))
    assert deal is not None
    DynamoStockStore().deal(deal, clock.now())
    assert len(compose.services().inventory.level("HOT").shards) == shards.FIRST


def sell_all() -> None:
    for number in range(UNITS):
        compose.services().inventory.reserve(f"buyer-{number}", [("HOT", 1)], 900)


def refused(cloud: Slow, shopper: int) -> list[Request]:
    """What it takes to tell a shopper that nothing is left."""
    before = len(cloud.tables.requests)
    with pytest.raises(OutOfStock) as caught:
        compose.services().inventory.reserve(f"late-{shopper}", [("HOT", 1)], 900)
    assert caught.value.detail["shortages"] == [{"sku": "HOT", "requested": 1, "available": 0}]
    return cloud.tables.requests[before:]


@pytest.mark.parametrize("hot", [False, True])
def test_a_shopper_who_comes_too_late_costs_one_read_of_one_unit(cloud: Slow, hot: bool) -> None:
    if hot:
        spread()
    sell_all()
    with clock.freeze(clock.now() + timedelta(minutes=1)):
        for shopper in range(SHOPPERS):
            [request] = refused(cloud, shopper)
            assert (request.operation, request.reads, request.writes) == ("BatchGetItem", 1, 0)


@pytest.mark.parametrize("hot", [False, True])
def test_in_its_first_seconds_sold_out_is_looked_up_a_second_time(cloud: Slow, hot: bool) -> None:
    if hot:
        spread()
    sell_all()
    assert [request.reads for request in refused(cloud, 0)] == [1, 2]


def test_the_stock_page_of_a_sold_out_sku_costs_one_read_of_one_unit(cloud: Slow) -> None:
    spread()
    sell_all()
    before = len(cloud.tables.requests)
    assert compose.services().inventory.level("HOT").available == 0
    [request] = cloud.tables.requests[before:]
    assert request.reads == 1


@pytest.mark.parametrize("hot", [False, True])
def test_a_unit_costs_the_same_six_write_units_whether_its_sku_is_hot_or_not(cloud: Slow, hot: bool) -> None:
    if hot:
        spread()
    before = len(cloud.tables.requests)
    compose.services().inventory.reserve("buyer", [("HOT", 1)], 900)
    requests = cloud.tables.requests[before:]
    [write] = [request for request in requests if request.operation == "TransactWriteItems"]
    assert (write.writes, write.index_writes) == (6, 1)
    reads = sum(request.reads for request in requests)
    assert reads == (1 + shards.FIRST / 2 if hot else 1)
