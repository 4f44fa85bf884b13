"""Somebody orders in a stranger's name, so that the shop's good name carries their words to the stranger."""

from __future__ import annotations

import pytest

from tests.reliability.abuse.conftest import letters_to, links_in_letters, order
from tests.support.world.shopper import Shopper
from tests.support.world.world import World

VICTIM = "victim@mailbox.example"


@pytest.mark.parametrize(
    "name",
    [
        "URGENT: your account is locked, visit http://evil.example/unlock <b>now</b>",
        "Confirm at www.evil.example",
        "Pay at evil-bank.com",
        "t.me/refunds",
        "Refund: evil．com",
    ],
)
def test_a_name_with_a_link_orders_nothing(world: World, name: str) -> None:
    refused = order(Shopper(world, "mallory"), "k", 1, email=VICTIM, name=name)
    world.settle()

    assert refused.status == 400
    assert [error["field"] for error in refused.json["errors"]] == ["shipping_address.name"]
    assert letters_to(world, VICTIM) == []


@pytest.mark.parametrize(
    "name", ["J.R. O'Neil", "Müller-Lüdenscheidt GmbH & Co. KG", "GmbH & Co.KG", "St.Pierre", "B.V."]
)
def test_real_names_order_as_before(world: World, name: str) -> None:
    assert order(Shopper(world, "ada"), "k", 1, name=name).status == 201


def test_what_was_stored_before_is_written_without_its_link(world: World) -> None:
    """The event of an order placed before names were looked at."""
    assert order(Shopper(world, "mallory"), "k", 1, email=VICTIM, line2="3.OG evil-bank.com/unlock").status == 201
    world.settle()
    assert letters_to(world, VICTIM)
    assert links_in_letters(world) == {"shop.example"}


def test_a_strangers_mailbox_gets_eight_letters_a_day_at_most(world: World) -> None:
    for number in range(15):
        order(Shopper(world, f"bot-{number}"), "k", 1, email=VICTIM)
    world.settle()
    assert len(letters_to(world, VICTIM)) == 8

    assert order(Shopper(world, "ada"), "k", 1).status == 201
    world.settle()
    assert len(letters_to(world, "ada@example.com")) == 1
