"""What opens a guest's order, and for how long."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from souk import clock
from souk.errors import OrderKeyExpired
from souk.shopper.access_key import LINK_FOR, OPEN_FOR, VISIT, for_link, for_visit, opens, until_when

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


def test_a_visit_opens_it_for_a_day_whenever_it_ended() -> None:
    key, until = for_visit(KEY)
    assert until == NOW + VISIT
    with clock.freeze(NOW + VISIT - SECOND):
        assert opens(key, KEY, NOW - timedelta(days=3650))
    with clock.freeze(NOW + VISIT), pytest.raises(OrderKeyExpired):
        opens(key, KEY, None)


def test_a_link_of_an_older_version_opens_it_for_what_is_left_of_its_seven_days() -> None:
    until = str(int((NOW + timedelta(days=7)).timestamp()))
    signature = hmac.new(KEY.encode(), f"link\0{until}".encode(), hashlib.sha256).hexdigest()
    assert opens(f"{until}.{signature}", KEY, NOW - OPEN_FOR)


def test_the_code_of_a_link_is_good_for_an_hour_and_opens_nothing_itself() -> None:
    code = for_link(KEY)
    assert code != for_link(KEY)
    assert not opens(code, KEY, None)
    with clock.freeze(NOW + LINK_FOR - SECOND):
        assert until_when(code, KEY) == NOW + LINK_FOR
    with clock.freeze(NOW + LINK_FOR), pytest.raises(OrderKeyExpired):
        until_when(code, KEY)


@pytest.mark.parametrize(
    "given",
    ["", "wrong", KEY, ".", "..", "1.2.3", "9999999999.ab.é", pytest.param(for_visit(KEY)[0], id="the key of a visit")],
)
def test_a_wrong_code_is_wrong_and_never_expired(given: str) -> None:
    assert until_when(given, KEY) is None


def test_nobody_makes_a_code_last_longer_or_uses_it_for_another_order() -> None:
    until, digits, signature = for_link(KEY).split(".")
    for forged in (f"{int(until) + 1}.{digits}.{signature}", f"{until}.0{digits}.{signature}", f"{until}..{signature}"):
        assert until_when(forged, KEY) is None
    assert until_when(f"{until}.{digits}.{signature}", "BBBBBBBBBBBBBBBBBBBBBB") is None
    assert until_when(for_link(""), "") is None


@pytest.mark.parametrize("given", ["", "wrong", KEY[:-1], f"{KEY}A", ".", f".{KEY}", f"{KEY}.", "9999999999.", "é.é"])
@pytest.mark.parametrize("ended", [None, NOW - OPEN_FOR])
def test_a_wrong_key_is_wrong_and_never_expired(given: str, ended: datetime | None) -> None:
    assert not opens(given, KEY, ended)


def test_nobody_makes_a_link_longer_or_uses_it_for_another_order() -> None:
    until, _, signature = for_visit(KEY)[0].partition(".")
    assert not opens(f"{int(until) + 1}.{signature}", KEY, None)
    assert not opens(f"0{until}.{signature}", KEY, None)
    assert not opens(f"{until}.{signature}.{signature}", KEY, None)
    assert not opens(f"{until}.{signature}", "BBBBBBBBBBBBBBBBBBBBBB", None)


def test_an_order_without_a_key_is_opened_by_none() -> None:
    for given in ("", for_visit("")[0]):
        assert not opens(given, "", None)
