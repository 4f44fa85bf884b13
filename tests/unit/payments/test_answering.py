"""How disputes are answered: once, in time, and whatever becomes of the provider meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from payments.domain.dispute import DisputeStatus, ProviderDispute
from payments.domain.disputes.answering import DisputeAnswered, DisputeOver, DisputePastDue, version_of
from payments.domain.disputes.evidence import MOST_BYTES, Evidence, FileKind, NamedFile
from payments.domain.payment import Payment
from souk import clock
from souk.errors import Conflict, InvalidInput, NotFound, PreconditionFailed
from souk.money import Money
from tests.support import logs
from tests.unit.payments.fakes import MemoryEvidenceFiles, Shop, shop

EVIDENCE = Evidence(customer_name="Ada Lovelace", explanation="It was delivered to her door.")
OTHER = replace(EVIDENCE, explanation="She wrote that she liked it.")


@pytest.fixture
def souk() -> Shop:
    return shop()


def disputed(souk: Shop, status: DisputeStatus = DisputeStatus.NEEDS_RESPONSE, **more: object) -> Payment:
    payment = souk.paid()
    due = clock.now() + timedelta(days=7)
    told = ProviderDispute("dp_1", payment.reference, Money(600, "EUR"), status, due_by=due, withdrawn=600)
    souk.card.is_disputed(replace(told, **more))  # type: ignore[arg-type]
    return souk.services.payments._completion.bring_up_to_date(payment)


def seen(souk: Shop, payment: Payment) -> int:
    held, _, kept = souk.services.disputes.read(payment.payment_id, "dp_1")
    return version_of(held, kept)


def submit(souk: Shop, payment: Payment, key: str = "k", evidence: Evidence = EVIDENCE, at: int | None = None) -> None:
    at = seen(souk, payment) if at is None else at
    souk.services.disputes.submit(payment.payment_id, "dp_1", evidence, key, "user:1", at)


def accept(souk: Shop, payment: Payment, key: str = "k") -> None:
    souk.services.disputes.accept(payment.payment_id, "dp_1", key, "user:1", seen(souk, payment))


def test_a_draft_is_kept_and_the_last_one_is_sent_once(souk: Shop) -> None:
    payment, disputes = disputed(souk), souk.services.disputes
    first = seen(souk, payment)
    disputes.save(payment.payment_id, "dp_1", OTHER, "user:1", first)
    with pytest.raises(PreconditionFailed):
        disputes.save(payment.payment_id, "dp_1", EVIDENCE, "user:2", first)
    submit(souk, payment)
    submit(souk, payment, at=first)  # the same key again, whatever was seen
    assert souk.card.submitted == [("dp_1", EVIDENCE)]
    stored, dispute, kept = disputes.read(payment.payment_id, "dp_1")
    assert (dispute.status, dispute.submissions) == ("under_review", 1)
    assert dispute.answer
    assert dispute.answer.sent_at
    assert dispute.answer.by == "user:1"
    assert (kept.evidence, kept.saved_by, stored.totals.disputed) == (EVIDENCE, "user:1", 600)
    with pytest.raises(DisputeAnswered):
        submit(souk, payment, "other")
    with pytest.raises(DisputeAnswered):
        accept(souk, payment, "third")
    with pytest.raises(DisputeAnswered):
        disputes.save(payment.payment_id, "dp_1", OTHER, "user:1", seen(souk, payment))


def test_an_accepted_dispute_is_lost_at_once(souk: Shop) -> None:
    payment = disputed(souk)
    accept(souk, payment)
    accept(souk, payment)
    stored = souk.stored(payment)
    assert (stored.disputes["dp_1"].status, stored.totals.disputed) == ("lost", 600)
    assert souk.card.calls.count("accept_dispute") == 1
    assert souk.store.types.count("dispute.closed") == 1


@pytest.mark.parametrize("fault", ["down", "forgetful"])
def test_what_the_provider_was_not_heard_to_take_is_sent_by_the_reconciler_and_counts_once(
    souk: Shop, fault: str
) -> None:
    payment = disputed(souk)
    souk.card.down, souk.card.forgetful = fault == "down", fault == "forgetful"
    submit(souk, payment)
    assert souk.stored(payment).unsent_answers
    souk.card.down = False
    assert souk.reconcile() == 1
    assert souk.card.submitted == [("dp_1", EVIDENCE)]
    assert souk.stored(payment).disputes["dp_1"].status == "under_review"
    assert not souk.stored(payment).unsent_answers
    assert souk.store.due(clock.now() + timedelta(days=1), 10) == []


def test_a_refused_answer_is_told_and_may_be_given_anew(souk: Shop) -> None:
    payment = disputed(souk)
    souk.card.refuses_evidence = True
    with logs.captured() as lines:
        submit(souk, payment)
    assert "an answer to a dispute was refused" in str(lines.parsed())
    assert "Ada" not in str(lines.parsed())
    assert "door" not in str(lines.parsed())
    answer = souk.stored(payment).disputes["dp_1"].answer
    assert answer
    assert answer.failure == "the dispute takes no evidence any more"
    souk.card.refuses_evidence = False
    submit(souk, payment, "another", OTHER)
    assert souk.card.submitted == [("dp_1", OTHER)]


def test_after_the_due_date_and_where_the_bank_takes_none_evidence_is_refused(souk: Shop) -> None:
    late = disputed(souk, due_by=clock.now() - timedelta(seconds=1))
    with pytest.raises(DisputePastDue) as refused:
        submit(souk, late)
    assert refused.value.code == "dispute_past_due"
    with pytest.raises(DisputePastDue):
        souk.services.disputes.save(late.payment_id, "dp_1", EVIDENCE, "user:1", seen(souk, late))
    other = shop()
    with pytest.raises(DisputeOver):
        submit(other, disputed(other, due_by=None))
    accept(souk, late)  # to accept it there is always time
    with pytest.raises(NotFound):
        souk.services.disputes.read(late.payment_id, "dp_2")


@pytest.mark.parametrize("status", [DisputeStatus.UNDER_REVIEW, DisputeStatus.WON, DisputeStatus.LOST])
def test_only_what_waits_for_an_answer_is_answered(souk: Shop, status: DisputeStatus) -> None:
    payment = disputed(souk, status)
    with pytest.raises(DisputeOver):
        submit(souk, payment)
    with pytest.raises(DisputeOver):
        accept(souk, payment)


def test_an_inquiry_is_answered_with_evidence_and_the_dispute_it_becomes_once_more(souk: Shop) -> None:
    payment = disputed(souk, DisputeStatus.WARNING_NEEDS_RESPONSE, withdrawn=0, refundable=True)
    with pytest.raises(DisputeOver):
        accept(souk, payment)
    submit(souk, payment)
    souk.card._turns_dispute("dp_1", status=DisputeStatus.NEEDS_RESPONSE, withdrawn=600, refundable=False)
    souk.services.payments._completion.bring_up_to_date(souk.stored(payment))
    submit(souk, payment, "second", OTHER)
    assert [said for _, said in souk.card.submitted] == [EVIDENCE, OTHER]


def test_evidence_that_was_sent_at_the_provider_is_known(souk: Shop) -> None:
    payment = disputed(souk, submissions=1)
    with pytest.raises(DisputeAnswered):
        submit(souk, payment)


def test_what_was_said_goes_with_its_person_and_that_it_was_said_stays(souk: Shop) -> None:
    payment = disputed(souk)
    submit(souk, payment)
    for _ in range(2):
        souk.services.payments.forget("o1")
    _, dispute, kept = souk.services.disputes.read(payment.payment_id, "dp_1")
    assert (kept.evidence, kept.revision) == (Evidence(), 0)
    assert dispute.answer
    assert dispute.answer.sent_at


def test_evidence_shows_nobody_in_a_log() -> None:
    assert repr(EVIDENCE) == "Evidence(customer_name, explanation)"


RECEIPT = NamedFile("f1", FileKind.RECEIPT, "receipt.pdf")
PDF = b"%PDF-1.7 a receipt"


def sent_files(souk: Shop, payment: Payment, **contents: bytes) -> None:
    """As S3 has them from whoever sent them."""
    files = souk.services.parts.files
    assert isinstance(files, MemoryEvidenceFiles)
    files.uploaded |= {(payment.payment_id, name): content for name, content in contents.items()}


def submit_with(souk: Shop, payment: Payment, *files: NamedFile, key: str = "k") -> None:
    souk.services.disputes.submit(payment.payment_id, "dp_1", EVIDENCE, key, "user:1", seen(souk, payment), files)


def test_files_are_looked_at_kept_and_sent_with_the_evidence(souk: Shop) -> None:
    payment, disputes, files = disputed(souk), souk.services.disputes, souk.services.evidence_files
    file_id, form = files.begin(payment.payment_id, "dp_1", "application/pdf")
    assert form.fields["most"] == MOST_BYTES
    invoice = NamedFile(files.take(payment.payment_id, "dp_1", "INV-2026-000001"), FileKind.OTHER, "Invoice")
    with pytest.raises(NotFound):
        files.take(payment.payment_id, "dp_1", "INV-2026-000002")
    receipt = replace(RECEIPT, id=file_id)
    with pytest.raises(Conflict):
        submit_with(souk, payment, receipt)
    sent_files(souk, payment, **{file_id: PDF, "svg": b"<svg/>", "large": PDF + bytes(MOST_BYTES)})
    for refused in (replace(receipt, id="svg"), replace(receipt, id="large")):
        with pytest.raises(InvalidInput):
            submit_with(souk, payment, refused)
    with pytest.raises(InvalidInput):
        submit_with(souk, payment, receipt, replace(invoice, kind=FileKind.RECEIPT))
    disputes.save(payment.payment_id, "dp_1", EVIDENCE, "user:1", seen(souk, payment), [receipt])
    submit_with(souk, payment, receipt, invoice)
    assert [*souk.card.uploads.values()] == [PDF, b"%PDF-1.7 o1"]
    assert souk.card.shown == [{FileKind.RECEIPT: "file_0", FileKind.OTHER: "file_1"}]
    assert [*files.links(payment.payment_id, "dp_1")] == [file_id, invoice.id]
    souk.services.payments.forget("o1")
    assert souk.services.parts.files.read(payment.payment_id, file_id) is None
    assert souk.services.parts.files.sent(payment.payment_id, file_id) is None


@pytest.mark.parametrize("fault", ["down", "forgetful"])
def test_files_that_the_provider_was_not_heard_to_take_are_sent_again_under_the_same_key(
    souk: Shop, fault: str
) -> None:
    payment = disputed(souk)
    sent_files(souk, payment, f1=PDF)
    souk.card.down, souk.card.forgetful = fault == "down", fault == "forgetful"
    submit_with(souk, payment, RECEIPT)
    assert souk.card.shown == []
    souk.card.down = souk.card.forgetful = False
    souk.reconcile()
    (file,) = souk.services.disputes.read(payment.payment_id, "dp_1")[2].files
    assert (file.reference, len(souk.card.uploads)) == ("file_0", 1)
    assert souk.card.shown == [{FileKind.RECEIPT: "file_0"}]


def test_a_file_that_is_gone_is_an_answer_that_staff_give_anew(souk: Shop) -> None:
    payment = disputed(souk)
    sent_files(souk, payment, f1=PDF)
    souk.card.down = True
    submit_with(souk, payment, RECEIPT)
    souk.card.down = False
    souk.services.parts.files.remove(payment.payment_id)
    souk.reconcile()
    answer = souk.stored(payment).disputes["dp_1"].answer
    assert answer
    assert answer.failure == "a file of the evidence is no longer kept"
    submit_with(souk, payment, key="again")
    assert souk.card.shown == [{}]
