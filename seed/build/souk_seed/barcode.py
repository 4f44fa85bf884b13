"""EAN-13 numbers in the range that GS1 leaves to shops for their own use."""

from __future__ import annotations

# GS1 General Specifications, section 1.4.2: prefixes 020-029 and 200-299 are for restricted circulation,
# so a seed product can never carry the number of somebody's real product.
IN_STORE_PREFIX = "20"


def check_digit(first_twelve: str) -> str:
    """The thirteenth digit of an EAN-13: weights 1 and 3 in turn, up to the next multiple of ten."""
    if len(first_twelve) != 12 or not first_twelve.isdigit():
        raise ValueError(f"an EAN-13 needs 12 digits before its check digit, not {first_twelve!r}")
    total = sum(int(digit) * (3 if position % 2 else 1) for position, digit in enumerate(first_twelve))
    return str(-total % 10)


def ean13(category: int, product: int, variant: int) -> str:
    """The number of one variant: category (1-99), product (1-9999), variant (1-9999)."""
    body = f"{IN_STORE_PREFIX}{category:02d}{product:04d}{variant:04d}"
    return body + check_digit(body)
