"""What staff tell banks about disputes, in DynamoDB: an item apart from the payment, for its texts are long and its
person can be forgotten (the items are in `records`).
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from payments.adapters.codec import payment_key, write_of
from payments.adapters.records import EvidenceRecord
from payments.domain.disputes.evidence import Evidence, EvidenceFile, FileKind, KeptEvidence
from payments.usecases.ports import ChangedPayment
from souk import clock
from souk.storage.dynamo import Transaction, put_if, unchanged


class DynamoEvidence:
    """The `EvidenceStore` port."""

    def load(self, payment_id: str, dispute: str) -> KeptEvidence:
        record = EvidenceRecord.fetch(payment_key(payment_id), _key(dispute), consistent=True)
        if record is None:
            return KeptEvidence(payment_id, dispute)
        evidence = Evidence(**json.loads(record.evidence))
        files = tuple(_file(row) for row in record.files or ())
        return KeptEvidence(
            payment_id, dispute, evidence, files, int(record.revision), record.saved_at, record.saved_by
        )

    def save(self, kept: KeptEvidence) -> None:
        put_if(_record(kept), unchanged(EvidenceRecord.revision, kept.revision - 1))

    def send(self, kept: KeptEvidence, changed: ChangedPayment) -> None:
        tx = Transaction()
        tx.put(_record(kept), unchanged(EvidenceRecord.revision, kept.revision - 1))
        tx.put(*write_of(changed))
        tx.commit()

    def forget(self, payment_id: str, disputes: Collection[str]) -> None:
        for dispute in disputes:
            EvidenceRecord(payment_key(payment_id), _key(dispute)).delete()


def _key(dispute: str) -> str:
    return f"EVIDENCE#{dispute}"


def _record(kept: KeptEvidence) -> EvidenceRecord:
    return EvidenceRecord(
        payment_key(kept.payment_id),
        _key(kept.dispute),
        evidence=json.dumps(dict(kept.evidence.said), ensure_ascii=False),
        files=[_row(file) for file in kept.files] or None,
        revision=kept.revision,
        saved_at=kept.saved_at or clock.now(),
        saved_by=kept.saved_by,
    )


def _row(file: EvidenceFile) -> list[Any]:
    return [file.id, file.kind.value, file.name, file.media_type, file.size, file.reference]


def _file(row: list[Any]) -> EvidenceFile:
    id_, kind, name, media_type, size, reference = row
    return EvidenceFile(id_, FileKind(kind), name, media_type, size, reference)
