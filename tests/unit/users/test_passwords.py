"""Which passwords are taken."""

from __future__ import annotations

import pytest

from souk.errors import InvalidInput
from users.adapters.common_passwords import ListedPasswords
from users.domain.passwords import MIN_PASSWORD, WeakPassword, check_password

LISTED = ListedPasswords()
ABOUT = ("ann.miller@example.com", "Ann Miller")


def refusal_of(password: str) -> InvalidInput | None:
    try:
        check_password(password, LISTED.contains, *ABOUT)
    except InvalidInput as refused:
        return refused
    return None


@pytest.mark.parametrize("password", ["short", "x" * 9, "x" * 257, " leading space", "trailing space "])
def test_a_password_the_pool_would_refuse_is_refused_first(password: str) -> None:
    refused = refusal_of(password)
    assert refused is not None
    assert refused.code == "invalid_input"
    assert refused.detail["errors"][0]["field"] == "password"
    assert password not in refused.message


@pytest.mark.parametrize(
    "password",
    [
        "correct horse",
        "correct horse battery",
        "ünïcödé-1234",
        "Ann Miller likes tea",
        "8402957163",
        "a!9$%2#8@7",
        "battery " + "correct horse " * 17 + "staple",
    ],
)
def test_a_long_password_of_ones_own_is_taken_whatever_it_is_made_of(password: str) -> None:
    assert refusal_of(password) is None


@pytest.mark.parametrize(
    "password",
    [
        "password12",
        "PASSWORD123",
        "1q2w3e4r5t",
        "aaaaaaaaaa",
        "abcabcabcabc",
        "1212121212",
        "1234567890",
        "9876543210",
        "abcdefghijk",
        "qwertyuiop1234",
        "souksouk2026",
        "annmiller1",
        "Ann.Miller@Example.com",
        "Ann Miller 99",
        "AnnMillerSouk1",
    ],
)
def test_a_password_that_is_tried_first_is_refused(password: str) -> None:
    refused = refusal_of(password)
    assert isinstance(refused, WeakPassword)
    assert password not in refused.message


def test_the_list_has_only_what_is_long_enough_to_be_chosen() -> None:
    assert LISTED.contains("basketball")
    assert min(len(password) for password in LISTED._listed) >= MIN_PASSWORD
