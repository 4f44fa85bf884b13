"""Shards of hot SKUs on the real transactions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from products import compose
from products.adapters.store.counters import whole
from products.adapters.store.records import LevelRecord
from products.adapters.store.stock import DynamoStockStore
from products.domain import shards, stock
from products.domain.shards import Deal
from products.domain.stock import MovementCause, StockLevel
from products.doors.schedule import handler as schedule
from products.usecases.ports import Contended, LevelChange, StockWrite
from souk import clock
from souk.errors import OutOfStock, Unavailable
from souk.storage.dynamo import Record
from souk.storage.versioned import Stale
from tests.component.products.conftest import Shop, items
from tests.support import outbox
from tests.support.lambdas import LambdaContext
from tests.unit.products import csvs


@pytest.fixture
def store() -> DynamoStockStore:
    return DynamoStockStore()


@pytest.fixture
def hot(shop: Shop, store: DynamoStockStore) -> Shop:
    """100 cups on a base and four shards."""
    shop.load(csvs.simple("cup", **{"Variant Inventory Qty": "100"}))
    deal = shards.spread(shop.level("CUP"))
    assert deal is not None
    store.deal(deal, clock.now())
    assert len(shop.level("CUP").shards) == 4
    return shop


def counters(shop: Shop) -> dict[str, int]:
    """Available units by partition key."""
    return {i["pk"]["S"]: int(i["available"]["N"]) for i in items(shop.table) if i["sk"]["S"] == "LEVEL"}


def test_a_spread_sku_shows_all_its_units_everywhere(hot: Shop) -> None:
    assert sum(counters(hot).values()) == 100
    assert hot.level("CUP").available == hot.level("CUP").on_hand == 100
    assert hot.get("/products/stock", skus="CUP").json["items"][0]["available"] == 100
    assert hot.get("/products/cup").json["variants"][0]["available"] == 100


def test_holding_selling_and_giving_back_use_shards_and_the_ledger_has_every_row(hot: Shop) -> None:
    base = counters(hot)["SKU#CUP"]
    # So few that all of them may come to one shard, and it is not filled from the base.
    for number in range(4):
        compose.services().inventory.reserve(f"o{number}", [("CUP", 2)], 900)
    compose.services().inventory.commit("o0", [("CUP", 2)])
    compose.services().inventory.release("o1", "left")
    level = hot.level("CUP")
    assert (level.on_hand, level.available, level.reserved) == (98, 94, 4)
    assert counters(hot)["SKU#CUP"] == base
    hot.assert_balanced("CUP")
    rows, cursor = compose.services().inventory.ledger("CUP", 3, None)
    while cursor:
        more, cursor = compose.services().inventory.ledger("CUP", 3, cursor)
        rows += more
    assert [row.kind for row in rows] == ["release", "commit", *["reservation"] * 4, "receipt"]
    assert all(row.sku == "CUP" for row in rows)


def test_every_unit_is_sold_and_the_end_is_announced_once(hot: Shop) -> None:
    for number in range(14):
        compose.services().inventory.reserve(f"o{number}", [("CUP", 7)], 900)
    with pytest.raises(OutOfStock) as caught:
        compose.services().inventory.reserve("o14", [("CUP", 7)], 900)
    assert caught.value.detail["shortages"] == [{"sku": "CUP", "requested": 7, "available": 2}]
    compose.services().inventory.reserve("o15", [("CUP", 2)], 900)
    assert counters(hot) == {"SKU#CUP": 0}
    assert [event for event in outbox.types(hot.table) if event.startswith("stock.")] == ["stock.low", "stock.sold_out"]
    hot.assert_balanced("CUP")


def test_a_hot_sku_that_may_be_backordered_is_sold_below_zero_by_its_base(shop: Shop, store: DynamoStockStore) -> None:
    columns = {"Variant Inventory Tracker": "shopify", "Variant Inventory Policy": "continue"}
    shop.load(csvs.simple("cup", **columns, **{"Variant Inventory Qty": "100"}))
    deal = shards.spread(shop.level("CUP"))
    assert deal is not None
    store.deal(deal, clock.now())
    for number in range(16):
        compose.services().inventory.reserve(f"o{number}", [("CUP", 7)], 900)
    assert shop.level("CUP").available == -12
    assert counters(shop) == {"SKU#CUP": -12}
    assert [event for event in outbox.types(shop.table) if event.startswith("stock.")] == [
        "stock.low",
        "stock.sold_out",
    ]
    shop.assert_balanced("CUP")


def test_a_deal_on_what_has_changed_meanwhile_is_refused(hot: Shop, store: DynamoStockStore) -> None:
    before = hot.level("CUP")
    compose.services().inventory.reserve("o1", [("CUP", 1)], 900)
    with pytest.raises(Stale):
        store.deal(Deal(before, {}, before.shards), clock.now())
    compose.services().inventory.set_threshold("CUP", 20, "staff")
    assert hot.level("CUP").shards == ()
    with pytest.raises(Stale):
        store.deal(Deal(before, {1: 1}), clock.now())
    hot.assert_balanced("CUP")


def test_of_two_buyers_who_saw_the_same_units_on_a_shard_one_gets_them(hot: Shop, store: DynamoStockStore) -> None:
    """Both planned on one read; a shard's only guard is what it has left when it is written."""
    seen = hot.level("CUP")
    shard = seen.shards[0]

    def buy(quantity: int) -> None:
        movement = stock.reservation("CUP", quantity, MovementCause(actor="order:o", at=clock.now()))
        store.write(StockWrite([LevelChange(seen, [movement], counter=shard.number)]))

    buy(shard.available - 1)
    for quantity in (shard.available, 2):
        with pytest.raises(Stale):
            buy(quantity)
    buy(1)
    with pytest.raises(Stale):
        buy(1)
    assert counters(hot)[f"SKU#CUP#{shard.number}"] == 0
    hot.assert_balanced("CUP")


def test_a_hot_sku_counted_below_what_is_held_is_sold_once_and_not_below_none(hot: Shop) -> None:
    for number in range(10):
        compose.services().inventory.reserve(f"o{number}", [("CUP", 8)], 900)
    hot.count("CUP", 30)
    for number in range(10):
        compose.services().inventory.commit(f"o{number}", [("CUP", 8)])
    level = hot.level("CUP")
    assert (level.on_hand, level.available, level.reserved) == (6, 6, 0)
    assert outbox.types(hot.table).count("stock.shortage") == 7
    hot.assert_balanced("CUP")


def test_the_base_does_not_give_what_keeps_the_sku_out_of_low_stock(hot: Shop, store: DynamoStockStore) -> None:
    before = hot.level("CUP")
    with pytest.raises(Stale):
        store.deal(Deal(before, {1: shards.spare(before) + 1}), clock.now())
    store.deal(Deal(before, {1: shards.spare(before)}), clock.now())
    assert counters(hot)["SKU#CUP"] == before.threshold + 1


def test_the_timer_takes_the_shards_of_a_quiet_sku_away(hot: Shop, store: DynamoStockStore) -> None:
    assert store.hot() == ["CUP"]
    with clock.freeze(clock.now() + timedelta(minutes=11)):
        schedule({"job": "sweep"}, LambdaContext())
    assert store.hot() == []
    assert counters(hot) == {"SKU#CUP": 100}


def test_a_sku_whose_shards_end_while_it_is_read_is_read_again(hot: Shop, store: DynamoStockStore) -> None:
    stale = [LevelRecord.fetch("SKU#CUP", "LEVEL", consistent=True)]
    before = hot.level("CUP")
    store.deal(Deal(before, {}, before.shards), clock.now())
    read: dict[str, StockLevel] = whole(record for record in stale if record)
    assert (read["CUP"].available, read["CUP"].shards) == (100, ())


def test_units_that_move_while_a_sku_is_read_are_counted_once(hot: Shop, store: DynamoStockStore) -> None:
    old = LevelRecord.fetch("SKU#CUP", "LEVEL", consistent=True)
    store.deal(Deal(hot.level("CUP"), {1: 20, 3: 20}), clock.now())
    assert old is not None
    assert whole([old])["CUP"].available == 100


def test_shards_that_end_and_begin_again_while_a_sku_is_read_are_counted_once(
    hot: Shop, store: DynamoStockStore
) -> None:
    old = LevelRecord.fetch("SKU#CUP", "LEVEL", consistent=True)
    store.deal(shards.collected(hot.level("CUP")), clock.now())
    while (level := hot.level("CUP")).shards:
        store.deal(shards.collected(level), clock.now())
    store.deal(Deal(hot.level("CUP"), dict.fromkeys(range(1, 5), 20)), clock.now())
    assert old is not None
    assert whole([old])["CUP"].available == 100


@pytest.mark.parametrize(("moves", "readable"), [(7, True), (8, False)])
def test_a_sku_whose_units_do_not_rest_is_not_told_with_a_wrong_number(
    hot: Shop, store: DynamoStockStore, moves: int, readable: bool
) -> None:
    left = moves

    def move(params: dict[str, Any], **_: Any) -> None:
        """Right before the shards are read, a unit moves from the base to one of them."""
        nonlocal left
        if left and "SKU#CUP#1" in str(params["body"]):
            left, rest = 0, left - 1
            store.deal(Deal(hot.level("CUP"), {1: 1}), clock.now())
            left = rest

    events = Record._get_connection().connection.client.meta.events
    events.register_first("before-call.dynamodb.BatchGetItem", move)
    try:
        if readable:
            assert hot.level("CUP").available == 100
        else:
            with pytest.raises(Unavailable):
                hot.level("CUP")
    finally:
        events.unregister("before-call.dynamodb.BatchGetItem", move)
    assert left == 0


def test_conflicts_that_do_not_end_are_told_by_sku(hot: Shop, store: DynamoStockStore) -> None:
    client = Record._get_connection().connection.client
    refusals: list[int] = []

    def refuse(**_: Any) -> Any:
        refusals.append(1)
        reasons = [{"Code": "TransactionConflict"}, *[{"Code": "None"}] * 5]
        answer = {
            "Error": {"Code": "TransactionCanceledException", "Message": "conflict"},
            "CancellationReasons": reasons,
            "ResponseMetadata": {"HTTPStatusCode": 400},
        }
        return type("Http", (), {"status_code": 400})(), answer

    client.meta.events.register_first("before-call.dynamodb.TransactWriteItems", refuse)
    try:
        with pytest.raises(Contended) as caught:
            store.deal(Deal(hot.level("CUP"), {1: 1}), clock.now())
    finally:
        client.meta.events.unregister("before-call.dynamodb.TransactWriteItems", refuse)
    assert list(caught.value.skus) == ["CUP"]
    assert len(refusals) == 6
