"""Reservations on the real transactions: races, repeats, sweeps, and what they cost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from products import compose
from products.adapters.store.stock import DynamoStockStore
from products.domain.reservation import Reservation
from products.domain.stock import StockLevel
from products.doors.schedule import handler as schedule
from products.usecases.inventory import Inventory
from products.usecases.ports import StockWrite
from souk import clock
from souk.errors import OutOfStock, SoukError, Unavailable
from souk.ids import new_id
from tests.component.products.conftest import Shop, items
from tests.support import outbox
from tests.support.lambdas import LambdaContext
from tests.unit.products import csvs


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    shop.load(csvs.simple("cup"), csvs.simple("pot", **{"Variant Inventory Qty": "1"}))
    return shop


def stock_events(shop: Shop) -> list[str]:
    return [event for event in outbox.types(shop.table) if event.startswith("stock.")]


class MeetingStore(DynamoStockStore):
    """Rivals all read before any of them writes: the worst moment there is.

    One call at a time, as moto's tables are not safe for threads; DynamoDB orders the transactions on an item too.
    """

    def __init__(self, rivals: int) -> None:
        self._meeting = threading.Barrier(rivals)
        self._met = threading.local()
        self._turn = threading.Lock()

    def levels(self, skus: Collection[str]) -> dict[str, StockLevel]:
        with self._turn:
            return super().levels(skus)

    def before_reserving(
        self, reservation_id: str, skus: Collection[str], *, sure: bool
    ) -> tuple[dict[str, StockLevel], Reservation | None]:
        with self._turn:
            read = super().before_reserving(reservation_id, skus, sure=sure)
        if not getattr(self._met, "done", False):
            self._met.done = True
            self._meeting.wait(timeout=60)
        return read

    def reservation(self, reservation_id: str) -> Reservation | None:
        with self._turn:
            return super().reservation(reservation_id)

    def write(self, write: StockWrite) -> Collection[str]:
        with self._turn:
            return super().write(write)


def race(rivals: int, buy: Callable[[Inventory, int], Reservation]) -> list[Reservation | SoukError]:
    """What each of the rivals got."""
    inventory = Inventory(MeetingStore(rivals))

    def attempt(number: int) -> Reservation | SoukError:
        for _ in range(20):
            try:
                return buy(inventory, number)
            except Unavailable:  # "try again shortly": on a busy machine a request's patience ends before its turn
                continue
            except SoukError as error:
                return error
        raise AssertionError("nobody got through")

    with ThreadPoolExecutor(rivals) as pool:
        return list(pool.map(attempt, range(rivals)))


def test_of_many_buyers_of_the_last_unit_exactly_one_wins(stocked: Shop) -> None:
    outcomes = race(8, lambda inventory, number: inventory.reserve(f"o{number}", [("POT", 1)], 900))
    errors = [outcome for outcome in outcomes if isinstance(outcome, SoukError)]
    assert len(errors) == 7
    assert {type(error) for error in errors} == {OutOfStock}
    assert [error.detail["shortages"] for error in errors] == [[{"sku": "POT", "requested": 1, "available": 0}]] * 7
    assert stocked.level("POT").available == 0
    assert stock_events(stocked) == ["stock.sold_out"]
    stocked.assert_balanced("POT")


def test_rivals_for_mixed_orders_hold_all_lines_or_none(stocked: Shop) -> None:
    stocked.count("POT", 6)
    outcomes = race(
        8, lambda inventory, number: inventory.reserve(f"o{number}", [("CUP", 1), ("POT", 1 + number % 2)], 900)
    )
    won = [outcome for outcome in outcomes if isinstance(outcome, Reservation)]
    cup, pot = stocked.level("CUP"), stocked.level("POT")
    assert cup.reserved == len(won)
    assert pot.reserved == sum(reservation.lines["POT"] for reservation in won)
    assert pot.available in (0, 1)  # one may be left that a buyer of two could not have
    stocked.assert_balanced("CUP", "POT")


def test_the_same_reservation_sent_twice_at_once_is_held_once(stocked: Shop) -> None:
    outcomes = race(4, lambda inventory, _: inventory.reserve("o1", [("CUP", 2)], 900))
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert isinstance(outcomes[0], Reservation)
    assert stocked.level("CUP").available == 8
    stocked.assert_balanced("CUP")


def test_the_sweeper_releases_what_lapsed_and_remembers_how_far_it_came(stocked: Shop) -> None:
    now = clock.now()
    with clock.freeze(now):
        for number in range(5):
            compose.services().inventory.reserve(new_id(), [("CUP", 1)], 60 + 60 * number)
    with clock.freeze(now + timedelta(minutes=3, seconds=1)):
        assert schedule({"job": "sweep"}, LambdaContext()) == {"job": "sweep", "done": 3}
        assert schedule({"job": "sweep"}, LambdaContext())["done"] == 0
    assert stocked.level("CUP").available == 8
    with clock.freeze(now + timedelta(hours=30)):
        assert schedule({"job": "sweep"}, LambdaContext())["done"] == 2
    assert stocked.level("CUP").available == 10
    [sweep] = [item for item in items(stocked.table) if item["pk"]["S"] == "SWEEP"]
    assert sweep["swept_until"]["S"] > clock.isoformat(now + timedelta(hours=28))
    assert stock_events(stocked).count("stock.reservation_expired") == 5
    stocked.assert_balanced("CUP")


@pytest.mark.parametrize("minutes_past", [0, 1, 9])
def test_an_hour_is_looked_at_until_ten_minutes_after_its_end(stocked: Shop, minutes_past: int) -> None:
    """What the index shows late, or a slow clock writes late, into the last minutes of an hour is still released."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=3)
    with clock.freeze(hour + timedelta(minutes=minutes_past)):
        schedule({"job": "sweep"}, LambdaContext())
    with clock.freeze(hour - timedelta(seconds=90)):
        compose.services().inventory.reserve("late", [("CUP", 1)], 60)
    with clock.freeze(hour + timedelta(minutes=minutes_past, seconds=30)):
        assert schedule({"job": "sweep"}, LambdaContext())["done"] == 1


def test_a_hold_that_is_over_is_no_longer_in_the_sweeper_s_index(stocked: Shop) -> None:
    compose.services().inventory.reserve("o1", [("CUP", 1)], 60)
    compose.services().inventory.commit("o1", [("CUP", 1)])
    assert not [item for item in items(stocked.table) if item.get("gsi1pk", {}).get("S", "").startswith("LAPSES#")]


def test_units_counted_away_from_under_two_orders_are_sold_once_however_they_meet(stocked: Shop) -> None:
    for order in ("first", "second", "third"):
        compose.services().inventory.reserve(order, [("CUP", 3)], 900)
    answer = stocked.staff(
        "POST",
        "/admin/stock/CUP/movements",
        body={"kind": "adjustment", "quantity": -6, "reason": "broken"},
        headers={"Idempotency-Key": "count"},
    )
    assert answer.status == 201, answer.body
    assert (answer.json["on_hand"], answer.json["reserved"], answer.json["over_held"]) == (4, 9, 5)
    inventory = Inventory(MeetingStore(3))
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda order: inventory.commit(order, [("CUP", 3)]), ("first", "second", "third")))
    level = stocked.level("CUP")
    assert (level.on_hand, level.reserved) == (1, 0)
    assert stock_events(stocked).count("stock.shortage") == 2
    stocked.assert_balanced("CUP")


class Meter:
    """Counts what calls cost, from the requests botocore sends."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.items = 0

    def note(self, model: Any, params: dict[str, Any], **_: Any) -> None:
        self.calls.append(model.name)
        body = params["body"]
        if model.name == "TransactWriteItems":
            import json

            self.items += len(json.loads(body)["TransactItems"])


@pytest.fixture
def meter(stocked: Shop) -> Iterator[Callable[[], Meter]]:
    from souk.storage.dynamo import Record

    client = Record._get_connection().connection.client
    meters: list[Meter] = []

    def begin() -> Meter:
        meter = Meter()
        client.meta.events.register("before-call.dynamodb", meter.note)
        meters.append(meter)
        return meter

    yield begin
    for meter in meters:
        client.meta.events.unregister("before-call.dynamodb", meter.note)


def test_holding_one_line_is_one_read_and_one_transaction_of_three_items(
    stocked: Shop, meter: Callable[[], Meter]
) -> None:
    cost = meter()
    compose.services().inventory.reserve("o1", [("CUP", 1)], 900)
    assert cost.calls == ["BatchGetItem", "TransactWriteItems"]
    assert cost.items == 3  # level, ledger row, reservation: 6 write units, as each is under 1 KB
    assert all(
        sum(len(str(value)) for value in item.values()) < 1024
        for item in items(stocked.table)
        if item["pk"]["S"] in ("RESERVATION#o1", "SKU#CUP") and not item["sk"]["S"].startswith("OUTBOX#")
    )


def test_a_sold_out_sku_costs_one_read(stocked: Shop, meter: Callable[[], Meter]) -> None:
    stocked.count("POT", 0)
    cost = meter()
    with clock.freeze(clock.now() + timedelta(minutes=1)), pytest.raises(OutOfStock):
        compose.services().inventory.reserve("o1", [("POT", 1)], 900)
    assert cost.calls == ["BatchGetItem"]


def test_selling_held_units_is_two_reads_and_one_transaction_of_three_items(
    stocked: Shop, meter: Callable[[], Meter]
) -> None:
    compose.services().inventory.reserve("o1", [("CUP", 1)], 900)
    cost = meter()
    compose.services().inventory.commit("o1", [("CUP", 1)])
    assert (cost.calls, cost.items) == (["GetItem", "BatchGetItem", "TransactWriteItems"], 3)


def test_the_backorder_policy_of_a_variant_says_whether_it_is_sold_below_zero(shop: Shop) -> None:
    columns = {"Variant Inventory Qty": "1", "Variant Inventory Tracker": "shopify"}
    shop.load(csvs.simple("pre", **columns, **{"Variant Inventory Policy": "continue"}))
    compose.services().inventory.reserve("o1", [("PRE", 3)], 900)
    assert shop.level("PRE").available == -2
    shop.load(csvs.simple("pre", **columns, **{"Variant Inventory Policy": "deny"}))
    with pytest.raises(OutOfStock) as caught:
        compose.services().inventory.reserve("o2", [("PRE", 1)], 900)
    assert caught.value.detail["shortages"] == [{"sku": "PRE", "requested": 1, "available": 0}]
    compose.services().inventory.commit("o1", [("PRE", 3)])
    level = shop.level("PRE")
    assert (level.on_hand, level.reserved, level.available) == (-2, 0, -2)
    assert stock_events(shop) == ["stock.sold_out"]
    shop.assert_balanced("PRE")


def test_the_largest_order_fits_into_one_transaction(shop: Shop) -> None:
    rows = [csvs.simple("set", **{"Option1 Name": "Part", "Option1 Value": "0", "Variant Inventory Qty": "1"})]
    rows += [
        csvs.row(
            Handle="set",
            **{"Option1 Value": str(n), "Variant SKU": f"SET-{n}", "Variant Price": "1", "Variant Inventory Qty": "1"},
        )
        for n in range(1, 33)
    ]
    shop.load(*rows)
    lines = [("SET", 1), *((f"SET-{n}", 1) for n in range(1, 33))]
    compose.services().inventory.reserve("o1", lines, 900)
    assert stock_events(shop) == ["stock.sold_out"] * 33
