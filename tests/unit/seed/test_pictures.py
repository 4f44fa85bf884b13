"""Composing a picture from an art line."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from souk_seed.drawing import Brief
from souk_seed.icons import Icons
from souk_seed.palette import COLOURS, mix, turn_hue
from souk_seed.pictures import NICHES, compose
from souk_seed.shapes import SHAPES

ICONS = Icons(
    {"herb": '<path fill="#00ff00" d="M0 0h32v32H0Z"/>', "lemon": '<circle fill="#ff0" cx="16" cy="16" r="9"/>'}
)


def draw(art: str, turn: int = 0) -> str:
    return compose(art, "#8fb3c9", "stars", turn, ICONS)


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_every_shape_draws_a_well_formed_picture_that_its_colours_change(shape: str) -> None:
    one, other = draw(f"{shape} teal saffron rose *herb"), draw(f"{shape} rust cream navy *herb @120")

    assert ElementTree.fromstring(one).get("viewBox") == "0 0 400 400"
    assert one != other


def test_an_art_line_is_read_word_by_word() -> None:
    brief = Brief.parse("tin teal cream dots *herb +lemon @40")

    assert (brief.shape, brief.pattern, brief.emblem, brief.beside, brief.hue) == (
        "tin",
        "dots",
        "herb",
        ("lemon",),
        40,
    )
    assert brief.tones == (COLOURS["teal"], COLOURS["cream"])


@pytest.mark.parametrize("art", ["tin tael", "tin *herb *lemon"])
def test_a_word_that_means_nothing_is_refused(art: str) -> None:
    with pytest.raises(ValueError, match="is no colour"):
        draw(art)


def test_an_illustration_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match="unicorn"):
        draw("icon *unicorn")


def test_neighbours_stand_in_different_niches() -> None:
    pictures = [draw("icon *herb", turn) for turn in range(len(NICHES))]

    assert len(set(pictures)) == len(NICHES)


def test_the_hue_turns_the_emblem_and_leaves_its_companion() -> None:
    picture = draw("icon *herb +lemon @120")

    assert 'fill="#0000ff"' in picture
    assert 'fill="#ff0"' in picture


def test_a_full_turn_of_the_hue_changes_nothing() -> None:
    assert turn_hue('fill="#c8643f"', 360) == 'fill="#c8643f"'


def test_mixing_is_even() -> None:
    assert mix("#000000", "#ffffff", 0.5) == "#808080"


def test_without_the_illustrations_the_message_says_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="npm ci --prefix seed/build"):
        Icons.installed(tmp_path / "icons.json")
