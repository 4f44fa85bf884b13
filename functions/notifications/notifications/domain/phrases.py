"""What a letter says without the language it is said in: keys of the texts there are in every language, and values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Union

from souk.money import Money


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment that is told to the second."""

    at: datetime


# What stands in a text: a number named `count` also chooses the plural's form.
Value = Union[str, int, Money, datetime, date, Instant, "Phrase"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """`key` is a text's, "order_received.subject"; `values` are what its braces name."""

    key: str
    values: tuple[tuple[str, Value], ...] = ()

    @property
    def count(self) -> int:
        """What chooses the plural's form."""
        return next((value for name, value in self.values if name == "count" and isinstance(value, int)), 0)


# A plain text is said as it is in every language.
Said = str | Phrase | Money | date | Instant


def common(part: str, **values: Value) -> Phrase:
    """What several letters say."""
    return Phrase(f"common.{part}", tuple(values.items()))


def about(letter: str, **values: Value) -> Callable[[str], Phrase]:
    """The texts of one letter, by their part: its values are known to all of them."""
    held = tuple(values.items())
    return lambda part: Phrase(f"{letter}.{part}", held)
