from __future__ import annotations

import base64

import pytest
from pynamodb.attributes import NumberAttribute

from outbox_relay.doors import stream
from souk import clock, context
from souk.events import Event
from souk.events.factory import new_event
from souk.events.users import UserChanged
from souk.storage import outbox
from souk.storage.dynamo import MAX_ITEMS, Record, Transaction, TransactionRejected
from souk.storage.inbox import SeenRecord, once
from tests.support import outbox as published

EFFECT = "EFFECT"


class Counter(Record):
    value = NumberAttribute(default=0)


def event(version: int = 1) -> Event:
    data = UserChanged(user_id="u1", email="ada@example.org")
    return new_event("user.registered", aggregate_id="u1", aggregate_version=version, data=data)


def test_an_event_is_written_with_its_effect_or_not_at_all(table: str) -> None:
    tx = Transaction()
    tx.put(Counter("u1", EFFECT))
    outbox.emit(tx, event(), pk="u1")
    tx.commit()
    assert published.types(table) == ["user.registered"]
    again = Transaction()
    again.put(Counter("u1", EFFECT), Counter.pk.does_not_exist(), label="new")
    outbox.emit(again, event(2), pk="u1")
    with pytest.raises(TransactionRejected):
        again.commit()
    assert len(published.events(table)) == 1


def test_the_archive_gives_an_aggregates_events_in_the_order_they_happened(table: str) -> None:
    with context.bound("request-1"):
        sent = [event(version) for version in range(1, 8)]
    tx = Transaction()
    for one in reversed(sent):
        outbox.emit(tx, one, pk="u1")
    tx.put(Counter("u1", EFFECT))
    tx.commit()
    assert [one for one in published.events(table) if one.aggregate_id == "u1"] == sent


@pytest.mark.usefixtures("table")
def test_an_outbox_item_lies_beside_its_aggregate_and_lapses() -> None:
    sent = event()
    tx = Transaction()
    outbox.emit(tx, sent, pk="u1")
    tx.commit()
    record = outbox.OutboxRecord.fetch("u1", f"OUTBOX#{sent.id}")
    assert record is not None
    assert Event.model_validate_json(record.event) == sent
    assert abs(record.expires_at - clock.epoch() - 90 * 24 * 3600) < 60


@pytest.mark.usefixtures("table")
def test_one_event_is_not_published_twice() -> None:
    sent = event()
    for accepted in (True, False):
        tx = Transaction()
        outbox.emit(tx, sent, pk="u1")
        if accepted:
            tx.commit()
            continue
        with pytest.raises(TransactionRejected) as caught:
            tx.commit()
        assert caught.value.failed("outbox")


@pytest.mark.usefixtures("table")
def test_an_event_has_its_effect_once_however_often_it_comes() -> None:
    Counter("total", EFFECT, value=0).save()
    received = event()
    outcomes = []
    for _ in range(3):
        tx = Transaction()
        once(tx, received.id)
        tx.update(Counter("total", EFFECT), [Counter.value.add(1)])
        try:
            tx.commit()
            outcomes.append("done")
        except TransactionRejected as rejected:
            outcomes.append("seen" if rejected.failed("seen") else "broken")
    assert outcomes == ["done", "seen", "seen"]
    total = Counter.fetch("total", EFFECT)
    assert total is not None
    assert total.value == 1


@pytest.mark.usefixtures("table")
def test_the_mark_of_a_handled_event_outlives_kafkas_copy() -> None:
    received = event()
    tx = Transaction()
    once(tx, received.id)
    tx.commit()
    mark = SeenRecord.fetch(f"SEEN#{received.id}", "SEEN")
    assert mark is not None
    assert mark.expires_at - clock.epoch() > 7 * 24 * 3600


def test_what_has_no_room_for_an_item_each_is_one_item_and_is_published_whole(table: str) -> None:
    sent = [event(version) for version in range(1, 4)]
    tx = Transaction()
    outbox.emit_together(tx, sent, pk="u1")
    tx.commit()
    assert published.events(table) == sent
    image = {
        "journal": {"B": base64.b64encode(bytes(outbox.PackedOutboxRecord.get("u1", f"OUTBOX#{sent[0].id}").journal))}
    }
    change = {"Keys": {"sk": {"S": f"OUTBOX#{sent[0].id}"}}, "NewImage": image}
    relayed = stream.published({"eventName": "INSERT", "dynamodb": change})
    assert [one for one, _ in relayed] == sent


def test_no_transaction_is_larger_than_dynamodb_takes() -> None:
    tx = Transaction()
    for number in range(MAX_ITEMS + 1):
        tx.put(Counter(f"u{number}", EFFECT))
    with pytest.raises(ValueError, match="101 items"):
        tx.commit()
