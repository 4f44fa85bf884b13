from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from outbox_relay import compose
from outbox_relay.doors.handler import handler
from souk.brokers.kafka import DeliveryFailed, Producer
from souk.storage.outbox import PREFIX, OutboxRecord
from souk.telemetry import logger
from tests.support.lambdas import LambdaContext
from tests.unit.outbox_relay.brokers import MemoryProducer
from tests.unit.outbox_relay.streams import an_event, batch, journal_record, outbox_record, record

KNOWN = an_event(1)


@pytest.fixture
def broker() -> Iterator[MemoryProducer]:
    memory = MemoryProducer()
    parts = compose.Parts(Producer(lambda: memory).produce)
    with compose.services.swap(lambda: parts):
        yield memory


def relay(*records: dict[str, object]) -> int:
    relayed: int = handler(batch(*records), LambdaContext())["relayed"]
    return relayed


def test_events_go_to_their_owners_topic_keyed_by_aggregate_in_order(broker: MemoryProducer) -> None:
    events = [an_event(1), an_event(2), an_event(3, "payment-9", "payment.captured")]
    assert relay(*(outbox_record(event) for event in events)) == 3
    assert [(sent.topic, sent.key) for sent in broker.log] == [
        ("souk.orders.v1", b"order-1"),
        ("souk.orders.v1", b"order-1"),
        ("souk.payments.v1", b"payment-9"),
    ]
    assert [json.loads(sent.value)["id"] for sent in broker.log] == ["event-1", "event-2", "event-3"]
    assert broker.log[0].headers == [
        ("type", b"order.paid"),
        ("correlation_id", b"correlation-1"),
        ("event_id", b"event-1"),
    ]


def test_members_a_newer_service_added_pass_through(broker: MemoryProducer) -> None:
    image = json.loads(outbox_record(an_event())["dynamodb"]["NewImage"]["event"]["S"]) | {"added_later": 1}
    relay(record("OUTBOX#event-1", {"event": {"S": json.dumps(image)}}))
    assert json.loads(broker.log[0].value)["added_later"] == 1


@pytest.mark.parametrize(
    "other",
    [
        outbox_record(an_event(), "REMOVE"),  # the archive's end of life
        outbox_record(an_event(), "MODIFY"),
        record("ORDER", {"state": {"S": "PAID"}}),
    ],
)
def test_only_new_outbox_items_are_published(broker: MemoryProducer, other: dict[str, object]) -> None:
    assert relay(other) == 0
    assert broker.log == []


def test_of_a_changed_journal_the_events_it_gained_are_published_in_order(broker: MemoryProducer) -> None:
    events = [an_event(number) for number in range(1, 5)]
    assert relay(journal_record(None, events[:1], "INSERT"), journal_record(events[:1], events)) == 4
    assert [json.loads(sent.value)["id"] for sent in broker.log] == ["event-1", "event-2", "event-3", "event-4"]
    assert broker.log[1].value == events[1].text().encode()


@pytest.mark.parametrize(
    "other",
    [
        journal_record([KNOWN], [KNOWN]),  # a change that nobody is told of
        journal_record([KNOWN], [KNOWN], "REMOVE"),
        journal_record(None, [], "INSERT"),
    ],
)
def test_a_journal_that_gained_nothing_publishes_nothing(broker: MemoryProducer, other: dict[str, object]) -> None:
    assert relay(other) == 0
    assert broker.log == []


def test_a_damaged_journal_stops_the_stream(broker: MemoryProducer) -> None:
    change = journal_record(None, [an_event(1)], "INSERT")
    change["dynamodb"]["NewImage"]["journal"]["B"] = "AQID"
    with pytest.raises(ValueError, match="journal"):
        relay(change)
    assert broker.log == []


def test_an_event_that_does_not_arrive_fails_the_batch_so_that_the_stream_repeats_it(broker: MemoryProducer) -> None:
    second = outbox_record(an_event(2))
    broker.refuse = {second["dynamodb"]["NewImage"]["event"]["S"].encode()}
    with pytest.raises(DeliveryFailed):
        relay(outbox_record(an_event(1)), second)


def test_an_outbox_item_that_holds_no_event_stops_the_stream(broker: MemoryProducer) -> None:
    with pytest.raises(ValueError, match="validation"):
        relay(outbox_record(an_event(1)), record("OUTBOX#x", {"event": {"S": "{}"}}))
    assert broker.log == []


def test_the_relay_reads_what_the_outbox_writes(broker: MemoryProducer) -> None:
    event = an_event(7)
    item = OutboxRecord.of(event, "ORDER#1")
    relay(record(item.sk, {"event": {"S": item.event}}))
    assert item.sk.startswith(PREFIX)
    assert json.loads(broker.log[0].value)["id"] == event.id


def test_a_log_line_names_the_event_under_its_own_correlation_id(broker: MemoryProducer) -> None:
    written = io.StringIO()
    lines_to = logging.StreamHandler(written)
    lines_to.setFormatter(logger.registered_formatter)
    souk_logger = logging.getLogger(logger.name)
    souk_logger.addHandler(lines_to)
    try:
        relay(outbox_record(an_event(5)))
    finally:
        souk_logger.removeHandler(lines_to)
    (line,) = [json.loads(text) for text in written.getvalue().splitlines()]
    assert (line["event_id"], line["correlation_id"]) == ("event-5", "correlation-5")
