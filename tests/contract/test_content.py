"""What the content service says of other parts, which it does not import."""

from __future__ import annotations

import re

from content.domain import colours
from notifications.domain.letter import LetterKind
from souk.shop.letters import PLACEHOLDERS
from tests.contract.template import ROOT


def test_the_merchant_can_word_every_letter() -> None:
    assert {*PLACEHOLDERS} == {kind.value for kind in LetterKind}


def test_colours_are_checked_against_the_grounds_of_the_storefront() -> None:
    sheet = (ROOT / "frontend/src/styles/tokens.css").read_text()
    light, _, dark = sheet.partition("@media (prefers-color-scheme: dark)")
    for mode, text in (("light", light), ("dark", dark)):
        found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text))
        assert tuple(found[name] for name in ("plaster", "surface", "sunken")) == colours.GROUNDS[mode]
        assert found["on-primary"] == colours.ON_PRIMARY[mode]
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    on = tuple(found[name] for name in ("on-saffron", "on-night", "on-night-muted"))
    assert on == (colours.ON_ACCENT, colours.ON_NIGHT, colours.ON_NIGHT_MUTED)
