"""What staff do with the codes of a promotion: make one or thousands, look who has used them, end one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from orders.domain.codes.code import LENGTH, MAX_LENGTH, PromotionCode, as_kept, spelled
from orders.domain.codes.counted import CodeCounts, CodeUse
from orders.usecases.codes.ports import CodeBook, Cursor
from souk import clock
from souk.errors import Conflict, InvalidInput, NotFound, Unavailable
from souk.staff.changes import note
from souk.telemetry import count

MOST_AT_ONCE = 10_000
# Of one transaction.
_TOGETHER = 100
# Below the gateway's 29: who asks again with the same key goes on where this stopped.
_SECONDS = 22.0
_PROMOTION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PREFIX = re.compile(r"([A-Z0-9-]*[A-Z0-9])?")


@dataclass(frozen=True, slots=True)
class CodeBatch:
    """Codes that were made together."""

    id: str
    codes: tuple[PromotionCode, ...]


class CodeMaking:
    def __init__(self, book: Callable[[], CodeBook], seconds: float = _SECONDS) -> None:
        self._book, self._seconds = book, seconds

    def make(self, promotion_id: str, entered: str, limit: int, staff_id: str) -> PromotionCode:
        """A code of the merchant's own choice; the same once more is the same. Raises InvalidInput for what can be no
        code, Conflict when there is such a code already, NotFound.
        """
        text = as_kept(entered)
        if not text:
            raise InvalidInput(
                f"a code is of letters, digits and hyphens between them, {MAX_LENGTH} at most", field="code"
            )
        made = PromotionCode(text, _promotion(promotion_id), limit, clock.now(), f"staff:{staff_id}")
        if self._book().add([made]):
            known = self._book().find(text)
            if known is None or (known.promotion_id, known.limit, known.made_by) != (promotion_id, limit, made.made_by):
                raise Conflict(f"there is a code {text} already; choose another", code=text)
            return known
        note(f"promotion:{promotion_id}", {"code": None}, {"code": text})
        return made

    def make_many(
        self, promotion_id: str, number: int, prefix: str, limit: int, staff_id: str, request_key: str
    ) -> CodeBatch:
        """So many that nobody guesses. The same request makes the same codes, and goes on where it was interrupted.

        Raises InvalidInput, NotFound, and Unavailable when there was no time for all of them.
        """
        start = "".join(prefix.split()).upper()
        if len(start) > MAX_LENGTH - LENGTH or not _PREFIX.fullmatch(start.rstrip("-")):
            raise InvalidInput(
                f"codes begin with letters, digits and hyphens, {MAX_LENGTH - LENGTH} at most", field="prefix"
            )
        book, deadline = self._book(), clock.Deadline(self._seconds)
        asked = f"{_promotion(promotion_id)}\0{start}\0{limit}\0{staff_id}\0{request_key}"
        batch = hashlib.sha256(asked.encode()).hexdigest()[:16]
        now, by = clock.now(), f"staff:{staff_id}"
        made: dict[str, PromotionCode] = {}
        drawn = 0
        while len(made) < number:
            if deadline.passed:
                raise Unavailable("some of the codes are still to be made; send the same request again to go on")
            chunk: dict[str, PromotionCode] = {}
            while len(chunk) < min(_TOGETHER, number - len(made)):
                text = start + spelled(book.drawn(batch, drawn))
                drawn += 1
                if text not in made:
                    chunk[text] = PromotionCode(text, promotion_id, limit, now, by, batch=batch)
            # Those that somebody has already are drawn anew.
            while taken := book.add(chunk.values()):
                for code in taken:
                    del chunk[code.text]
            made |= chunk
        note(f"promotion:{promotion_id}", {"codes_made": 0}, {"codes_made": len(made)})
        count("CodesMade", len(made))
        return CodeBatch(batch, tuple(made.values()))

    def batch(self, promotion_id: str, batch: str) -> CodeBatch:
        """As its codes are now. Raises NotFound."""
        found: list[PromotionCode] = []
        cursor: Cursor = None
        while True:
            page, cursor = self._book().listed(_promotion(promotion_id), _TOGETHER, cursor, batch)
            found += page
            if cursor is None:
                break
        if not found:
            raise NotFound("no codes were made so")
        return CodeBatch(batch, tuple(found))

    def listed(self, promotion_id: str, limit: int, cursor: Cursor) -> tuple[list[PromotionCode], Cursor]:
        return self._book().listed(_promotion(promotion_id), limit, cursor)

    def counted(self, promotion_id: str) -> CodeCounts:
        """In how many orders the promotion is, and what it took off them, since it has a limit."""
        return self._book().counted((), (_promotion(promotion_id),), ())

    def used_by(
        self, promotion_id: str, entered: str, limit: int, cursor: Cursor
    ) -> tuple[PromotionCode, list[CodeUse], Cursor]:
        """A code and the orders that use it, the last first. Raises NotFound."""
        code = self._known(promotion_id, entered)
        uses, following = self._book().used_by(code.text, limit, cursor)
        return code, uses, following

    def end(self, promotion_id: str, entered: str) -> PromotionCode:
        """Nobody can use it any more; orders that have, keep what it took off them. Raises NotFound."""
        before = self._known(promotion_id, entered)
        ended = self._book().end(promotion_id, before.text, clock.now())
        if ended is None:
            raise NotFound("the promotion has no such code")
        note(f"promotion:{promotion_id}", {f"code {before.text}": "valid"}, {f"code {before.text}": "ended"})
        return ended

    def _known(self, promotion_id: str, entered: str) -> PromotionCode:
        text = as_kept(entered)
        code = self._book().find(text) if text else None
        if code is None or code.promotion_id != promotion_id:
            raise NotFound("the promotion has no such code")
        return code


def _promotion(promotion_id: str) -> str:
    if len(promotion_id) > 60 or not _PROMOTION.fullmatch(promotion_id):
        raise NotFound("there is no such promotion")
    return promotion_id
