"""The QR code of a bank transfer: EPC069-12, version 002."""

from __future__ import annotations

import re

import pytest
import segno

from souk.money import Money
from souk.shop.transfer_code import path_of, png_of, transfer_code

ACCOUNT = (("Account holder", "Söuk GmbH"), ("IBAN", "DE36 0000 0000 0000 0000 00"), ("BIC", "SOUKDE00XXX"))
# The lines of the standard, one after the other; no purpose and no structured reference.
LINES = ["BCD", "002", "1", "SCT", "SOUKDE00XXX", "Söuk GmbH", "DE36000000000000000000", "EUR191.9", "", "", "SK-1"]


def test_a_code_says_the_lines_of_the_standard_and_nothing_else() -> None:
    code = transfer_code(ACCOUNT, Money(19190, "EUR"), "SK-1")
    assert code is not None
    same = segno.make_qr("\n".join(LINES).encode(), error="m", boost_error=False)
    assert [bytes(row) for row in code.matrix] == [bytes(row) for row in same.matrix]
    assert png_of(code).startswith(b"\x89PNG")


def test_the_path_is_the_dark_squares() -> None:
    code = transfer_code(ACCOUNT, Money(19190, "EUR"), "SK-1")
    assert code is not None
    drawn = [bytearray(len(code.matrix)) for _ in code.matrix]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path_of(code)):
        drawn[int(y)][int(x) : int(x) + int(width)] = b"\1" * int(width)
    assert [bytes(row) for row in drawn] == [bytes(row) for row in code.matrix]


@pytest.mark.parametrize(
    ("account", "amount"),
    [
        (ACCOUNT, Money(19190, "CHF")),
        (ACCOUNT, Money(0, "EUR")),
        (ACCOUNT, Money(100_000_000_000, "EUR")),
        ((("Account holder", "Souk Inc"), ("Account number", "1")), Money(1, "EUR")),
        ((("Account holder", "S" * 71), *ACCOUNT[1:]), Money(1, "EUR")),
    ],
)
def test_there_is_none_for_what_the_form_cannot_say(account: tuple[tuple[str, str], ...], amount: Money) -> None:
    assert transfer_code(account, amount, "SK-1") is None


def test_the_highest_amount_there_is_a_code_for() -> None:
    assert transfer_code(ACCOUNT, Money(99_999_999_999, "EUR"), "SK-1")
