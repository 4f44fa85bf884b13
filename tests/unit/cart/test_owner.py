"""Whose cart it is."""

from __future__ import annotations

import hashlib

import pytest

from souk.shopper.owner import guest_owner, is_cart_token, is_guest, new_cart_token, user_id_of, user_owner


def test_tokens_differ_and_are_recognised() -> None:
    tokens = {new_cart_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(is_cart_token(token) for token in tokens)


@pytest.mark.parametrize("text", [None, "", "short", "x" * 23, "x" * 21 + "=", "x" * 21 + "\n"])
def test_what_we_did_not_make_is_no_token(text: str | None) -> None:
    assert not is_cart_token(text)


def test_a_guests_owner_holds_only_the_hash_of_the_token() -> None:
    token = new_cart_token()
    assert guest_owner(token) == f"guest:{hashlib.sha256(token.encode()).hexdigest()}"
    assert token not in guest_owner(token)


def test_owners_say_which_kind_they_are() -> None:
    guest, user = guest_owner(new_cart_token()), user_owner("u1")
    assert (is_guest(guest), user_id_of(guest)) == (True, None)
    assert (is_guest(user), user_id_of(user)) == (False, "u1")
