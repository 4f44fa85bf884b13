"""What the local cloud's own tools make of a shop that does not answer at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from souk_local.problems import LocalCloudError
from souk_local.shop_api import ShopApi
from tests.support.loopback import Handler, serving


@contextmanager
def answering(*answers: tuple[int, dict[str, str]]) -> Iterator[tuple[ShopApi, list[str]]]:
    """A shop that gives these answers in turn, and what it was asked for."""
    left, asked = list(answers), list[str]()

    class Shop(Handler):
        def respond(self) -> None:
            asked.append(self.path)
            status, headers = left.pop(0)
            self.answer(status, b"{}", headers)

    with serving(Shop) as address, closing(ShopApi(address)) as shop:
        yield shop, asked


@pytest.mark.parametrize("status", [429, 503])
def test_what_is_safe_to_repeat_is_asked_again_while_the_shop_is_busy(status: int) -> None:
    with answering((status, {}), (200, {})) as (shop, asked):
        assert shop.call("GET", "/admin/products/imports") == {}
    assert asked == ["/api/admin/products/imports"] * 2


def test_what_a_limit_refuses_for_an_hour_is_not_waited_for() -> None:
    with answering((429, {"Retry-After": "3600"})) as (shop, asked), pytest.raises(LocalCloudError, match="429"):
        shop.call("GET", "/me")
    assert len(asked) == 1


def test_what_was_too_much_at_once_was_not_done_and_is_asked_again() -> None:
    with answering((429, {}), (200, {})) as (shop, asked):
        assert shop.call("POST", "/auth/sign-in", {}) == {}
    assert asked == ["/api/auth/sign-in"] * 2


def test_what_is_not_safe_to_repeat_is_asked_once() -> None:
    with answering((503, {})) as (shop, asked), pytest.raises(LocalCloudError, match="503"):
        shop.call("POST", "/auth/sign-in", {})
    assert len(asked) == 1
