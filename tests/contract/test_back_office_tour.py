"""The tour of the back office leaves no page out, and shows each at two widths."""

from __future__ import annotations

import re

import pytest

from tests.contract.template import ROOT
from tests.e2e import backoffice

TOUR = (ROOT / "docs/back-office.md").read_text()
IMAGES = ROOT / "docs/images/back-office"
_SHOWN = {name: shown for shown, name in re.findall(r'(images/back-office/([\w-]+)\.webp)"', TOUR)}


def test_every_page_of_the_registry_is_read() -> None:
    rows = re.findall(r"\bneeds: '", backoffice.REGISTRY.read_text().partition("export const FIRST")[0])
    assert len(backoffice.paths()) == len(rows)


@pytest.mark.parametrize("path", backoffice.paths())
def test_a_page_is_named_and_shown_on_a_desk_and_on_a_telephone(path: str) -> None:
    assert f"`{path}`" in TOUR
    name = backoffice.name_of(path)
    assert {name, f"{name}-phone"} <= _SHOWN.keys()


def test_its_pictures_are_there_no_others_are_and_all_are_small() -> None:
    files = {file.stem: file.stat().st_size for file in IMAGES.iterdir()}
    assert files.keys() == _SHOWN.keys()
    # A page has two; each new one may add as much as the others have.
    assert sum(files.values()) <= 20_500 * len(files)
