"""Promotions for members of a group of customers: who has them, who is asked about, and why others do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from orders.usecases.ports import Cart
from orders.usecases.pricing import GivenCode
from orders.usecases.shown import Amounts
from souk import clock
from souk.address.destination import Destination
from souk.errors import PriceChanged, Unavailable
from souk.events.rules.promotions import Promotions
from souk.money import Money
from tests.unit.orders.fakes import ADDRESS, GUEST, USER, World, shown
from tests.unit.orders.test_drafts import WISH, Desk
from tests.unit.orders.test_redeeming import FULL, OFF, SPRING, orders, promotion, quoted, shop

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA = USER.removeprefix("user:")
TRADE = promotion("trade", "automatic", conditions={"customer_groups": ["trade", "press"]})


@pytest.fixture(autouse=True)
def now() -> Any:
    with clock.freeze(NOW):
        yield


def of_members(*promotions: dict[str, Any], groups: tuple[str, ...] = ("trade",)) -> World:
    """A shop in which Ada is in these groups, and has a mug in her cart as a guest has."""
    world = shop(*(promotions or (TRADE,)), codes=())
    world.carts[USER] = Cart("hers", {"MUG": 1})
    world.shoppers.groups[ADA] = frozenset(groups)
    return world


def shown_with(off: int) -> Amounts:
    return Amounts(Money(FULL - off, "EUR"), promotions={"trade": Money(off, "EUR")} if off else {})


def test_who_is_in_one_of_the_groups_has_it_in_the_quote_and_pays_so() -> None:
    world = of_members(groups=("press", "family"))
    assert quoted(world, USER)[0] == FULL - OFF
    order = orders(world, owner=USER, amounts=shown_with(OFF))
    assert (order.total.amount, order.lines[0].reductions[0].promotion_id) == (FULL - OFF, "trade")
    assert world.shoppers.asked == [frozenset({"trade", "press"})] * 2  # the quote, and the one call of a checkout


@pytest.mark.parametrize("groups", [(), ("family",)])
def test_others_pay_what_everybody_does_and_hear_nothing_of_it(groups: tuple[str, ...]) -> None:
    world = of_members(groups=groups)
    quote = world.orders.quote(USER, shown(), Destination(ADDRESS.country), "standard")
    assert (quote.totals.total.amount, quote.missed) == (FULL, ())
    assert orders(world, FULL, owner=USER).total.amount == FULL


def test_guests_are_in_no_group_and_nobody_is_asked_about_them() -> None:
    world = of_members()
    assert quoted(world, GUEST)[0] == FULL
    orders(world, FULL)
    assert world.shoppers.asked == []


@pytest.mark.parametrize(
    "promotions",
    [
        (promotion("sale", "automatic"),),
        ({**TRADE, "until": "2026-02-01T00:00:00.000Z"},),
        ({**TRADE, "since": "2026-04-01T00:00:00.000Z"},),
        ({**TRADE, "trigger": "code"},),
    ],
    ids=["none", "over", "to come", "by a code nobody gave"],
)
def test_nobody_is_asked_while_no_promotion_does(promotions: tuple[dict[str, Any], ...]) -> None:
    world = of_members(*promotions)
    quoted(world, USER)
    assert world.shoppers.asked == []
    total = quoted(world, USER)[0]
    orders(world, total, owner=USER)
    assert world.shoppers.asked == [frozenset()]  # where to write to, as before


def test_who_has_left_the_group_since_hears_so_and_nothing_is_ordered() -> None:
    world = of_members()
    assert quoted(world, USER)[0] == FULL - OFF
    world.shoppers.groups[ADA] = frozenset()
    with pytest.raises(PriceChanged) as changed:
        orders(world, owner=USER, amounts=shown_with(OFF))
    detail = changed.value.detail
    assert detail["refused"] == [
        {
            "promotion_id": "trade",
            "reason": "not_member",
            "message": "This is for members of a group, and you are not in it.",
        }
    ]
    assert [(each["promotion_id"], each["now"]) for each in detail["promotions"]] == [("trade", None)]
    assert detail["total"]["amount"] == FULL
    assert not world.store.orders
    assert world.inventory.available("MUG") == 10
    confirmed = orders(world, FULL, owner=USER, key="again", amounts=shown_with(0))
    assert confirmed.total.amount == FULL


def test_who_has_come_in_since_is_shown_the_better_price_first() -> None:
    world = of_members(groups=())
    assert quoted(world, USER)[0] == FULL
    world.shoppers.groups[ADA] = frozenset({"trade"})
    with pytest.raises(PriceChanged) as changed:
        orders(world, FULL, owner=USER, amounts=shown_with(0))
    assert changed.value.detail["refused"] == []
    assert [each["promotion_id"] for each in changed.value.detail["promotions"]] == ["trade"]


def test_a_retry_of_what_is_ordered_asks_nobody_and_keeps_its_price() -> None:
    world = of_members()
    order = orders(world, owner=USER, amounts=shown_with(OFF))
    world.shoppers.groups[ADA] = frozenset()
    asked = len(world.shoppers.asked)
    again = orders(world, owner=USER, amounts=shown_with(OFF))
    assert (again.id, again.total) == (order.id, order.total)
    assert len(world.shoppers.asked) == asked
    assert len(world.store.orders) == 1


def test_a_code_of_a_group_says_that_it_is_for_members() -> None:
    coded = promotion(conditions={"customer_groups": ["trade"]})
    world = of_members(coded, groups=())
    world.carts[USER] = Cart("hers", {"MUG": 1}, codes=(SPRING,))
    world.carts[GUEST] = replace(world.carts[USER], id="theirs")
    refused = (FULL, (GivenCode("SPRING", "spring", False, "customer_group"),))
    assert (quoted(world, USER), quoted(world, GUEST)) == (refused, refused)
    quote = world.orders.quote(USER, shown(), Destination(ADDRESS.country), "standard")
    assert [each.promotion_id for each in quote.missed] == ["spring"]
    world.shoppers.groups[ADA] = frozenset({"trade"})
    assert quoted(world, USER) == (FULL - OFF, (GivenCode("SPRING", "spring", True, ""),))


def test_a_way_of_delivery_costs_a_member_what_the_quote_says() -> None:
    free = {**TRADE, "effect": {"kind": "shipping", "share": 10_000}}
    world = of_members(free)
    here = Destination(ADDRESS.country)
    ways = {way.id: way.price.amount for way in world.orders.options(USER, here)}
    quote = world.orders.quote(USER, shown(), here, "standard")
    assert ways == {rate.id: rate.price.amount for rate in quote.rates} | {}
    assert ways["standard"] == 0
    assert {way.id: way.price.amount for way in world.orders.options(GUEST, here)}["standard"] > 0


def test_who_cannot_be_asked_about_orders_nothing_and_may_try_again() -> None:
    world = of_members()
    world.shoppers.away = True
    for price in (lambda: quoted(world, USER), lambda: orders(world, owner=USER)):
        with pytest.raises(Unavailable):
            price()
    assert not world.store.orders
    world.shop.rules["promotions"] = Promotions.model_validate({"promotions": [promotion("sale", "automatic")]})
    assert quoted(world, USER)[0] == FULL - OFF  # a shop that asks nobody needs nobody


def test_what_staff_draft_for_a_member_has_it_too() -> None:
    desk = Desk()
    desk.world.shop.rules["promotions"] = Promotions.model_validate({"promotions": [TRADE]})
    for_ada = replace(WISH, email="", user_id=ADA)
    draft = desk.begin(for_ada)
    without = desk.drafts.read(draft.id).quote
    desk.world.shoppers.groups[ADA] = frozenset({"trade"})
    member = desk.drafts.read(draft.id).quote
    assert without is not None
    assert member is not None
    assert without.totals.total.amount - member.totals.total.amount == OFF
    with pytest.raises(PriceChanged):
        desk.order(draft, total=without.totals.total)
    assert desk.order(draft, total=member.totals.total).draft.order_id
