"""What an entry of a bank statement is, and what booking it would do: worked out anew each time it is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from payments.domain.ledger import Arrival
from payments.domain.payment import Payment
from payments.domain.transfers.arriving import arrive, due, seen_before, told_again
from payments.domain.transfers.entry import BankEntry
from payments.domain.transfers.references import quoted


class Match(StrEnum):
    """What a line of a statement is. The first five can be booked."""

    EXACT = "exact"  # pays what is due
    UNDER = "under"  # pays a part of it: the order goes on waiting
    OVER = "over"  # pays it, and what is left over is to be given back
    ENDED = "ended"  # nothing is due: all of it is to be given back
    RECEIVED = "received"  # staff, or another statement, have told of this money: it is noted and nothing moves
    BOOKED = "booked"  # before
    UNKNOWN = "unknown"  # no reference of ours
    CURRENCY = "currency"  # another than the order's


BOOKABLE = frozenset({Match.EXACT, Match.UNDER, Match.OVER, Match.ENDED, Match.RECEIVED})


@dataclass(frozen=True, slots=True)
class Part:
    """What of an entry is for one payment, in minor units. `known` is the arrival that it is, `wanted` says that the
    order is not paid another way.
    """

    payment: Payment
    amount: int
    due: int
    wanted: bool
    known: str = ""

    def after(self, entry: BankEntry, at: datetime, by: str) -> Payment:
        """The payment once it is booked."""
        if self.known:
            return told_again(self.payment, self.known, entry.source)
        arrival = Arrival(
            entry.id, self.amount, 0, entry.booked_on, at, by, (entry.source,), entry.payer, entry.account
        )
        return arrive(self.payment, arrival, wanted=self.wanted)


@dataclass(frozen=True, slots=True)
class Line:
    entry: BankEntry
    match: Match
    parts: tuple[Part, ...] = ()

    @property
    def surplus(self) -> int:
        return sum(part.amount - part.due for part in self.parts if part.amount > part.due and not part.known)

    @property
    def missing(self) -> int:
        """What its orders still wait for afterwards."""
        return sum(part.due - part.amount for part in self.parts if part.due > part.amount and not part.known)


def matched(entry: BankEntry, orders: Sequence[Sequence[Payment]]) -> Line:
    """`orders` are the payments of each order that the entry names, in the order in which it names them."""
    targets = [target for payments in orders if (target := _target(payments)) is not None]
    if not targets:
        return Line(entry, Match.UNKNOWN)
    if any(payment.amount.currency != entry.amount.currency for payment, _ in targets):
        return Line(entry, Match.CURRENCY)
    if len(targets) == 1:
        payment, wanted = targets[0]
        known = seen_before(payment, entry.amount.amount, entry.source, entry.booked_on)
        if known:
            return Line(entry, Match.RECEIVED, (Part(payment, entry.amount.amount, 0, wanted, known.id),))
    parts = _shared(entry.amount.amount, targets)
    return Line(entry, _kind(parts), parts)


def named(entry: BankEntry, chosen: str = "") -> tuple[str, ...]:
    """The squeezed references that the entry may have, or the one that staff say it is for."""
    return quoted(chosen or entry.text)


def payments_named(
    references: Sequence[str], orders: Mapping[str, str], payments: Mapping[str, Sequence[Payment]]
) -> list[Sequence[Payment]]:
    """The payments of each order that is named, each order once."""
    order_ids = dict.fromkeys(orders[reference] for reference in references if reference in orders)
    return [payments.get(order_id, ()) for order_id in order_ids]


def _target(payments: Sequence[Payment]) -> tuple[Payment, bool] | None:
    """The payment that a transfer for the order is booked on, and whether it is wanted."""
    transfers = [payment for payment in payments if payment.is_transfer]
    if not transfers:
        return None
    target = next((payment for payment in transfers if due(payment)), transfers[-1])
    others = [payment for payment in payments if payment.payment_id != target.payment_id]
    return target, not any(payment.totals.captured or payment.totals.capturable for payment in others)


def _shared(amount: int, targets: Sequence[tuple[Payment, bool]]) -> tuple[Part, ...]:
    """Each gets what is due to it, in turn; what is left over goes to the last, and who gets nothing is left out."""
    parts, left = list[Part](), amount
    for number, (payment, wanted) in enumerate(targets, start=1):
        waits_for = due(payment) if wanted else 0
        share = left if number == len(targets) else min(left, waits_for)
        left -= share
        if share:
            parts.append(Part(payment, share, waits_for, wanted))
    return tuple(parts)


def _kind(parts: Sequence[Part]) -> Match:
    if not any(part.due for part in parts):
        return Match.ENDED
    if any(part.amount > part.due for part in parts):
        return Match.OVER
    return Match.UNDER if any(part.amount < part.due for part in parts) else Match.EXACT
