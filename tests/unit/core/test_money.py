from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.money import Money, exponent

CURRENCIES = {"EUR": 2, "JPY": 0, "KWD": 3}
amounts = st.integers(-(10**12), 10**12)
currencies = st.sampled_from(sorted(CURRENCIES))
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any)


@given(amounts, weights)
def test_the_parts_of_a_split_add_up_exactly(amount: int, weights: list[int]) -> None:
    parts = Money(amount, "EUR").split(weights)
    assert Money.total(parts, "EUR") == Money(amount, "EUR")


@given(amounts, weights)
def test_no_part_of_a_split_is_a_whole_unit_off(amount: int, weights: list[int]) -> None:
    for part, weight in zip(Money(amount, "EUR").split(weights), weights, strict=True):
        assert abs(part.amount - Fraction(amount * weight, sum(weights))) < 1


def test_a_split_gives_the_leftover_to_the_largest_remainders() -> None:
    assert [part.amount for part in Money(100, "EUR").split([1, 1, 1])] == [34, 33, 33]
    assert [part.amount for part in Money(10, "EUR").split([1, 2, 3])] == [2, 3, 5]


@pytest.mark.parametrize("weights", [[], [0, 0], [3, -1]])
def test_a_split_needs_weights_that_make_sense(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Money(100, "EUR").split(weights)


@given(amounts, st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6).filter(bool))
def test_a_share_is_the_nearest_whole_unit(amount: int, numerator: int, denominator: int) -> None:
    exact = Fraction(amount * numerator, denominator)
    assert abs(Money(amount, "EUR").share(numerator, denominator).amount - exact) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("amount", "numerator", "denominator", "expected"),
    [(5, 1, 2, 3), (-5, 1, 2, -3), (5, -1, 2, -3), (5, 1, -2, -3), (1999, 19, 119, 319), (0, 7, 3, 0)],
)
def test_a_share_rounds_half_away_from_zero(amount: int, numerator: int, denominator: int, expected: int) -> None:
    assert Money(amount, "EUR").share(numerator, denominator) == Money(expected, "EUR")


@given(amounts, currencies)
def test_what_is_formatted_parses_back(amount: int, currency: str) -> None:
    money = Money(amount, currency)
    text, code = str(money).split()
    assert code == currency
    assert Money.parse(text, currency) == money


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [(1999, "EUR", "19.99 EUR"), (1999, "JPY", "1999 JPY"), (1999, "KWD", "1.999 KWD"), (-5, "EUR", "-0.05 EUR")],
)
def test_it_is_written_with_the_digits_of_its_currency(amount: int, currency: str, text: str) -> None:
    assert str(Money(amount, currency)) == text
    assert exponent(currency) == CURRENCIES[currency]


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [("19.99", "EUR", 1999), (" 7 ", "EUR", 700), ("7.5", "EUR", 750), ("7.", "EUR", 700), ("-0.5", "KWD", -500),
     ("19.990", "EUR", 1999), ("1200", "JPY", 1200), ("1200.00", "JPY", 1200), ("+1", "EUR", 100)],
)  # fmt: skip
def test_a_plain_decimal_is_read(text: str, currency: str, amount: int) -> None:
    assert Money.parse(text, currency) == Money(amount, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [("19.999", "EUR"), ("0.5", "JPY"), ("", "EUR"), ("abc", "EUR"), ("1,99", "EUR"), ("1_000", "EUR"), ("NaN", "EUR"),
     ("Infinity", "EUR"), ("1e3", "EUR"), ("1e999999999", "EUR"), ("٣", "EUR"), ("1" * 16, "EUR"), (".5", "EUR")],
)  # fmt: skip
def test_anything_else_is_refused(text: str, currency: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        Money.parse(text, currency)


@pytest.mark.parametrize("amount", [19.99, Decimal("19.99"), "1999", True, None])
def test_only_whole_minor_units_are_money(amount: Any) -> None:
    with pytest.raises(TypeError):
        Money(amount, "EUR")


@pytest.mark.parametrize("code", ["eur", "EURO", "E1R", ""])
def test_a_currency_is_three_capitals(code: str) -> None:
    with pytest.raises(ValueError, match="currency"):
        Money(1, code)


def test_a_float_never_enters_a_calculation() -> None:
    half: Any = 0.5
    with pytest.raises(TypeError):
        Money(100, "EUR") * half
    with pytest.raises(TypeError):
        Money(100, "EUR").share(half, 1)
    with pytest.raises(TypeError):
        Money(100, "EUR").split([half, half])


def test_currencies_do_not_mix() -> None:
    euro, yen = Money(1, "EUR"), Money(1, "JPY")
    for mixed in (lambda: euro + yen, lambda: euro - yen, lambda: euro < yen, lambda: Money.total([yen], "EUR")):
        with pytest.raises(ValueError, match="mix"):
            mixed()


def test_it_adds_compares_and_is_false_when_zero() -> None:
    assert Money(1, "EUR") + Money(2, "EUR") - Money(4, "EUR") == -Money(1, "EUR")
    assert Money(1, "EUR") < Money(2, "EUR") >= Money(2, "EUR")
    assert Money(3, "EUR") * 2 == Money(6, "EUR")
    assert not Money.zero("EUR")
    assert Money.total([], "EUR") == Money.zero("EUR")
