"""Prices for one measure: Directive 98/6/EC, articles 3 and 4; PAngV, sections 4 and 5."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.domain.prices import measures
from products.domain.prices.measures import Measure, MeasureReference, MeasureUnit
from souk.money import Money

SIZES = {"mg": 1, "g": 10**3, "kg": 10**6, "ml": 1, "cl": 10, "l": 10**3, "m3": 10**6, "mm": 1, "cm": 10, "m": 10**3}


def told(amount: int, quantity: str, unit: str, per: str) -> tuple[int, str] | None:
    measure = Measure(measures.thousandths(quantity), MeasureUnit(unit), MeasureReference(per))
    found = measures.price_per(Money(amount, "EUR"), measure)
    return (found.price.amount, found.per.value) if found else None


@pytest.mark.parametrize(
    ("amount", "quantity", "unit", "per", "expected"),
    [
        (290, "250", "ml", "l", 1160),
        (290, "250", "ml", "100ml", 116),
        (299, "0.75", "l", "l", 399),  # 398.67
        (100, "300", "g", "kg", 333),
        (4995, "2.5", "m", "m", 1998),
        (2999, "1.44", "m2", "m2", 2083),  # 2082.64
        (1, "2", "item", "item", 1),  # half of a cent is one
        (500, "33", "cl", "l", 1515),
        (0, "5", "kg", "kg", 0),
    ],
)
def test_a_price_is_told_for_one_measure_to_the_nearest_cent(
    amount: int, quantity: str, unit: str, per: str, expected: int
) -> None:
    assert told(amount, quantity, unit, per) == (expected, per)


@pytest.mark.parametrize(("quantity", "unit", "per"), [("1", "kg", "kg"), ("1000", "g", "kg"), ("100", "ml", "100ml")])
def test_a_price_that_is_for_one_measure_is_not_told_twice(quantity: str, unit: str, per: str) -> None:
    assert told(999, quantity, unit, per) is None


def test_a_measure_is_of_the_kind_of_what_there_is_and_there_is_something() -> None:
    assert Measure(750, MeasureUnit.L, MeasureReference.L).is_sound
    assert not Measure(750, MeasureUnit.L, MeasureReference.KG).is_sound
    assert not Measure(0, MeasureUnit.L, MeasureReference.L).is_sound


def test_the_usual_measure_is_that_of_the_law() -> None:
    assert [measures.usual(MeasureUnit(unit)).value for unit in ("g", "kg", "cl", "m3", "mm", "m2", "item")] == [
        *("kg", "kg", "l", "m3", "m", "m2", "item")
    ]


def test_so_many_of_a_unit_are_a_measure_or_none() -> None:
    assert measures.reference(1000, MeasureUnit.G) is MeasureReference.KG
    assert measures.reference(10, MeasureUnit.CL) is MeasureReference.HUNDRED_MILLILITRES
    assert measures.reference(10, MeasureUnit.G) is None


@pytest.mark.parametrize("text", ["", "1,5", "-1", "1.2345", "1000000", "1e3", "١"])
def test_what_is_no_content_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        measures.thousandths(text)


MEASURES = st.builds(
    Measure, st.integers(1, measures.MAX_CONTENT), st.sampled_from(MeasureUnit), st.sampled_from(MeasureReference)
)


@given(MEASURES)
def test_a_measure_is_read_back_as_it_is_written(measure: Measure) -> None:
    assert measures.parsed(str(measure)) == measure
    assert measures.thousandths(measure.quantity) == measure.thousandths


@given(st.integers(0, 10**9), st.integers(1, measures.MAX_CONTENT), st.sampled_from(["mg", "g", "kg"]))
def test_no_price_is_off_by_more_than_half_a_minor_unit(amount: int, thousandths: int, unit: str) -> None:
    found = measures.price_per(
        Money(amount, "EUR"), Measure(thousandths, MeasureUnit(unit), MeasureReference.HUNDRED_GRAMS)
    )
    if found:
        exact = Fraction(amount) * SIZES["g"] * 100 * 1000 / (thousandths * SIZES[unit])
        assert abs(exact - found.price.amount) <= Fraction(1, 2)
