"""Reading single cells: amounts, whole numbers, flags and addresses of pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from products.shopify import columns
from products.shopify.reader import Row, RowError
from souk.money import Money

_PRICE = re.compile(r"\d{1,10}(\.\d+)?")
_NUMBER = re.compile(r"-?\d{1,9}(\.0+)?")
_WEIGHT = re.compile(r"\d{1,9}(\.\d+)?")
_URL = re.compile(r"https?://[^\s\"'<>\\]{1,2000}")
_RELATIVE = re.compile(r"/?media/[A-Za-z0-9._/-]+")
_TRUE, _FALSE = {"true", "yes", "1", "continue"}, {"false", "no", "0", "deny"}


@dataclass(slots=True)
class Report:
    """Collects what is wrong with the rows of one handle."""

    handle: str
    errors: list[RowError] = field(default_factory=list)

    def __call__(self, row: Row, name: str, message: str) -> None:
        self.errors.append(RowError(row.start.line, self.handle, columns.label(name) if name else "", message))


def source(row: Row, name: str, report: Report) -> str:
    """Where a picture is: an absolute URL, or a path under /media/, which the site serves."""
    text = row[name]
    if not text or _URL.fullmatch(text):
        return text
    if _RELATIVE.fullmatch(text) and ".." not in text:
        return f"/{text.removeprefix('/')}"
    report(row, name, "a picture is an http(s) URL or a path under media/")
    return ""


def money(row: Row, name: str, currency: str, report: Report) -> Money | None:
    if not row[name]:
        return None
    try:
        if not _PRICE.fullmatch(row[name]):
            raise ValueError(f"{row[name]!r} is not an amount such as 19.99")
        return Money.parse(row[name], currency)
    except ValueError as error:
        report(row, name, str(error))
        return None


def whole(row: Row, name: str, report: Report) -> int:
    text = row[name]
    if not text:
        return 0
    if name == "grams" and _WEIGHT.fullmatch(text):
        return round(float(text))
    if not _NUMBER.fullmatch(text):
        report(row, name, f"{text!r} is not a whole number")
        return 0
    return int(text.partition(".")[0])


def flag(row: Row, name: str, default: bool, report: Report) -> bool:
    text = row[name].lower()
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if text:
        report(row, name, f"{row[name]!r} is neither true nor false")
    return default
