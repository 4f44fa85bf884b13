"""The users table: sessions. Keys as in `users.adapters.store`.

One item of some 2 KB each, most of it Cognito's refresh token. DynamoDB deletes it when the token would end anyway.
"""

from __future__ import annotations

from souk.storage.dynamo import update_if
from users.adapters.records import SessionRecord
from users.adapters.store import partition
from users.domain.sessions import Session

SESSION = "SESSION#"
_MOST_LISTED = 100


class DynamoSessions:
    """The `SessionStore` port."""

    def get(self, user_id: str, session_id: str) -> Session | None:
        record = SessionRecord.fetch(partition(user_id), SESSION + session_id, consistent=True)
        return _session(record) if record else None

    def of(self, user_id: str) -> list[Session]:
        found = SessionRecord.query(
            partition(user_id), SessionRecord.sk.startswith(SESSION), consistent_read=True, limit=_MOST_LISTED
        )
        return [_session(record) for record in found]

    def add(self, session: Session) -> None:
        _record(session).save()

    def exchange(self, held: Session, exchanged: Session) -> None:
        update_if(
            _record(held),
            [
                SessionRecord.current.set(exchanged.current),
                SessionRecord.previous.set(exchanged.previous),
                SessionRecord.used_at.set(exchanged.used_at),
                SessionRecord.groups.set(list(exchanged.groups)),
            ],
            SessionRecord.current == held.current,
        )

    def remove(self, user_id: str, session_id: str) -> None:
        SessionRecord(partition(user_id), SESSION + session_id).delete()


def _record(session: Session) -> SessionRecord:
    return SessionRecord(
        partition(session.user_id),
        SESSION + session.id,
        started_at=session.started_at,
        used_at=session.used_at,
        device=session.device,
        current=session.current,
        previous=session.previous or None,
        seed=session.seed,
        refresh_token=session.refresh_token,
        groups=list(session.groups),
        second_factor=session.second_factor,
        expires_at=int(session.ends_at.timestamp()),
    )


def _session(record: SessionRecord) -> Session:
    return Session(
        id=record.sk.removeprefix(SESSION),
        user_id=record.pk.removeprefix("USER#"),
        started_at=record.started_at,
        used_at=record.used_at,
        device=record.device,
        current=record.current,
        previous=record.previous or "",
        seed=record.seed,
        refresh_token=record.refresh_token,
        groups=tuple(record.groups),
        second_factor=record.second_factor,
    )
