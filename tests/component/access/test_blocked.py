"""Who is blocked orders nothing with the token they still hold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import users.compose
from tests.component.access.accounts import with_pool
from tests.support.world.catalogue import stock_up
from tests.support.world.shopper import Member
from tests.support.world.world import World, installed, new_world


@pytest.fixture
def world() -> Iterator[World]:
    with installed(), users.compose.services.swap(with_pool):
        made = new_world()
        stock_up(made, A=1)
        made.settle()
        yield made


def test_a_token_that_outlives_the_block_places_no_order(world: World) -> None:
    ada = Member(world, "ada")
    ada.add("A")
    total = ada.quote().json["total"]
    decide(world, ada, "block")
    refused = ada.check_out("a key", total)
    assert (refused.status, refused.json["code"]) == (403, "account_blocked")
    decide(world, ada, "unblock")
    assert ada.check_out("another key", total).status == 201, "nothing was kept of the stock meanwhile"


def decide(world: World, who: Member, what: str) -> None:
    with world.inside("UsersApi"):
        standing, profile = users.compose.services().standing, users.compose.services().profiles.get(who.user)
        assert profile
        (standing.block if what == "block" else standing.unblock)(who.user, profile.version, "fraud")
