"""One cart, ordered twice at once with two keys."""

from __future__ import annotations

from tests.support.world.proof import findings
from tests.support.world.shopper import Shopper
from tests.support.world.world import World


def test_two_checkouts_of_one_cart_are_one_order(world: World) -> None:
    shopper = Shopper(world, "ada")
    shopper.add("A", 2)
    total = shopper.quote().json["total"]
    first, second = (shopper.check_out(key, total) for key in ("one tab", "another tab"))

    assert first.status == 201
    assert (second.status, second.json["code"], second.json["reason"]) == (409, "cart_changed", "ordered")
    world.recover()
    assert len(shopper.orders) == 1
    assert findings(world) == []


def test_by_transfer_the_second_leaves_nothing_counted(world: World) -> None:
    shopper = Shopper(world, "ada")
    shopper.add("A", 2)
    total = shopper.quote().json["total"]
    for key in ("one tab", "another tab"):
        shopper.check_out(key, total, "manual")

    counted = [item for item in world.tables.rows("OrdersTable") if item["sk"]["S"].startswith("held-for#")]
    assert [item["used"]["N"] for item in counted] == ["2"]
