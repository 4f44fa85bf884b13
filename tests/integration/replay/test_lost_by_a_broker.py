"""With two brokers a record counts once one of them has it, so the last one can lose what it acknowledged.

What is lost that way lies in the outboxes: a replay from there brings the shop to where it would have been.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.replay.test_whole_life import archived, replay_to_everyone
from tests.support.world.catalogue import stock_up
from tests.support.world.proof import findings
from tests.support.world.shopper import Shopper
from tests.support.world.world import World, installed, new_world, table_of

Arrives = Callable[[World], None]


def relay_everything(world: World) -> None:
    """Kafka has acknowledged all there is, and nobody has read it yet."""
    while tables := world.pending():
        for table in tables:
            world.relay(table)


def lose_what_nobody_has_read(world: World) -> int:
    """The broker that comes back is the one that was behind; how many records it does not have."""
    lost, offsets = 0, [*world.broker.offsets.items()]
    for (topic, partition), log in world.broker.log.items():
        read = max((at for lane, at in offsets if (lane.topic, lane.partition) == (topic, partition)), default=0)
        lost += len(log) - read
        del log[read:]
    return lost


class Story:
    """One shopper buys and gets the parcel, another cancels. `arrives` stands for what Kafka does after each act."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.buyer, self.other = Shopper(world, "ada"), Shopper(world, "bo")

    def acts(self) -> list[Callable[[], None]]:
        return [self.order, self.pay, self.call_off, *[self.move] * 4]

    def order(self) -> None:
        for shopper in (self.buyer, self.other):
            shopper.add("A", 2)
            assert shopper.check_out(f"key-{shopper.name}", shopper.quote().json["total"]).status == 201

    def pay(self) -> None:
        self.world.provider.pays(self.buyer.orders[0].reference)
        self.world.partners_call()

    def call_off(self) -> None:
        assert self.other.cancel(self.other.orders[0], "cancel-bo").status == 200

    def move(self) -> None:
        for shipment_id in [*self.world.carrier.bookings]:
            self.world.carrier.moves(shipment_id)
        self.world.run_jobs()
        self.world.partners_call()


def played(losing_after: int | None) -> tuple[dict[str, Any], int]:
    """How the story ends, and how many records were lost in it."""
    lost = 0
    with installed():
        world = new_world()
        stock_up(world, A=20)
        world.settle()
        story = Story(world)
        for number, act in enumerate(story.acts()):
            act()
            if number == losing_after:
                relay_everything(world)
                lost = lose_what_nobody_has_read(world)
                world.settle()
                reports = replay_to_everyone(world, archived).values()
                assert not any(report.failed or report.held_back for report in reports)
            world.settle()
            world.run_jobs()
            world.partners_call()
            world.settle()
        assert findings(world) == []
        return _ending(world, story), lost


def _ending(world: World, story: Story) -> dict[str, Any]:
    stock = [item for item in world.tables.rows(table_of("products")) if {"on_hand", "available"} <= item.keys()]
    return {
        "orders": {shopper.name: shopper.order(shopper.orders[0])["state"] for shopper in (story.buyer, story.other)},
        "letters": sorted(mail["Content"]["Simple"]["Subject"]["Data"].split("-")[0][:20] for mail in world.mails),
        "money": sorted((kind, amount) for _, kind, amount in world.provider.movements),
        "stock": [(item["on_hand"]["N"], item["available"]["N"]) for item in stock],
        "parcels": len(world.carrier.bookings),
    }


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    """How it ends when nothing is lost."""
    ending, _ = played(losing_after=None)
    assert ending["orders"] == {"ada": "DELIVERED", "bo": "CANCELLED"}
    return ending


@pytest.mark.parametrize("act", range(7), ids=["ordered", "paid", "called off", *(f"moved {n}" for n in range(4))])
def test_what_the_last_broker_lost_is_made_good_from_the_outboxes(act: int, expected: dict[str, Any]) -> None:
    ending, lost = played(losing_after=act)
    assert lost > 0
    assert ending == expected


def test_without_the_replay_the_shop_would_stand_still() -> None:
    with installed():
        world = new_world()
        stock_up(world, A=20)
        world.settle()
        story = Story(world)
        story.order()
        world.settle()
        story.pay()
        relay_everything(world)
        assert lose_what_nobody_has_read(world) > 0
        world.settle()
        assert story.buyer.order(story.buyer.orders[0])["state"] == "AWAITING_PAYMENT"
