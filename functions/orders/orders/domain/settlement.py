"""The money axis of an order: what is known of its payments, independent of the order's state.

Facts arrive late, twice and in any order, so each payment is a join of facts: amounts are running totals of which the
largest wins, the status is the furthest one reached. Joining is commutative, associative and idempotent.
"""

from __future__ import annotations

from dataclasses import dataclass

# Captured stands above voided: should a provider report both, the money was taken. "held" is authorised and pays the
# order, as it is captured once that is sent.
# The provider of gift cards and store credit: what it holds pays the order, as nobody can take it away.
GIFT_CARD = "gift_card"
_RANK = ("", "pending", "requires_action", "failed", "authorised", "held", "voided", "captured")


@dataclass(frozen=True, slots=True)
class OrderPayment:
    """What is known of one payment; amounts in minor units of the order's currency."""

    id: str
    provider: str = ""
    progress: str = ""  # one of _RANK
    authorised: int = 0
    captured: int = 0
    refunded: int = 0

    def joined(self, other: OrderPayment) -> OrderPayment:
        """What both know together. Both are of the same payment."""
        return OrderPayment(
            self.id,
            max(self.provider, other.provider),
            max(self.progress, other.progress, key=_rank),
            max(self.authorised, other.authorised),
            max(self.captured, other.captured),
            max(self.refunded, other.refunded),
        )

    @property
    def status(self) -> str:
        """pending, requires_action, failed, authorised, captured, voided, partially_refunded or refunded."""
        if self.refunded:
            return "refunded" if self.refunded >= self.captured else "partially_refunded"
        return "authorised" if self.progress == "held" else self.progress or "pending"

    @property
    def held(self) -> int:
        """Authorised and not given back."""
        return 0 if self.progress == "voided" else self.authorised

    @property
    def secured(self) -> int:
        """Held for the order, and captured once it is sent."""
        return self.authorised if self.progress == "held" else 0

    @property
    def pledged(self) -> int:
        """Held on gift cards, and captured once the order is paid."""
        return self.authorised if self.is_credit and self.progress == "authorised" else 0

    @property
    def is_credit(self) -> bool:
        return self.provider == GIFT_CARD


@dataclass(frozen=True, slots=True)
class Balance:
    """Sums over all payments of an order, in minor units. `disputed`: what banks have taken back, or may. `secured`:
    what pays the order and is captured once it is sent; `pledged`: what gift cards hold until the rest is paid.
    """

    authorised: int
    captured: int
    refunded: int
    disputed: int = 0
    secured: int = 0
    pledged: int = 0

    @property
    def paid(self) -> int:
        return self.captured + self.secured + self.pledged


@dataclass(frozen=True, slots=True)
class OrderRefund:
    """A refund that came about, or `failed`; `version` of its payment says which fact is the latest. `lines` are the
    units of each SKU it is for. `to` says where it went: "store_credit" in the place of the way it was paid, "credits"
    for the gift cards and store credit that had paid, and nothing for the way it was paid.
    """

    id: str
    version: int
    amount: int
    lines: tuple[tuple[str, int], ...] = ()
    failed: bool = False
    to: str = ""


def with_refund(refunds: tuple[OrderRefund, ...], fact: OrderRefund) -> tuple[OrderRefund, ...]:
    """`refunds` with the latest that is known of this one; equal to `refunds` when it tells nothing new."""
    if all(known.id != fact.id for known in refunds):
        return (*refunds, fact)
    return tuple(fact if known.id == fact.id and known.version < fact.version else known for known in refunds)


def with_payment(payments: tuple[OrderPayment, ...], fact: OrderPayment) -> tuple[OrderPayment, ...]:
    """`payments` with `fact` joined in; equal to `payments` when it tells nothing new."""
    if all(known.id != fact.id for known in payments):
        return (*payments, fact)
    return tuple(known.joined(fact) if known.id == fact.id else known for known in payments)


def balance(payments: tuple[OrderPayment, ...], disputed: int = 0) -> Balance:
    return Balance(
        sum(payment.held for payment in payments),
        sum(payment.captured for payment in payments),
        sum(payment.refunded for payment in payments),
        disputed,
        sum(payment.secured for payment in payments),
        sum(payment.pledged for payment in payments),
    )


def _rank(progress: str) -> int:
    return _RANK.index(progress) if progress in _RANK else 0
