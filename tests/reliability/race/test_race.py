"""Far more buyers than units: exactly the units are sold, and nothing is left unaccounted for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from products import compose
from products.domain.product import Content, Variant
from products.domain.stock import MovementCause
from products.usecases.editing import ImportedProduct
from souk import clock
from souk.cloud import aws
from souk.errors import OutOfStock, Unavailable
from souk.money import Money
from souk.storage import dynamo
from souk_local.aws import Clients
from souk_local.aws import environment as endpoint
from souk_tools.flash_sale import race, tables
from souk_tools.flash_sale.engine import dynamodb
from souk_tools.flash_sale.plan import Sale
from tests.reliability.seeds import SEED
from tests.support.dynamo import environment

SALE = Sale(units=200, attempts=800, buyers=16, processes=2, inventory_processes=1, seed=SEED, seconds_to_pay=3)


@pytest.mark.cloud
def test_a_sale_to_many_processes_of_buyers_sells_every_unit_once() -> None:
    result = race.run(SALE)
    print(race.told(result))
    assert result.errors == []
    assert result.undelivered == []
    assert [str(finding) for finding in result.findings] == []
    assert result.reserved == 0
    assert result.sold + result.available == SALE.units
    assert result.exact
    attempts = ("ordered", "sold_out", "died", "sold_out_before_death", "gave_up")
    assert sum(result.counts[what] for what in attempts) == SALE.attempts
    assert result.counts["sold_out"] > 0
    assert result.orders["PAID"] > 0
    assert set(result.orders) <= {"PAID", "CANCELLED", "EXPIRED"}
    assert result.conflicts["refused"] > 0
    assert result.crossings["stock.sold_out"] > 0


@pytest.mark.cloud
def test_of_fifty_checkouts_at_once_ten_become_orders() -> None:
    result = race.run(race.FIFTY)
    print(race.told(result))
    assert result.exact
    assert (result.sold, result.available) == (10, 0)
    assert result.orders == {"PAID": 10}
    assert result.counts["ordered"] == 10
    assert result.counts["sold_out"] + result.counts["gave_up"] == 40
    assert result.crossings == {"stock.low": 1, "stock.sold_out": 1}


@pytest.fixture(scope="module")
def real_tables() -> Iterator[None]:
    """The products table on a DynamoDB that other processes could use too."""
    with dynamodb() as settings:
        names = tables.create(Clients(settings).tables, ("products",))
        variables = {**endpoint(settings), "TABLE_NAME": names["products"], "SOUK_SERVICE": "products"}
        with environment(**variables):
            _forget()
            yield
        _forget()


def _forget() -> None:
    aws.reset()
    dynamo.reset()
    compose.services.reset()


@pytest.mark.cloud
def test_of_fifty_buyers_at_once_ten_hold_the_ten_units(real_tables: None) -> None:
    variant = Variant(sku="LAST", price=Money(1000, "EUR"))
    content = Content(title="Last", category=("Sale",), variants=(variant,))
    cause = MovementCause(actor="import:x", at=clock.now(), reason="stock")
    compose.services().editor.put(
        ImportedProduct(handle="last", content=content, quantities=[10], set_stock=False, cause=cause)
    )
    inventory = compose.services().inventory
    inventory.level("LAST")
    together = threading.Barrier(50)

    def buy(buyer: int) -> str:
        together.wait(timeout=60)
        for _ in range(10):
            try:
                inventory.reserve(f"buyer-{buyer}", [("LAST", 1)], 900)
            except OutOfStock:
                return "sold out"
            except Unavailable:
                continue
            return "reserved"
        return "gave up"

    with ThreadPoolExecutor(50) as pool:
        began = time.perf_counter()
        outcomes = list(pool.map(buy, range(50)))
        print(f"50 buyers, 10 units: {time.perf_counter() - began:.2f} s")
    assert outcomes.count("reserved") == 10
    assert outcomes.count("sold out") == 40
    level = inventory.level("LAST")
    assert (level.on_hand, level.available, level.reserved) == (10, 0, 10)
