"""The codes of promotions in memory, counted under the same conditions as in the table."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from orders.domain.codes.code import PromotionCode
from orders.domain.codes.counted import CodeCounts, CodeUse
from orders.domain.codes.refusals import CodeRefusal
from orders.domain.codes.uses import FIRST_ORDER, Taking, Use
from orders.domain.order import Order
from orders.usecases.codes.ports import Cursor
from orders.usecases.ports import UsesRefused
from souk.shopper.owner import user_id_of


@dataclass
class MemoryCodeBook:
    """`CodeBook`, and what an `OrderStore` counts in it. `reads` counts how often it was asked."""

    codes: dict[str, PromotionCode] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)
    spent: dict[str, int] = field(default_factory=dict)
    by_person: dict[tuple[str, str], int] = field(default_factory=dict)
    taken: dict[tuple[str, str], Use] = field(default_factory=dict)
    refused: set[tuple[str, str]] = field(default_factory=set)
    reads: int = 0

    def persons(self, owner: str, email: str) -> tuple[str, ...]:
        user_id, address = user_id_of(owner), email.strip().lower()
        known = [f"user {user_id}" if user_id else "", f"email {address}" if address else ""]
        return tuple(each for each in known if each)

    def counted(
        self, codes: Collection[str], promotion_ids: Collection[str], by_person: Collection[tuple[str, str]]
    ) -> CodeCounts:
        self.reads += 1
        return CodeCounts(
            {text: self.codes[text] for text in codes if text in self.codes},
            {each: self.uses.get(each, 0) for each in promotion_ids},
            {each: self.spent.get(each, 0) for each in promotion_ids},
            {pair: self.by_person.get(pair, 0) for pair in by_person},
        )

    def add(self, codes: Iterable[PromotionCode]) -> list[PromotionCode]:
        wanted = [*codes]
        there = {code.text: self.codes[code.text] for code in wanted if code.text in self.codes}
        taken = [code for code in wanted if code.text in there and not _again(there[code.text], code)]
        if not taken:
            self.codes.update({code.text: code for code in wanted if code.text not in there})
        return taken

    def end(self, promotion_id: str, text: str, at: datetime) -> PromotionCode | None:
        code = self.codes.get(text)
        if code is None or code.promotion_id != promotion_id:
            return None
        self.codes[text] = replace(code, ended_at=code.ended_at or at)
        return self.codes[text]

    def find(self, text: str) -> PromotionCode | None:
        self.reads += 1
        return self.codes.get(text)

    def drawn(self, batch: str, number: int) -> int:
        return int.from_bytes(hashlib.sha256(f"{batch} {number}".encode()).digest())

    def listed(
        self, promotion_id: str, limit: int, cursor: Cursor, batch: str = ""
    ) -> tuple[list[PromotionCode], Cursor]:
        of_all = (code for code in self.codes.values() if code.promotion_id == promotion_id)
        found = sorted((code for code in of_all if batch in ("", code.batch)), key=lambda code: (code.batch, code.text))
        start = int(cursor["after"]) if cursor else 0
        more = len(found) > start + limit
        return found[start : start + limit], {"after": start + limit} if more else None

    def used_by(self, text: str, limit: int, cursor: Cursor) -> tuple[list[CodeUse], Cursor]:
        raise LookupError("the orders that used a code are listed by the table")

    # what the store of the orders counts

    def take(self, order: Order, takings: Sequence[Taking]) -> None:
        """Raises UsesRefused, and then nothing was counted."""
        refused = {}
        for taking in takings:
            use, bounds = taking.use, taking.bounds
            if (order.id, use.promotion_id) in self.refused:
                refused[use.promotion_id] = CodeRefusal.USED_UP
            if use.in_all and bounds.total and self.uses.get(use.promotion_id, 0) >= bounds.total:
                refused[use.promotion_id] = CodeRefusal.USED_UP
            spent = self.spent.get(use.promotion_id, 0) + use.amount
            if use.in_all and bounds.budget is not None and spent > bounds.budget:
                refused[use.promotion_id] = CodeRefusal.USED_UP
            if use.by_code and (self.codes[use.code].is_used_up or self.codes[use.code].ended_at):
                refused[use.promotion_id] = CodeRefusal.USED_UP
            pairs = [(use.promotion_id, person) for person in use.persons]
            if bounds.per_person and any(self.by_person.get(pair, 0) >= bounds.per_person for pair in pairs):
                first = use.promotion_id == FIRST_ORDER
                why = CodeRefusal.NOT_FIRST if first else CodeRefusal.USED_BY_YOU
                refused |= dict.fromkeys((use.promotion_id, *taking.promotion_ids), why)
        if refused:
            raise UsesRefused(refused)
        for taking in takings:
            self._count(taking.use, 1)
            self.taken[order.id, taking.use.promotion_id] = taking.use

    def give_back(self, order_id: str, uses: Sequence[Use]) -> None:
        for use in uses:
            self._count(use, -1)
            del self.taken[order_id, use.promotion_id]

    def refuse(self, order_id: str, promotion_ids: Collection[str]) -> bool:
        for promotion_id in promotion_ids:
            if (order_id, promotion_id) in self.taken:
                return False
            self.refused.add((order_id, promotion_id))
        return True

    def _count(self, use: Use, times: int) -> None:
        if use.in_all:
            self.uses[use.promotion_id] = self.uses.get(use.promotion_id, 0) + times
            self.spent[use.promotion_id] = self.spent.get(use.promotion_id, 0) + times * use.amount
        if use.by_code:
            code = self.codes[use.code]
            self.codes[use.code] = replace(code, used=code.used + times)
        for person in use.persons:
            pair = use.promotion_id, person
            self.by_person[pair] = self.by_person.get(pair, 0) + times


def _again(there: PromotionCode, wanted: PromotionCode) -> bool:
    return bool(wanted.batch) and (there.batch, there.promotion_id) == (wanted.batch, wanted.promotion_id)
