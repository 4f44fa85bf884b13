"""What the codes of promotions and their uses need of the table, as a Protocol."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Protocol

from orders.domain.codes.code import PromotionCode
from orders.domain.codes.counted import CodeCounts, CodeUse

Cursor = dict[str, Any] | None


class CodeBook(Protocol):
    def persons(self, owner: str, email: str) -> tuple[str, ...]:
        """The hashes by which somebody is counted: of their account, and of their e-mail address as far as it is known.

        Raises Unavailable when the shop's secret cannot be read.
        """

    def counted(
        self, codes: Collection[str], promotion_ids: Collection[str], by_person: Collection[tuple[str, str]]
    ) -> CodeCounts:
        """In one request; consistent. `by_person` are promotions and hashes of persons."""

    def add(self, codes: Iterable[PromotionCode]) -> list[PromotionCode]:
        """Adds at most a hundred codes, all or nothing, and answers those that are taken: then nothing was added. One
        of the same batch, that an earlier try has added, is not taken, and stays as it is.
        """

    def end(self, promotion_id: str, text: str, at: datetime) -> PromotionCode | None:
        """From now on nobody uses it; ended once. None when the promotion has no such code."""

    def find(self, text: str) -> PromotionCode | None: ...

    def drawn(self, batch: str, number: int) -> int:
        """A large number that nobody guesses, the same for the same. Raises Unavailable without the shop's secret."""

    def listed(
        self, promotion_id: str, limit: int, cursor: Cursor, batch: str = ""
    ) -> tuple[list[PromotionCode], Cursor]:
        """The codes of a promotion, or of one batch, by their letters; first those that were made one by one."""

    def used_by(self, text: str, limit: int, cursor: Cursor) -> tuple[list[CodeUse], Cursor]:
        """The orders that live and have used a code, the last first."""
