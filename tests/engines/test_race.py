"""The race for a hot SKU on DynamoDB Local, with the conflicts that DynamoDB itself would answer."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from products import compose
from products.adapters.store.stock import new_level
from products.domain.stock import MovementCause, StockLevel, receipt
from products.usecases.ports import LevelChange
from souk import clock
from souk.cloud import aws
from souk.errors import OutOfStock
from souk.ids import new_id
from souk.storage.dynamo import Transaction
from souk_local import process
from souk_tools.audit import stock as audit
from souk_tools.audit.rows import Shop, plain
from souk_tools.real_engines import ports
from souk_tools.real_engines.conflicts import gate_part
from tests.engines.buyers import SKU, Tally, crowd
from tests.support import outbox
from tests.support.dynamo import environment, table

UNITS = 600
PROCESSES, THREADS = 4, 16
SEED = os.environ.get("SOUK_SEED", "1")


@pytest.fixture
def gate(dynamodb_port: int, tmp_path: Path) -> Iterator[str]:
    """The address of DynamoDB Local behind its conflicts."""
    [port] = ports.free_ports(1)
    part = gate_part(tmp_path, port, dynamodb_port)
    process.start(part)
    yield f"http://127.0.0.1:{port}"
    process.stop(part)


@pytest.fixture
def stocked(gate: str) -> Iterator[str]:
    """The products table with `UNITS` of one SKU."""
    with environment(SOUK_TEST_DYNAMODB=gate), table(f"products-{new_id()}", service="products") as name:
        compose.services.reset()
        transaction = Transaction()
        empty = StockLevel(sku=SKU, handle="cup", product_id=new_id())
        arrived = receipt(SKU, UNITS, MovementCause(actor="test", at=clock.now(), reason="the first delivery"))
        new_level(transaction, LevelChange(empty, [arrived]))
        transaction.commit()
        yield name
        compose.services.reset()


def _met(gate: str) -> dict[str, int]:
    with urllib.request.urlopen(f"{gate}/conflicts") as answer:
        met: dict[str, int] = json.loads(answer.read())
    return met


def _let_them_buy() -> Tally:
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=spawned) as pool:
        crowds = [pool.submit(crowd, f"{SEED}/{number}", THREADS) for number in range(PROCESSES)]
        return sum((each.result(timeout=300) for each in crowds), Counter())


def _sell_the_rest() -> int:
    """What came back after the last buyer had looked, one by one."""
    sold = 0
    while True:
        order = new_id()
        try:
            compose.services().inventory.reserve(order, [(SKU, 1)], 900)
        except OutOfStock:
            return sold
        compose.services().inventory.commit(order, [(SKU, 1)])
        sold += 1


def _findings(name: str) -> list[str]:
    pages = aws.client("dynamodb").get_paginator("scan").paginate(TableName=name, ConsistentRead=True)
    shop = Shop.of({"products": [plain(item) for page in pages for item in page["Items"]]})
    return [str(finding) for check in (audit.balanced, audit.moved_once) for finding in check(shop)]


def test_64_buyers_sell_exactly_what_there_is(gate: str, stocked: str) -> None:
    began = time.monotonic()
    tally = _let_them_buy()
    seconds = time.monotonic() - began
    met = _met(gate)
    print(f"\nSOUK_SEED={SEED}: {dict(tally)} in {seconds:.1f} s, {met}")
    level = compose.services().inventory.level(SKU)
    assert level.reserved == 0
    assert level.on_hand == UNITS - tally["sold"]
    assert tally["sold"] + _sell_the_rest() == UNITS
    assert _findings(stocked) == []
    assert met["conflicts"] > 100, "the race was none: nobody met anybody"
    sold_out = [event for event in outbox.events(stocked) if event.type == "stock.sold_out"]
    back = [event for event in outbox.events(stocked) if event.type == "stock.back_in_stock"]
    assert len(sold_out) == len(back) + 1


def test_a_conflict_is_tried_again_until_the_other_transaction_is_over(gate: str, stocked: str) -> None:
    before = _met(gate)
    chance = random.Random(SEED)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        work = [pool.submit(_hold, new_id(), chance.randint(1, 3), 20) for _ in range(2)]
        held = sum(each.result(timeout=120) for each in work)
    assert _met(gate)["conflicts"] > before["conflicts"]
    level = compose.services().inventory.level(SKU)
    assert (level.on_hand, level.reserved) == (UNITS, held)
    assert _findings(stocked) == []


def _hold(prefix: str, quantity: int, times: int) -> int:
    for number in range(times):
        compose.services().inventory.reserve(f"{prefix}-{number}", [(SKU, quantity)], 900)
    return quantity * times
