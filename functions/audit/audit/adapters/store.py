"""Links in DynamoDB, which are only ever added.

    pk CHAIN#<kind>#<day>    sk <number>          a link
       gsi1 PERSON#<user id> <time>#<event id>    what somebody did
       gsi2 THING#<kind>:<id> <time>#<event id>   what was done to something
    pk EVENT#<event id>      sk RECORDED          that the event is in a chain
    pk AUDIT#<action id>     sk OUTBOX#<event id> what staff do here, too, is recorded (souk.http.audit)

An entry costs a transaction of two items and two index entries; IAM lets the consumer put them and change none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pynamodb.pagination import ResultIterator

from audit.adapters.records import LinkRecord, RecordedRecord
from audit.domain.chain import ChainLink
from audit.domain.keeping import kept_until
from audit.usecases.ports import Place
from souk import clock
from souk.events import Event
from souk.storage import cursor
from souk.storage.dynamo import Transaction, TransactionRejected

_CHAIN = "CHAIN#"


class LinkStore:
    """`ports.Links` on the service's table."""

    def last(self, chain: str) -> ChainLink | None:
        found = LinkRecord.query(f"{_CHAIN}{chain}", scan_index_forward=False, limit=1, consistent_read=True)
        return next(map(_link, found), None)

    def append(self, link: ChainLink, event: Event, place: Place) -> bool:
        record = _record(link, event, place)
        tx = Transaction()
        tx.put(record, LinkRecord.pk.does_not_exist(), label="link")
        recorded = RecordedRecord(f"EVENT#{event.id}", "RECORDED", expires_at=record.expires_at)
        tx.put(recorded, RecordedRecord.pk.does_not_exist(), label="event")
        try:
            tx.commit()
        except TransactionRejected as error:
            if error.failed("event"):
                return False
            raise
        return True

    def chain(self, chain: str) -> Iterator[ChainLink]:
        return map(_link, LinkRecord.query(f"{_CHAIN}{chain}", consistent_read=True))

    def of_person(self, person: str, since: str, limit: int, after: str | None) -> tuple[list[ChainLink], str | None]:
        start, newer = cursor.decode(after), LinkRecord.gsi1sk >= since
        options: dict[str, Any] = {"scan_index_forward": False, "limit": limit, "last_evaluated_key": start}
        return _page(LinkRecord.by_person.query(f"PERSON#{person}", newer, **options))

    def of_thing(self, thing: str, since: str, limit: int, after: str | None) -> tuple[list[ChainLink], str | None]:
        start, newer = cursor.decode(after), LinkRecord.gsi2sk >= since
        options: dict[str, Any] = {"scan_index_forward": False, "limit": limit, "last_evaluated_key": start}
        return _page(LinkRecord.by_thing.query(f"THING#{thing}", newer, **options))


def _page(found: ResultIterator[LinkRecord]) -> tuple[list[ChainLink], str | None]:
    links = [_link(record) for record in found]
    return links, cursor.encode(found.last_evaluated_key)


def _record(link: ChainLink, event: Event, place: Place) -> LinkRecord:
    position = f"{clock.isoformat(event.occurred_at)}#{event.id}"
    return LinkRecord(
        f"{_CHAIN}{link.chain}",
        f"{link.number:010}",
        recorded_at=link.recorded_at,
        entry=link.entry,
        previous=link.previous,
        digest=link.digest,
        expires_at=int(kept_until(link.chain).timestamp()),
        gsi1pk=f"PERSON#{place.person}",
        gsi1sk=position,
        gsi2pk=f"THING#{place.thing}" if place.thing else None,
        gsi2sk=position if place.thing else None,
    )


def _link(record: LinkRecord) -> ChainLink:
    return ChainLink(
        record.pk.removeprefix(_CHAIN), int(record.sk), record.recorded_at, record.entry, record.previous, record.digest
    )
