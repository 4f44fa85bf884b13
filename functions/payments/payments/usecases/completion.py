"""The one path on which a payment moves on, whoever brings the news: webhook, client return, staff or timer.

The provider is asked how things stand, the answer is applied to the payment, and what the new state calls for
(voiding, sending refunds) is done. Every step can be repeated, and a step cut off is taken up by the reconciler.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from payments.domain.difference import OF_FIGURES, Difference, DifferenceKind, between
from payments.domain.dispute import AnswerKind, Dispute, DisputeAnswer, DisputeStatus, ProviderDispute
from payments.domain.disputes.answering import refuse, told
from payments.domain.disputes.evidence import KeptEvidence
from payments.domain.disputing import learn_of_dispute
from payments.domain.ledger import OverCapture, OverRefund
from payments.domain.payment import SYSTEM, AmountMismatch, Fact, Payment
from payments.domain.reconciling.holding import gone, is_to_capture, refused
from payments.domain.reconciling.notes import agrees, differs, receive
from payments.domain.reconciling.observation import observe, observe_refund
from payments.domain.reconciling.reconciliation import next_check
from payments.domain.refund import Refund
from payments.domain.refunding import fail_refund, settle_refund
from payments.domain.snapshot import ProviderPayment
from payments.usecases import announcements
from payments.usecases.ports import (
    AlreadyReceived,
    ChangedPayment,
    EvidenceFiles,
    EvidenceStore,
    PaymentProvider,
    PaymentStore,
    ProviderRefused,
    Receipt,
)
from payments.usecases.registry import Providers
from souk import clock, context
from souk.errors import InvalidInput, PaymentDeclined, Unavailable
from souk.staff.changes import Value, note
from souk.storage.versioned import until_fresh
from souk.telemetry import count, logger

if TYPE_CHECKING:
    from payments.usecases.gift_cards.cards import GiftCards

CANCELLED_THERE = "cancelled at the provider"
Change = Callable[[Payment, datetime], Payment]
# What is over once nothing is held any more.
_OF_HOLDS = frozenset({DifferenceKind.CAPTURE_REFUSED})
# The provider's figures cannot be ours.
IMPOSSIBLE = (AmountMismatch, OverCapture, OverRefund)


def apart() -> AbstractContextManager[None]:
    """Ends with the block what is adopted in it: the next payment has a correlation id of its own."""
    return context.bound(context.correlation_id(), context.causation_id())


class Completion:
    """`first_check` is how long a changed payment is left alone before the reconciler looks after it."""

    def __init__(
        self,
        store: PaymentStore,
        providers: Providers,
        evidence: EvidenceStore,
        files: EvidenceFiles,
        first_check: timedelta,
        credit: Callable[[], GiftCards],
    ) -> None:
        self.store = store
        self.evidence = evidence
        self.files = files
        self.providers = providers
        self.first_check = first_check
        self._credit = credit

    def provider_of(self, payment: Payment) -> PaymentProvider:
        return self.providers.get(payment.provider)

    def check_at(self, payment: Payment) -> datetime | None:
        return next_check(payment, self.provider_of(payment).remote, clock.now(), self.first_check)

    def change(self, payment_id: str, act: Change, receipt: Receipt | None = None) -> Payment:
        """Applies `act`, a pure function, to the stored payment and writes what came of it, with the receipt.

        Goes on under the correlation id of the request that started the payment.
        Raises what `act` raises, NotFound, AlreadyReceived, and Unavailable when others keep changing it.
        """

        def once() -> Payment:
            before = self.store.load(payment_id)
            context.adopt(before.correlation_id)
            if receipt and receipt.event_id in before.receipts:
                raise AlreadyReceived
            decided = act(before, clock.now())
            if decided == before:
                if receipt:
                    self.store.keep(receipt)
                return before
            after = announcements.changing(receive(decided, receipt.event_id) if receipt else decided)
            self.store.save(after, before.revision, self.check_at(after))
            written(before, after, decided.facts)
            return after

        return until_fresh(once)

    def announced(self, before: Payment, after: Payment) -> ChangedPayment:
        """What to write of a payment that changes together with something else; `written` says of it once it is."""
        with apart():
            context.adopt(before.correlation_id)
            stored = announcements.changing(after)
        return ChangedPayment(stored, before.revision, self.check_at(stored))

    def complete(
        self,
        payment_id: str,
        seen: ProviderPayment,
        receipt: Receipt | None = None,
        by: str = "provider",
        void_reason: str = CANCELLED_THERE,
    ) -> Payment:
        """Brings the payment to where the provider says it is.

        Raises AmountMismatch, OverCapture or OverRefund when the provider's figures cannot be ours: nothing is booked,
        and the difference is announced.
        """

        lost: Difference | None = None

        def act(payment: Payment, at: datetime) -> Payment:
            nonlocal lost
            if payment.reference != seen.reference:
                raise AmountMismatch(
                    f"the provider answers for {seen.reference}, the payment is {payment.reference}",
                    payment_id=payment_id,
                )
            after = observe(payment, seen, at, by, void_reason)
            settled = after.differing and between(after.booked, seen) is None
            after = agrees(after, OF_FIGURES, at) if settled else after
            # Nobody here let go of it: who works on the order has to know.
            lost = gone(after) if payment.is_held and void_reason == CANCELLED_THERE else None
            if lost:
                return differs(after, lost, at)
            return after if after.is_held else agrees(after, _OF_HOLDS, at)

        try:
            payment = self.change(payment_id, act, receipt)
        except IMPOSSIBLE as error:
            self._announce(payment_id, seen, error.message)
            raise
        if lost:
            _tell_of_difference(payment_id, lost)
        return payment

    def differs(self, payment_id: str, difference: Difference) -> Payment:
        """Tells people of a difference that no machine may set right; once, however often it is seen."""
        is_new = False

        def told(held: Payment, at: datetime) -> Payment:
            nonlocal is_new
            after = differs(held, difference, at)
            is_new = after is not held
            return after

        payment = self.change(payment_id, told)
        if is_new:
            _tell_of_difference(payment_id, difference)
        return payment

    def bring_up_to_date(self, payment: Payment) -> Payment:
        """Asks the provider and does what is called for. Raises Unavailable when it cannot be reached."""
        seen = self.provider_of(payment).fetch(payment.reference)
        if seen is not None:
            payment = self.complete(payment.payment_id, seen)
        return self.follow_up(payment)

    def follow_up(self, payment: Payment) -> Payment:
        """Voids a payment nobody wants any more, captures what is held and due, sends refunds that were promised, and
        what staff answered to disputes. Raises Unavailable.
        """
        if payment.must_be_voided:
            payment = self.void(payment, payment.unwanted)
        if is_to_capture(payment, clock.now()):
            payment = self.capture(payment)
        for refund in payment.unsent_refunds:
            payment = self.send_refund(payment, refund)
        for dispute in payment.unsent_answers:
            payment = self.send_answer(payment, dispute)
        return payment

    def follow_up_if_possible(self, payment: Payment) -> Payment:
        """The same, where the reconciler may take over: the intent is stored, a provider that is down can wait."""
        return self._or_later(payment, self.follow_up)

    def bring_up_to_date_if_possible(self, payment: Payment) -> Payment:
        """Asks the provider first, for something that it may know all the same; the reconciler may take over."""
        return self._or_later(payment, self.bring_up_to_date)

    def _or_later(self, payment: Payment, act: Callable[[Payment], Payment]) -> Payment:
        try:
            return act(payment)
        except Unavailable as error:
            logger.warning("left to the reconciler", extra={"payment_id": payment.payment_id, "detail": error.message})
            count("PaymentsLeftToReconciler")
            return self.store.load(payment.payment_id)

    def void(self, payment: Payment, reason: str) -> Payment:
        """Has the provider cancel it if it still can; the payment may turn out to be captured."""
        seen = self.provider_of(payment).void(payment.payment_id, payment.reference, payment.amount)
        return self.complete(payment.payment_id, seen, void_reason=reason)

    def capture(self, payment: Payment) -> Payment:
        """Has the provider take what is held, as much as the order costs now. It is tried again after a refusal, and
        people are told.
        """
        wanted = payment.money(min(payment.totals.capturable, payment.wanted))
        try:
            seen = self.provider_of(payment).capture(payment.payment_id, payment.reference, wanted)
        except (ProviderRefused, PaymentDeclined, InvalidInput) as error:
            return self.differs(payment.payment_id, refused(payment, error.message))
        return self.complete(payment.payment_id, seen)

    def send_refund(self, payment: Payment, refund: Refund) -> Payment:
        """Has the provider send a promised refund, or gives it as store credit; a refusal is final and recorded."""
        money = payment.money(refund.amount)
        if refund.as_credit:
            return self._give_credit(payment, refund)
        try:
            sent = self.provider_of(payment).refund(refund.refund_id, payment.reference, money)
        except (ProviderRefused, InvalidInput) as error:  # no, or an amount this provider cannot send
            return self._refused(payment, refund, error.message)
        return self.change(payment.payment_id, lambda held, at: observe_refund(held, sent, at))

    def _give_credit(self, payment: Payment, refund: Refund) -> Payment:
        """Once, as the account knows the refund by its id."""
        owner, id_ = self.store.order(payment.order_id).owner, refund.refund_id
        if not owner:
            return self._refused(payment, refund, "nobody is known whose store credit it would be")
        self._credit().give_back(owner, payment.money(refund.amount), id_, payment.order_id)
        return self.change(payment.payment_id, lambda held, at: settle_refund(held, id_, f"credit-{id_}", at, SYSTEM))

    def send_answer(self, payment: Payment, dispute: Dispute) -> Payment:
        """Tells the provider how staff answered a dispute; a refusal is recorded, and staff may answer anew."""
        reference, answer = dispute.reference, dispute.unsent
        if answer is None:
            return payment
        try:
            seen = self._answered(payment, reference, answer)
        except ProviderRefused as error:
            why = error.message
            logger.error("an answer to a dispute was refused", extra={"dispute": reference, "detail": why})
            return self.change(payment.payment_id, lambda held, at: refuse(held, reference, why, at))
        return self.change(payment.payment_id, lambda held, at: told(learn_of_dispute(held, seen, at), reference, at))

    def _answered(self, payment: Payment, reference: str, answer: DisputeAnswer) -> ProviderDispute:
        provider = self.provider_of(payment)
        if answer.kind is AnswerKind.ACCEPT:
            return provider.accept_dispute(reference, answer.key)
        kept = until_fresh(lambda: self._handed_over(provider, payment.payment_id, reference, answer.key))
        files = {file.kind: file.reference for file in kept.files}
        return provider.submit_evidence(reference, kept.evidence, files, answer.key)

    def _handed_over(self, provider: PaymentProvider, payment_id: str, reference: str, key: str) -> KeptEvidence:
        """The evidence, with all its files at the provider. What that calls each is written down before the next one is
        sent, and before the evidence is: sent again, the evidence is the same.
        """
        kept = self.evidence.load(payment_id, reference)
        if not kept.revision:
            raise ProviderRefused("the evidence is no longer kept: its person was forgotten")
        for file in kept.files:
            if file.reference:
                continue
            content = self.files.read(payment_id, file.id)
            if content is None:
                raise ProviderRefused("a file of the evidence is no longer kept")
            kept = kept.known_as(file.id, provider.upload_evidence(file, content, f"{key}/{file.id}"))
            self.evidence.save(kept)
        return kept

    def _refused(self, payment: Payment, refund: Refund, why: str) -> Payment:
        count("RefundsRefused")
        payment = self.change(payment.payment_id, lambda held, at: fail_refund(held, refund.refund_id, why, at))
        if refund.requested_by != SYSTEM:
            return payment  # the person who asked for it is told
        owed = payment.money(refund.amount)
        nothing = payment.money(0)
        difference = Difference(DifferenceKind.REFUND_REFUSED, owed, nothing, f"{owed} of an order that is off: {why}")
        return self.differs(payment.payment_id, difference)

    def _announce(self, payment_id: str, seen: ProviderPayment, why: str) -> None:
        payment = self.store.load(payment_id)
        found = between(payment.booked, seen) or Difference(DifferenceKind.CAPTURED, payment.amount, seen.amount, why)
        self.differs(payment_id, found)


def written(before: Payment, after: Payment, facts: Sequence[Fact]) -> None:
    """What is said of a change that is stored: to the trail of the staff, and to the log."""
    note(f"payment:{after.payment_id}", _figures(before), _figures(after))
    _tell_of(after, facts)


def _tell_of_difference(payment_id: str, difference: Difference) -> None:
    logger.error(
        "provider and ledger differ",
        extra={
            "payment_id": payment_id,
            "kind": difference.kind,
            "expected": str(difference.expected),
            "found": str(difference.found),
        },
    )
    count("PaymentsMismatched")


def _tell_of(payment: Payment, facts: Sequence[Fact]) -> None:
    """Staff have to answer a dispute within days, at the provider; and a lost one is money that is gone."""
    types = [fact.type for fact in facts]
    logger.info("payment changed", extra={"payment_id": payment.payment_id, "facts": types, "state": payment.state})
    for fact in facts:
        if fact.warning and fact.type == "fraud_warning.received":
            known = {"payment_id": payment.payment_id, "order_id": payment.order_id, "kind": fact.warning.kind}
            logger.error("the card's issuer warns of fraud", extra=known)
            count("FraudWarnings")
        dispute = fact.dispute
        if dispute is None or (fact.type != "dispute.opened" and dispute.status is not DisputeStatus.LOST):
            continue
        told = {
            "payment_id": payment.payment_id,
            "order_id": payment.order_id,
            "dispute": dispute.reference,
            "amount": str(payment.money(dispute.amount)),
            "reason": dispute.reason,
            "status": dispute.status,
            "due_by": clock.isoformat(dispute.due_by) if dispute.due_by else "",
        }
        if fact.type == "dispute.opened":
            logger.error("a payment is disputed", extra=told)
            count("DisputesOpened")
        elif fact.type == "dispute.closed":
            logger.error("a dispute is lost", extra=told)
            count("DisputesLost")


def _figures(payment: Payment) -> dict[str, Value]:
    """In minor units."""
    totals = payment.totals
    return {
        "state": payment.state.value,
        "authorised": totals.authorised,
        "captured": totals.captured,
        "refunded": totals.refunded,
        "surplus": totals.surplus,
        "refunds": ", ".join(f"{refund.amount} {refund.status.value}" for refund in payment.refunds.values()),
    }
