"""The texts of letters in a language, and money, dates and numbers as people write them where it is spoken.

The texts are in `texts/`, one file a language; how the rest is written is CLDR's, by Babel. Both are loaded with the
first letter of a language, not with the function.
"""

from __future__ import annotations

import json
from copy import copy
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from notifications.domain.phrases import Instant, Phrase, Value
from notifications.domain.tongue import Tongue
from souk.money import Money, exponent
from souk.shop.letters import filled

if TYPE_CHECKING:
    from babel import Locale

_TEXTS = Path(__file__).parent / "texts"
# English as the world writes it, unless a country is named: 1 December rather than December 1.
_NO_COUNTRY = {"en": "en_001"}
# Keep the direction of what stands in a text apart from the text's (Unicode's annex 9): FSI and PDI.
_ISOLATES = "\u2068\u2069"
_NO_ISOLATES = dict.fromkeys(map(ord, _ISOLATES))


class Speech:
    """Says the parts of a letter. What stands in every text is in `known`: the shop's name."""

    def __init__(self, tongue: Tongue, **known: str) -> None:
        self._tongue = tongue
        self._known = known

    def __call__(self, said: Value) -> str:
        if isinstance(said, Phrase):
            return self._phrase(said)
        if isinstance(said, Money):
            return self._money(said)
        if isinstance(said, Instant):
            return self._moment(said.at, "medium")
        if isinstance(said, date):
            return self._moment(said) if isinstance(said, datetime) else self._day(said)
        return str(said)

    def line(self, said: Value) -> str:
        """For a subject: one line, without marks of direction."""
        return " ".join(self(said).translate(_NO_ISOLATES).split())

    def _phrase(self, phrase: Phrase) -> str:
        text = texts(self._tongue.language)[phrase.key]
        if isinstance(text, dict):
            text = text[self._locale.plural_form(phrase.count)]
        spoken = {name: self._apart(self(value)) for name, value in {**self._known, **dict(phrase.values)}.items()}
        return filled(text, spoken)

    def _apart(self, value: str) -> str:
        return value.join(_ISOLATES) if self._tongue.direction == "rtl" else value

    def _money(self, money: Money) -> str:
        digits = exponent(money.currency)
        pattern = copy(self._locale.currency_formats["standard"])
        # As many as the shop counts with: of some currencies CLDR leaves out what nobody pays in coins.
        pattern.frac_prec = (digits, digits)
        amount = Decimal(money.amount).scaleb(-digits)
        return str(pattern.apply(amount, self._locale, currency=money.currency, currency_digits=False))

    def _day(self, day: date) -> str:
        from babel.dates import format_date

        return format_date(day, "long", locale=self._locale)

    def _moment(self, at: datetime, clock: Literal["short", "medium"] = "short") -> str:
        """With the day of the week and the zone: the shop does not know the shopper's clock."""
        from babel.dates import format_date, format_time

        at = at.astimezone(UTC)
        day, time = format_date(at, "full", locale=self._locale), format_time(at, clock, locale=self._locale)
        return self._phrase(Phrase("common.moment", (("date", day), ("time", time))))

    @cached_property
    def _locale(self) -> Locale:
        return _locale(self._tongue)


@cache
def texts(language: str) -> dict[str, Any]:
    """By "letter.part": a text, or one for each form of the plural."""
    loaded = json.loads((_TEXTS / f"{language}.json").read_text(encoding="utf-8"))
    return {f"{letter}.{part}": text for letter, parts in loaded.items() for part, text in parts.items()}


def _locale(tongue: Tongue) -> Locale:
    """That of the language in the country, or of the language where CLDR has none of both."""
    from babel import Locale, UnknownLocaleError

    language = _NO_COUNTRY.get(tongue.language, tongue.language)
    country = next((part for part in tongue.locale.split("-")[1:3] if len(part) == 2 and part.isalpha()), "")
    try:
        return Locale.parse(f"{tongue.language}_{country.upper()}" if country else language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(language)
