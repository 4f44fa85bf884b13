"""Documents in DynamoDB. The items are in `content.adapters.records`."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from content.adapters.records import FirstDayRecord, HeadOrDraft, HeadRecord, TextRecord, VersionRecord
from content.domain.document import Content, Document, Published
from content.domain.first_day import FirstDay, FirstStep, StepState
from content.domain.kinds import MARKETS, PAGE, DocumentKind, kind_of
from content.usecases.ports import Write
from souk import clock
from souk.storage import cursor as cursors
from souk.storage.dynamo import Transaction, put_if, unchanged
from souk.storage.outbox import emit

_DOCS, _RULES, _SHOP, _PAGES, _FIRST_DAY = "DOCS", "RULES", "SHOP", "PAGES", "FIRST-DAY"
_HEAD, _DRAFT, _VERSION = "HEAD", "DRAFT", "VERSION#"


class DocumentStore:
    """`ports.Documents` on the service's table."""

    def find(self, kind: DocumentKind) -> Document | None:
        # A draft's key sorts before the head's, everything else after it.
        items = HeadOrDraft.query(_pk(kind), HeadOrDraft.sk <= _HEAD, consistent_read=True)
        by_key = {item.sk: item for item in items}
        if _HEAD not in by_key:
            return None
        draft = json.loads(by_key[_DRAFT].content) if _DRAFT in by_key else None
        return _document(kind, by_key[_HEAD], draft)

    def page(self, family: str, limit: int, cursor: str | None) -> tuple[list[Document], str | None]:
        options: dict[str, Any] = {"limit": limit, "last_evaluated_key": cursors.decode(cursor)}
        condition = HeadRecord.gsi1sk.startswith(family) if family else None
        found = HeadRecord.by_kind.query(_DOCS, condition, **options)
        listed = [_document(kind_of(record.gsi1sk), record, None) for record in found]
        return listed, cursors.encode(found.last_evaluated_key)

    def write(self, write: Write) -> None:
        before, after = write.before, write.after
        pk, tx = _pk(after.kind), Transaction()
        tx.put(_head(after), unchanged(HeadRecord.version, before.version), label="head")
        if after.draft is not before.draft:
            tx.put(TextRecord(pk, _DRAFT, content=json.dumps(after.draft)))
        over = write.published is not None or write.withdrawn
        if over and before.in_force and after.updated_at is not None:
            until = clock.isoformat(after.updated_at)
            tx.update(VersionRecord(pk, _version_sk(before.number)), [VersionRecord.until.set(until)])
        if write.published is not None:
            tx.put(_version(pk, write.published), VersionRecord.pk.does_not_exist(), label="version")
        shown = _shown_key(after.kind)
        if shown and write.shown is not None:
            tx.put(TextRecord(*shown, content=json.dumps(write.shown)))
        elif shown and write.withdrawn:
            tx.delete(TextRecord(*shown))
        for event in write.events:
            emit(tx, event, pk)
        tx.commit()

    def versions(self, kind: DocumentKind, limit: int, cursor: str | None) -> tuple[list[Published], str | None]:
        found = VersionRecord.query(
            _pk(kind),
            VersionRecord.sk.startswith(_VERSION),
            scan_index_forward=False,
            limit=limit,
            last_evaluated_key=cursors.decode(cursor),
        )
        return [_published(record) for record in found], cursors.encode(found.last_evaluated_key)

    def version(self, kind: DocumentKind, number: int) -> Published | None:
        record = VersionRecord.fetch(_pk(kind), _version_sk(number), consistent=True)
        return _published(record) if record else None

    def shown(self) -> dict[str, Content]:
        return {record.sk: json.loads(record.content) for record in TextRecord.query(_SHOP)}

    def shown_page(self, slug: str) -> Content | None:
        record = TextRecord.fetch(_PAGES, slug)
        return json.loads(record.content) if record else None

    def first_day(self) -> FirstDay:
        record = FirstDayRecord.fetch(_FIRST_DAY, _FIRST_DAY, consistent=True)
        if record is None:
            return FirstDay()
        said = {FirstStep(step): StepState(state) for step, state in json.loads(record.said).items()}
        return FirstDay(int(record.version), said)

    def put_first_day(self, day: FirstDay) -> None:
        record = FirstDayRecord(_FIRST_DAY, _FIRST_DAY, said=json.dumps(dict(day.said)), version=day.version)
        put_if(record, unchanged(FirstDayRecord.version, day.version - 1))


def _pk(kind: DocumentKind) -> str:
    return f"DOC#{kind}"


def _version_sk(number: int) -> str:
    return f"{_VERSION}{number:09d}"


def _shown_key(kind: DocumentKind) -> tuple[str, str] | None:
    """Where shoppers find it; None for the words of letters, which they are sent, and for rules but those of markets,
    by which the storefront shows prices.
    """
    if kind.family == PAGE:
        return _PAGES, kind.slug
    return None if kind.letter or (kind.is_rules and kind.family != MARKETS) else (_SHOP, kind.family)


def _head(document: Document) -> HeadRecord:
    return HeadRecord(
        _pk(document.kind),
        _HEAD,
        version=document.version,
        number=document.number,
        in_force=document.in_force,
        changed=document.changed,
        updated_at=document.updated_at.isoformat() if document.updated_at else "",
        updated_by=document.updated_by,
        gsi1pk=_RULES if document.kind.is_rules else _DOCS,
        gsi1sk=str(document.kind),
    )


def _document(kind: DocumentKind, head: HeadRecord, draft: Content | None) -> Document:
    return Document(
        kind,
        int(head.version),
        draft,
        int(head.number),
        bool(head.in_force),
        bool(head.changed),
        datetime.fromisoformat(head.updated_at),
        head.updated_by,
    )


def _version(pk: str, published: Published) -> VersionRecord:
    return VersionRecord(
        pk,
        _version_sk(published.number),
        content=json.dumps(published.content),
        since=clock.isoformat(published.since),
        by=published.by,
    )


def _published(record: VersionRecord) -> Published:
    return Published(
        int(record.sk.removeprefix(_VERSION)),
        json.loads(record.content),
        datetime.fromisoformat(record.since),
        record.by,
        datetime.fromisoformat(record.until) if record.until else None,
    )
