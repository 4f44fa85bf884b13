"""What staff cannot write into promotions, and are told."""

from __future__ import annotations

from typing import Any

import pytest

from souk.pricing.promotions.faults import faults

TENTH = {"kind": "percentage", "share": 1000}


def of(*promotions: dict[str, Any]) -> list[str]:
    named = [{"id": f"p{number}", "name": "P", "effect": TENTH} | each for number, each in enumerate(promotions)]
    return [path.removeprefix("promotions.0.") for path in faults({"promotions": named})]


def euros(*amounts: int) -> list[dict[str, Any]]:
    return [{"amount": amount, "currency": "EUR"} for amount in amounts]


def test_a_plain_promotion_has_no_fault() -> None:
    assert of({"since": "2026-01-01T00:00:00.000Z", "until": "2026-01-02T00:00:00.000Z"}) == []
    assert of({"conditions": {"first_order": True}}) == []
    assert of({"conditions": {"customer_groups": ["trade"]}}) == []
    assert of({"trigger": "code", "limits": {"total": 5, "per_person": 1}, "budget": euros(1)}) == []


def test_no_more_groups_are_named_than_are_asked_about_at_once() -> None:
    named = [
        {"conditions": {"customer_groups": [f"g{number}" for number in range(begin, begin + 60)]}}
        for begin in (0, 30, 60)
    ]
    assert of(*named[:2]) == []
    assert of(*named) == ["promotions.2.conditions.customer_groups"]


@pytest.mark.parametrize(
    ("promotion", "path"),
    [
        ({"since": "2026-01-02T00:00:00.000Z", "until": "2026-01-02T00:00:00.000Z"}, "until"),
        ({"conditions": {"minimum": {"quantity": 0, "of": {}}}}, "conditions.minimum"),
        ({"conditions": {"countries": ["DE", "XX"]}}, "conditions.countries.1"),
        ({"effect": {"kind": "shipping", "share": 5, "amounts": euros(5)}}, "effect"),
        ({"effect": {"kind": "shipping"}}, "effect"),
        ({"effect": {"kind": "gift", "sku": "MUG", "quantity": 1}}, "conditions.minimum"),
        ({"effect": {"kind": "amount", "amounts": euros(5, 6)}}, "effect.amounts.1.currency"),
        ({"effect": {"kind": "tiers", "steps": [{"share": 5}]}}, "effect.steps.0"),
        ({"effect": {"kind": "tiers", "steps": [{"quantity": 5}]}}, "effect.steps.0"),
        (
            {"effect": {"kind": "tiers", "steps": [{"quantity": 5, "share": 5}, {"quantity": 5, "share": 6}]}},
            "effect.steps.1",
        ),
        (
            {"effect": {"kind": "tiers", "steps": [{"quantity": 5, "share": 5}, {"value": euros(9), "share": 6}]}},
            "effect.steps.1",
        ),
        ({"budget": [*euros(5), {"amount": 50, "currency": "SEK"}]}, "budget"),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(promotion: dict[str, Any], path: str) -> None:
    assert of(promotion) == [path]


SHOWN = {"scope": "catalogue"}


def test_a_price_of_the_catalogue_is_a_share_an_amount_or_a_fixed_one() -> None:
    times = {"since": "2026-01-01T00:00:00.000Z", "until": "2026-01-02T00:00:00.000Z", "priority": 3}
    assert of({**SHOWN, **times, "combination": "exclusive"}) == []
    assert of({**SHOWN, "effect": {"kind": "amount", "amounts": euros(100), "items": {"tags": ["sale"]}}}) == []
    assert of({**SHOWN, "effect": {"kind": "fixed_price", "prices": euros(100)}}) == []


@pytest.mark.parametrize(
    ("promotion", "path"),
    [
        ({"effect": {"kind": "bundle", "quantity": 2, "prices": euros(5)}}, "effect.kind"),
        ({"effect": {"kind": "shipping", "share": 5000}}, "effect.kind"),
        ({"effect": {**TENTH, "at_most": euros(5)}}, "effect.at_most"),
        ({"trigger": "code"}, "trigger"),
        ({"conditions": {"minimum": {"quantity": 2}}}, "conditions.minimum"),
        ({"conditions": {"countries": ["DE"]}}, "conditions.countries"),
        ({"conditions": {"channels": ["shop"]}}, "conditions.channels"),
        ({"conditions": {"first_order": True}}, "conditions.first_order"),
        ({"conditions": {"customer_groups": ["trade"]}}, "conditions.customer_groups"),
        ({"limits": {"total": 1}}, "limits"),
        ({"budget": euros(5)}, "budget"),
    ],
)
def test_a_price_that_everybody_is_shown_has_no_conditions(promotion: dict[str, Any], path: str) -> None:
    assert of({**SHOWN, **promotion}) == [path]
    assert of({**SHOWN, "limits": {"total": 0, "per_person": 0}, "conditions": {}}) == []


def test_each_promotion_has_an_id_of_its_own() -> None:
    assert [*faults({"promotions": [{"id": "a", "name": "A", "effect": TENTH}] * 2})] == ["promotions.1.id"]
