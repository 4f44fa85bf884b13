"""Who agrees hears that something on their wishlist costs less: once, collected, and of what can be had."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Any

import pytest

from tests.reliability.test_back_in_stock import headers, letters, member_of, one_click, text, to
from tests.support.world.catalogue import reprice, stock_up
from tests.support.world.shopper import Member
from tests.support.world.steps import Crash, Plan, When
from tests.support.world.world import World, new_world

pytestmark = pytest.mark.usefixtures("shop")
WORDS = "2026-11"
JOB = ("NotificationsConsumer", "retry")


@pytest.fixture
def world() -> World:
    world = new_world()
    stock_up(world, A=5, C=5, D=0)  # at 10.00, 12.50 and 15.00
    world.settle()
    return world


def agree(member: Member, *, given: bool = True) -> None:
    body = {"given": given, "version": WORDS, "source": "wishlist"}
    assert member.send("users", "PUT", "/me/consents/price_drop", body=body).status == 200
    member.world.settle()


def wish(member: Member, *skus: str) -> None:
    for sku in skus:
        assert member.send("cart", "POST", "/me/wishlist/items", body={"sku": sku}).status == 200
    member.world.settle()


def unwish(member: Member, sku: str) -> None:
    assert member.send("cart", "DELETE", f"/me/wishlist/items/{sku}").status == 200
    member.world.settle()


def told(world: World) -> list[dict[str, Any]]:
    return letters(world, "price_drop")


def later(world: World, **time: float) -> None:
    """The timer comes twice: for whose lists are to be looked at, and to look at those."""
    world.settle()
    world.run_job(*JOB)
    world.advance(timedelta(**time).total_seconds() + 1)
    world.run_job(*JOB)


def rows(world: World, table: str, what: str) -> list[dict[str, Any]]:
    return [row for row in world.tables.rows(table) if row["sk"]["S"].startswith(what)]


def test_a_member_is_told_once_of_all_that_fell_and_ends_it_with_one_click(world: World) -> None:
    member = member_of(world, "ada")
    wish(member, "A")
    agree(member)
    wish(member, "C", "D")
    reprice(world, A=900)
    reprice(world, C=1200, D=1000)
    later(world, minutes=30)
    assert not told(world), "what falls within an hour is told together"
    later(world, hours=1)
    [letter] = told(world)
    assert to([letter]) == ["ada@example.com"]
    assert "Bowl A" in text(letter)
    assert "9.00" in text(letter)
    assert "Bowl C" not in text(letter), "4 % is not worth a letter"
    assert "Bowl D" not in text(letter), "it is sold out"
    assert headers(letter)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    world.replay()
    reprice(world, A=1000)
    later(world, days=1)
    reprice(world, A=900)
    later(world, days=2)
    assert len(told(world)) == 1, "once for each price"
    reprice(world, A=800, C=1000)
    later(world, hours=1)
    assert len(told(world)) == 2, "the next day"
    assert "Bowl A" in text(told(world)[1])
    assert "Bowl C" in text(told(world)[1])
    reprice(world, A=700)
    later(world, hours=2)
    assert len(told(world)) == 2, "one a day"
    unwish(member, "A")
    later(world, days=1)
    assert len(told(world)) == 2, "it is on the list no more"

    ended = world.request("notifications", "POST", one_click(told(world)[0]), raw="List-Unsubscribe=One-Click")
    assert ended.status == 204
    reprice(world, C=500)
    later(world, days=1)
    assert len(told(world)) == 2
    assert not rows(world, "NotificationsTable", "PRICE#"), "nothing of the list is kept of who does not agree"


def test_of_who_does_not_agree_nothing_leaves_the_cart(world: World) -> None:
    ada, ben = member_of(world, "ada"), member_of(world, "ben")
    wish(ada, "A")
    wish(ben, "A")
    agree(ben)
    agree(ben, given=False)
    reprice(world, A=500)
    later(world, days=1)
    assert not told(world)
    assert not rows(world, "NotificationsTable", "PRICE#")
    assert {row["pk"]["S"] for row in rows(world, "CartTable", "OUTBOX#")} == {"user:ben-0000"}


def test_what_moves_between_cart_and_list_is_watched(world: World) -> None:
    member = member_of(world, "ada")
    agree(member)
    wish(member, "A", "C")
    assert member.send("cart", "POST", "/me/wishlist/items/C/move-to-cart", body={}).status == 200
    assert member.send("cart", "POST", "/me/cart/lines/C/move-to-wishlist").status == 200
    world.settle()
    reprice(world, A=500, C=500)
    later(world, hours=1)
    [letter] = told(world)
    assert "Bowl A" in text(letter)
    assert "Bowl C" in text(letter)


def test_it_waits_while_the_post_is_down(world: World) -> None:
    member = member_of(world, "ada")
    agree(member)
    wish(member, "A")
    reprice(world, A=500)
    world.post_down = True
    later(world, hours=1)
    world.post_down = False
    assert not told(world)
    reprice(world, A=1000)
    world.settle()
    later(world, hours=1)
    assert not told(world), "it has become dearer since"
    reprice(world, A=400)
    later(world, days=2)
    assert "4.00" in text(told(world)[0])


@pytest.mark.parametrize("step", [9, 18, 26, 34])
def test_whoever_dies_on_the_way_neither_forgets_anybody_nor_tells_twice(step: int) -> None:
    world = new_world()
    stock_up(world, A=5)
    members = [member_of(world, name) for name in ("ada", "ben")]
    for member in members:
        agree(member)
        wish(member, "A")
    reprice(world, A=500)
    with world.steps.counting(Plan(step, When.AFTER)), contextlib.suppress(Crash):
        later(world, hours=1)
    world.renew()
    for _ in range(4):
        world.advance(timedelta(days=1, minutes=1).total_seconds())
        world.run_jobs()
        world.settle()
    assert sorted(to(told(world))) == ["ada@example.com", "ben@example.com"]
    assert not rows(world, "NotificationsTable", "FALL")
