"""In which language a letter is written."""

from __future__ import annotations

from dataclasses import dataclass

# There are texts of all letters in these: `notifications.adapters.speech`.
LANGUAGES = ("ar", "de", "en", "fr")
_ELSE = "en"
_RIGHT_TO_LEFT = frozenset({"ar"})


@dataclass(frozen=True, slots=True)
class Tongue:
    """`language` is that of the texts, `locale` (BCP 47) says how numbers and dates are written, and `words` is the
    language of the merchant's own words.
    """

    language: str
    locale: str
    words: str

    @property
    def direction(self) -> str:
        return "rtl" if self.language in _RIGHT_TO_LEFT else "ltr"


def tongue_for(locale: str, shop_language: str) -> Tongue:
    """The shopper's where there are texts in it, otherwise the shop's, and English where there are none in that."""
    language = locale.partition("-")[0].lower()
    if language in LANGUAGES or (language and language == shop_language):
        words = language
    else:
        words = locale = shop_language
    return Tongue(words, locale, words) if words in LANGUAGES else Tongue(_ELSE, _ELSE, words)
