"""The users table: what people have agreed to. Keys as in `users.adapters.store`, and

    USER#<user id>    CONSENT#<kind>#<number>   a decision, numbered from 000001
    USER#<user id>    CONSENT#activity          the first one of whoever decided before decisions were numbered

An item is written once and never again: a decision takes the next number, on condition that nobody has it. So whoever
was slower is told so, and no decision is lost.
"""

from __future__ import annotations

from souk.events import Event
from souk.storage.dynamo import Transaction, put_if
from souk.storage.outbox import emit
from users.adapters.records import ConsentRecord
from users.adapters.store import partition
from users.domain.consent import ConsentSource, Decision, ShownText
from users.domain.consent_texts import ConsentKind

CONSENT = "CONSENT#"


class DynamoConsentDecisions:
    """The `ConsentDecisions` port."""

    def latest(self, user_id: str, kind: ConsentKind, limit: int) -> list[Decision]:
        found = ConsentRecord.query(
            partition(user_id),
            ConsentRecord.sk.between(_first(kind), f"{_first(kind)}#~"),
            consistent_read=True,
            scan_index_forward=False,
            limit=limit,
            page_size=limit,
        )
        return [_decision(user_id, kind, record) for record in found]

    def append(self, decision: Decision, told: Event | None = None) -> None:
        shown = decision.shown
        record = ConsentRecord(
            partition(decision.user_id),
            f"{_first(shown.kind)}#{decision.number:06}",
            kind=shown.kind.value,
            given=decision.given,
            version=shown.version,
            at=decision.at,
            source=shown.source.value,
        )
        if told is None:
            put_if(record, ConsentRecord.pk.does_not_exist())
            return
        transaction = Transaction()
        transaction.put(record, ConsentRecord.pk.does_not_exist(), label="decision")
        emit(transaction, told, pk=record.pk)
        transaction.commit()


def _first(kind: ConsentKind) -> str:
    """Sorts before all that are numbered."""
    return f"{CONSENT}{kind}"


def _decision(user_id: str, kind: ConsentKind, record: ConsentRecord) -> Decision:
    """One without a source is from when the account page alone asked."""
    number = record.sk.removeprefix(_first(kind)).removeprefix("#")
    source = ConsentSource(record.source) if record.source else ConsentSource.ACCOUNT
    shown = ShownText(kind, record.version, source)
    return Decision(user_id, int(number or 1), shown, bool(record.given), record.at)
