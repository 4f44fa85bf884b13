"""Amounts and counts as people and spreadsheets write them, read only where they can mean one thing.

"1,299.00", "1.299,00", "1 299,00" and "1'299.00" do. "1,299" and "1.299" may be one thousand and more, or one and
something: then the merchant is asked.
"""

from __future__ import annotations

import re

from souk.money import exponent

_SCIENTIFIC = re.compile(r"[+-]?\d+([.,]\d+)?E[+-]?\d+", re.IGNORECASE)
# Signs of currencies, and the codes that may be meant by each; a code stands for itself.
_SIGNS = {
    "€": "EUR",
    "£": "GBP EGP LBP",
    "$": "USD AUD CAD NZD HKD SGD MXN CLP COP ARS BRL TWD",
    "¥": "JPY CNY",
    "￥": "JPY CNY",
    "円": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₺": "TRY",
    "₽": "RUB",
    "₫": "VND",
    "₴": "UAH",
    "₪": "ILS",
    "zł": "PLN",
    "kč": "CZK",
    "kr": "SEK NOK DKK ISK",
    "fr.": "CHF",
    "chf": "CHF",
    "r$": "BRL",
    "a$": "AUD",
    "ca$": "CAD",
    "us$": "USD",
}
_MARK = r"([^\d\s.,'’+\-−()%/*]+\.?)?"
_MARKED = re.compile(rf"{_MARK}\s*([+\-−]?\d[\d\s.,'’]*?)\s*{_MARK}")
# No number is longer, and no pattern below has to look at more.
_LONGEST = 40


def amount(text: str, currency: str) -> str:
    """An amount of `currency` as a plain number, "1299.00". Raises ValueError with what is wrong."""
    if _SCIENTIFIC.fullmatch(text):
        raise ValueError(_scientific(text))
    match = _MARKED.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise ValueError(f"{text[:_LONGEST]!r} is not an amount such as 19.99")
    for mark in (match.group(1), match.group(3)):
        if mark and currency not in _SIGNS.get(mark.lower(), mark.upper()).split():
            raise ValueError(f"{text!r} is not in {currency}, the currency of the shop")
    return number(match.group(2), points=exponent(currency) == 3)


def number(text: str, *, points: bool = False) -> str:
    """A number without groups and with a point before its decimals, if any.

    With `points` a single point always stands before decimals, as in the numbers that Shopify writes itself.
    Raises ValueError for what is no number or can be read as two.
    """
    if _SCIENTIFIC.fullmatch(text):
        raise ValueError(_scientific(text))
    plain = text.replace("−", "-")
    signs = [sign for sign in plain if sign in ".,"]
    if len(text) > _LONGEST or not re.fullmatch(r"[+-]?\d{1,12}([.,\s'’]\d+)*", plain):
        raise ValueError(f"{text[:_LONGEST]!r} is not a number")
    whole, fraction = plain, ""
    if len(set(signs)) == 2 or (len(signs) == 1 and not (points and signs == ["."])):
        decimal = signs[-1]
        whole, _, fraction = plain.rpartition(decimal)
        if len(signs) == 1 and len(fraction) == 3 and re.fullmatch(r"[+-]?[1-9]\d{0,2}", whole):
            both = f"{text!r} can be read as {whole}{fraction} or as {whole}.{fraction}"
            raise ValueError(f"{both}; write {whole}{fraction} if that is meant")
    elif signs == ["."]:
        whole, _, fraction = plain.partition(".")
    if fraction and not fraction.isdigit():
        raise ValueError(f"{text!r} is not a number")
    return _ungrouped(whole, text) + (f".{fraction}" if fraction else "")


def _ungrouped(whole: str, text: str) -> str:
    """Without the signs between its groups of digits, all alike and before three digits (two in India)."""
    groups = re.split(r"[.,\s'’]", whole)
    between = set(re.findall(r"[.,\s'’]", whole))
    sizes = [len(group) for group in groups[1:]]
    regular = len(between) <= 1 and all(size == 3 for size in sizes)
    indian = between == {","} and sizes[-1:] == [3] and all(size == 2 for size in sizes[:-1])
    if groups[1:] and not ((regular or indian) and 1 <= len(groups[0].lstrip("+-")) <= 3):
        raise ValueError(f"{text!r} is not a number")
    return "".join(groups)


def _scientific(text: str) -> str:
    return f"{text!r} is how a spreadsheet shortens a number; format the column as a number and save the file again"
