"""An entry of a bank statement: money that came, as the bank tells of it. Who sent it is never stored from here unless
it has to be given back, and never logged.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from souk.money import Money


@dataclass(frozen=True, slots=True)
class BankEntry:
    """`id` is the same whenever the bank tells of it: of the bank's own reference, or of all that is said of it.

    `source` is the statement's format. `text` is what the payer wrote, all of it.
    """

    id: str
    source: str
    amount: Money
    booked_on: str  # ISO 8601
    text: str = field(repr=False)
    payer: str = field(default="", repr=False)
    account: str = field(default="", repr=False)  # the payer's


@dataclass(frozen=True, slots=True)
class BankStatement:
    """`account` is whose it is, empty where it does not say. `passed_over` are entries that brought no money."""

    entries: tuple[BankEntry, ...]
    account: str = ""
    passed_over: int = 0
