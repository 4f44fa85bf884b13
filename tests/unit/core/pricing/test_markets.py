from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.events.rules.markets import PublishedMarkets
from souk.money import Money, exponent
from souk.pricing.delivery.rules import (
    DeliveryArea,
    DeliveryBand,
    DeliveryMethod,
    DeliveryRules,
    DeliverySurcharge,
    DeliveryZone,
)
from souk.pricing.markets import Market, Markets, Rounding, delivery_in, faults, own_market

# The storefront runs the same ones (frontend/src/lib/markets.test.ts).
EXAMPLES = json.loads((Path(__file__).parents[4] / "frontend/src/lib/markets.examples.json").read_text())
SWISS = Market("ch", "Switzerland", "CHF", ("CH", "LI"), rate="0.9468", rounding=Rounding.STEP, step=5)

RATES = st.decimals("0.0001", "9999", places=4).map(str)
MARKETS = st.builds(
    Market,
    st.just("m"),
    st.just("M"),
    st.sampled_from(["CHF", "JPY", "KWD"]),
    rate=RATES,
    rounding=st.sampled_from(Rounding),
    step=st.integers(1, 100),
)
PRICES = st.builds(Money, st.integers(0, 10**7), st.sampled_from(["EUR", "JPY", "KWD"]))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["because"])
def test_the_examples(example: dict[str, object]) -> None:
    market = Market("m", "M", str(example["currency"]), rate=str(example["rate"]))
    market = replace(market, rounding=Rounding(str(example["rounding"])), step=int(str(example.get("step", 1))))
    for own, here in example["prices"]:  # type: ignore[attr-defined]
        assert market.price(Money(own, str(example["own"]))) == Money(here, market.currency)


@given(MARKETS, PRICES)
def test_what_costs_something_costs_something_and_what_is_free_is_free(market: Market, own: Money) -> None:
    here = market.price(own)
    assert here.currency == market.currency
    assert (here.amount > 0) == (own.amount > 0)


@given(MARKETS, st.sampled_from(["EUR", "JPY", "KWD"]), st.lists(st.integers(0, 10**7), min_size=2))
def test_what_is_dearer_at_home_is_cheaper_nowhere(market: Market, currency: str, amounts: list[int]) -> None:
    here = [market.price(Money(amount, currency)).amount for amount in sorted(amounts)]
    assert here == sorted(here)


@given(MARKETS, PRICES)
def test_a_price_is_the_nearest_of_its_rule(market: Market, own: Money) -> None:
    exact = own.amount * Fraction(market.rate) * Fraction(10) ** (exponent(market.currency) - exponent(own.currency))
    here = market.price(own).amount
    hundred = 10 ** max(exponent(market.currency), 2)
    width, ends = {
        Rounding.MINOR: (1, 0),
        Rounding.ENDING_99: (hundred, hundred - hundred // 100),
        Rounding.ENDING_95: (hundred, hundred - hundred // 20),
        Rounding.WHOLE: (10 ** exponent(market.currency), 0),
        Rounding.STEP: (market.step, 0),
    }[market.rounding]
    if own.amount:
        assert here % width == ends % width
        # Nothing costs nothing, so that the least price of the rule may be further off.
        assert abs(here - exact) * 2 <= width or (here == (ends or width) and exact < here)


@given(PRICES)
def test_in_the_shop_s_own_market_prices_are_the_shop_s(own: Money) -> None:
    market = own_market(own.currency)
    assert (market.price(own), market.amount(own), market.beside(own, own, own)) == (own, own, own)


def test_what_is_told_beside_a_price_keeps_its_proportion() -> None:
    own, here = Money(1999, "EUR"), SWISS.price(Money(1999, "EUR"))
    assert here == Money(1895, "CHF")
    assert SWISS.beside(Money(2665, "EUR"), own, here) == Money(2526, "CHF")
    assert SWISS.beside(own, own, here) == here


def test_who_is_in_no_open_market_is_in_the_shop_s_own() -> None:
    markets = Markets(own_market("EUR"), (SWISS, replace(SWISS, id="us", countries=("US",), open=False)))
    assert (markets.of("ch"), markets.of_country("LI")) == (SWISS, SWISS)
    for market in (markets.of("us"), markets.of(""), markets.of("gone"), markets.of_country("US")):
        assert market.is_own
    assert SWISS.takes("CH")
    assert not SWISS.takes("DE")
    assert markets.own.takes("CH")


def test_what_is_wrong_is_said_by_field() -> None:
    others = [
        SWISS,
        replace(SWISS, currency="EUR", rate="2"),
        replace(SWISS, id="x", rate="0.0", countries=("FR",)),
        replace(SWISS, id="y", step=0, countries=()),
    ]
    assert faults(others, "EUR") == {
        "markets.1.id": "another market has this id",
        "markets.1.countries": "LI is in the market ch already",
        "markets.1.rate": "1: it sells in EUR, the shop's own currency",
        "markets.2.rate": "above zero",
        "markets.3.step": "at least one minor unit",
    }
    assert faults([SWISS], "EUR") == {}


def test_delivery_costs_what_it_does_in_the_market() -> None:
    area = (DeliveryArea("CH"),)
    value = DeliveryMethod("value", "Value", (DeliveryBand(490, 5000), DeliveryBand(0)), by="value", free_from=9000)
    weight = DeliveryMethod("weight", "Weight", (DeliveryBand(990, 2000),))
    rules = DeliveryRules(
        (DeliveryZone("z", "Zone", area, (value, weight)),), surcharges=(DeliverySurcharge("s", "S", 100),)
    )
    found = delivery_in(rules, SWISS, "EUR")
    [zone] = found.zones
    by_value, by_weight = zone.methods
    assert (by_value.bands, by_value.free_from) == ((DeliveryBand(465, 4734), DeliveryBand(0)), 8521)
    assert by_weight.bands == (DeliveryBand(935, 2000),)
    assert (found.surcharges[0].price, found.currency) == (95, "CHF")
    assert delivery_in(rules, own_market("EUR"), "EUR") is rules
    written = replace(rules, currency="CHF")
    assert delivery_in(written, SWISS, "EUR") is written


def test_a_published_market_is_the_same_once_read() -> None:
    document = PublishedMarkets.model_validate(
        {"markets": [{"id": "ch", "name": "Switzerland", "currency": "CHF", "countries": ["CH", "LI"]}]}
    )
    assert document.markets[0].market() == Market("ch", "Switzerland", "CHF", ("CH", "LI"))
