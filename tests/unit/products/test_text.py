"""Descriptions: what is kept of their HTML, and their plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.adapters import richtext
from products.domain import text


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("<p>Soft <b>linen</b></p>", "<p>Soft <b>linen</b></p>"),
        ("<script>alert(1)</script>Hello", "Hello"),
        ('<p onclick="x()" style="color:red">Hi</p>', "<p>Hi</p>"),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="noopener nofollow">x</a>'),
        ('<img src=x onerror="alert(1)">pic', "pic"),
        ("<iframe src=https://x.example></iframe>", ""),
        ("<p>unclosed", "<p>unclosed</p>"),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>", ""),
    ],
)
def test_only_harmless_html_stays(dirty: str, clean: str) -> None:
    assert richtext.sanitised(dirty) == clean


@given(st.text(alphabet="<>/=\"' abscriptonerjv:&;#", max_size=80))
def test_cleaning_twice_changes_nothing(html: str) -> None:
    once = richtext.sanitised(html)
    assert richtext.sanitised(once) == once
    assert "<script" not in once.lower()


def test_plain_text_keeps_words_apart() -> None:
    html = "<h2>Linen</h2><ul><li>soft</li><li>cool &amp; light</li></ul><style>p{}</style>"
    assert text.plain(html) == "Linen soft cool & light"
