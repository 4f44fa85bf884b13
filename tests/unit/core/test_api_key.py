from __future__ import annotations

import hashlib
import re

import pytest

from souk.staff.api_key import beginning, new_key, presented


def test_a_new_key_is_known_by_its_form() -> None:
    text = new_key()
    assert re.fullmatch(r"souk_key_[0-9A-Za-z]{54}", text)
    key = presented(text)
    assert key is not None
    assert text.startswith(beginning(key.id))
    assert key.digest == hashlib.sha256(text.encode()).digest()
    assert text not in repr(key)
    assert repr(key.digest) not in repr(key)


def test_no_two_keys_are_alike() -> None:
    keys = {presented(new_key()) for _ in range(200)}
    assert None not in keys
    assert len({key.id for key in keys if key}) == 200


def test_one_letter_that_is_wrong_makes_it_none() -> None:
    text = new_key()
    for place in range(len(text)):
        wrong = text[:place] + ("a" if text[place] != "a" else "b") + text[place + 1 :]
        assert presented(wrong) is None, place


@pytest.mark.parametrize("text", ["", "souk_key_", "eyJhbGciOiJSUzI1NiJ9.e30.c2ln", "souk_key_" + "0" * 54, "ä" * 63])
def test_what_is_no_key_is_none(text: str) -> None:
    assert presented(text) is None


def test_what_is_around_a_key_makes_it_none() -> None:
    text = new_key()
    for other in (text[:-1], text + "a", text + "\n", " " + text, text.upper()):
        assert presented(other) is None
