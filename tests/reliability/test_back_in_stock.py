"""Who asked is told that something is back in stock: from the click to the letter, and to the click that ends it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from notifications.domain.reader import LetterTopic
from tests.support.http import Response
from tests.support.world.catalogue import stock_up
from tests.support.world.shopper import Member, Shopper
from tests.support.world.steps import Plan, When
from tests.support.world.world import World, new_world

pytestmark = pytest.mark.usefixtures("shop")
WORDS = "2026-11"
JOB = ("NotificationsConsumer", "retry")


@pytest.fixture
def world() -> World:
    world = new_world()
    stock_up(world, A=0, C=5)
    world.settle()
    return world


def member_of(world: World, name: str) -> Member:
    return Member(world, name, user=f"{name}-0000")


def letters(world: World, kind: str = "back_in_stock") -> list[dict[str, Any]]:
    world.settle()
    return [mail for mail in world.mails if {"Name": "kind", "Value": kind} in mail["EmailTags"]]


def to(mails: list[dict[str, Any]]) -> list[str]:
    return [mail["Destination"]["ToAddresses"][0] for mail in mails]


def text(mail: dict[str, Any]) -> str:
    return str(mail["Content"]["Simple"]["Body"]["Text"]["Data"])


def headers(mail: dict[str, Any]) -> dict[str, str]:
    return {header["Name"]: header["Value"] for header in mail["Content"]["Simple"]["Headers"]}


def agree(member: Member, *, given: bool = True) -> None:
    body = {"given": given, "version": WORDS, "source": "product"}
    assert member.send("users", "PUT", "/me/consents/back_in_stock", body=body).status == 200


def wish(member: Member, sku: str = "A") -> Response:
    return member.send("notifications", "POST", "/me/stock-wishes", body={"sku": sku, "locale": "de"})


def wish_as_guest(world: World, name: str) -> str:
    """Asks, and answers the token of the letter that asks back."""
    body = {"sku": "A", "email": f"{name}@example.com", "version": WORDS, "locale": "fr"}
    assert Shopper(world, name).send("notifications", "POST", "/stock-wishes", body=body).status == 202
    mail = letters(world, "wish_asked")[-1]
    assert to([mail]) == [f"{name}@example.com"]
    return re.search(r"/letters#wish=([\w-]+)", text(mail))[1]  # type: ignore[index]


def confirm(world: World, token: str) -> Response:
    return world.request("notifications", "POST", "/stock-wishes/confirm", body={"token": token})


def book(world: World, quantity: int, kind: str = "receipt") -> None:
    """Staff book it; nobody has heard of it yet."""
    body = {"kind": kind, "quantity": quantity, "reason": kind}
    answer = world.staff("products", "POST", "/admin/stock/A/movements", body=body, headers={"Idempotency-Key": kind})
    assert answer.status in (200, 201), answer.body


def come_in(world: World, quantity: int) -> None:
    book(world, quantity)
    world.settle()


def one_click(mail: dict[str, Any]) -> str:
    """The path that a mail program posts to."""
    return re.fullmatch(r"<https?://[^/]+/api(/letters/[^>]+)>", headers(mail)["List-Unsubscribe"])[1]  # type: ignore[index]


def consent(member: Member) -> tuple[bool, str]:
    """Whether it holds, and where it was decided last."""
    items = member.send("users", "GET", "/me/consents").json["items"]
    found = next(item for item in items if item["kind"] == "back_in_stock")
    return found["given"], found["decisions"][0]["source"]


def test_a_member_and_a_guest_are_told_once_and_end_it_with_one_click(world: World) -> None:
    member = member_of(world, "ada")
    agree(member)
    assert wish(member).status == wish(member).status == 202
    token = wish_as_guest(world, "ben")
    assert (confirm(world, token).status, confirm(world, token).status) == (200, 404)
    come_in(world, 9)
    told = letters(world)
    assert to(told) == ["ada@example.com", "ben@example.com"]
    assert ["wieder vorrätig" in text(told[0]), "de nouveau en stock" in text(told[1])] == [True, True]
    assert all(headers(mail)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" for mail in told)
    world.run_jobs()
    world.replay()
    assert len(letters(world)) == 2, "once for a wish, whatever comes again"

    click = one_click(told[0])
    assert "ada" not in click
    opened = world.request("notifications", "GET", click)
    assert (opened.status, opened.headers["Location"].partition("#token=")[2]) == (303, click.rpartition("/")[2])
    world.settle()
    assert consent(member) == (True, "product"), "opening the link ends nothing"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(2):
        ended = world.request("notifications", "POST", click, raw="List-Unsubscribe=One-Click", headers=form)
        assert (ended.status, ended.body) == (204, "")
    world.settle()
    assert consent(member) == (False, "letter")
    assert world.request("notifications", "POST", f"{click}x").status == 404
    choices = world.request("notifications", "GET", f"{one_click(told[1])}/choices").json
    topics = [{"topic": topic, "given": topic == "back_in_stock"} for topic in LetterTopic]
    assert choices == {"to": "", "topics": topics, "wishes": []}


def test_no_more_are_told_than_units_came_in_and_the_others_a_day_later(world: World) -> None:
    members = [member_of(world, name) for name in ("ada", "ben", "cy", "dee", "eve")]
    for member in members:
        agree(member)
        wish(member)
        world.advance(1)
    world.settle()
    come_in(world, 2)
    assert to(letters(world)) == ["ada@example.com", "ben@example.com"], "who asked first"
    world.run_job(*JOB)
    assert len(letters(world)) == 2
    agree(members[2], given=False)
    world.settle()
    world.advance(timedelta(days=1, minutes=1).total_seconds())
    world.run_job(*JOB)
    assert to(letters(world))[2:] == ["dee@example.com", "eve@example.com"], "who withdrew is passed over"
    world.advance(timedelta(days=2).total_seconds())
    world.run_job(*JOB)
    assert len(letters(world)) == 4
    assert not [row for row in world.tables.rows("NotificationsTable") if row["pk"]["S"].startswith("WAVE#")]


def test_nobody_is_sent_to_an_empty_shelf_nor_told_who_did_not_agree(world: World) -> None:
    assert wish(member_of(world, "ada"), "C").status == 409, "it is in stock"
    assert wish(member_of(world, "ada"), "NONE").status == 404
    member, other = member_of(world, "ada"), member_of(world, "ben")
    agree(member)
    assert wish(member).status == wish(other).status == 202
    unproved = wish_as_guest(world, "cy")
    come_in(world, 1)
    assert to(letters(world)) == ["ada@example.com"]
    agree(other)
    book(world, -1, "adjustment")
    world.settle()
    world.advance(timedelta(days=1, minutes=1).total_seconds())
    world.run_job(*JOB)
    assert len(letters(world)) == 1
    world.advance(timedelta(days=1, minutes=1).total_seconds())
    assert confirm(world, unproved).status == 404, "two days are over"


def test_letters_that_the_post_does_not_take_are_sent_when_it_does(world: World) -> None:
    member = member_of(world, "ada")
    agree(member)
    wish(member)
    world.settle()
    world.post_down = True
    book(world, 3)
    for table in world.pending():
        world.relay(table)
    for lane in world.waiting():
        world.deliver(lane)
    world.post_down = False
    world.settle()
    world.advance(900)
    world.run_jobs()
    assert to(letters(world)) == ["ada@example.com"]


@pytest.mark.parametrize("step", [2, 7, 11, 16, 21])
def test_whoever_dies_on_the_way_keeps_nobody_from_being_told(step: int) -> None:
    world = new_world()
    stock_up(world, A=0)
    members = [member_of(world, name) for name in ("ada", "ben")]
    for member in members:
        agree(member)
        wish(member)
        world.advance(1)
    world.settle()
    book(world, 1)
    with world.steps.counting(Plan(step, When.AFTER)):
        world.settle()
    for _ in range(4):
        world.advance(timedelta(days=1, minutes=1).total_seconds())
        world.run_jobs()
        world.settle()
    assert {*to(letters(world))} == {"ada@example.com", "ben@example.com"}
    assert not [row for row in world.tables.rows("NotificationsTable") if row["pk"]["S"].startswith("WAVE#")]
