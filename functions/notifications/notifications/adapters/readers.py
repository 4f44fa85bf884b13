"""Readers in the notifications table, and what they are known by. The items are in `notifications.adapters.records`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from notifications.adapters.exported import COVERED
from notifications.adapters.records import DecisionItem, ReaderRecord, WishRecord
from notifications.domain import mail_token
from notifications.domain.mail_token import MailToken, keyed
from notifications.domain.reader import LetterTopic, Reader, ReaderDecision
from souk import clock
from souk.events import Event
from souk.exports.readable import Json, readable
from souk.limits.table import shops_key
from souk.shopper.contact import mailbox
from souk.storage.dynamo import Transaction, unchanged
from souk.storage.outbox import emit

# As long as somebody may claim never to have asked for a letter (docs/decisions/0043).
DECISIONS_SECONDS = 3 * 366 * 24 * 3600
WISH = "WISH#"
_SK = "READER"


@dataclass(frozen=True, slots=True)
class KeyedTokens:
    """`reader_ports.MailTokens`, with the shop's secret."""

    def member(self, user_id: str) -> str:
        return keyed(shops_key(), "reader", "member", user_id)

    def guest(self, email: str) -> str:
        return keyed(shops_key(), "reader", "guest", mailbox(email))

    def write(self, token: MailToken) -> str:
        return token.signed(shops_key())

    def read(self, text: str) -> MailToken | None:
        return mail_token.read(text, shops_key())


class ReaderStore:
    """`reader_ports.Readers`."""

    def find(self, reader_id: str) -> Reader | None:
        record = ReaderRecord.fetch(partition(reader_id), _SK, consistent=True)
        return _reader(record) if record else None

    def of(self, reader_ids: Sequence[str]) -> dict[str, Reader]:
        keys = [(partition(reader_id), _SK) for reader_id in reader_ids]
        return {reader.id: reader for reader in map(_reader, ReaderRecord.batch_get(keys, consistent_read=True))}

    def save(self, reader: Reader, *events: Event) -> None:
        record = ReaderRecord(
            partition(reader.id),
            _SK,
            user_id=reader.user_id or None,
            email=reader.email or None,
            locale=reader.locale or None,
            decisions=[_item(topic, decision) for topic, decision in reader.decisions.items()],
            version=reader.version + 1,
            expires_at=None if reader.user_id else clock.epoch() + DECISIONS_SECONDS,
        )
        transaction = Transaction()
        transaction.put(record, unchanged(ReaderRecord.version, reader.version), label="reader")
        for event in events:
            emit(transaction, event, pk=record.pk)
        transaction.commit()

    def forget(self, reader_id: str) -> None:
        ReaderRecord(partition(reader_id), _SK).delete()

    def exported(self, reader_id: str) -> dict[str, Json]:
        record = ReaderRecord.fetch(partition(reader_id), _SK)
        wishes = WishRecord.query(partition(reader_id), WishRecord.sk.startswith(WISH))
        return {
            "letters": [readable(record, COVERED)] if record else [],
            "waiting_for": [readable(wish, COVERED) for wish in wishes],
        }


def partition(reader_id: str) -> str:
    return f"READER#{reader_id}"


def _reader(record: ReaderRecord) -> Reader:
    decisions = {
        LetterTopic(item.topic): ReaderDecision(item.given_at, item.ended_at, item.version or "", int(item.number))
        for item in record.decisions
        if item.topic in list(LetterTopic)
    }
    reader_id = record.pk.removeprefix(partition(""))
    return Reader(
        reader_id, record.user_id or "", record.email or "", record.locale or "", decisions, int(record.version)
    )


def _item(topic: LetterTopic, decision: ReaderDecision) -> DecisionItem:
    return DecisionItem(  # type: ignore[no-untyped-call]
        topic=topic.value,
        given_at=decision.given_at,
        ended_at=decision.ended_at,
        version=decision.version or None,
        number=decision.number,
    )
