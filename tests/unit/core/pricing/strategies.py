"""Carts and promotions as they come, in currencies with 0, 2 and 3 decimals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from souk.events.rules.promotions import Promotions
from souk.pricing.promotions.rules import Goods, Rules, keys_of
from souk.shop.promotions import rules_of

CURRENCIES = ("JPY", "EUR", "KWD")
MOMENT = "2026-11-30T12:00:00.000Z"
_CATEGORIES, _TAGS, _VENDORS = ("shoes", "shirts", "lamps"), ("sale", "new"), ("acme", "umbrella")
_SKUS = [f"sku-{number}" for number in range(8)]

currencies = st.sampled_from(CURRENCIES)


@st.composite
def goods(draw: st.DrawFn, sku: str) -> Goods:
    return Goods(
        sku,
        draw(st.integers(1, 99)),
        draw(st.one_of(st.integers(0, 50), st.integers(0, 10**7))),
        keys_of(
            sku,
            f"product-{sku[-1]}",
            draw(st.sets(st.sampled_from(_CATEGORIES))),
            draw(st.sets(st.sampled_from(_TAGS))),
            draw(st.sampled_from(("", *_VENDORS))),
        ),
    )


@st.composite
def carts(draw: st.DrawFn) -> list[Goods]:
    return [draw(goods(sku)) for sku in draw(st.lists(st.sampled_from(_SKUS), min_size=1, max_size=5, unique=True))]


def _some(values: tuple[str, ...] | list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True)


_facets = st.fixed_dictionaries(
    {},
    optional={"skus": _some(_SKUS), "categories": _some(_CATEGORIES), "tags": _some(_TAGS), "vendors": _some(_VENDORS)},
)
_selections = st.builds(
    lambda facets, without: {**facets, "without": without}, _facets, st.one_of(st.none(), st.just({"tags": ["sale"]}))
)
_shares = st.integers(1, 10_000)


def _prices(most: int = 10**6) -> st.SearchStrategy[list[dict[str, Any]]]:
    """An amount in each currency, so that each effect is met in each."""
    return st.integers(0, most).map(lambda amount: [{"amount": amount, "currency": name} for name in CURRENCIES])


def _effect(kind: str, **members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"kind": st.just(kind), **members})


_steps = st.lists(st.integers(1, 60), min_size=1, max_size=3, unique=True).map(
    lambda units: [{"quantity": number, "share": 100 * number} for number in sorted(units)]
)
on_goods = st.one_of(
    _effect("percentage", items=_selections, share=_shares, at_most=st.one_of(st.just([]), _prices())),
    _effect("amount", items=_selections, amounts=_prices(), each=st.booleans()),
    _effect("fixed_price", items=_selections, prices=_prices(1000)),
    _effect("bundle", items=_selections, quantity=st.integers(2, 5), prices=_prices(5000)),
    _effect(
        "buy_get",
        items=_selections,
        buy=st.integers(1, 4),
        get=st.integers(1, 3),
        getting=st.one_of(st.none(), _selections),
        share=_shares,
        times=st.integers(0, 3),
    ),
    _effect("tiers", items=_selections, steps=_steps),
    _effect("gift", sku=st.sampled_from(_SKUS), quantity=st.integers(1, 3)),
)
on_delivery = st.one_of(
    _effect("shipping", share=_shares),
    _effect("shipping", amounts=_prices(3000)),
    _effect("shipping", prices=_prices(3000)),
)
_minima = st.one_of(
    st.none(),
    st.fixed_dictionaries({"quantity": st.integers(1, 20), "of": _selections}),
    st.fixed_dictionaries({"value": _prices(10**5), "of": _selections}),
)


@st.composite
def promotions(draw: st.DrawFn, effects: st.SearchStrategy[dict[str, Any]] = on_goods, most: int = 4) -> Rules:
    found = [
        {
            "id": f"promotion-{number}",
            "name": f"Promotion {number}",
            "priority": draw(st.integers(-2, 2)),
            "combination": draw(st.sampled_from(("stackable", "stackable", "exclusive"))),
            "effect": draw(effects),
            "conditions": {"minimum": draw(_minima)},
        }
        for number in range(draw(st.integers(0, most)))
    ]
    return rules_of(Promotions.model_validate({"promotions": found}, extra="forbid"))


# Promotions begin and end at some of these.
SWITCHES = ("2026-11-01T00:00:00.000Z", "2026-11-30T12:00:00.000Z", "2026-12-24T00:00:00.000Z")


@st.composite
def dated_promotions(draw: st.DrawFn) -> Rules:
    """Some for codes, and for some of the time."""
    moments = st.sampled_from(("", *SWITCHES))
    return Rules(
        tuple(
            replace(each, by_code=draw(st.booleans()), since=draw(moments), until=draw(moments))
            for each in draw(promotions()).promotions
        )
    )
