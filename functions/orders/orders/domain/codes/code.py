"""Codes that shoppers give for a promotion: how they read, and what is known of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

# No letter or digit that is taken for another one: 31 of them, some 4.95 bits each.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# Of a code that is made up: among ten thousand of a shop's, a stranger's guess is right once in 82 thousand million.
LENGTH = 10
MAX_LENGTH = 40
_FORM = re.compile(r"[A-Z0-9](?:[A-Z0-9-]*[A-Z0-9])?")


@dataclass(frozen=True, slots=True)
class PromotionCode:
    """`text` is unique in the shop and opens `promotion_id`. `limit`: in how many orders it may be used, 0 for any
    number; `used` counts them where there is a limit. `batch` names those that were made together.
    """

    text: str
    promotion_id: str
    limit: int
    made_at: datetime
    made_by: str
    used: int = 0
    batch: str = ""
    ended_at: datetime | None = None

    @property
    def is_used_up(self) -> bool:
        return 0 < self.limit <= self.used


def as_kept(entered: str) -> str:
    """A code as it is kept, however it was typed: without spaces, in capitals. Empty when nothing can be named so."""
    text = "".join(entered.split()).upper()
    return text if len(text) <= MAX_LENGTH and _FORM.fullmatch(text) else ""


def spelled(number: int, length: int = LENGTH) -> str:
    """So many letters of a large random number."""
    letters = []
    for _ in range(length):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    return "".join(letters)
