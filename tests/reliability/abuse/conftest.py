"""A shop with an attacker in it, who has as many carts and e-mail addresses as they like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from souk import clock
from tests.reliability.abuse.accounts import People, parts, people
from tests.reliability.abuse.moments import NOW
from tests.support.dynamo import table
from tests.support.http import Response
from tests.support.world.catalogue import stock_up
from tests.support.world.shopper import Shopper
from tests.support.world.world import World, new_world
from users import compose


@pytest.fixture
def world(shop: None) -> World:
    world = new_world()
    stock_up(world, A=49, B=5)
    world.settle()
    return world


@pytest.fixture(scope="module")
def counters() -> Iterator[None]:
    """The table of the accounts' counters, in moto."""
    with table("users", service="users"):
        yield


@pytest.fixture
def directory(counters: None) -> Iterator[People]:
    """A user pool in which Ann has an account."""
    pool = people()
    with compose.services.swap(lambda: parts(pool)), clock.freeze(NOW):
        yield pool


def order(
    shopper: Shopper, key: str, quantity: int = 1, method: str = "stripe", email: str = "", **address: Any
) -> Response:
    """Everything a shopper does to order some A; `email` and `address` where they are not the shopper's own."""
    shopper.add("A", quantity)
    total = shopper.quote().json["total"]
    body = {
        **shopper.seen,
        "email": email or f"{shopper.name}@example.com",
        "shipping_address": {**HOME, **address},
        "shipping_method": "standard",
        "payment_method": method,
        "expected_total": total,
    }
    return shopper.send("orders", "POST", "/checkout", body=body, headers={"Idempotency-Key": key})


HOME = {"name": "Ada Lovelace", "line1": "1 Main St", "city": "Berlin", "postal_code": "10115", "country": "DE"}


def letters_to(world: World, email: str) -> list[str]:
    """The subjects of the letters that went to an address."""
    sent = [mail for mail in world.mails if mail["Destination"]["ToAddresses"] == [email]]
    return [mail["Content"]["Simple"]["Subject"]["Data"] for mail in sent]


def links_in_letters(world: World) -> set[str]:
    """The hosts that the text parts of all letters name, as a mail program would link them."""
    texts = [mail["Content"]["Simple"]["Body"]["Text"]["Data"] for mail in world.mails]
    return {host for text in texts for host in re.findall(r"https?://([^/\s]+)", text)}
