"""500 orders on DynamoDB Local and Apache Kafka, while the broker is killed and processes crash: all complete, once."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from souk.events import Event
from tests.integration.local_cloud.broker import Broker
from tests.reliability.seeds import REPEAT, SEED
from tests.support import outbox
from tests.support.world.broker import PARTITIONS
from tests.support.world.catalogue import stock_up
from tests.support.world.functions import SERVICES
from tests.support.world.kafka import KafkaWorld
from tests.support.world.proof import findings, rows
from tests.support.world.shopper import Placed, Shopper
from tests.support.world.steps import Plan, When
from tests.support.world.world import entered, installed, table_of

ORDERS = int(os.environ.get("SOUK_TEST_ORDERS", "500"))
AT_ONCE = 10
KILLS = 6
STEPS_TO_A_CRASH = 500  # at most; a purchase has some 100
SKUS = ("A", "C")
STATES = ["PENDING", "AWAITING_PAYMENT", "PAID", "FULFILLING", "SHIPPED", "DELIVERED"]


class Killer:
    """Kills the broker after some more calls to it, in the middle of what is going on, and lets it come back."""

    def __init__(self, broker: Broker, pool: ThreadPoolExecutor) -> None:
        self._broker, self._pool = broker, pool
        self._calls_left = 0
        self._back: Future[None] | None = None
        self.kills = 0

    def arm(self, calls: int) -> None:
        self._calls_left = calls

    def struck(self) -> None:
        if not self._calls_left:
            return
        self._calls_left -= 1
        if not self._calls_left:
            self.wait()
            self._broker.kill()
            self.kills += 1
            self._back = self._pool.submit(self._broker.start)

    def wait(self) -> None:
        """Until the broker is back."""
        if self._back is not None:
            self._back.result(timeout=120)


@contextmanager
def disturbed(broker: Broker) -> Iterator[tuple[KafkaWorld, Killer]]:
    """A shop on both engines, and what kills its broker."""
    for service in SERVICES:
        broker.create(f"souk.{service}.v1", PARTITIONS)
    with installed(), ThreadPoolExecutor(1) as pool:
        killer = Killer(broker, pool)
        world = entered(KafkaWorld(broker.address, killer.struck))
        try:
            yield world, killer
        finally:
            killer.wait()
            world.kafka.shut()


def buy(world: KafkaWorld, chance: random.Random, first: int) -> list[tuple[Shopper, Placed]]:
    """A few customers at once, from the cart to the door."""
    shoppers = [Shopper(world, f"buyer-{number}", retries=20) for number in range(first, min(first + AT_ONCE, ORDERS))]
    for shopper in shoppers:
        sometimes_crash(world, chance)
        shopper.add(chance.choice(SKUS), chance.choice((1, 2)))
        answer = shopper.check_out(f"key-{shopper.name}", shopper.quote().json["total"])
        assert answer.status == 201, answer.body
    world.settle()
    for shopper in shoppers:
        world.provider.pays(shopper.orders[0].reference)
    arrive(world)
    while sum(world.carrier.moves(shipment) for shipment in world.carrier.bookings):
        sometimes_crash(world, chance)
        arrive(world)
    return [(shopper, shopper.orders[0]) for shopper in shoppers]


def arrive(world: KafkaWorld) -> None:
    """What the partners have to tell is told, and reaches everybody."""
    while world.provider.owed or world.carrier.owed:
        world.partners_call()
        world.settle()
    world.settle()


def sometimes_crash(world: KafkaWorld, chance: random.Random) -> None:
    """Some process will be killed soon, unless one is about to be."""
    if world.steps.plan is None or world.steps.crashed:
        world.steps.arm(Plan(chance.randint(1, STEPS_TO_A_CRASH), chance.choice([*When]), chance.choice((True, False))))


def wrong(world: KafkaWorld, placed: list[tuple[Shopper, Placed]]) -> list[str]:
    """What the audit finds, and every order that is not complete, once."""
    found = [str(finding) for finding in findings(world)]
    parcels = Counter(row["pk"] for row in rows(world)["shipping"] if row.get("kind") == "shipment")
    charges = Counter(reference for reference, kind, _ in world.provider.movements if kind == "capture")
    for shopper, order in placed:
        states = [entry["state"] for entry in shopper.order(order)["history"]]
        once = (parcels[f"ORDER#{order.order_id}"], charges[order.reference])
        if states != STATES or once != (1, 1):
            found.append(f"order {order.order_id}: {states}, (parcels, charges) {once}")
    if len({order.order_id for _, order in placed}) != ORDERS or len(world.provider.intents) != ORDERS:
        found.append(f"{len(placed)} orders, {len(world.provider.intents)} payments begun")
    return found


def stored(world: KafkaWorld) -> set[str]:
    """The id of every event in the services' outboxes."""
    with world.inside("OutboxRelay"):
        return {event.id for service in SERVICES for event in outbox.events(table_of(service))}


def published(broker: Broker) -> Counter[str]:
    """How often each event is in Kafka, by id."""
    lanes = [broker.read(f"souk.{service}.v1", partition) for service in SERVICES for partition in range(PARTITIONS)]
    return Counter(Event.model_validate_json(value).id for lane in lanes for _, value in lane)


@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
def test_orders_complete_once_while_the_broker_is_killed_and_processes_crash(broker: Broker) -> None:
    chance, began = random.Random(SEED), time.monotonic()
    placed: list[tuple[Shopper, Placed]] = []
    with disturbed(broker) as (world, killer):
        stock_up(world, **dict.fromkeys(SKUS, 2 * ORDERS))
        world.settle()
        waves = range(0, ORDERS, AT_ONCE)
        struck = set(chance.sample(waves, min(KILLS, len(waves))))
        for first in waves:
            if first in struck:
                killer.arm(chance.randint(1, 100))
            placed += buy(world, chance, first)
        took = time.monotonic() - began
        world.steps.disarm()
        world.recover()
        events, sent = stored(world), published(broker)
        print(
            f"\n{REPEAT}: {len(placed)} orders in {took:.0f} s; the broker was killed {killer.kills} times, "
            f"{world.crashes} processes died, {world.failures} times Kafka failed; {len(events)} events, "
            f"{sent.total() - len(sent)} of them published again"
        )
        assert killer.kills == len(struck)
        assert events == set(sent), f"{REPEAT}: {len(events - set(sent))} events are not in Kafka"
        assert wrong(world, placed) == [], REPEAT
        world.replay()
        assert wrong(world, placed) == [], f"{REPEAT}: everything was delivered once more"
