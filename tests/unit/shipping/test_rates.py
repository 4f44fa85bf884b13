"""Which offer of a carrier the shop takes by itself."""

from __future__ import annotations

import pytest

from shipping.domain.rates import Rate, cheapest, meets, named
from souk.money import Money

SLOW = Rate("A Slow", Money(400, "EUR"), 6)
UNSAID = Rate("A Unsaid", Money(300, "EUR"))
FAST = Rate("B Fast", Money(900, "EUR"), 2)
FASTER = Rate("B Faster", Money(900, "EUR"), 1)


@pytest.mark.parametrize(
    ("service", "expected"), [("standard", UNSAID), ("a method of the shop's own", UNSAID), ("express", FASTER)]
)
def test_the_cheapest_that_is_fast_enough_is_taken(service: str, expected: Rate) -> None:
    assert cheapest([SLOW, FAST, UNSAID, FASTER], service) == expected


def test_nothing_is_taken_when_none_is_fast_enough_or_prices_cannot_be_compared() -> None:
    assert cheapest([], "standard") is None
    assert cheapest([SLOW, UNSAID], "express") is None
    assert cheapest([SLOW, Rate("C", Money(100, "USD"), 1)], "standard") is None
    assert cheapest([SLOW, Rate("C", Money(100, "USD"), 1)], "express") is not None


def test_an_offer_that_does_not_say_how_long_it_takes_is_not_express() -> None:
    assert not meets(UNSAID, "express")


def test_of_one_name_the_cheaper_is_meant() -> None:
    cheaper = Rate(SLOW.name, Money(300, "EUR"), 6)
    assert named([SLOW, cheaper], SLOW.name) == cheaper
    assert named([SLOW], "other") is None
