"""How staff answer a dispute: with evidence, which is a draft until it is sent, or by accepting it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from payments.domain.dispute import AnswerKind, Dispute
from payments.domain.disputes.answering import answer, check_editable, dispute_of, version_of
from payments.domain.disputes.evidence import Evidence, EvidenceFile, KeptEvidence, NamedFile
from payments.domain.ids import answer_id_of
from payments.domain.payment import Payment
from payments.usecases.by_staff.evidence_files import FilesOfEvidence
from payments.usecases.completion import Completion, written
from souk import clock
from souk.errors import PreconditionFailed
from souk.staff.changes import note
from souk.storage.versioned import Stale, require_version, until_fresh
from souk.telemetry import count, logger


class Disputes:
    """The answer is stored before the provider is told, so that it is never forgotten; the reconciler tells one that
    cannot be reached. What was sent is kept, and is never changed again.

    `seen` is the version that somebody looked at (`version_of`).
    """

    def __init__(self, completion: Completion, files: FilesOfEvidence) -> None:
        self._completion = completion
        self._files = files
        self._evidence = completion.evidence

    def read(self, payment_id: str, reference: str) -> tuple[Payment, Dispute, KeptEvidence]:
        """Raises NotFound."""
        payment = self._completion.store.load(payment_id)
        return payment, dispute_of(payment, reference), self._evidence.load(payment_id, reference)

    def save(
        self,
        payment_id: str,
        reference: str,
        evidence: Evidence,
        by: str,
        seen: int,
        files: Sequence[NamedFile] = (),
    ) -> None:
        """Keeps a draft. Raises NotFound, PreconditionFailed when it was changed since, DisputeAnswered, DisputeOver,
        DisputePastDue; Conflict for a file that was not sent, InvalidInput for one that banks do not take.
        """
        payment, dispute, kept = self.read(payment_id, reference)
        require_version(seen, version_of(payment, kept))
        now = clock.now()
        check_editable(dispute, now)
        with_files = self._files.named(kept, files)
        if kept.revision and (kept.evidence, kept.files) == (evidence, with_files):
            return
        changed = _saved(kept, evidence, with_files, by, now)
        try:
            self._evidence.save(changed)
        except Stale:
            raise PreconditionFailed("it was changed since you looked at it; look again") from None
        note(
            f"dispute:{reference}",
            {"draft": kept.revision, "files": _kinds(kept.files)},
            {"draft": changed.revision, "files": _kinds(changed.files)},
        )

    def submit(
        self,
        payment_id: str,
        reference: str,
        evidence: Evidence,
        key: str,
        by: str,
        seen: int,
        files: Sequence[NamedFile] = (),
    ) -> Payment:
        """Sends the evidence to the bank, once. The same key again is the same answer, and asks the provider how it
        stands. Raises what `save` does.
        """
        id_ = answer_id_of(payment_id, reference, key)
        is_new = False

        def once() -> Payment:
            nonlocal is_new
            payment, dispute, kept = self.read(payment_id, reference)
            is_new = not _was_given(dispute, id_)
            if not is_new:
                return payment
            require_version(seen, version_of(payment, kept))
            now = clock.now()
            after = answer(payment, reference, AnswerKind.EVIDENCE, id_, by, now)
            changed = self._completion.announced(payment, after)
            self._evidence.send(_saved(kept, evidence, self._files.named(kept, files), by, now), changed)
            written(payment, changed.payment, after.facts)
            return changed.payment

        payment = until_fresh(once)
        return self._told(payment, reference, AnswerKind.EVIDENCE, is_new)

    def accept(self, payment_id: str, reference: str, key: str, by: str, seen: int) -> Payment:
        """The bank may keep the money. The same key again is the same answer.

        Raises NotFound, PreconditionFailed when it was changed since, DisputeAnswered, DisputeOver.
        """
        id_ = answer_id_of(payment_id, reference, key)
        is_new = False

        def act(payment: Payment, at: datetime) -> Payment:
            nonlocal is_new
            is_new = not _was_given(dispute_of(payment, reference), id_)
            if not is_new:
                return payment
            require_version(seen, version_of(payment, self._evidence.load(payment_id, reference)))
            return answer(payment, reference, AnswerKind.ACCEPT, id_, by, at)

        payment = self._completion.change(payment_id, act)
        return self._told(payment, reference, AnswerKind.ACCEPT, is_new)

    def _told(self, payment: Payment, reference: str, kind: AnswerKind, is_new: bool) -> Payment:
        if is_new:
            note(f"dispute:{reference}", {"answer": ""}, {"answer": str(kind)})
            logger.info("a dispute is answered", extra={"dispute": reference, "kind": kind})
            count("DisputesAnswered")
            return self._completion.follow_up_if_possible(payment)
        if payment.disputes[reference].unsent is None:
            return payment
        # Given before without the provider's answer: it may know it all the same, so look first.
        return self._completion.bring_up_to_date_if_possible(payment)


def _was_given(dispute: Dispute, id_: str) -> bool:
    return dispute.answer is not None and dispute.answer.key == id_


def _saved(
    kept: KeptEvidence, evidence: Evidence, files: tuple[EvidenceFile, ...], by: str, at: datetime
) -> KeptEvidence:
    return replace(kept, evidence=evidence, files=files, revision=kept.revision + 1, saved_at=at, saved_by=by)


def _kinds(files: Sequence[EvidenceFile]) -> str:
    return ", ".join(file.kind.value for file in files)
