"""What holds of every cart and every set of promotions, and the rules that the examples do not show."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.events.rules.promotions import Promotions
from souk.pricing.promotions.engine import Occasion, price, price_delivery
from souk.pricing.promotions.priced import Missed, Priced, told_to_shoppers
from souk.pricing.promotions.rules import NONE, Goods, Key, Promotion, Rules, keys_of
from souk.pricing.promotions.spreading import of_units, spread
from souk.shop.promotions import rules_of
from tests.unit.core.pricing.strategies import (
    MOMENT,
    SWITCHES,
    carts,
    currencies,
    dated_promotions,
    on_delivery,
    promotions,
)

NOW = Occasion(MOMENT)


@given(carts(), promotions(), currencies)
def test_nothing_costs_less_than_nothing_or_more_than_without_promotions(
    cart: list[Goods], rules: Rules, currency: str
) -> None:
    priced = price(cart, rules, NOW, currency)
    for goods, line in zip(cart, priced.lines, strict=True):
        assert 0 <= line.total <= line.list_total == goods.quantity * goods.unit_price
        assert all(part.amount > 0 for part in line.reductions)


@given(carts(), promotions(), currencies)
def test_sums_are_those_of_the_lines_and_of_the_promotions(cart: list[Goods], rules: Rules, currency: str) -> None:
    priced = price(cart, rules, NOW, currency)
    assert priced.total == sum(line.total for line in priced.lines)
    assert priced.list_total - priced.total == priced.discount == sum(part.amount for part in priced.reductions)


@given(carts(), promotions(), currencies, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_means_nothing(
    cart: list[Goods], rules: Rules, currency: str, chance: random.Random
) -> None:
    shuffled = list(cart)
    chance.shuffle(shuffled)
    shuffled_rules = list(rules.promotions)
    chance.shuffle(shuffled_rules)
    straight = price(cart, rules, NOW, currency)
    other = price(shuffled, Rules(tuple(shuffled_rules)), NOW, currency)
    assert {line.sku: line for line in straight.lines} == {line.sku: line for line in other.lines}
    assert [line.sku for line in other.lines] == [goods.sku for goods in shuffled]
    assert straight.missed == other.missed


@given(carts(), promotions(), currencies)
def test_what_an_exclusive_promotion_takes_off_goes_with_nothing_else(
    cart: list[Goods], rules: Rules, currency: str
) -> None:
    priced = price(cart, rules, NOW, currency)
    names = {part.promotion_id for part in priced.reductions}
    assert len(names) == 1 or not any(rules.by_id[name].exclusive for name in names)


@given(carts(), promotions(), currencies)
def test_one_exclusive_promotion_alone_never_takes_more_off_than_what_counts(
    cart: list[Goods], rules: Rules, currency: str
) -> None:
    best = price(cart, rules, NOW, currency).discount
    for promotion in rules.promotions:
        if promotion.exclusive:
            assert price(cart, Rules((promotion,)), NOW, currency).discount <= best


@given(carts(), promotions(), currencies)
def test_looking_promotions_up_finds_what_trying_each_would(cart: list[Goods], rules: Rules, currency: str) -> None:
    """With nothing to find it by, a promotion is tried on every cart."""

    class Anywhere(Promotion):
        found_by = None

    each = tuple(
        Anywhere(**{f.name: getattr(promotion, f.name) for f in fields(promotion) if f.init})
        for promotion in rules.promotions
    )
    assert price(cart, Rules(each), NOW, currency).lines == price(cart, rules, NOW, currency).lines


@given(carts(), promotions(), currencies)
def test_each_promotion_takes_something_off_or_says_why_not(cart: list[Goods], rules: Rules, currency: str) -> None:
    priced = price(cart, rules, NOW, currency)
    taken = {part.promotion_id for part in priced.reductions}
    missed = {promotion.promotion_id for promotion in priced.missed}
    assert not taken & missed
    keys: frozenset[Key] = frozenset().union(*(each.keys for each in cart))
    concerned = [each for each in rules.promotions if each.found_by is None or each.found_by & keys]
    assert taken | missed == {promotion.id for promotion in concerned}


@given(carts(), dated_promotions(), currencies, st.sampled_from(SWITCHES), st.sets(st.integers(0, 3)))
def test_what_is_over_yet_to_come_or_for_other_codes_is_as_if_it_were_not_there(
    cart: list[Goods], rules: Rules, currency: str, moment: str, given_codes: set[int]
) -> None:
    unlocked = frozenset(f"promotion-{number}" for number in given_codes)
    there = [each for each in rules.promotions if each.is_on(moment) and (not each.by_code or each.id in unlocked)]
    alone = tuple(replace(each, by_code=False, since="", until="") for each in there)
    occasion = Occasion(moment, unlocked=unlocked)
    before = price(cart, rules, Occasion(MOMENT), currency)
    assert price(cart, rules, occasion, currency).lines == price(cart, Rules(alone), NOW, currency).lines
    # What was worked out for another moment is not taken for this one.
    assert price(cart, rules, Occasion(MOMENT), currency) == before


@given(carts(), promotions(on_delivery), currencies, st.integers(0, 5000))
def test_a_delivery_costs_nothing_at_least_and_its_list_price_at_most(
    cart: list[Goods], rules: Rules, currency: str, list_price: int
) -> None:
    priced = price(cart, rules, NOW, currency)
    delivery = price_delivery(priced, "standard", list_price)
    assert 0 <= delivery.price <= list_price
    assert delivery.reduction == sum(part.amount for part in delivery.reductions)
    assert priced.discount == 0


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), min_size=1, max_size=33))
def test_an_amount_is_divided_to_the_minor_unit_and_by_largest_remainder(amount: int, weights: list[int]) -> None:
    total = sum(weights)
    amount = min(amount, total)
    parts = spread(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert 0 <= part <= weight
        if total:
            assert abs(part * total - amount * weight) < total


@given(st.integers(1, 99), st.integers(0, 10**9), st.data())
def test_units_taken_in_portions_get_all_of_a_lines_amount(units: int, amount: int, data: st.DataObject) -> None:
    before = got = 0
    while before < units:
        taken = data.draw(st.integers(1, units - before))
        got += of_units(amount, units, before, taken)
        before += taken
    assert got == amount


@given(st.integers(1, 99), st.integers(0, 10**9), st.integers(0, 98))
def test_a_unit_gets_its_share_and_no_whole_minor_unit_more_or_less(units: int, amount: int, before: int) -> None:
    before = min(before, units - 1)
    assert abs(of_units(amount, units, before, 1) * units - amount) < units


def goods(sku: str, units: int = 1, each: int = 1000, **facets: Any) -> Goods:
    return Goods(sku, units, each, keys_of(sku, f"product-{sku}", **facets))


def made(*promotions: dict[str, Any]) -> Rules:
    named = [{"id": f"p{number}", "name": f"P{number}"} | promotion for number, promotion in enumerate(promotions)]
    return rules_of(Promotions.model_validate({"promotions": named}, extra="forbid"))


def euros(amount: int) -> list[dict[str, Any]]:
    return [{"amount": amount, "currency": "EUR"}]


TENTH = {"kind": "percentage", "share": 1000}


def only(priced: Priced) -> tuple[Missed, int]:
    (missed,) = priced.missed
    return missed.why, missed.missing


def test_without_promotions_everything_costs_its_list_price() -> None:
    assert price([goods("a", 3)], NONE, NOW, "EUR").total == 3000


@pytest.mark.parametrize(
    ("moment", "off"),
    [
        ("2026-11-29T23:59:59.999Z", 0),
        ("2026-11-30T00:00:00.000Z", 100),
        ("2026-12-01T22:59:59.999Z", 100),
        ("2026-12-01T23:00:00.000Z", 0),
    ],
)
def test_a_promotion_begins_and_ends_at_its_millisecond(moment: str, off: int) -> None:
    rules = made({"effect": TENTH, "since": "2026-11-30T00:00:00.000Z", "until": "2026-12-01T23:00:00.000Z"})
    assert price([goods("a")], rules, Occasion(moment), "EUR").discount == off


def test_a_promotion_by_code_is_for_who_gave_the_code() -> None:
    rules = made({"effect": TENTH, "trigger": "code"})
    assert price([goods("a")], rules, NOW, "EUR").discount == 0
    assert price([goods("a")], rules, replace(NOW, unlocked=frozenset({"p0"})), "EUR").discount == 100


@pytest.mark.parametrize(
    ("promotion", "occasion", "why"),
    [
        ({"since": "2027-01-01T00:00:00.000Z"}, {}, (Missed.NOT_BEGUN, 0)),
        ({"until": "2026-01-01T00:00:00.000Z"}, {}, (Missed.OVER, 0)),
        ({"conditions": {"countries": ["DE"]}}, {"country": "AT"}, (Missed.COUNTRY, 0)),
        ({"conditions": {"countries": ["DE"]}}, {}, (Missed.WITHOUT_COUNTRY, 0)),
        ({"conditions": {"channels": ["staff"]}}, {}, (Missed.CHANNEL, 0)),
        ({"conditions": {"first_order": True}}, {}, (Missed.FIRST_ORDER, 0)),
        ({"conditions": {"customer_groups": ["trade"]}}, {}, (Missed.CUSTOMER_GROUP, 0)),
        ({"conditions": {"minimum": {"quantity": 3}}}, {}, (Missed.MINIMUM_QUANTITY, 2)),
        ({"budget": [{"amount": 500, "currency": "SEK"}]}, {}, (Missed.CURRENCY, 0)),
        ({"effect": {"kind": "shipping"}, "budget": [{"amount": 5, "currency": "SEK"}]}, {}, (Missed.CURRENCY, 0)),
        ({"conditions": {"minimum": {"value": euros(1500)}}}, {}, (Missed.MINIMUM_VALUE, 500)),
        ({"effect": {"kind": "percentage", "share": 1, "items": {"skus": ["b"]}}}, {}, (Missed.NO_GOODS, 0)),
        ({"effect": {"kind": "amount", "amounts": [{"amount": 1, "currency": "SEK"}]}}, {}, (Missed.CURRENCY, 0)),
        ({"effect": {"kind": "fixed_price", "prices": euros(1000)}}, {}, (Missed.NOTHING_LEFT, 0)),
        ({"effect": {"kind": "buy_get", "buy": 2, "get": 1}}, {}, (Missed.MINIMUM_QUANTITY, 2)),
        ({"effect": {"kind": "bundle", "quantity": 3, "prices": euros(1)}}, {}, (Missed.MINIMUM_QUANTITY, 2)),
        ({"effect": {"kind": "tiers", "steps": [{"quantity": 2, "share": 1}]}}, {}, (Missed.MINIMUM_QUANTITY, 1)),
    ],
)
def test_who_gave_a_code_hears_why_it_takes_nothing_off(
    promotion: dict[str, Any], occasion: dict[str, Any], why: tuple[Missed, int]
) -> None:
    rules = made({"effect": TENTH, "trigger": "code"} | promotion)
    assert only(price([goods("a")], rules, replace(NOW, unlocked=frozenset({"p0"}), **occasion), "EUR")) == why


@pytest.mark.parametrize(("groups", "off"), [(set(), 0), ({"family"}, 0), ({"press"}, 100), ({"trade", "press"}, 100)])
def test_a_promotion_for_groups_is_for_who_is_in_one_of_them(groups: set[str], off: int) -> None:
    rules = made({"effect": TENTH, "conditions": {"customer_groups": ["trade", "press"]}})
    assert price([goods("a")], rules, replace(NOW, customer_groups=frozenset(groups)), "EUR").discount == off


def test_which_groups_decide_is_known_beforehand() -> None:
    trade, press = ({"conditions": {"customer_groups": [name]}, "effect": TENTH} for name in ("trade", "press"))
    rules = made(trade, {**press, "trigger": "code"}, {**press, "until": "2026-01-01T00:00:00.000Z"}, {"effect": TENTH})
    assert rules.customer_groups(NOW.moment) == {"trade"}
    assert rules.customer_groups(NOW.moment, ["p1", "none"]) == {"trade", "press"}
    assert made({"effect": TENTH}).customer_groups(NOW.moment) == frozenset()


def test_shoppers_hear_of_a_group_only_by_a_code_of_it() -> None:
    members = {"effect": TENTH, "conditions": {"customer_groups": ["trade"]}}
    rules = made(members, {**members, "trigger": "code"}, {"effect": TENTH, "conditions": {"minimum": {"quantity": 9}}})
    missed = price([goods("a")], rules, replace(NOW, unlocked=frozenset({"p1"})), "EUR").missed
    assert [each.promotion_id for each in missed] == ["p0", "p1", "p2"]
    assert [each.promotion_id for each in told_to_shoppers(missed, {"p1"})] == ["p1", "p2"]


def test_who_has_the_better_promotion_hears_that_it_is_better() -> None:
    rules = made({"effect": TENTH}, {"effect": {"kind": "percentage", "share": 2000}, "combination": "exclusive"})
    assert only(price([goods("a")], rules, NOW, "EUR")) == (Missed.BETTER, 0)


def test_goods_have_something_of_each_kind_that_is_named_or_are_named_themselves() -> None:
    items = {"categories": ["shoes", "boots"], "vendors": ["acme"], "skus": ["c"], "without": {"tags": ["sale"]}}
    rules = made({"effect": {"kind": "percentage", "share": 1000, "items": items}})
    cart = [
        goods("a", categories=["boots"], vendor="acme"),
        goods("b", categories=["boots"], vendor="other"),
        goods("c"),
        goods("d", categories=["shoes"], vendor="acme", tags=["sale"]),
    ]
    assert [line.reduction for line in price(cart, rules, NOW, "EUR").lines] == [100, 0, 100, 0]


def test_bought_and_got_can_be_other_goods() -> None:
    rules = made(
        {
            "effect": {
                "kind": "buy_get",
                "items": {"skus": ["razor"]},
                "buy": 1,
                "getting": {"skus": ["blade"]},
                "get": 2,
            }
        }
    )
    cart = [goods("razor", 2), goods("blade", 3, 100)]
    assert [line.reduction for line in price(cart, rules, NOW, "EUR").lines] == [0, 200]


def test_a_unit_that_could_be_both_is_bought_or_got_but_not_both() -> None:
    """Buy one of anything, get a blade: of two blades one is bought."""
    rules = made({"effect": {"kind": "buy_get", "buy": 1, "getting": {"skus": ["blade"]}, "get": 1}})
    assert price([goods("blade", 2, 100)], rules, NOW, "EUR").discount == 100
    assert price([goods("blade", 1, 100)], rules, NOW, "EUR").discount == 0
    assert price([goods("blade", 1, 100), goods("razor")], rules, NOW, "EUR").discount == 100


def test_a_set_can_be_had_so_often_and_for_a_share() -> None:
    rules = made({"effect": {"kind": "buy_get", "buy": 1, "get": 1, "times": 2, "share": 5000}})
    assert price([goods("a", 10, 100)], rules, NOW, "EUR").discount == 100


def test_an_amount_can_be_off_each_unit() -> None:
    rules = made({"effect": {"kind": "amount", "amounts": euros(300), "each": True}})
    assert [line.reduction for line in price([goods("a", 2), goods("b", 4, 100)], rules, NOW, "EUR").lines] == [
        600,
        400,
    ]


def test_what_takes_all_that_is_left_of_a_whole_cart_is_kept_as_it_was() -> None:
    rules = made({"effect": {"kind": "amount", "amounts": euros(5000)}}, {"effect": TENTH})
    priced = price([goods("a", 2), goods("b")], rules, NOW, "EUR")
    assert [line.reduction for line in priced.lines] == [2000, 1000]
    assert only(priced) == (Missed.NOTHING_LEFT, 0)


def test_a_share_can_have_a_limit() -> None:
    rules = made({"effect": TENTH | {"at_most": euros(150)}})
    assert price([goods("a", 5)], rules, NOW, "EUR").discount == 150


def test_a_bundle_that_costs_more_than_its_goods_is_none() -> None:
    rules = made({"effect": {"kind": "bundle", "quantity": 2, "prices": euros(1500)}})
    cart = [goods("a", 2), goods("b", 2, 700)]
    assert [line.reduction for line in price(cart, rules, NOW, "EUR").lines] == [500, 0]


def test_an_exclusive_promotion_of_the_delivery_goes_with_no_other_there() -> None:
    rules = made(
        {"effect": {"kind": "shipping", "amounts": euros(100)}},
        {"effect": {"kind": "shipping", "prices": euros(500)}, "combination": "exclusive"},
        {"effect": TENTH},
    )
    priced = price([goods("a")], rules, NOW, "EUR")
    assert priced.discount == 100
    assert price_delivery(priced, "standard", 1000).price == 500
    assert price_delivery(priced, "standard", 550).price == 450
