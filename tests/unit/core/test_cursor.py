from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.errors import InvalidInput
from souk.storage import cursor

keys = st.dictionaries(st.text(), st.dictionaries(st.just("S"), st.text(), min_size=1), min_size=1)


@given(keys)
def test_a_cursor_carries_the_key_and_fits_a_url(key: dict[str, dict[str, str]]) -> None:
    text = cursor.encode(key)
    assert text is not None
    assert text.replace("-", "").replace("_", "").isalnum()
    assert cursor.decode(text) == key


@pytest.mark.parametrize("nothing", [None, {}])
def test_there_is_no_cursor_after_the_last_page(nothing: dict[str, str] | None) -> None:
    assert cursor.encode(nothing) is None
    assert cursor.decode(None) is cursor.decode("") is None


def _text(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize("text", ["x", "%%%", "ä", "AAAA", _text([1]), _text("a"), _text({"pk": "plain"})])
def test_what_encode_did_not_make_is_invalid_input(text: str) -> None:
    with pytest.raises(InvalidInput, match="cursor"):
        cursor.decode(text)


@given(st.text(max_size=60))
def test_no_text_does_worse_than_invalid_input(text: str) -> None:
    try:
        key = cursor.decode(text)
    except InvalidInput:
        return
    assert key is None or all(isinstance(value, dict) for value in key.values())
