"""Amounts and counts: read where they can mean one thing, else the merchant is asked."""

from __future__ import annotations

import pytest

from products.domain.shopify import numbers


@pytest.mark.parametrize(
    ("text", "currency", "plain"),
    [
        ("19.99", "EUR", "19.99"),
        ("19,99", "EUR", "19.99"),
        ("19.9900", "EUR", "19.9900"),
        ("1299", "EUR", "1299"),
        ("1,299.00", "EUR", "1299.00"),
        ("1.299,00", "EUR", "1299.00"),
        ("1 299,00", "EUR", "1299.00"),
        ("1\u202f299,00 €", "EUR", "1299.00"),
        ("1'299.00", "CHF", "1299.00"),
        ("1’299.00 Fr.", "CHF", "1299.00"),
        ("12,34,567.00", "INR", "1234567.00"),
        ("1,299,000", "EUR", "1299000"),
        ("1.299.000", "EUR", "1299000"),
        ("0.500", "EUR", "0.500"),
        ("12.345", "KWD", "12.345"),
        ("€19,99", "EUR", "19.99"),
        ("19.99 EUR", "EUR", "19.99"),
        ("eur 5", "EUR", "5"),
        ("$19.99", "USD", "19.99"),
        ("CA$19.99", "CAD", "19.99"),
        ("￥500", "JPY", "500"),
        ("zł 5,50", "PLN", "5.50"),
    ],
)
def test_an_amount_that_means_one_thing_is_read(text: str, currency: str, plain: str) -> None:
    assert numbers.amount(text, currency) == plain


@pytest.mark.parametrize("text", ["1,299", "1.299", "19,995", "999.000"])
def test_an_amount_that_may_be_thousands_or_decimals_is_asked_about(text: str) -> None:
    with pytest.raises(ValueError, match="can be read as"):
        numbers.amount(text, "EUR")


@pytest.mark.parametrize("text", ["$19.99", "19.99 USD", "£5", "5 kr", "US$ 5"])
def test_an_amount_in_another_currency_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="EUR, the currency of the shop"):
        numbers.amount(text, "EUR")


@pytest.mark.parametrize("text", ["1.9E+01", "1E3", "1,9e+5"])
def test_a_number_that_a_spreadsheet_shortened_is_refused_with_advice(text: str) -> None:
    with pytest.raises(ValueError, match="spreadsheet"):
        numbers.amount(text, "EUR")
    with pytest.raises(ValueError, match="spreadsheet"):
        numbers.number(text)


@pytest.mark.parametrize(
    "text",
    ["", "cheap", "(5)", "5%", "5.", ".5", "1.2.3", "1,2,3", "1,299.0.0", "12 34", "5-", "--5", "1" + " " * 100_000],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        numbers.amount(text, "EUR")


def test_shopify_writes_a_point_before_decimals_however_many() -> None:
    assert numbers.number("453.592", points=True) == "453.592"
    assert numbers.number("3.0") == "3.0"
    assert numbers.number("−3") == "-3"
    with pytest.raises(ValueError, match="can be read as"):
        numbers.number("1,250", points=True)
