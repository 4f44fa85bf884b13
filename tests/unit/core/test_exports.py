"""What is written of a value when its person asks for their data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

import pytest

from souk.exports.readable import readable
from souk.money import Money


class Colour(StrEnum):
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Door:
    colour: Colour
    key: str


@dataclass(frozen=True, slots=True)
class House:
    doors: tuple[Door, ...]
    built: datetime


BUILT = datetime(2026, 1, 5, 12, tzinfo=timezone(timedelta(hours=2)))
HOUSE = House((Door(Colour.BLUE, "under the mat"),), BUILT)


def test_only_fields_that_are_named_are_written() -> None:
    written = readable(HOUSE, {House: ("doors", "built"), Door: ("colour",)})
    assert written == {"doors": [{"colour": "blue"}], "built": "2026-01-05T10:00:00+00:00"}


def test_of_a_class_that_nobody_named_nothing_is_written() -> None:
    with pytest.raises(TypeError, match="Door"):
        readable(HOUSE, {House: ("doors",)})


def test_money_has_its_currency() -> None:
    assert readable({"price": Money(1999, "EUR")}, {}) == {"price": {"amount": 1999, "currency": "EUR"}}
    assert readable([None, True, 3, datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 2)], {}) == [
        None,
        True,
        3,
        "2026-01-01T00:00:00+00:00",
        "2026-01-02",
    ]
