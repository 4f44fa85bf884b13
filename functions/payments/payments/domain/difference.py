"""What differs between a provider and our ledger, told so that a person can set it right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from payments.domain.snapshot import ProviderPayment
from souk.money import Money


class DifferenceKind(StrEnum):
    """The first four are of figures, and are gone once the provider's and ours agree."""

    AMOUNT = "amount"  # the provider has another amount or currency than we asked for
    REFERENCE = "reference"  # the provider answers for another payment than ours
    CAPTURED = "captured"  # one side has taken more than the other knows
    REFUNDED = "refunded"  # one side has given back more than the other knows
    SECOND_PAYMENT = "second_payment"  # the provider took money for the same payment twice
    PAID_WITHOUT_ORDER = "paid_without_order"  # captured, and no order says that it is paid
    ORDER_WITHOUT_PAYMENT = "order_without_payment"  # an order says that it is paid, and nothing is captured
    REFUND_REFUSED = "refund_refused"  # money of an order that is off cannot be sent back
    CAPTURE_REFUSED = "capture_refused"  # what is held for an order that is worked on cannot be captured


OF_FIGURES = frozenset(
    {DifferenceKind.AMOUNT, DifferenceKind.REFERENCE, DifferenceKind.CAPTURED, DifferenceKind.REFUNDED}
)


@dataclass(frozen=True, slots=True)
class Difference:
    """`expected` is what our side has, `found` what the other side has."""

    kind: DifferenceKind
    expected: Money
    found: Money
    detail: str

    @property
    def key(self) -> str:
        """The same difference seen again has the same key, so that nobody is told twice."""
        return f"{self.kind}: {self.expected} / {self.found}"

    @property
    def amount(self) -> Money | None:
        """How much more the other side has; None when the currencies differ."""
        return self.found - self.expected if self.found.currency == self.expected.currency else None


@dataclass(frozen=True, slots=True)
class Booked:
    """A payment's figures by our ledger."""

    reference: str
    amount: Money
    captured: Money
    refunded: Money


def between(ours: Booked, seen: ProviderPayment) -> Difference | None:
    """The first difference between what we booked and what the provider has; None when they agree.

    A payment that is open on our side and held or captured on the other is no difference but news: observe it first.
    """
    if seen.reference != ours.reference:
        detail = f"the provider answers for {seen.reference}, the payment is {ours.reference}"
        return Difference(DifferenceKind.REFERENCE, ours.amount, seen.amount, detail)
    if seen.amount != ours.amount:
        detail = f"we asked for {ours.amount}, the provider has {seen.amount}"
        return Difference(DifferenceKind.AMOUNT, ours.amount, seen.amount, detail)
    captured = Money(seen.captured, ours.amount.currency)
    if captured != ours.captured:
        detail = f"we booked {ours.captured} as captured, the provider has {captured}"
        return Difference(DifferenceKind.CAPTURED, ours.captured, captured, detail)
    back = Money(sum(refund.amount for refund in seen.refunds if refund.status == "succeeded"), ours.amount.currency)
    if back != ours.refunded:
        detail = f"we booked {ours.refunded} as refunded, the provider has {back}"
        return Difference(DifferenceKind.REFUNDED, ours.refunded, back, detail)
    return None
