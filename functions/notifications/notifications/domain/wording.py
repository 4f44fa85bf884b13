"""The merchant's own words in a letter. What it says of the order or the account stays the shop's."""

from __future__ import annotations

from dataclasses import dataclass, replace

from notifications.domain.letter import Letter, Shop
from souk.shop.letters import filled


@dataclass(frozen=True, slots=True)
class Words:
    """Empty text leaves the default."""

    subject: str = ""
    intro: str = ""
    closing: str = ""


def reworded(letter: Letter, words: Words, shop: Shop) -> Letter:
    """With the subject, a paragraph after the greeting, and last words of the merchant's."""
    values = {"shop": shop.name, "number": letter.number}
    greeting, *rest = letter.paragraphs
    intro = (filled(words.intro, values),) if words.intro else ()
    return replace(
        letter,
        subject=filled(words.subject, values) or letter.subject,
        paragraphs=(greeting, *intro, *rest),
        farewell=filled(words.closing, values),
    )
