"""What promotions of the catalogue make of prices, and of their history, ahead of time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from products.domain.prices import history
from products.domain.product import Content, Product, Variant, card, new
from products.domain.promoted.prices import CataloguePrices
from souk import clock
from souk.events.rules.promotions import Promotions
from souk.money import Money
from souk.pricing.promotions.engine import Occasion, price
from souk.pricing.promotions.rules import Goods, keys_of
from souk.shop.promotions import catalogue_rules_of, rules_of

START = datetime(2026, 1, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def at(number: float) -> str:
    return clock.isoformat(day(number))


def document(*promotions: dict[str, Any]) -> Promotions:
    whole = [
        {"id": f"p{number}", "name": "P", "scope": "catalogue", "effect": {"kind": "percentage", "share": 1000}} | each
        for number, each in enumerate(promotions)
    ]
    return Promotions.model_validate({"promotions": whole}, extra="forbid")


def prices(*promotions: dict[str, Any]) -> CataloguePrices:
    return CataloguePrices(catalogue_rules_of(document(*promotions)))


def mug(*amounts: int, promoted: CataloguePrices | None = None, made: float = 0) -> Product:
    variants = tuple(
        Variant(sku=f"M{number}", price=Money(amount, "EUR"), options=(str(number),))
        for number, amount in enumerate(amounts)
    )
    return new("p", "mug", Content(title="Mug", variants=variants), day(made), promoted)


def shown(product: Product, number: float) -> list[int]:
    return [variant.price.amount for variant in product.at(day(number)).content.variants]


def crossed_out(product: Product, number: float) -> list[int | None]:
    then = product.at(day(number))
    told = [then.comparison(variant) for variant in then.content.variants]
    return [each.price.amount if each else None for each in told]


def test_a_product_knows_its_prices_ahead() -> None:
    product = mug(1000, 2000, promoted=prices({"since": at(40), "until": at(50)}))
    assert [shown(product, number) for number in (0, 39.99, 40, 49.99, 50)] == [
        [1000, 2000],
        [1000, 2000],
        [900, 1800],
        [900, 1800],
        [1000, 2000],
    ]
    assert crossed_out(product, 40) == [1000, 2000]
    assert crossed_out(product, 50) == [None, None]
    assert product.switches == [day(40), day(50)]
    assert product.next_switch(day(45)) == day(50)
    assert product.next_switch(day(50)) is None
    shown_card = card(product, {})
    assert [shown_card.at(day(number)).price_from.amount for number in (0, 40, 50)] == [1000, 900, 1000]
    assert shown_card.at(day(45)).later[0][0] == day(50)


def test_a_reduction_has_a_former_price_only_where_there_is_ground() -> None:
    young = mug(1000, promoted=prices({"since": at(10)}))
    assert (shown(young, 10), crossed_out(young, 10)) == ([900], [None]), "it is for sale for ten days"
    twice = mug(1000, promoted=prices({"since": at(40), "until": at(41)}, {"since": at(60), "until": at(61)}))
    assert (crossed_out(twice, 40), crossed_out(twice, 60)) == ([1000], [None]), "it cost as much 19 days ago"
    deeper = prices(
        {"since": at(40), "until": at(42)},
        {"since": at(41), "until": at(42), "effect": {"kind": "percentage", "share": 2000}},
    )
    assert crossed_out(mug(1000, promoted=deeper), 41) == [1000], "the reduction has grown without a break"


def test_the_list_price_is_told_beside_a_lower_one_of_the_30_days_before() -> None:
    promoted = prices(
        {"since": at(60), "effect": {"kind": "fixed_price", "prices": [{"amount": 700, "currency": "EUR"}]}}
    )
    product = mug(800)
    dearer = replace(product.content, variants=(replace(product.content.variants[0], price=Money(1000, "EUR")),))
    then = product.revised(dearer, day(50), promoted).at(day(60))
    beside = then.comparison(then.content.variants[0])
    assert beside is not None
    assert (beside.price.amount, beside.listed) == (800, Money(1000, "EUR"))


def test_what_switches_by_itself_is_noted_as_it_was_shown() -> None:
    promoted = prices({"since": at(40), "until": at(50)})
    product = mug(1000, promoted=promoted)
    assert product.repriced(promoted, day(39)) is None
    later = product.repriced(promoted, day(60))
    assert later is not None
    assert later.version == 2
    assert [(span.amount, span.since, span.until) for span in later.prices["M0"]] == [
        (1000, day(0), day(40)),
        (900, day(40), day(50)),
        (1000, day(50), None),
    ]
    assert later.repriced(promoted, day(60)) is None


def test_a_promotion_that_is_taken_back_leaves_what_was_shown_and_nothing_ahead() -> None:
    product = mug(1000, promoted=prices({"since": at(40), "until": at(50)}))
    back = product.repriced(prices(), day(45))
    assert back is not None
    assert shown(back, 45) == [1000]
    assert back.switches == []
    assert [span.amount for span in back.prices["M0"]] == [1000, 900, 1000]


def test_so_many_switches_are_worked_out_ahead_and_the_next_ones_when_they_come() -> None:
    many = prices(*({"since": at(40 + 2 * number), "until": at(41 + 2 * number)} for number in range(20)))
    product = mug(1000, promoted=many)
    assert len(product.switches) == history.MAX_SWITCHES
    on = 0
    for number in range(40, 80):
        product = product.repriced(many, day(number + 0.5)) or product
        on += shown(product, number + 0.5) == [900]
    assert on == 20


def test_what_is_not_published_has_no_prices_ahead() -> None:
    promoted = prices({"since": at(40)})
    product = mug(1000, promoted=promoted)
    hidden = product.revised(replace(product.content, gift_card=True), day(1), promoted)
    assert hidden.switches == []
    assert hidden.repriced(promoted, day(41)) is None


@settings(max_examples=60, deadline=None)
@given(
    amounts=st.lists(st.integers(1, 5000), min_size=1, max_size=4),
    shares=st.lists(st.integers(1, 10_000), min_size=1, max_size=3),
    exclusive=st.booleans(),
    quantities=st.lists(st.integers(1, 9), min_size=4, max_size=4),
)
def test_a_cart_charges_what_the_catalogue_shows(
    amounts: list[int], shares: list[int], exclusive: bool, quantities: list[int]
) -> None:
    """Each piece, in any number and beside anything else: the catalogue's promotions are none of the cart's."""
    published = document(
        *(
            {"effect": {"kind": "percentage", "share": share}, "combination": "exclusive" if exclusive else "stackable"}
            for share in shares
        )
    )
    product = mug(*amounts, promoted=CataloguePrices(catalogue_rules_of(published)))
    variants = product.at(day(1)).content.variants
    goods = [
        Goods(variant.sku, quantity, variant.price.amount, keys_of(variant.sku, "p"))
        for variant, quantity in zip(variants, quantities, strict=False)
    ]
    charged = price(goods, rules_of(published), Occasion(at(1)), "EUR")
    assert charged.total == sum(
        variant.price.amount * quantity for variant, quantity in zip(variants, quantities, strict=False)
    )
    assert all(0 <= variant.price.amount <= amount for variant, amount in zip(variants, amounts, strict=True))
