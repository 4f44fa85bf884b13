"""Compares the provider's last day with our ledger, payment by payment.

The reconciler looks after what we know to be open. This finds what we do not know of: money that came for a payment we
lost or think finished, and money we booked that the provider does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from payments.domain.difference import Difference, DifferenceKind, between
from payments.domain.dispute import ProviderDispute
from payments.domain.payment import Payment
from payments.domain.reconciling.notes import agrees, announce_again
from payments.domain.snapshot import ProviderPayment, ProviderStatus
from payments.domain.warning import ProviderWarning
from payments.usecases.completion import IMPOSSIBLE, Completion, apart
from payments.usecases.payments import Payments
from payments.usecases.ports import PaymentProvider, ProviderRefused
from payments.usecases.report import ReconciliationReport
from payments.usecases.webhooks import is_ours
from souk import clock
from souk.errors import NotFound, Unavailable
from souk.telemetry import count, logger

WINDOW = timedelta(days=1)
# How long an order may take to hear that it is paid.
HEARING = timedelta(minutes=15)
# How long a payment may be without our record of it: longer than an order waits for its payment.
STARTING = timedelta(hours=1)
# How old a dispute may be and still change: banks take some 75 days, and up to twice that with an appeal.
DISPUTED = timedelta(days=180)
# How long ago a warning may have come that no webhook told of.
WARNED = timedelta(days=30)
_LOOKS = 3

Told = TypeVar("Told", ProviderDispute, ProviderWarning)


class Comparison:
    """`seconds` bound one run; the next goes on where it stopped."""

    def __init__(self, completion: Completion, payments: Payments, seconds: float = 15) -> None:
        self._completion = completion
        self._payments = payments
        self._store = completion.store
        self._seconds = seconds

    def run(self) -> ReconciliationReport:
        report = ReconciliationReport()
        deadline = clock.Deadline(self._seconds)
        for provider in self._completion.providers.remote():
            self._compare(provider, report, deadline)
            disputes = provider.disputes(clock.now() - DISPUTED)
            self._look_for("disputes", disputes, self._look_at_dispute, provider, report, deadline)
            warnings = provider.warnings(clock.now() - WARNED)
            self._look_for("warnings", warnings, self._look_at_warning, provider, report, deadline)
        if report.healed:
            count("PaymentsHealed", len(report.healed))
        return report

    def _compare(self, provider: PaymentProvider, report: ReconciliationReport, deadline: clock.Deadline) -> None:
        after = self._store.compared_to(provider.id)
        last, finished = after, False
        try:
            for seen in provider.listed(clock.now() - WINDOW, after):
                if deadline.passed:
                    break
                last = seen.reference
                if is_ours(seen):
                    report.looked_at += 1
                    with apart():
                        self._look_at_safely(provider, seen, report)
            else:
                last, finished = "", True
        except Unavailable as error:
            logger.warning("comparison stopped", extra={"provider": provider.id, "detail": error.message})
        except ProviderRefused:
            last = ""  # it no longer knows the place we stopped at: begin anew
        report.finished = report.finished and finished
        if last != after:
            self._store.compare_from(provider.id, last)

    def _look_for(
        self,
        what: str,
        told: Iterator[Told],
        look_at: Callable[[PaymentProvider, Told, ReconciliationReport], None],
        provider: PaymentProvider,
        report: ReconciliationReport,
        deadline: clock.Deadline,
    ) -> None:
        """What banks say days or months after a payment, so it is looked for by its own age."""
        try:
            for each in told:
                if deadline.passed:
                    report.finished = False
                    return
                with apart():
                    look_at(provider, each, report)
        except Unavailable as error:
            logger.warning(f"{what} not compared", extra={"provider": provider.id, "detail": error.message})
            report.finished = False
        except ProviderRefused as error:
            logger.warning(f"{what} not listed", extra={"provider": provider.id, "detail": error.message})

    def _look_at_dispute(
        self, provider: PaymentProvider, dispute: ProviderDispute, report: ReconciliationReport
    ) -> None:
        if dispute.payment_id == "" or (dispute.payment_id and self._is_booked(dispute.payment_id, dispute)):
            return
        try:
            seen = provider.fetch(dispute.payment or dispute.reference)
            if seen is None or not is_ours(seen) or self._is_booked(seen.payment_id, dispute):
                return
            after = self._completion.complete(seen.payment_id, replace(seen, disputes=(dispute,)))
            self._completion.follow_up(after)
        except ProviderRefused:
            return  # of something that no payment of ours can be found by
        except (NotFound, *IMPOSSIBLE) as error:
            report.differences[dispute.reference] = error.message
            return
        report.healed.append(after.payment_id)

    def _is_booked(self, payment_id: str, dispute: ProviderDispute) -> bool:
        try:
            known = self._store.load(payment_id).disputes.get(dispute.reference)
        except NotFound:
            return False
        return known is not None and known.joined(dispute, clock.now()) == known

    def _look_at_warning(
        self, provider: PaymentProvider, warning: ProviderWarning, report: ReconciliationReport
    ) -> None:
        if warning.payment_id == "" or (warning.payment_id and self._is_noted(warning.payment_id, warning)):
            return
        try:
            seen = provider.fetch(warning.payment or warning.reference)
            if seen is None or not is_ours(seen) or self._is_noted(seen.payment_id, warning):
                return
            after = self._completion.complete(seen.payment_id, replace(seen, warnings=(warning,)))
        except ProviderRefused:
            return  # of something that no payment of ours can be found by
        except (NotFound, *IMPOSSIBLE) as error:
            report.differences[warning.reference] = error.message
            return
        report.healed.append(after.payment_id)

    def _is_noted(self, payment_id: str, warning: ProviderWarning) -> bool:
        try:
            known = self._store.load(payment_id).warnings.get(warning.reference)
        except NotFound:
            return False
        return known is not None and known.joined(warning, clock.now()) == known

    def _look_at_safely(self, provider: PaymentProvider, seen: ProviderPayment, report: ReconciliationReport) -> None:
        """One payment that cannot be right does not hold up the others."""
        try:
            self._look_at(provider, seen, report)
        except IMPOSSIBLE:
            report.differences[seen.payment_id] = self._store.load(seen.payment_id).differing
        except ProviderRefused as error:
            report.differences[seen.payment_id] = error.message

    def _look_at(self, provider: PaymentProvider, seen: ProviderPayment, report: ReconciliationReport) -> None:
        try:
            payment = self._store.load(seen.payment_id)
        except NotFound:
            self._unknown(provider, seen, report)
            return
        if payment.reference != seen.reference:
            self._second(provider, payment, seen, report)
            return
        after = self._brought_up(provider, payment, seen)
        if after.differing:
            report.differences[after.payment_id] = after.differing
        elif after.revision != payment.revision:
            report.healed.append(after.payment_id)

    def _brought_up(self, provider: PaymentProvider, payment: Payment, seen: ProviderPayment) -> Payment:
        left = None
        if _differs(payment, seen):
            # The list may be older than our last write, and others may be at work: only what stays different counts.
            for _ in range(_LOOKS):
                seen = provider.fetch(seen.reference) or seen
                payment = self._completion.follow_up(self._completion.complete(payment.payment_id, seen))
                left = between(payment.booked, seen)
                if left is None:
                    break
        return self._completion.differs(payment.payment_id, left) if left else self._acknowledged(payment)

    def _acknowledged(self, payment: Payment) -> Payment:
        """Whether the order knows that it is paid; it is told again when it does not."""
        paid_at = payment.held_at or payment.captured_at
        short = payment.totals.captured < payment.wanted or payment.totals.refundable == 0
        if paid_at is None or (short and not payment.is_held):
            return payment
        order = self._store.order(payment.order_id)
        known = bool(order.paid_by or order.closed)
        if known or clock.now() - paid_at < HEARING:
            return self._cleared(payment) if known else payment
        captured = payment.money(payment.totals.captured or payment.totals.capturable)
        detail = f"order {payment.order_id} does not count as paid"
        difference = Difference(DifferenceKind.PAID_WITHOUT_ORDER, captured, payment.money(0), detail)
        if payment.differing == difference.key:
            return payment
        self._completion.change(payment.payment_id, lambda held, at: announce_again(held, at))
        return self._completion.differs(payment.payment_id, difference)

    def _cleared(self, payment: Payment) -> Payment:
        kinds = frozenset({DifferenceKind.PAID_WITHOUT_ORDER})
        return self._completion.change(payment.payment_id, lambda held, at: agrees(held, kinds, at))

    def _unknown(self, provider: PaymentProvider, seen: ProviderPayment, report: ReconciliationReport) -> None:
        """The provider has a payment for us that never reached our table."""
        if seen.authorised or seen.captured:
            payment = self._payments.adopt(seen, provider.id)
            self._completion.follow_up(self._completion.complete(payment.payment_id, seen))
            report.healed.append(seen.payment_id)
        elif self._cancelled(provider, seen):
            report.healed.append(seen.payment_id)

    def _second(
        self, provider: PaymentProvider, payment: Payment, seen: ProviderPayment, report: ReconciliationReport
    ) -> None:
        """A payment opened twice: of the one we do not know nobody has the secret."""
        back = sum(refund.amount for refund in seen.refunds if refund.status == "succeeded")
        if seen.captured > back:
            taken = payment.money(seen.captured - back)
            detail = f"{seen.reference} was paid beside {payment.reference}"
            difference = Difference(DifferenceKind.SECOND_PAYMENT, payment.money(0), taken, detail)
            report.differences[payment.payment_id] = self._completion.differs(payment.payment_id, difference).differing
        elif self._cancelled(provider, seen):
            report.healed.append(payment.payment_id)

    def _cancelled(self, provider: PaymentProvider, seen: ProviderPayment) -> bool:
        """Cancels what nobody can pay, once nobody can still be at work on it."""
        young = seen.opened_at is None or clock.now() - seen.opened_at < STARTING
        if young or seen.status is ProviderStatus.CANCELLED:
            return False
        provider.void(seen.payment_id, seen.reference, seen.amount)
        logger.warning("left open at the provider", extra={"payment_id": seen.payment_id, "cancelled": True})
        return True


def _differs(payment: Payment, seen: ProviderPayment) -> bool:
    if (
        between(payment.booked, seen) is not None
        or payment.unsent_refunds
        or payment.must_be_voided
        or payment.differing
    ):
        return True
    ended = seen.status is ProviderStatus.CANCELLED and payment.open
    return ended or seen.authorised > payment.totals.authorised
