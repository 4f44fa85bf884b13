"""Orders while broker, MiniStack, bridge and workers are stopped, killed and started under them: all complete, once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.reliability.disturbed.customers import Crowd
from tests.reliability.disturbed.disturber import Disturber, plan
from tests.reliability.disturbed.outcome import Outcome
from tests.reliability.seeds import REPEAT, SEED
from tests.support.cloud import TestCloud

pytestmark = pytest.mark.cloud
AT_ONCE = 4


def play(cloud: TestCloud, orders: int, blows: int, limit_seconds: float, every_letter: bool) -> None:
    """So many orders with so many blows between them; then everything settles, and is as it must be."""
    crowd = Crowd(cloud, SEED, orders, AT_ONCE)
    disturber = Disturber(cloud, SEED, plan(SEED, blows), orders // (blows + 1), lambda: len(crowd.bought))
    with closing(cloud.staff()) as operator:
        crowd.open(operator)
    began = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        disturbing = pool.submit(disturber.run)
        crowd.buy()
        bought_after = time.monotonic() - began
        disturbing.result()
    outcome = Outcome(cloud, crowd, limit_seconds, disturber.letters_in_danger, every_letter)
    with closing(cloud.staff()) as operator:
        problems = outcome.look(operator)
    print(
        f"\n{REPEAT}: {len(crowd.bought)} orders in {bought_after:.0f} s, asked again {crowd.asked_again} times; "
        f"settled {outcome.settled_after:.0f} s later, {outcome.letters_twice} letters twice\n"
        + "\n".join(f"  {number} {what}" for what, number in sorted(disturber.dealt.items()))
    )
    assert problems == [], REPEAT


def test_some_orders_complete_while_parts_are_stopped_and_started(cloud: TestCloud) -> None:
    play(cloud, orders=24, blows=4, limit_seconds=600, every_letter=False)


@pytest.mark.reliability_long
def test_500_orders_complete_while_parts_are_stopped_and_started(cloud: TestCloud) -> None:
    play(cloud, orders=500, blows=40, limit_seconds=1800, every_letter=True)
