"""When something on a wishlist costs less."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from notifications.domain.watch import ForSale, WatchedItem
from notifications.domain.wish import WantedVariant
from notifications.doors import consumers
from notifications.usecases.watching.price_drops import PriceDrops
from souk.errors import Unavailable
from souk.money import Money

MUG = WantedVariant("MUG", "p1", "mug", "Mug", "")


def test_what_was_free_already_costs_no_less() -> None:
    def costs_less(before: int, now: int) -> bool:
        sold = ForSale(MUG, Money(now, "EUR"), sold_out=False)
        return sold.is_below(WatchedItem("MUG", "p1", Money(before, "EUR")), 5)

    assert not costs_less(0, 0), "a letter a day about it"
    assert costs_less(100, 0)
    assert costs_less(100, 95)
    assert not costs_less(100, 96)


def test_a_fall_that_cannot_go_on_holds_up_neither_other_falls_nor_letters() -> None:
    asked: list[str] = []

    def find(product_id: str) -> None:
        asked.append(product_id)
        if product_id == "p1":
            raise Unavailable("too many at once")

    falls: Any = SimpleNamespace(due=lambda *_: ["p1", "p2"], find=find)
    watches: Any = SimpleNamespace(due=lambda *_: ["r1"], find=asked.append)
    nobody: Any = None
    drops = PriceDrops(watches, falls, nobody, nobody, nobody, nobody, 5)
    assert drops.run(lambda: True) == 3
    assert asked == ["p1", "p2", "r1"]


def test_all_that_is_due_is_looked_at_as_far_as_the_time_goes() -> None:
    asked: list[str] = []
    falls: Any = SimpleNamespace(due=lambda *_: [])
    watches: Any = SimpleNamespace(due=lambda *_: (f"r{number}" for number in range(1000)), find=asked.append)
    nobody: Any = None
    drops = PriceDrops(watches, falls, nobody, nobody, nobody, nobody, 5)
    assert drops.run(lambda: True) == len(asked) == 1000
    assert drops.run(lambda: len(asked) < 1300) == 300


def test_the_time_of_a_turn_is_shared_by_the_kinds_of_letters() -> None:
    left = [320_000]

    def works_on(has_time: Callable[[], bool]) -> int:
        turns = 0
        while has_time():
            left[0] -= 10_000
            turns += 1
        return turns

    kinds = ("waves", "wishlists", "reviews")
    assert consumers.in_turn(lambda: left[0], dict.fromkeys(kinds, works_on)) == dict.fromkeys(kinds, 10)
