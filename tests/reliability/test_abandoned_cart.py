"""Who agrees is told what they left in their cart: once, of what can be had, and not once it was ordered."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Any

import pytest

from tests.reliability.test_back_in_stock import headers, letters, member_of, one_click, text, to
from tests.reliability.test_price_drop import rows
from tests.support.world.catalogue import reprice, stock_up
from tests.support.world.shopper import Member
from tests.support.world.steps import Crash, Plan, When
from tests.support.world.world import World, new_world

pytestmark = pytest.mark.usefixtures("shop")
WORDS = "2026-11"
JOB = ("CartConsumer", "retry")


@pytest.fixture
def world() -> World:
    world = new_world()
    stock_up(world, A=5, C=5, D=5)  # at 10.00, 12.50 and 15.00
    world.settle()
    return world


def agree(member: Member, *, given: bool = True) -> None:
    body = {"given": given, "version": WORDS, "source": "cart"}
    assert member.send("users", "PUT", "/me/consents/abandoned_cart", body=body).status == 200
    member.world.settle()


def told(world: World) -> list[dict[str, Any]]:
    return letters(world, "abandoned_cart")


def later(world: World, **time: float) -> None:
    world.settle()
    world.advance(timedelta(**time).total_seconds())
    world.run_job(*JOB)
    world.settle()


def take_out(member: Member, sku: str = "") -> None:
    path = f"/me/cart/lines/{sku}" if sku else "/me/cart"
    assert member.send("cart", "DELETE", path).status == 200


def sell_out(world: World, sku: str) -> None:
    body = {"kind": "adjustment", "quantity": -5, "reason": "broken"}
    path, key = f"/admin/stock/{sku}/movements", {"Idempotency-Key": f"out-{sku}"}
    assert world.staff("products", "POST", path, body=body, headers=key).status in (200, 201)


def test_a_member_is_told_once_at_the_prices_of_now_and_ends_it_with_one_click(world: World) -> None:
    member = member_of(world, "ada")
    member.add("A", 2)
    agree(member)
    member.add("C")
    member.add("D")
    reprice(world, A=900)
    sell_out(world, "D")
    later(world, hours=23)
    assert not told(world)
    later(world, hours=2)
    [letter] = told(world)
    assert to([letter]) == ["ada@example.com"]
    assert "18.00" in text(letter), "two at the price of now"
    assert "Bowl C" in text(letter)
    assert "Bowl D" not in text(letter), "it is sold out"
    assert "https://shop.example/cart" in text(letter)
    assert headers(letter)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    world.replay()
    later(world, days=3)
    take_out(member, "D")
    later(world, days=10)
    assert len(told(world)) == 1, "once for a cart, whatever becomes of it"
    take_out(member)
    member.add("A")
    later(world, hours=25)
    assert len(told(world)) == 2, "it was empty since"
    take_out(member)
    member.add("A")
    later(world, days=6)
    assert len(told(world)) == 2, "a week between two of them"
    later(world, days=2)
    assert len(told(world)) == 3

    ended = world.request("notifications", "POST", one_click(told(world)[0]), raw="List-Unsubscribe=One-Click")
    assert ended.status == 204
    take_out(member)
    member.add("C")
    later(world, days=10)
    assert len(told(world)) == 3
    assert not rows(world, "CartTable", "CART")[0].get("gsi1pk"), "nobody looks after it of who does not agree"


def test_of_who_does_not_agree_nothing_leaves_the_cart(world: World) -> None:
    ada, ben = member_of(world, "ada"), member_of(world, "ben")
    for member in (ada, ben):
        member.add("A")
    agree(ben)
    agree(ben, given=False)
    later(world, days=2)
    assert not told(world)
    assert not rows(world, "CartTable", "OUTBOX#")


def test_who_looks_at_the_cart_has_not_left_it(world: World) -> None:
    member = member_of(world, "ada")
    agree(member)
    member.add("A")
    version = member.look().json["version"]
    later(world, hours=20)
    assert member.look().json["version"] == version, "a checkout in another tab goes on"
    later(world, hours=20)
    assert not told(world)
    later(world, hours=5)
    assert len(told(world)) == 1


def test_nothing_is_said_of_what_was_ordered_or_cannot_be_had(world: World) -> None:
    ada, ben = member_of(world, "ada"), member_of(world, "ben")
    for member, sku in ((ada, "A"), (ben, "C")):
        agree(member)
        member.add(sku)
    world.settle()
    assert ada.check_out("k1", ada.quote().json["total"]).status == 201
    sell_out(world, "C")
    later(world, hours=30)
    assert not told(world)
    assert len(rows(world, "CartTable", "CART")) == 2


def test_what_was_ordered_before_the_letter_goes_out_is_told_to_nobody(world: World) -> None:
    """The mail service does not answer when the cart is found to be left, and then the order comes."""
    member = member_of(world, "ada")
    agree(member)
    member.add("A")
    world.settle()
    world.post_down = True
    later(world, hours=25)
    assert world.set_aside, "it is tried again for days"
    assert member.check_out("k1", member.quote().json["total"]).status == 201
    world.post_down = False
    world.settle()
    for _ in range(3):
        world.advance(3600)
        world.run_jobs()
        world.settle()
    assert not told(world)


@pytest.mark.parametrize("step", [1, 2, 4, 6, 8, 10])
def test_whoever_dies_on_the_way_neither_forgets_anybody_nor_tells_twice(step: int) -> None:
    world = new_world()
    stock_up(world, A=5)
    members = [member_of(world, name) for name in ("ada", "ben")]
    for member in members:
        agree(member)
        member.add("A")
    world.settle()
    world.advance(timedelta(hours=25).total_seconds())
    with world.steps.counting(Plan(step, When.AFTER)), contextlib.suppress(Crash):
        world.run_job(*JOB)
        world.settle()
    world.renew()
    for _ in range(4):
        world.advance(600)
        world.run_jobs()
        world.settle()
    assert sorted(to(told(world))) == ["ada@example.com", "ben@example.com"]
