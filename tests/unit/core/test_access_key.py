"""What opens a guest's order, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from souk import clock
from souk.errors import OrderKeyExpired
from souk.shopper.access_key import LINK_FOR, OPEN_FOR, for_link, opens

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
KEY = "AAAAAAAAAAAAAAAAAAAAAA"
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


def test_the_key_of_the_letters_opens_an_order_under_way_for_ever() -> None:
    with clock.freeze(NOW + timedelta(days=3650)):
        assert opens(KEY, KEY, None)


def test_it_opens_an_order_for_sixty_days_after_its_end() -> None:
    with clock.freeze(NOW + OPEN_FOR - SECOND):
        assert opens(KEY, KEY, NOW)
    with clock.freeze(NOW + OPEN_FOR), pytest.raises(OrderKeyExpired):
        opens(KEY, KEY, NOW)


def test_a_link_opens_it_for_seven_days_whenever_it_ended() -> None:
    link = for_link(KEY)
    with clock.freeze(NOW + LINK_FOR - SECOND):
        assert opens(link, KEY, NOW - timedelta(days=3650))
    with clock.freeze(NOW + LINK_FOR), pytest.raises(OrderKeyExpired):
        opens(link, KEY, None)


@pytest.mark.parametrize("given", ["", "wrong", KEY[:-1], f"{KEY}A", ".", f".{KEY}", f"{KEY}.", "9999999999.", "é.é"])
@pytest.mark.parametrize("ended", [None, NOW - OPEN_FOR])
def test_a_wrong_key_is_wrong_and_never_expired(given: str, ended: datetime | None) -> None:
    assert not opens(given, KEY, ended)


def test_nobody_makes_a_link_longer_or_uses_it_for_another_order() -> None:
    until, _, signature = for_link(KEY).partition(".")
    assert not opens(f"{int(until) + 1}.{signature}", KEY, None)
    assert not opens(f"0{until}.{signature}", KEY, None)
    assert not opens(f"{until}.{signature}.{signature}", KEY, None)
    assert not opens(f"{until}.{signature}", "BBBBBBBBBBBBBBBBBBBBBB", None)


def test_an_order_without_a_key_is_opened_by_none() -> None:
    for given in ("", for_link("")):
        assert not opens(given, "", None)
