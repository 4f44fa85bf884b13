"""The code that an order is handed out for."""

from __future__ import annotations

from souk.shop.pickup import new_code


def test_the_code_is_six_digits_that_nobody_can_work_out() -> None:
    codes = {new_code() for _ in range(50)}
    assert len(codes) > 40
    assert all(len(code) == 6 and code.isdigit() for code in codes)
