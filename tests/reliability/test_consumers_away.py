"""A consumer is away for ten minutes while people buy; when it is back, everything heals without a hand.

Away means: its function raises whenever it is called, its handlers do, it is killed in its work, or its table is away.
Time is moved, so ten minutes take seconds.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest

from tests.support.world.catalogue import stock_up
from tests.support.world.functions import SERVICES, deployed
from tests.support.world.proof import findings, rows
from tests.support.world.shopper import Member, Shopper
from tests.support.world.world import World, new_world

pytestmark = pytest.mark.usefixtures("shop")
# Nobody has an endpoint here, and webhooks reads nothing then: tests/reliability/test_webhooks.py kills it with one.
_CALLED = set(SERVICES) - {"webhooks"}
CONSUMERS = sorted(name for name, function in deployed().items() if function.topics and function.service in _CALLED)
ORDERS, MINUTES = 50, 10
# A few orders show the same; all of them are bought in the long run.
FEW = 8
Away = Callable[[World, str], contextlib.AbstractContextManager[None]]


@contextlib.contextmanager
def broken(world: World, name: str) -> Iterator[None]:
    """The function fails before any of our code runs: a deployment without one of its modules."""
    world.broken.add(name)
    yield
    world.broken.clear()


@contextlib.contextmanager
def bad_deploy(world: World, name: str) -> Iterator[None]:
    """Every handler has a bug."""
    world.buggy.add(name)
    yield
    world.buggy.clear()


@contextlib.contextmanager
def killed(world: World, name: str) -> Iterator[None]:
    """Each of its processes dies at the call behind its mark: in the midst of its work."""
    world.steps.doomed[name] = 2
    yield
    world.steps.doomed.clear()


@contextlib.contextmanager
def without_table(world: World, name: str) -> Iterator[None]:
    world.cut_off.add(name)
    yield
    world.cut_off.clear()


def buy(world: World, number: int, kind: type[Shopper]) -> None:
    """One purchase, paid at once."""
    shopper = kind(world, f"shopper-{number}")
    shopper.add("A", 1)
    answer = shopper.check_out(f"key-{number}", shopper.quote().json["total"])
    assert answer.status == 201, answer.body
    (placed,) = shopper.orders
    world.provider.pays(placed.reference)
    world.partners_call()


def bought_meanwhile(world: World, orders: int, kind: type[Shopper]) -> None:
    """The purchases are spread over ten minutes, with the timers ringing every minute."""
    for second in range(0, MINUTES * 60, 6):
        while len(world.provider.intents) < orders * (second + 6) // (MINUTES * 60):
            buy(world, len(world.provider.intents), kind)
        world.pass_on()
        world.advance(6)
        if second % 60 == 0:
            world.run_jobs()


def sent_to_the_door(world: World) -> None:
    for shipment_id in [*world.carrier.bookings]:
        while world.carrier.moves(shipment_id):
            world.partners_call()
    world.settle()


def healed(away: Away, name: str, orders: int) -> None:
    world = new_world()
    stock_up(world, A=1000)
    world.settle()
    with away(world, name):
        stock_up(world, B=1)  # some hear of new products alone
        # The users service keeps the history of members only, and passes a guest's events over.
        bought_meanwhile(world, orders, Member if name == "UsersConsumer" else Shopper)
    assert world.refused or world.crashes, "it was not away"
    world.recover(3600)
    sent_to_the_door(world)
    states = [row["state"] for row in rows(world)["orders"] if row["sk"] == "ORDER"]
    assert states == ["DELIVERED"] * orders
    assert [str(finding) for finding in findings(world)] == []


@pytest.mark.parametrize("name", CONSUMERS)
def test_a_consumer_that_is_away_for_ten_minutes_under_50_orders_heals_without_a_hand(name: str) -> None:
    healed(broken, name, ORDERS)


@pytest.mark.parametrize("name", CONSUMERS)
@pytest.mark.parametrize("away", [bad_deploy, killed, without_table])
def test_however_a_consumer_is_away_it_heals_without_a_hand(away: Away, name: str) -> None:
    healed(away, name, FEW)


@pytest.mark.reliability_long
@pytest.mark.parametrize("name", CONSUMERS)
@pytest.mark.parametrize("away", [bad_deploy, killed, without_table])
def test_however_a_consumer_is_away_for_ten_minutes_under_50_orders_it_heals(away: Away, name: str) -> None:
    healed(away, name, ORDERS)
