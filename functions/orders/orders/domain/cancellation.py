"""A wish to cancel an order whose parcel may have left, or units of it, and what came of it; and the statement of who
withdraws.

Before it is paid an order is cancelled at once. Afterwards only shipping knows whether the parcel can still be had
back, so the wish waits for its answer. A refused wish stays with the order: who had it, when and why, for whoever
deals with the goods when they come back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

MAX_WORDS = 1000  # characters of a statement
TOO_LATE = "the parcel is on its way already"


class WishState(StrEnum):
    REQUESTED = "requested"  # shipping has not answered yet
    ACCEPTED = "accepted"  # the parcel stays here, and the order is cancelled
    REFUSED = "refused"  # the carrier has it, and the order goes on


@dataclass(frozen=True, slots=True)
class Cancellation:
    """`by` and `reason` are those of the wish, `answer` says why it was refused. `as_credit`: what goes back is wanted
    as store credit.
    """

    state: WishState
    requested_at: datetime
    by: str
    reason: str = ""
    answered_at: datetime | None = None
    answer: str = ""
    as_credit: bool = False

    @property
    def is_open(self) -> bool:
        return self.state is WishState.REQUESTED

    def accepted(self, at: datetime) -> Cancellation:
        return replace(self, state=WishState.ACCEPTED, answered_at=at)

    def refused(self, at: datetime, answer: str) -> Cancellation:
        return replace(self, state=WishState.REFUSED, answered_at=at, answer=answer)


@dataclass(frozen=True, slots=True)
class Repricing:
    """Prices that staff lower: of a unit by SKU, and of the delivery, each before and after, in minor units."""

    prices: tuple[tuple[str, int, int], ...] = ()
    shipping: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class LinesCancellation:
    """A wish to have units out of an order, whose others are sent; `number` counts those of an order, `lines` are units
    by SKU. `request`: the same again, under the same key, is the same wish.

    Once it is accepted `amounts` is what each of the lines costs less, in minor units. `paid`: the order was paid by
    then, and what was paid for them goes back; but of money that was only `held` for it less is captured. `places` are
    the locations that have the units, by SKU, if there are several.

    `edit`: staff change the order, which may be of no units at all; these prices hold once it is accepted, and after
    the lines `amounts` has what each of them makes less.

    `withdrawn` are those of its units that the shopper has withdrawn from: sent all the same, they come back.
    `as_credit` as of a `Cancellation`.
    """

    number: int
    state: WishState
    lines: tuple[tuple[str, int], ...]
    requested_at: datetime
    by: str
    reason: str = ""
    request: str = ""
    answered_at: datetime | None = None
    answer: str = ""
    amounts: tuple[int, ...] = ()
    paid: bool = False
    withdrawn: tuple[tuple[str, int], ...] = ()
    places: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    edit: Repricing | None = None
    held: bool = False
    as_credit: bool = False

    @property
    def is_open(self) -> bool:
        return self.state is WishState.REQUESTED

    @property
    def amount(self) -> int:
        return sum(self.amounts)

    @property
    def lowered(self) -> tuple[tuple[str, int], ...]:
        """What the order costs less for each lowered price, by SKU; that of the delivery is the last, under an empty
        one.
        """
        edit = self.edit or Repricing()
        names = [sku for sku, _, _ in edit.prices] + ([""] if edit.shipping else [])
        return tuple(zip(names, self.amounts[len(self.lines) :], strict=False))

    def accepted(self, at: datetime, amounts: tuple[int, ...], *, paid: bool, held: bool) -> LinesCancellation:
        return replace(self, state=WishState.ACCEPTED, answered_at=at, amounts=amounts, paid=paid, held=held)

    def refused(self, at: datetime, answer: str) -> LinesCancellation:
        return replace(self, state=WishState.REFUSED, answered_at=at, answer=answer)

    def anonymised(self) -> LinesCancellation:
        return replace(self, reason="", request="")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a shopper says who withdraws from the contract: their name, and where the acknowledgement goes. `request`:
    the same again, under the same key, is the same statement. `words` are theirs for what they withdraw from, where
    they name no lines.
    """

    declared_by: str
    contact: str
    request: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A statement in words that nobody has read yet. It counts from `at`, when it came in."""

    statement: Statement
    at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A statement as it came in; none is ever changed. `number` counts those of an order. `whole`: with the others, of
    all that was ordered. `delivery`: what goes back for the way out, in minor units. `refusal`: why it has no effect.

    `called_off` are those of its units that are wanted out of the order (see `LinesCancellation`) before they leave.
    """

    number: int
    statement: Statement
    lines: tuple[tuple[str, int], ...]
    whole: bool
    at: datetime
    delivery: int = 0
    refusal: str = ""
    called_off: tuple[tuple[str, int], ...] = ()

    def anonymised(self) -> Withdrawal:
        return replace(self, statement=Statement("", ""))
