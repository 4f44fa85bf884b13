"""By which words orders and customers are found, and what somebody looks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from backoffice.domain.facts import Facts

_WORD = re.compile(r"[^\s,;()\"'<>]+")
_NUMBER = re.compile(r"[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{1,5}")
_SHORTEST, _LONGEST = 2, 100
# A partition for each beginning of a word, so that no letter has them all.
_SHELF = 2
OF_A_CUSTOMER = 6


def words(text: str) -> list[str]:
    """The words of a text as they are kept and looked for: without accents, small, each once."""
    flat = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)).casefold()
    found = (word[:_LONGEST] for word in _WORD.findall(flat))
    return list(dict.fromkeys(word for word in found if len(word) >= _SHORTEST))


def shelf(word: str) -> str:
    """Where a word stands; all words that begin alike stand together."""
    return word[:_SHELF]


def of_order(facts: Facts) -> list[str]:
    """Number, e-mail address, the name's words, SKUs and tracking codes; nothing of an order that is not listed."""
    return named_by(facts) if facts.is_listed else []


def named_by(facts: Facts) -> list[str]:
    """The same, also of what is known of an order that is not listed."""
    who, sale = facts.who, facts.sale
    texts = [*((who.number, who.email) if who else ()), *(sale.units if sale else ()), *facts.codes]
    return _telling(word for text in [*texts, who.name if who else ""] for word in words(text))


def of_customer(email: str, name: str) -> list[str]:
    return _telling([*words(email), *words(name)])[:OF_A_CUSTOMER]


def _telling(found: Iterable[str]) -> list[str]:
    """Each once, without those that are the beginning of another: whoever types one finds the other."""
    each = list(dict.fromkeys(found))
    return [word for word in each if not any(other != word and other.startswith(word) for other in each)]


def looked_for(text: str) -> tuple[str, list[str]]:
    """The word to look up, the longest, and those that must be there beside it; empty for a text without any."""
    found = [f"sk-{word}" if _NUMBER.fullmatch(word) else word for word in words(text)]
    if not found:
        return "", []
    first = max(found, key=len)
    return first, [word for word in found if word != first]


def matches(held: list[str], others: list[str]) -> bool:
    """Whether each of the words is the beginning of one that is held."""
    return all(any(word.startswith(other) for word in held) for other in others)


def is_first(held: list[str], prefix: str, word: str) -> bool:
    """Whether `word` is the one under which it is shown: what has two words that begin alike is found once."""
    return min((each for each in held if each.startswith(prefix)), default=word) == word
