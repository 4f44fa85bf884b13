"""An example cart by promotions that are being written: the same price as they would make once they are published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orders.compose import Services, services
from orders.domain.codes.code import PromotionCode
from orders.doors.api import api
from orders.usecases.pricing import Quote
from orders.usecases.trying.promotions import ExampleCart
from souk import clock
from souk.address.destination import Destination
from souk.errors import InvalidInput, OutOfStock
from souk.events.rules.promotions import Promotions
from souk.pricing.promotions.priced import Missed
from souk.shop.promotions import KIND
from tests.support.http import Response, call
from tests.unit.orders.fakes import GUEST, World, shown

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TENTH = {"id": "tenth", "name": "A tenth", "effect": {"kind": "percentage", "share": 1000}}
CODED = {"id": "coded", "name": "Coded", "trigger": "code", "effect": {"kind": "percentage", "share": 2000}}
FREE: dict[str, Any] = {"id": "free", "name": "Free delivery", "effect": {"kind": "shipping", "share": 10_000}}
GERMANY = Destination("DE")


@pytest.fixture
def world() -> Iterator[World]:
    with clock.freeze(NOW):
        yield World()


def document(*promotions: dict[str, Any]) -> Promotions:
    return Promotions.model_validate({"promotions": promotions}, extra="forbid")


def tried(world: World, *promotions: dict[str, Any], **more: Any) -> Quote:
    example = replace(ExampleCart({"MUG": 1}, GERMANY), **more)
    return Services(world.parts()).promotion_trial.quote(document(*promotions), example)


def test_it_costs_what_it_would_once_these_are_published(world: World) -> None:
    before = tried(world, TENTH, FREE, shipping_method="standard")
    world.shop.rules[KIND], world.shop.versions[KIND] = document(TENTH, FREE), 1
    now = world.orders.quote(GUEST, shown(), GERMANY, "standard")
    assert (before.lines, before.rates, before.totals) == (now.lines, now.rates, now.totals)
    assert before.lines[0].reduction.amount == 200
    assert before.totals.shipping.amount == 0


def test_what_is_published_has_no_part_in_it(world: World) -> None:
    world.shop.rules[KIND], world.shop.versions[KIND] = document(TENTH), 1
    assert tried(world).lines[0].reduction.amount == 0


def test_a_code_opens_its_promotion_and_so_does_whoever_names_it(world: World) -> None:
    world.store.book.add([PromotionCode("SPRING", "coded", 1, NOW, "staff:x", used=1)])
    assert tried(world, CODED).lines[0].reduction.amount == 0
    assert tried(world, CODED, code=" spring ").lines[0].reduction.amount == 400
    assert tried(world, CODED, unlocked=("coded",)).lines[0].reduction.amount == 400


@pytest.mark.parametrize("code", ["SUMMER", "OTHER", "?!", "OVER"])
def test_what_is_no_code_of_them_is_refused(world: World, code: str) -> None:
    world.store.book.add(
        [PromotionCode("OTHER", "another", 0, NOW, "x"), PromotionCode("OVER", "coded", 0, NOW, "x", ended_at=NOW)]
    )
    with pytest.raises(InvalidInput, match="no code of these"):
        tried(world, CODED, code=code)
    with pytest.raises(InvalidInput, match="no promotion of these"):
        tried(world, CODED, unlocked=("another",))


def test_limits_count_as_unused_and_nothing_is_taken_of_them(world: World) -> None:
    limited = {**TENTH, "limits": {"total": 1, "per_person": 1}}
    found = tried(world, limited)
    assert found.lines[0].reduction.amount == 200
    assert found.takings == ()


def test_it_is_the_first_order_of_whoever_orders_or_it_is_not(world: World) -> None:
    first = {**TENTH, "conditions": {"first_order": True}}
    assert tried(world, first).lines[0].reduction.amount == 200
    assert tried(world, first, first_order=False).lines[0].reduction.amount == 0
    assert tried(world, first, channel="staff").lines[0].reduction.amount == 0


def test_whoever_orders_is_in_the_groups_that_are_said(world: World) -> None:
    trade = {**TENTH, "conditions": {"customer_groups": ["trade"]}}
    without = tried(world, trade)
    assert (without.lines[0].reduction.amount, without.missed[0].why) == (0, Missed.CUSTOMER_GROUP)
    assert tried(world, trade, customer_groups=frozenset({"trade"})).lines[0].reduction.amount == 200


def test_it_is_of_the_moment_that_is_asked_for(world: World) -> None:
    soon = {**TENTH, "since": "2026-03-02T00:00:00.000Z", "until": "2026-03-03T00:00:00.000Z"}
    assert tried(world, soon).lines[0].reduction.amount == 0
    assert tried(world, soon, at=NOW + timedelta(days=1)).lines[0].reduction.amount == 200
    assert tried(world, soon, at=NOW + timedelta(days=2)).lines[0].reduction.amount == 0


def test_it_goes_by_the_cheapest_way_and_says_what_each_costs(world: World) -> None:
    found = tried(world, {**FREE, "effect": {**FREE["effect"], "methods": ["express"]}})
    cheapest = min(found.rates, key=lambda rate: rate.price.amount)
    assert found.rate.price == cheapest.price
    assert {rate.id: bool(rate.reductions) for rate in found.rates}["express"]


def test_why_one_takes_nothing_off_is_said(world: World) -> None:
    least = {"value": [{"amount": 5000, "currency": "EUR"}]}
    found = tried(world, {**TENTH, "conditions": {"minimum": least}})
    assert [(each.promotion_id, each.why, each.missing) for each in found.missed] == [
        ("tenth", Missed.MINIMUM_VALUE, 5000 - 1999)
    ]


def test_what_is_not_for_sale_or_could_not_be_published_is_refused(world: World) -> None:
    with pytest.raises(OutOfStock):
        tried(world, quantities={"GONE": 1})
    with pytest.raises(InvalidInput, match="another promotion has this id"):
        tried(world, TENTH, TENTH)


def ask(world: World, promotions: Any, **more: Any) -> Response:
    body = {"promotions": promotions, "lines": [{"sku": "MUG", "quantity": 1}], "country": "DE", **more}
    with services.swap(world.parts):
        return call(api, "POST", "/admin/promotions/trial", body=body, user="mo", groups=["merchandiser"])


def test_the_route_answers_as_a_quote_does(world: World) -> None:
    lines = [{"sku": "MUG", "quantity": 1}, {"sku": "MUG", "quantity": 2}]
    answer = ask(world, {"promotions": [TENTH]}, lines=lines, at="2026-03-01T12:00:00Z")
    assert answer.status == 200
    assert [(line["quantity"], line["total"]["amount"]) for line in answer.json["lines"]] == [(3, 5397)]
    assert answer.json["reductions"] == [
        {"promotion_id": "tenth", "name": "A tenth", "amount": {"amount": 600, "currency": "EUR"}}
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"promotions": [{**TENTH, "id": "No id"}]}, "promotions.promotions.0.id"),
        ({"promotions": [], "more": 1}, "promotions.more"),
        ({"promotions": [TENTH, TENTH]}, "promotions.promotions.1.id"),
        ({"promotions": "none"}, "promotions.promotions"),
    ],
)
def test_what_is_wrong_with_a_document_is_said_field_by_field(world: World, wrong: Any, field: str) -> None:
    answer = ask(world, wrong)
    assert answer.status == 400
    assert field in {each["field"] for each in answer.json["errors"]}
