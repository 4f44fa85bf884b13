"""Two shoppers and a code that one order can have, through the whole shop."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reliability.scenarios import prepare
from tests.support.http import Response
from tests.support.world.promotions import CODE, have_a_code
from tests.support.world.proof import findings
from tests.support.world.shopper import NoAnswer, Shopper
from tests.support.world.world import World, new_world

pytestmark = pytest.mark.usefixtures("shop")


def test_the_faster_of_two_has_the_last_use_and_the_other_orders_without() -> None:
    """Two have the code in their carts and see its price; the faster one has it, and the other one orders without."""
    world = new_world()
    prepare(world)
    have_a_code(world)
    shopper = Shopper(world, "ada")
    faster = Shopper(world, "eve", code=CODE)
    shopper.code = CODE
    totals = []
    for each in (shopper, faster):
        each.add("A", 2)
        totals.append(_quoted(each))
    if faster.check_out("hers", totals[1]).status != 201:
        raise NoAnswer("the faster one has no order")
    refused = shopper.check_out("key-1", totals[0])
    if refused.status != 201:
        _has_changed(refused)
        shopper.check_out("key-2", _quoted(shopper))
    world.settle()
    _all_pay(world, faster, shopper)
    world.recover()
    assert not findings(world)
    assert len(faster.orders) == len(shopper.orders) == 1
    assert faster.orders[0].total < shopper.orders[0].total


def test_a_use_that_is_given_back_is_another_ones() -> None:
    """Who has it calls the order off; then another one has it."""
    world = new_world()
    prepare(world)
    have_a_code(world)
    shopper = Shopper(world, "ada")
    faster = Shopper(world, "eve", code=CODE)
    faster.add("A", 2)
    if faster.check_out("hers", _quoted(faster)).status != 201:
        raise NoAnswer("the faster one has no order")
    shopper.add("A", 1)
    if shopper.gives(CODE).status == 200:
        raise AssertionError("a code that is used up was taken")
    faster.cancel(faster.orders[0], "cancel")
    world.settle()
    shopper.gives(CODE)
    if shopper.check_out("key-1", _quoted(shopper)).status != 201:
        raise NoAnswer("no order")
    world.settle()
    _all_pay(world, shopper)
    world.recover()
    assert not findings(world)
    assert len(shopper.orders) == 1


def _quoted(shopper: Shopper) -> dict[str, Any]:
    quote = shopper.quote()
    if quote.status != 200:
        raise NoAnswer("the cart is empty")
    total: dict[str, Any] = quote.json["total"]
    return total


def _has_changed(answer: Response) -> None:
    if answer.json["code"] != "price_changed" or not answer.json["refused"]:
        raise AssertionError(f"refused for another reason: {answer.body}")


def _all_pay(world: World, *shoppers: Shopper) -> None:
    for each in shoppers:
        for placed in each.orders:
            world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()
