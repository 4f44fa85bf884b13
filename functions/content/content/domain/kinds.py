"""The documents there are, by their kind: one of settings, home, navigation and banners; pages and letters by name; and
one of each of the rules by which the shop works out prices."""

from __future__ import annotations

import re
from dataclasses import dataclass

from souk.shop.letters import PLACEHOLDERS

SETTINGS, HOME, NAVIGATION, BANNERS, PAGE, LETTER = "settings", "home", "navigation", "banners", "page", "letter"
TAXES = "taxes"
SINGLE = (SETTINGS, HOME, NAVIGATION, BANNERS)
# Rules of prices: other staff write them, and shoppers see what they lead to.
PROMOTIONS = "promotions"
DELIVERY = "delivery"
MARKETS = "markets"
RULES: tuple[str, ...] = (PROMOTIONS, TAXES, DELIVERY, MARKETS)
LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "tr")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MAX_SLUG = 80


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """`family` is what its content looks like; `slug` names a page; `letter` and `language` the words of a letter."""

    family: str
    slug: str = ""
    letter: str = ""
    language: str = ""

    def __str__(self) -> str:
        return ":".join(part for part in (self.family, self.slug, self.letter, self.language) if part)

    @property
    def is_rules(self) -> bool:
        return self.family in RULES

    @property
    def is_always_there(self) -> bool:
        """Whether it has a default, so that it can be looked at before anybody has written it."""
        return self.family != PAGE


def kind_of(text: str) -> DocumentKind:
    """Raises ValueError for what is no kind."""
    family, *names = text.split(":")
    if family in (*SINGLE, *RULES) and not names:
        return DocumentKind(family)
    if family == PAGE and len(names) == 1 and len(names[0]) <= _MAX_SLUG and _SLUG.fullmatch(names[0]):
        return DocumentKind(PAGE, slug=names[0])
    if family == LETTER and len(names) == 2 and names[0] in PLACEHOLDERS and names[1] in LANGUAGES:
        return DocumentKind(LETTER, letter=names[0], language=names[1])
    raise ValueError(f"{text!r} is no kind of document")
