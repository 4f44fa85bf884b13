"""How staff answer a dispute, once: with evidence, or by accepting it. What changes a payment returns it as it is
afterwards.

The answer is stored before the provider is told, so that none is forgotten, and told under an id of its own, so that
none counts twice.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from payments.domain.dispute import AnswerKind, Dispute, DisputeAnswer, DisputeStatus
from payments.domain.disputes.evidence import KeptEvidence
from payments.domain.payment import Payment
from souk.errors import Conflict, NotFound

_EVIDENCE = (DisputeStatus.NEEDS_RESPONSE, DisputeStatus.WARNING_NEEDS_RESPONSE)


class DisputeOver(Conflict):
    """The bank does not ask any more, or never did: `detail["status"]`."""

    code, title = "dispute_not_answerable", "The bank does not wait for an answer"


class DisputePastDue(Conflict):
    """`detail["due_by"]`."""

    code, title = "dispute_past_due", "It is too late to answer"


class DisputeAnswered(Conflict):
    code, title = "dispute_answered", "The dispute was answered before"


def dispute_of(payment: Payment, reference: str) -> Dispute:
    """Raises NotFound."""
    try:
        return payment.disputes[reference]
    except KeyError:
        raise NotFound("the payment has no such dispute") from None


def version_of(payment: Payment, kept: KeptEvidence) -> int:
    """Counts the writes of both, neither of which ever gets fewer."""
    return payment.revision + kept.revision


def check_editable(dispute: Dispute, at: datetime) -> None:
    """Whether evidence may still be written. Raises DisputeAnswered, DisputeOver, DisputePastDue."""
    if dispute.answered:
        raise DisputeAnswered("evidence is sent once, and this dispute was answered before", status=str(dispute.status))
    if dispute.status not in _EVIDENCE:
        raise DisputeOver(f"the dispute is {dispute.status}", status=str(dispute.status))
    if dispute.due_by is None:
        raise DisputeOver("the bank takes no evidence for this dispute", status=str(dispute.status))
    if at >= dispute.due_by:
        raise DisputePastDue("the bank took evidence until then", due_by=dispute.due_by.isoformat())


def check_acceptable(dispute: Dispute) -> None:
    """Whether the shop can leave the money to the bank. Raises DisputeAnswered, DisputeOver."""
    if dispute.answered:
        raise DisputeAnswered("this dispute was answered before", status=str(dispute.status))
    if dispute.status is not DisputeStatus.NEEDS_RESPONSE:
        raise DisputeOver(
            "only a dispute that waits for an answer can be accepted; refund an inquiry instead",
            status=str(dispute.status),
        )


def answer(payment: Payment, reference: str, kind: AnswerKind, key: str, by: str, at: datetime) -> Payment:
    """The answer is promised. The same key again is the same answer.

    Raises NotFound, DisputeAnswered, DisputeOver and, for evidence, DisputePastDue.
    """
    dispute = dispute_of(payment, reference)
    if dispute.answer and (dispute.answer.key, dispute.answer.kind) == (key, kind):
        return payment
    if kind is AnswerKind.EVIDENCE:
        check_editable(dispute, at)
    else:
        check_acceptable(dispute)
    return _with(payment, replace(dispute, answer=DisputeAnswer(kind, key, by, at)), at)


def told(payment: Payment, reference: str, at: datetime) -> Payment:
    """The provider has taken the answer."""
    dispute = dispute_of(payment, reference)
    if dispute.unsent is None:
        return payment
    return _with(payment, replace(dispute, answer=replace(dispute.unsent, sent_at=at)), at)


def refuse(payment: Payment, reference: str, why: str, at: datetime) -> Payment:
    """The provider will not take it: staff may answer anew."""
    dispute = dispute_of(payment, reference)
    if dispute.unsent is None:
        return payment
    return _with(payment, replace(dispute, answer=replace(dispute.unsent, failure=why)), at)


def _with(payment: Payment, dispute: Dispute, at: datetime) -> Payment:
    return replace(payment, disputes={**payment.disputes, dispute.reference: dispute}, updated_at=at)
