"""Promotions on an order: what is taken off, and what of it goes with units that go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.adapters.codec import details_from_json, details_to_json
from orders.domain.order import without
from orders.domain.totals import LineReduction, OrderLine, by_promotion, discount
from orders.usecases.pricing import Quote
from orders.usecases.shown import Amounts
from souk import clock
from souk.address.destination import Destination
from souk.errors import PriceChanged
from souk.events import data_of
from souk.events.orders import OrderPlaced
from souk.events.rules.promotions import Promotions
from souk.money import Money
from souk.pricing.promotions.priced import Missed
from souk.pricing.promotions.spreading import spread
from souk.shop.promotions import KIND
from tests.unit.orders.fakes import GUEST, MUG, World, shown, wanted

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TENTH = {"kind": "percentage", "share": 1000}


@pytest.fixture
def world() -> Iterator[World]:
    with clock.freeze(NOW):
        yield World()


def have(world: World, *promotions: dict[str, Any], version: int = 1) -> None:
    named = [{"id": f"p{number}", "name": f"P{number}"} | each for number, each in enumerate(promotions)]
    world.shop.rules[KIND] = Promotions.model_validate({"promotions": named}, extra="forbid")
    world.shop.versions[KIND] = version


def quote(world: World, country: str = "DE") -> Quote:
    return world.orders.quote(GUEST, shown(), Destination(country), "standard")


@st.composite
def reduced_lines(draw: st.DrawFn) -> OrderLine:
    price, units = draw(st.integers(0, 10_000)), draw(st.integers(1, 20))
    off = draw(st.integers(0, price * units))
    parts = [*spread(off, [draw(st.integers(0, off)) or 1, draw(st.integers(0, off)), draw(st.integers(0, off))])]
    parts[0] += off - sum(parts)
    reductions = tuple(LineReduction(f"p{n}", f"P{n}", Money(part, "EUR")) for n, part in enumerate(parts) if part)
    return OrderLine("A", units, "p", "A", Money(price, "EUR"), reductions=reductions)


@given(reduced_lines(), st.data())
def test_units_take_their_share_along_in_whatever_portions_they_go(line: OrderLine, data: st.DataObject) -> None:
    left: tuple[OrderLine, ...] = (line,)
    back = 0
    while left:
        units = data.draw(st.integers(1, left[0].quantity))
        after = without(left, {"A": units})
        worth = left[0].total.amount - (after[0].total.amount if after else 0)
        assert 0 <= worth <= line.unit_price.amount * units
        assert not after or all(part.amount.amount > 0 for part in after[0].reductions)
        left, back = after, back + worth
    assert back == line.total.amount


@given(reduced_lines(), st.data())
def test_it_means_nothing_whether_units_go_together_or_one_by_one(line: OrderLine, data: st.DataObject) -> None:
    units = data.draw(st.integers(0, line.quantity))
    one_by_one = line
    for _ in range(units):
        one_by_one = one_by_one.less(1)
    assert one_by_one.total == line.less(units).total


@given(reduced_lines(), st.integers(0, 10_000))
def test_at_a_lower_price_no_more_is_taken_off_than_it_costs(line: OrderLine, price: int) -> None:
    after = line.at(Money(price, "EUR"))
    assert after.total.amount >= 0
    assert after.reduction <= line.reduction
    assert after.reduction.amount == min(line.reduction.amount, price * line.quantity)


def test_a_quote_says_what_is_taken_off_and_why(world: World) -> None:
    have(
        world,
        {"effect": TENTH},
        {"effect": {"kind": "shipping", "share": 5000}},
        {"effect": TENTH, "conditions": {"minimum": {"quantity": 3}}},
    )
    quoted = quote(world)
    (line,) = quoted.lines
    assert (line.unit_price, line.reduction, line.total) == (MUG.unit_price, Money(200, "EUR"), Money(1799, "EUR"))
    assert (quoted.totals.subtotal, quoted.totals.shipping) == (Money(1799, "EUR"), Money(245, "EUR"))
    assert quoted.totals.shipping_reduction == Money(245, "EUR")
    assert quoted.totals.total == Money(1799 + 245, "EUR")
    assert [(each.name, each.amount.amount) for each in by_promotion(quoted.lines, quoted.totals)] == [
        ("P0", 200),
        ("P1", 245),
    ]
    assert [(each.name, each.why, each.missing) for each in quoted.missed] == [("P2", Missed.MINIMUM_QUANTITY, 2)]


def test_free_delivery_from_a_sum_is_from_what_is_paid(world: World) -> None:
    """The shop's table sends for nothing from 50.00 on: three mugs are 59.97, and 47.98 with a fifth off."""
    world.carts.change(GUEST, MUG=3)
    seen = shown(replace(MUG, quantity=3), version=1)
    assert world.orders.quote(GUEST, seen, Destination("DE"), "standard").totals.shipping.amount == 0
    have(world, {"effect": {"kind": "percentage", "share": 2000}})
    assert world.orders.quote(GUEST, seen, Destination("DE"), "standard").totals.shipping.amount == 490


def test_a_promotion_for_a_country_is_for_what_is_sent_there(world: World) -> None:
    have(world, {"effect": TENTH, "conditions": {"countries": ["AT"]}})
    assert discount(quote(world, "AT").lines, "EUR") == Money(200, "EUR")
    assert discount(quote(world, "DE").lines, "EUR") == Money(0, "EUR")


def test_an_order_keeps_what_it_was_priced_with(world: World) -> None:
    have(world, {"effect": TENTH}, {"effect": {"kind": "shipping", "share": 5000}}, version=7)
    total = quote(world).totals.total
    order = world.orders.check_out(wanted(amounts=Amounts(total)), "key").order
    assert order.total == total
    assert order.details.promotions_version == 7
    assert details_from_json(order.id, details_to_json(order.details)) == order.details
    placed = data_of(world.store.published[0], OrderPlaced)
    assert [(each.name, each.amount.amount) for each in placed.lines[0].reductions] == [("P0", 200)]
    assert [(each.name, each.amount.amount) for each in placed.shipping_reductions] == [("P1", 245)]
    have(world)
    again = world.orders.check_out(wanted(amounts=Amounts(total)), "key").order
    assert again.total == total


def test_each_line_of_a_payment_is_what_is_paid_for_it(world: World) -> None:
    have(world, {"effect": TENTH})
    world.orders.check_out(wanted(amounts=Amounts(quote(world).totals.total)), "key")
    ((_, lines),) = world.payments.lines.items()
    assert [line.amount.amount for line in lines] == [1799]


def test_a_promotion_that_ends_before_the_checkout_is_a_changed_price_and_named(world: World) -> None:
    have(world, {"effect": TENTH, "until": "2026-03-01T12:05:00.000Z"})
    quoted = quote(world)
    amounts = Amounts(quoted.totals.total, promotions={"p0": Money(200, "EUR")})
    with clock.freeze(datetime(2026, 3, 1, 12, 5, tzinfo=UTC)), pytest.raises(PriceChanged) as refused:
        world.orders.check_out(wanted(amounts=amounts), "key")
    assert refused.value.detail["promotions"] == [
        {"promotion_id": "p0", "name": "", "shown": {"amount": 200, "currency": "EUR"}, "now": None}
    ]
    assert len(world.store) == 0


def test_a_promotion_that_begins_before_the_checkout_is_a_changed_price_and_named(world: World) -> None:
    have(world, {"effect": TENTH, "since": "2026-03-01T12:05:00.000Z"})
    amounts = Amounts(quote(world).totals.total, promotions={})
    with clock.freeze(datetime(2026, 3, 1, 12, 5, tzinfo=UTC)), pytest.raises(PriceChanged) as refused:
        world.orders.check_out(wanted(amounts=amounts), "key")
    assert [(each["name"], each["shown"], each["now"]["amount"]) for each in refused.value.detail["promotions"]] == [
        ("P0", None, 200)
    ]
