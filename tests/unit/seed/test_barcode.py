"""EAN-13 numbers."""

from __future__ import annotations

import pytest

from souk_seed.barcode import check_digit, ean13


@pytest.mark.parametrize(
    ("first_twelve", "digit"),
    # GS1's own example of the calculation, and two printed books.
    [("629104150021", "3"), ("978020137962", "4"), ("978316148410", "0")],
)
def test_the_check_digit_is_the_one_gs1_prints(first_twelve: str, digit: str) -> None:
    assert check_digit(first_twelve) == digit


@pytest.mark.parametrize("digits", ["12345678901", "1234567890123", "12345678901x"])
def test_anything_but_twelve_digits_is_refused(digits: str) -> None:
    with pytest.raises(ValueError, match="12 digits"):
        check_digit(digits)


def test_seed_numbers_are_in_the_range_for_a_shops_own_use() -> None:
    assert ean13(3, 17, 2).startswith("20")
    assert len(ean13(3, 17, 2)) == 13


def test_each_variant_has_a_number_of_its_own() -> None:
    numbers = {ean13(category, product, variant) for category in (1, 12) for product in (1, 21) for variant in (1, 2)}
    assert len(numbers) == 8
