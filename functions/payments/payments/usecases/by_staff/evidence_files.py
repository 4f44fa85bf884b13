"""Files that are evidence of a dispute: sent by staff, or taken from the shop's own documents; gone with the person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from payments.domain.disputes.answering import check_editable, dispute_of
from payments.domain.disputes.evidence import (
    MOST_BYTES,
    EvidenceFile,
    KeptEvidence,
    NamedFile,
    check_files,
    media_type_of,
)
from payments.usecases.completion import Completion
from payments.usecases.ports import FileForm, PrintedDocuments
from souk import clock
from souk.errors import Conflict, InvalidInput
from souk.ids import new_id


class FilesOfEvidence:
    def __init__(self, completion: Completion, pdfs: Callable[[], PrintedDocuments]) -> None:
        self._completion = completion
        self._files = completion.files
        self._pdfs = pdfs

    def begin(self, payment_id: str, reference: str, media_type: str) -> tuple[str, FileForm]:
        """The id of a new file, and the form to send it by. Raises NotFound, DisputeAnswered, DisputeOver,
        DisputePastDue.
        """
        self._check(payment_id, reference)
        file_id = new_id()
        return file_id, self._files.form(payment_id, file_id, media_type, MOST_BYTES)

    def take(self, payment_id: str, reference: str, number: str) -> str:
        """The id of a new file, which is a document of the order as it was issued.

        Raises what `begin` does, NotFound for a document that the order has not, InvalidInput for one that is too
        large, Unavailable.
        """
        order_id = self._check(payment_id, reference)
        content = self._pdfs().pdf(order_id, number)
        if not 0 < len(content) <= MOST_BYTES:
            raise InvalidInput("the document is too large for evidence")
        file_id = new_id()
        self._files.keep(payment_id, file_id, media_type_of(content), content)
        return file_id

    def named(self, kept: KeptEvidence, wanted: Sequence[NamedFile]) -> tuple[EvidenceFile, ...]:
        """These files, looked at and kept. Raises Conflict for one that was not sent, InvalidInput for what banks do
        not take.
        """
        known = {file.id: file for file in kept.files}
        files = tuple(
            replace(known[each.id], kind=each.kind, name=each.name)
            if each.id in known
            else self._looked_at(kept.payment_id, each)
            for each in wanted
        )
        check_files(files)
        return files

    def links(self, payment_id: str, reference: str) -> Mapping[str, str]:
        """Where each file can be looked at, by its id. Raises NotFound."""
        dispute_of(self._completion.store.load(payment_id), reference)
        kept = self._completion.evidence.load(payment_id, reference)
        return {file.id: self._files.link(payment_id, file.id) for file in kept.files}

    def _check(self, payment_id: str, reference: str) -> str:
        payment = self._completion.store.load(payment_id)
        check_editable(dispute_of(payment, reference), clock.now())
        return payment.order_id

    def _looked_at(self, payment_id: str, wanted: NamedFile) -> EvidenceFile:
        content = self._files.read(payment_id, wanted.id)
        if content is None:
            content = self._files.sent(payment_id, wanted.id)
            if content is None:
                raise Conflict("send the file first, to the address that came with its id", file_id=wanted.id)
            self._files.keep(payment_id, wanted.id, media_type_of(content), content)
        return EvidenceFile(wanted.id, wanted.kind, wanted.name, media_type_of(content), len(content))
