"""Totals add up whatever is in the basket."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.domain.rates import ShippingTable, chosen
from orders.domain.totals import WHOLE, OrderLine, add_up
from souk.address.destination import Destination
from souk.errors import InvalidInput
from souk.money import Money
from souk.pricing.delivery.shipped import delivered
from souk.pricing.markets import own_market
from souk.taxes.kinds import TAX_CLASSES
from souk.taxes.settings import OwnRate, TaxSettings
from souk.taxes.taxes import SaleTaxes, Taxes

OWN = own_market("EUR")

CLASSES = st.sampled_from(TAX_CLASSES)
COUNTRIES = st.sampled_from(delivered())


def line(price: int = 1000, quantity: int = 1, **changes: object) -> OrderLine:
    return OrderLine("SKU", quantity, "product", "Thing", Money(price, "EUR"), **changes)  # type: ignore[arg-type]


LINES = st.lists(
    st.builds(
        lambda price, quantity, tax_class: line(price, quantity, tax_class=tax_class),
        st.integers(0, 500_000),
        st.integers(1, 99),
        CLASSES,
    ),
    min_size=1,
    max_size=12,
).map(tuple)


def sold_to(country: str) -> SaleTaxes:
    return Taxes().at(Destination(country), datetime(2026, 3, 1, tzinfo=UTC))


IN_GERMANY = sold_to("DE")
# Prices without tax, as in the United States.
_TEXAN = TaxSettings(
    home="US-TX", included=False, rates=(OwnRate("US-TX", "standard", 825), OwnRate("US-TX", "reduced", 0))
)
ON_TOP = replace(IN_GERMANY, settings=_TEXAN, destination=Destination("US", "TX"))


@settings(deadline=None)
@given(LINES, st.integers(0, 5000), COUNTRIES)
def test_prices_that_include_tax_add_up(lines: tuple[OrderLine, ...], shipping: int, country: str) -> None:
    totals = add_up(lines, Money(shipping, "EUR"), sold_to(country))

    assert totals.total == totals.subtotal + totals.shipping
    assert totals.subtotal.amount == sum(part.unit_price.amount * part.quantity for part in lines)
    assert totals.tax == Money.total((part.amount for part in totals.taxes), "EUR")
    assert Money(0, "EUR") <= totals.tax <= totals.total


@settings(deadline=None)
@given(LINES, st.integers(0, 5000))
def test_prices_without_tax_add_up(lines: tuple[OrderLine, ...], shipping: int) -> None:
    totals = add_up(lines, Money(shipping, "EUR"), ON_TOP)

    assert totals.total == totals.subtotal + totals.shipping + totals.tax
    assert not totals.tax_included


@settings(deadline=None)
@given(LINES, st.integers(0, 5000), COUNTRIES)
def test_the_tax_of_a_rate_is_within_half_a_cent_of_the_exact_one(
    lines: tuple[OrderLine, ...], shipping: int, country: str
) -> None:
    sale = sold_to(country)
    totals = add_up(lines, Money(shipping, "EUR"), sale)

    for tax in totals.taxes:
        base = sum(part.total.amount for part in lines if sale.rate(part.tax_class) == tax.rate)
        base += shipping if sale.rate("standard") == tax.rate else 0
        assert abs(tax.amount.amount * (WHOLE + tax.rate) - base * tax.rate) * 2 <= WHOLE + tax.rate


def test_tax_is_rounded_once_for_a_rate_and_not_for_each_line() -> None:
    # Ten lines of 0.01 hold 0.16 cents of tax each: none if each were rounded, 2 cents together.
    totals = add_up(tuple(line(1) for _ in range(10)), Money(0, "EUR"), IN_GERMANY)
    assert totals.tax == Money(2, "EUR")


def test_rates_of_several_classes_are_kept_apart() -> None:
    totals = add_up((line(1190), line(1070, tax_class="reduced")), Money(0, "EUR"), IN_GERMANY)
    assert [(tax.rate, tax.amount.amount) for tax in totals.taxes] == [(700, 70), (1900, 190)]


def test_no_tax_is_collected_outside_the_union() -> None:
    totals = add_up((line(),), Money(1990, "EUR"), sold_to("US"))
    assert totals.tax == Money(0, "EUR")
    assert totals.taxes == ()


@pytest.mark.parametrize(("price", "expected"), [(4999, 490), (5000, 0)])
def test_standard_shipping_is_free_from_a_threshold_on(price: int, expected: int) -> None:
    rates = ShippingTable().rates(Destination("DE"), (line(price),), OWN)
    assert chosen(rates, "standard").price == Money(expected, "EUR")
    assert chosen(rates, "express").price == Money(990, "EUR")


def test_heavy_parcels_cost_more() -> None:
    rates = ShippingTable().rates(Destination("FR"), (line(weight_grams=2600, quantity=2),), OWN)
    assert chosen(rates, "standard").price == Money(1990, "EUR")


@pytest.mark.parametrize(
    ("country", "method", "grams", "price"),
    [
        ("DE", "standard", 5000, 490),
        ("DE", "standard", 5001, 990),
        ("DE", "express", 5000, 990),
        ("DE", "express", 5001, 1990),
        ("FR", "standard", 5000, 990),
        ("FR", "standard", 5001, 1990),
        ("FR", "express", 5000, 1990),
        ("FR", "express", 5001, 3990),
        ("US", "standard", 2000, 1990),
        ("US", "standard", 2001, 4990),
        ("US", "standard", 0, 1990),
    ],
)
def test_a_parcel_at_the_limit_of_a_band_is_in_it(country: str, method: str, grams: int, price: int) -> None:
    rates = ShippingTable().rates(Destination(country), (line(weight_grams=grams),), OWN)
    assert chosen(rates, method).price == Money(price, "EUR")


def test_what_needs_no_shipping_costs_none() -> None:
    rates = ShippingTable().rates(Destination("US"), (line(requires_shipping=False),), OWN)
    assert [(rate.id, rate.price) for rate in rates] == [("none", Money(0, "EUR"))]
    assert chosen(rates, "standard").id == "none"


def test_every_country_of_the_tables_is_served() -> None:
    for country in delivered():
        assert ShippingTable().rates(Destination(country), (line(),), OWN)


def test_elsewhere_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match="XX"):
        ShippingTable().rates(Destination("XX"), (line(),), OWN)


def test_an_unknown_method_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match="standard, express"):
        chosen(ShippingTable().rates(Destination("DE"), (line(),), OWN), "drone")
