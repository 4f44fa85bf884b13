"""What an order holds, takes and gives back of gift cards and store credit: the memory behind its payment. Pure.

It is to our own payment what a bank's books are to a payment by card: every act has an id or a state of its own, so
that repeating it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from payments.domain.gift_cards.movement import CreditMove, CreditMovement
from payments.domain.ledger import OverCapture, OverRefund
from payments.domain.snapshot import ProviderPayment, ProviderRefund, ProviderStatus
from souk.money import Money

# Nobody lets go of our own money but us.
_HELD_FOR = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class HeldPart:
    """Of one account, in minor units: what was held, what of that was captured, and what of that went back."""

    account_id: str
    held: int
    captured: int = 0
    refunded: int = 0


@dataclass(frozen=True, slots=True)
class CreditHold:
    """`parts` in the order in which they are taken. `refunds` are amounts by refund id. `ended`: captured or released,
    so nothing is held any more.
    """

    payment_id: str
    order_id: str
    attempt: str
    currency: str
    at: datetime
    parts: tuple[HeldPart, ...]
    ended: bool = False
    refunds: Mapping[str, int] = field(default_factory=dict)
    revision: int = 0

    @property
    def amount(self) -> int:
        return sum(part.held for part in self.parts)

    @property
    def captured(self) -> int:
        return sum(part.captured for part in self.parts)

    @property
    def refunded(self) -> int:
        return sum(self.refunds.values())

    def held(self) -> tuple[CreditMovement, ...]:
        """The movements that begin it."""
        return tuple(self._movement(CreditMove.HELD, part.account_id, part.held, self.at) for part in self.parts)

    def capture(self, amount: int, at: datetime) -> tuple[CreditHold, tuple[CreditMovement, ...]]:
        """Takes `amount` of what is held and lets go of the rest; what has ended stays as it is. Raises OverCapture."""
        if self.ended:
            return self, ()
        if amount > self.amount:
            raise OverCapture(f"only {self.amount} are held", capturable=self.amount)
        left, parts = amount, list[HeldPart]()
        for part in self.parts:
            share = min(part.held, left)
            left -= share
            parts.append(replace(part, captured=share))
        after = replace(self, parts=tuple(parts), ended=True)
        return after, tuple(self._ending(after, at))

    def release(self, at: datetime) -> tuple[CreditHold, tuple[CreditMovement, ...]]:
        """All goes back; what has ended stays as it is."""
        return self.capture(0, at)

    def refund(self, refund_id: str, amount: int, at: datetime) -> tuple[CreditHold, tuple[CreditMovement, ...]]:
        """`amount` goes back to what it was taken of, to the last one first. The same id again changes nothing. Raises
        OverRefund.
        """
        if refund_id in self.refunds:
            return self, ()
        if amount > self.captured - self.refunded:
            raise OverRefund("more would go back than was taken", refundable=self.captured - self.refunded)
        left, parts, movements = amount, list[HeldPart](), list[CreditMovement]()
        for part in reversed(self.parts):
            share = min(part.captured - part.refunded, left)
            left -= share
            parts.append(replace(part, refunded=part.refunded + share))
            if share:
                movements.append(self._movement(CreditMove.REFUNDED, part.account_id, share, at, refund_id))
        after = replace(self, parts=tuple(reversed(parts)), refunds={**self.refunds, refund_id: amount})
        return after, tuple(movements)

    def _ending(self, after: CreditHold, at: datetime) -> Iterator[CreditMovement]:
        for part in after.parts:
            if part.captured:
                yield self._movement(CreditMove.CAPTURED, part.account_id, part.captured, at)
            if part.held > part.captured:
                yield self._movement(CreditMove.RELEASED, part.account_id, part.held - part.captured, at)

    def _movement(
        self, kind: CreditMove, account_id: str, amount: int, at: datetime, reference: str = ""
    ) -> CreditMovement:
        return CreditMovement(
            account_id, kind, amount, self.currency, at, "order", reference or self.payment_id, self.order_id
        )


def reference_of(refund_id: str) -> str:
    """What the books of the accounts call a refund."""
    return f"credit-{refund_id}"


def seen_of(hold: CreditHold) -> ProviderPayment:
    """As a payment is told how it stands, whoever holds its money."""
    ended = ProviderStatus.CAPTURED if hold.captured else ProviderStatus.CANCELLED
    return ProviderPayment(
        hold.payment_id,
        ended if hold.ended else ProviderStatus.HELD,
        Money(hold.amount, hold.currency),
        authorised=hold.amount,
        captured=hold.captured,
        refunds=tuple(
            ProviderRefund(reference_of(refund_id), amount, "succeeded", refund_id=refund_id)
            for refund_id, amount in hold.refunds.items()
        ),
        payment_id=hold.payment_id,
        order_id=hold.order_id,
        attempt=hold.attempt,
        opened_at=hold.at,
        held_until=hold.at + _HELD_FOR,
    )
