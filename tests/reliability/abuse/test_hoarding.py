"""Somebody orders all there is and never pays."""

from __future__ import annotations

import itertools

from souk.limits.rules import CHECKOUTS
from tests.reliability.abuse.conftest import order
from tests.support.world.proof import findings
from tests.support.world.shopper import Member, Placed, Shopper
from tests.support.world.world import World

# Of 49 for sale, what strangers' unpaid transfers may hold: a fifth of what is left, and each time less is left.
ALL_THAT_STRANGERS_MAY_HOLD = 9


def available(world: World, sku: str = "A") -> int:
    with world.inside("ProductsRpc"):
        from products import compose

        return compose.services().inventory.level(sku).available


def test_one_order_by_transfer_does_not_take_the_whole_stock(world: World) -> None:
    refused = order(Shopper(world, "mallory"), "k1", 49, "manual")

    assert (refused.status, refused.json["code"], refused.json["limit"]) == (409, "order_limit", "held-for")
    assert "at most 12 items" in refused.json["detail"]
    assert available(world) == 49


def test_a_crowd_of_unpaid_transfers_leaves_most_of_the_stock_to_others(world: World) -> None:
    """Each with an e-mail address, a cart and a network of its own."""
    statuses = [order(Shopper(world, f"bot-{n}"), "k", 3, "manual").status for n in range(30)]
    world.settle()

    assert set(statuses) == {201, 409}
    assert 49 - ALL_THAT_STRANGERS_MAY_HOLD <= available(world) < 49
    assert order(Shopper(world, "ada"), "k", 30).status == 201, "a card is charged at once, so it may have them"
    assert findings(world, settled=False) == []


def test_one_shopper_with_many_carts_holds_no_more_than_with_one(world: World) -> None:
    carts = [Shopper(world, f"cart-{n}") for n in range(8)]
    answers = [order(cart, "k", 2, "manual", email="mallory@example.com") for cart in carts]
    assert [answer.status for answer in answers].count(201) * 2 <= ALL_THAT_STRANGERS_MAY_HOLD


def test_what_is_held_comes_back_after_a_day_and_can_be_held_again(world: World) -> None:
    for number in itertools.count():
        if order(Shopper(world, f"bot-{number}"), "k", 3, "manual").status != 201:
            break
    world.recover(seconds=25 * 3600)

    assert available(world) == 49
    assert order(Shopper(world, "ada"), "k", 3, "manual").status == 201
    assert findings(world, settled=False) == []


def test_a_cancelled_order_makes_room_at_once(world: World) -> None:
    first, second, third = (Shopper(world, f"cart-{number}") for number in range(3))
    held = order(first, "k", 9, "manual", email="ada@example.com")
    assert order(second, "k", 4, "manual", email="ada@example.com").status == 409
    (placed,) = first.orders = [Placed(held.json["order"]["id"], held.json["access_key"], "")]
    assert first.cancel(placed, "cancel").status == 200
    world.settle()
    assert order(third, "k", 9, "manual", email="ada@example.com").status == 201


def test_a_repeated_checkout_counts_once(world: World) -> None:
    shopper = Shopper(world, "ada")
    shopper.add("A", 8)
    total = shopper.quote().json["total"]
    first, again = (shopper.check_out("k", total, "manual") for _ in range(2))

    assert (first.status, again.status) == (201, 201)
    assert first.json["order"]["id"] == again.json["order"]["id"]
    counters = [item for item in world.tables.rows("OrdersTable") if item["sk"]["S"].startswith("held-for#")]
    assert [item["used"]["N"] for item in counters] == ["8"]


def test_whoever_signs_in_may_hold_more(world: World) -> None:
    member = Member(world, "ada")
    member.add("A", 15)
    total = member.quote().json["total"]
    assert member.check_out("k", total, "manual").status == 201


def test_orders_for_one_address_end_after_twenty_a_day(world: World) -> None:
    """Card payments too: each holds units for a quarter of an hour, and the shop writes a letter."""
    statuses = [order(Shopper(world, f"bot-{n}"), "k", 1, email="victim@example.com").status for n in range(25)]
    assert statuses == [201] * CHECKOUTS.most + [429] * 5

    refused = order(Shopper(world, "bot-25"), "k", 1, email=" Victim@example.com")
    assert int(refused.headers["Retry-After"]) == refused.json["retry_after"] > 5
