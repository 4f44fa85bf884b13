"""Category paths and their ids."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.domain import category


def test_ids_are_the_slugs_of_the_path() -> None:
    refs = category.steps(category.path_of("Home & Garden > Kitchen > Café Cups"))
    assert [(ref.id, ref.parent_id) for ref in refs] == [
        ("home-garden", None),
        ("home-garden/kitchen", "home-garden"),
        ("home-garden/kitchen/cafe-cups", "home-garden/kitchen"),
    ]


def test_letters_of_other_scripts_are_kept() -> None:
    assert category.slug("Кухня и дом") == "кухня-и-дом"


@given(st.text(min_size=1))
def test_a_slug_is_never_empty_and_the_same_when_made_again(text: str) -> None:
    once = category.slug(text)
    assert once
    assert "/" not in once
    assert category.slug(once) == once


@pytest.mark.parametrize("text", ["Home >", "> Kitchen", "A > > B", " > ".join("abcdefg")])
def test_a_path_with_holes_or_too_deep_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="path"):
        category.path_of(text)


def test_no_text_is_no_category() -> None:
    assert category.path_of("  ") == ()


def test_the_tilde_stands_for_the_slash_in_urls() -> None:
    assert category.from_url("home~kitchen") == "home/kitchen"
