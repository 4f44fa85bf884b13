"""The orders table: what is written comes back, conditions hold, lists are in order, and it costs what it should."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from orders.adapters.records import UNPAID_SHARDS, list_key
from orders.adapters.store import DynamoOrderStore
from orders.domain.cancellation import Cancellation, Statement, Unread, WishState, Withdrawal
from orders.domain.details import order_id_of
from orders.domain.order import Asked, Cause, Order
from orders.domain.parcels import Parcel, ParcelLine
from orders.domain.settlement import OrderPayment
from orders.domain.states import OrderState
from orders.usecases import announcements
from orders.usecases.ports import Cart, CartOrdered
from souk import clock
from souk.storage.versioned import Stale
from tests.component.orders.conftest import NOW, Calls
from tests.support import outbox
from tests.support.world.sizes import write_units
from tests.unit.orders import events
from tests.unit.orders.fakes import GUEST, MUG, POT, USER, World, shown, wanted


def template(owner: str = GUEST) -> Order:
    world = World()
    world.carts[USER] = Cart("cart-2", {"MUG": 1, "POT": 2})
    guest = owner == GUEST
    seen = shown() if guest else shown(MUG, replace(POT, quantity=2))
    world.orders.check_out(wanted(2489 if guest else 1999 + 9800, owner, seen, notes="ring twice"), "key")
    return world.order()


def put(store: DynamoOrderStore, key: str, minutes: int = 0, owner: str = USER, **changes: object) -> Order:
    """Stores an order placed some minutes after NOW."""
    model = template(owner)
    shift = timedelta(minutes=minutes)
    details = replace(
        model.details,
        id=order_id_of(owner, key),
        cart_id=f"cart-{key}",
        placed_at=model.details.placed_at + shift,
        pay_by=model.details.pay_by + shift,
    )
    placed = announcements.placing(replace(model, details=details, version=1), None)
    order = replace(placed, **changes)  # type: ignore[arg-type]
    store.add(order)
    return order


@pytest.fixture
def store(table: str) -> DynamoOrderStore:
    return DynamoOrderStore()


@pytest.mark.parametrize("owner", [GUEST, USER])
def test_an_order_comes_back_as_it_was_written(store: DynamoOrderStore, owner: str) -> None:
    order = replace(
        template(owner),
        payments=(OrderPayment("p", "stripe", "captured", 2489, 2489, 100), OrderPayment("q")),
        parcels=(
            Parcel.reported(
                "s", 3, "delivered", complete=True, carrier="c", tracking_code="T", lines=(ParcelLine("MUG", 1),)
            ),
        ),
        refusal="no",
        cancellation=Cancellation(WishState.REFUSED, NOW, "shopper", "too dear", NOW, "it is on its way"),
        asked=Asked("parcel", 3, NOW),
        withdrawals=(Withdrawal(1, Statement("Ada", "ada@example.org", "k", "a mug"), (("MUG", 1),), False, NOW),),
        unread=(Unread(Statement("Ada", "ada@example.org", "l", "the other"), NOW),),
    )
    store.add(order)
    assert store.find(order.id) == order


def test_who_withdraws_in_words_is_in_the_queue_until_it_is_read(store: DynamoOrderStore, calls: Calls) -> None:
    first, second = (put(store, name) for name in ("one", "two"))
    for minutes, order in ((5, first), (1, second)):
        said = Unread(Statement("Ada", "ada@example.org", "k", "a mug"), NOW + timedelta(minutes=minutes))
        store.save(replace(order, version=2, unread=(said,)), 1)
    assert [order.id for order in store.unread(1, None)[0]] == [second.id]
    assert [order.id for order in store.unread(1, store.unread(1, None)[1])[0]] == [first.id]
    calls.clear()
    assert len(store.unread(50, None)[0]) == 2
    assert calls.names == ["Query", "BatchGetItem"]
    read = Withdrawal(1, Statement("Ada", "ada@example.org", "k", "a mug"), (("MUG", 1),), False, NOW)
    store.save(replace(first, version=3, withdrawals=(read,)), 2)
    store.save(replace(first, version=4, withdrawals=(read,), fraud_warned=True), 3)
    assert [order.id for order in store.unread(50, None)[0]] == [second.id]
    with pytest.raises(Stale):
        store.save(replace(second, version=3, withdrawals=(read,)), 1)
    assert [order.id for order in store.unread(50, None)[0]] == [second.id]


def test_an_unknown_order_is_none(store: DynamoOrderStore) -> None:
    assert store.find("nothing") is None


def test_an_order_is_added_once(store: DynamoOrderStore, table: str) -> None:
    order = template()
    store.add(order)
    with pytest.raises(Stale):
        store.add(replace(announcements.placing(order, None), refusal="other"))
    assert store.find(order.id) == order
    assert outbox.types(table) == ["order.placed"]


def test_one_filling_of_a_cart_becomes_one_order(store: DynamoOrderStore, table: str) -> None:
    first = put(store, "one")
    other = replace(first.details, id=order_id_of(USER, "other"))
    with pytest.raises(CartOrdered) as caught:
        store.add(announcements.placing(replace(first, details=other, version=1, published=()), None))
    assert caught.value.order_id == first.id
    assert store.find(other.id) is None
    assert outbox.types(table) == ["order.placed"]


def test_an_order_that_is_there_is_told_as_such_though_its_cart_is_ordered_too(store: DynamoOrderStore) -> None:
    order = put(store, "one")
    with pytest.raises(Stale):
        store.add(order)


@pytest.mark.parametrize("with_event", [False, True])
def test_a_change_needs_the_version_it_was_made_from(store: DynamoOrderStore, table: str, with_event: bool) -> None:
    order = put(store, "one")
    changed = order.called_off(Cause(NOW, "shopper")) if with_event else replace(order, refusal="won")
    won = announcements.changing(order, changed)
    store.save(won, 1)
    with pytest.raises(Stale):
        store.save(replace(won, refusal="lost"), 1)
    assert store.find(order.id) == won
    assert outbox.types(table) == ["order.placed", *(["order.cancelled"] if with_event else [])]


def test_the_journal_of_an_order_is_its_own_events_in_order(store: DynamoOrderStore) -> None:
    order = put(store, "one")
    after = announcements.changing(order, order.called_off(Cause(NOW, "shopper")))
    store.save(after, order.version)
    put(store, "other")
    found = store.find(order.id)
    assert found is not None
    assert [json.loads(text)["type"] for text in found.published] == ["order.placed", "order.cancelled"]
    assert {json.loads(text)["aggregate_id"] for text in found.published} == {order.id}


def test_an_order_that_was_just_saved_can_be_changed_again_without_reading_it(store: DynamoOrderStore) -> None:
    order = put(store, "one")
    cause = Cause(NOW, "shopper")
    changed = announcements.changing(order, order.learned_of_shortage(cause))
    store.save(changed, order.version)
    store.save(announcements.changing(changed, changed.called_off(cause)), changed.version)
    found = store.find(order.id)
    assert found is not None
    assert [json.loads(text)["type"] for text in found.published] == ["order.placed", "order.cancelled"]


def placed_in(store: DynamoOrderStore, state: OrderState, *keys: str) -> set[str]:
    """The ids of orders in this state, placed a minute apart."""
    return {put(store, key, minutes, state=state).id for minutes, key in enumerate(keys)}


def looked_at(store: DynamoOrderStore, limit: int, after: timedelta) -> set[str]:
    return {order.id for order in store.to_look_at(NOW + after, limit)}


def test_every_list_in_which_an_order_may_wait_is_gone_through_piece_by_piece(store: DynamoOrderStore) -> None:
    waiting = placed_in(store, OrderState.FULFILLING, "a", "b", "c")
    waiting |= placed_in(store, OrderState.SHIPPED, "d", "e")
    paid, ended = placed_in(store, OrderState.PAID, "f", "g"), placed_in(store, OrderState.CANCELLED, "h")
    placed_in(store, OrderState.DELIVERED, "i")
    rounds = [looked_at(store, 2, timedelta(hours=1)) for _ in range(4)]
    assert [len(found & waiting) for found in rounds] == [2, 2, 1, 2]
    assert set().union(*rounds[:3]) & waiting == waiting
    assert rounds[0] >= paid | ended
    assert set().union(*rounds) == waiting | paid | ended


def test_what_cannot_be_missed_yet_or_any_more_is_not_looked_at(store: DynamoOrderStore) -> None:
    [paid] = placed_in(store, OrderState.PAID, "paid")
    [under_way] = placed_in(store, OrderState.FULFILLING, "under way")
    assert looked_at(store, 10, timedelta(minutes=4)) == set()
    assert looked_at(store, 10, timedelta(minutes=6)) == {paid, under_way}
    assert looked_at(store, 10, timedelta(days=31)) == {under_way}


def test_of_the_unpaid_only_those_with_long_to_pay_are_looked_at(store: DynamoOrderStore) -> None:
    placed_in(store, OrderState.AWAITING_PAYMENT, "by card")
    model = put(store, "by transfer", 3 * 24 * 60)
    assert looked_at(store, 10, timedelta(minutes=1)) == {model.id}


def test_what_is_told_again_goes_out_beside_the_change_or_not_at_all(store: DynamoOrderStore, table: str) -> None:
    order = put(store, "one")
    after = replace(announcements.changing(order, order), asked=Asked("parcel", 1, NOW))
    store.save(after, order.version, order.published)
    with pytest.raises(Stale):
        store.save(after, order.version, order.published)
    told = outbox.events(table)
    assert [event.type for event in told] == ["order.placed", "order.placed"]
    assert len({event.id for event in told}) == 1
    assert store.find(order.id) == after


def test_an_order_written_before_it_could_be_asked_after_is_read(store: DynamoOrderStore) -> None:
    order = put(store, "one")
    assert order.cancellation is None
    found = store.find(order.id)
    assert found is not None
    assert (found.cancellation, found.asked) == (None, None)


def walk(read: Any, limit: int) -> list[list[str]]:
    pages, cursor = [], None
    while True:
        orders, cursor = read(limit, cursor)
        pages.append([order.id for order in orders])
        if cursor is None:
            return pages
        json.dumps(cursor)


def test_an_owners_orders_come_newest_first_page_by_page(store: DynamoOrderStore) -> None:
    mine = [put(store, str(minute), minute).id for minute in range(5)]
    put(store, "guest", owner=GUEST)
    pages = walk(lambda limit, cursor: store.of_owner(USER, limit, cursor), 2)
    assert [order_id for page in pages for order_id in page] == mine[::-1]
    assert [len(page) for page in pages][:2] == [2, 2]
    assert walk(lambda limit, cursor: store.of_owner("user:other", limit, cursor), 2) == [[]]


def test_staff_list_all_orders_newest_first_over_months(store: DynamoOrderStore) -> None:
    month = 31 * 24 * 60
    placed = [put(store, str(minute), minute).id for minute in (-3 * month, -month, -5, -4, -3)]
    pages = walk(lambda limit, cursor: store.listed(None, limit, cursor), 2)
    assert pages == [placed[:2:-1], placed[2:0:-1], placed[:1]]


def test_staff_list_the_orders_in_a_state(store: DynamoOrderStore) -> None:
    paid = [put(store, f"paid {minute}", minute, state=OrderState.PAID).id for minute in range(3)]
    waiting = [put(store, f"waiting {minute}", minute).id for minute in range(7)]
    pending = put(store, "pending", 2, state=OrderState.PENDING).id

    def listed(state: OrderState) -> list[list[str]]:
        return walk(lambda limit, cursor: store.listed(state, limit, cursor), 2)

    assert listed(OrderState.PAID) == [paid[:0:-1], paid[:1]]
    assert listed(OrderState.AWAITING_PAYMENT) == [
        waiting[:2],
        waiting[2:4],
        waiting[4:6],
        waiting[6:],
    ]  # next to expire first
    assert listed(OrderState.PENDING) == [[pending]]
    assert listed(OrderState.SHIPPED) == [[]]


def test_states_that_share_a_list_are_told_apart_page_by_page(store: DynamoOrderStore) -> None:
    shipped = [put(store, f"shipped {n}", n, state=OrderState.SHIPPED).id for n in range(0, 40, 10)]
    waiting = [put(store, f"waiting {n}", n, state=OrderState.FULFILLING).id for n in range(1, 40)]
    pages = walk(lambda limit, cursor: store.listed(OrderState.SHIPPED, limit, cursor), 2)
    assert [order_id for page in pages for order_id in page] == shipped[::-1]
    assert all(len(page) <= 2 for page in pages)
    pages = walk(lambda limit, cursor: store.listed(OrderState.FULFILLING, limit, cursor), 20)
    assert pages == [waiting[:-21:-1], waiting[18::-1]]
    assert walk(lambda limit, cursor: store.listed(OrderState.PARTIALLY_SHIPPED, limit, cursor), 20) == [[]]


def test_a_page_looks_through_a_bounded_part_of_a_shared_list(store: DynamoOrderStore, calls: Calls) -> None:
    for number in range(20):
        put(store, str(number), number, state=OrderState.SHIPPED)
    calls.clear()
    page, cursor = store.listed(OrderState.FULFILLING, 2, None)
    assert (page, cursor is None) == ([], False)
    assert calls.names.count("BatchGetItem") <= 8


def test_a_change_of_state_moves_an_order_to_the_other_list(store: DynamoOrderStore) -> None:
    order = put(store, "one")
    store.save(replace(order, state=OrderState.PAID, version=2), 1)
    assert store.listed(OrderState.AWAITING_PAYMENT, 10, None) == ([], None)
    assert [o.version for o in store.listed(OrderState.PAID, 10, None)[0]] == [2]
    assert store.overdue(NOW + timedelta(days=1), 10) == []


def test_overdue_orders_are_found_in_every_shard_and_to_the_millisecond(store: DynamoOrderStore) -> None:
    due = {put(store, str(number), 0).id for number in range(20)}
    put(store, "later", 1)
    at = NOW + timedelta(seconds=900)
    assert store.overdue(at - timedelta(milliseconds=1), 100) == []
    assert set(store.overdue(at, 100)) == due
    assert len(store.overdue(at, 7)) == 7


def units(calls: Calls) -> int:
    """Write units on the table: one per KB begun, twice that in a transaction."""
    total = 0
    for name, params in calls.made:
        body = json.loads(params["body"])
        if name == "PutItem":
            total += write_units(stored(body["Item"]))
        if name == "TransactWriteItems":
            total += sum(2 * write_units(stored(entry["Put"]["Item"])) for entry in body["TransactItems"])
    return total


def stored(item: dict[str, Any]) -> dict[str, Any]:
    """An item as it is counted: on the way to DynamoDB binary values are in base64."""
    return {name: {"B": base64.b64decode(v["B"])} if "B" in v else v for name, v in item.items()}


def test_a_checkout_of_one_line_takes_three_round_trips_and_seven_write_units(world: World, calls: Calls) -> None:
    """Two of the seven are what a cart that is ordered once costs."""
    world.orders.check_out(wanted(), "key")
    assert calls.names == ["Query", "TransactWriteItems", "PutItem"]
    assert 0 < units(calls) <= 7


def test_a_repeated_checkout_reads_once_and_writes_nothing(world: World, calls: Calls) -> None:
    world.orders.check_out(wanted(), "key")
    calls.clear()
    world.orders.check_out(wanted(), "key")
    assert calls.names == ["Query"]


def test_an_event_is_one_read_and_one_write_and_a_repeated_one_only_the_read(world: World, calls: Calls) -> None:
    order = world.orders.check_out(wanted(), "key").order
    capture = events.captured(order)
    calls.clear()
    world.orders.reactions.payment_changed(capture)
    assert calls.names == ["Query", "PutItem"]
    calls.clear()
    world.orders.reactions.payment_changed(capture)
    assert calls.names == ["Query"]


def test_from_paid_to_delivered_the_changing_part_stays_small(world: World, calls: Calls) -> None:
    order = world.orders.check_out(wanted(), "key").order
    calls.clear()
    world.orders.reactions.payment_changed(events.captured(order))
    for version, kind in enumerate(("created", "shipped", "delivered"), start=1):
        world.orders.reactions.shipment_changed(events.shipment(order, order.id, kind, version, complete=True))
    assert calls.names == ["Query", "PutItem"] * 4
    assert units(calls) == 4


def test_reading_an_order_is_one_query(world: World, calls: Calls) -> None:
    order = world.orders.check_out(wanted(), "key").order
    calls.clear()
    assert DynamoOrderStore().find(order.id) == order
    assert calls.names == ["Query"]


def test_a_list_is_one_query_and_one_batch(store: DynamoOrderStore, calls: Calls) -> None:
    for number in range(3):
        put(store, str(number), number)
    calls.clear()
    store.of_owner(USER, 24, None)
    assert calls.names == ["Query", "BatchGetItem"]


def test_unpaid_orders_are_spread_over_the_shards(store: DynamoOrderStore) -> None:
    keys = {list_key(put(store, str(number)))[0] for number in range(40)}
    assert len(keys) == UNPAID_SHARDS


def test_times_are_kept_to_the_millisecond(store: DynamoOrderStore) -> None:
    with clock.freeze(NOW + timedelta(microseconds=123456)):
        order = put(store, "now")
    found = store.find(order.id)
    assert found is not None
    assert abs(found.details.placed_at - order.details.placed_at) < timedelta(milliseconds=1)
