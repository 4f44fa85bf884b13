"""Where things stand in the table and its indexes."""

from __future__ import annotations

import hashlib
from datetime import datetime

from backoffice.domain import words
from backoffice.domain.facts import Facts, ListGroup
from souk import clock

ORDER, CUSTOMER, VIEW, EXPORT, STOCK = "ORDER", "CUSTOMER", "VIEW", "EXPORT", "STOCK"
CUSTOMERS, REORDER, VIEWS, EXPORTS = "CUSTOMERS", "REORDER", "VIEWS", "EXPORTS"
OF_ORDERS, OF_CUSTOMERS = "O", "C"
# Behind every character of a key.
END = "\U0010ffff"
# Until the year 5138; counted down, so that the latest comes first.
_FAR_MS = 99_999_999_999_999


def order(order_id: str) -> str:
    return f"ORDER#{order_id}"


def customer(customer_id: str) -> str:
    return f"CUSTOMER#{customer_id}"


def forgotten(customer_id: str) -> str:
    """Where it is remembered that somebody is forgotten: by a hash, as everywhere."""
    return customer(hashlib.sha256(f"forgotten\0{customer_id}".encode()).hexdigest())


def group(of: ListGroup) -> str:
    return f"LIST#{of}"


def shelf(kind: str, word: str) -> str:
    return f"WORD#{kind}#{words.shelf(word)}"


def place(facts: Facts) -> str:
    """In lists by the time placed."""
    return f"{clock.isoformat(facts.placed_at)}#{facts.order_id}" if facts.placed_at else ""


def order_under(word: str, placed_at: datetime, order_id: str) -> tuple[str, str]:
    """An order's place under a word: an end of the word is before all other letters, then the latest come first."""
    return shelf(OF_ORDERS, word), f"{word} {late(placed_at)} {order_id}"


def marked(mark: str, low: str, high: str) -> tuple[str, str, str]:
    """Where the orders stand that have a mark, and between which places."""
    return shelf(OF_ORDERS, mark), f"{mark} {low}", f"{mark} {high}"


def late(moment: datetime) -> str:
    """A time as it stands in a place under a word."""
    return f"{_FAR_MS - int(moment.timestamp() * 1000):014}"


def customer_under(word: str, customer_id: str) -> tuple[str, str]:
    return shelf(OF_CUSTOMERS, word), f"{word} {customer_id}"


def word_and_id(sort: str) -> tuple[str, str]:
    """The word and the id of a place under a word. Words and ids have no spaces."""
    parts = sort.split(" ")
    return parts[0], parts[-1]


def days(month: str) -> tuple[str, str]:
    """Where the sums of a month's days are kept: those of a year together."""
    return f"DAYS#{month[:4]}", month


def month(moment: str) -> str:
    """Of a day or an hour: "2026-11-29T14" is of 2026-11."""
    return moment[:7]


def rest(moment: str) -> str:
    return moment[8:]
