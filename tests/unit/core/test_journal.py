"""A journal gives back what was packed, tells what a change published, and stays small."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.events import Event
from souk.storage import journal
from souk.storage.journal_dictionary import DICTIONARIES, NEWEST

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
# Packed with the first dictionary, and that dictionary's SHA-256. What is in tables must be readable for ever.
GOLDEN = "01c359c59b999b19981b198000deda3eb696abba1600"
FIRST_DICTIONARY = "7b963131f44f3a006535cc8d777bc501f968f3000da6e0c9a60ec7aac4aaa1bf"


def an_event(number: int, data: dict[str, Any] | None = None) -> str:
    event = Event(
        type="order.paid",
        aggregate_id="order-1",
        aggregate_version=number,
        correlation_id="request-1",
        data=data or {"number": number},
    )
    return event.text()


@given(state=JSON, data=st.lists(st.dictionaries(st.text(), JSON, max_size=3), max_size=5))
def test_a_journal_gives_back_its_state_and_its_events_to_the_letter(state: Any, data: list[dict[str, Any]]) -> None:
    events = tuple(an_event(number, each) for number, each in enumerate(data, start=1))
    assert journal.unpack(journal.pack(state, events)) == (state, events)


@given(before=st.integers(0, 5), more=st.integers(0, 3))
def test_a_change_publishes_what_its_predecessor_did_not_hold(before: int, more: int) -> None:
    events = [an_event(number) for number in range(1, before + more + 1)]
    old, new = journal.pack({"state": 1}, events[:before]), journal.pack({"state": 2}, events)
    assert journal.published(new, old) == events[before:]
    assert journal.published(new, None) == events


def test_a_long_journal_keeps_its_newest_events_and_publishes_none_again() -> None:
    events = [an_event(number) for number in range(1, journal.MAX_EVENTS + 6)]
    full = journal.pack({}, events[: journal.MAX_EVENTS])
    trimmed = journal.pack({}, events)
    assert journal.unpack(trimmed)[1] == tuple(events[5:])
    assert journal.published(trimmed, full) == events[-5:]


@pytest.mark.parametrize("content", [b"", b"\x00abc", b"\xffabc", bytes([NEWEST]) + b"\xff\xff\xff"])
def test_what_is_no_journal_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="journal"):
        journal.unpack(content)


def test_a_journal_of_the_first_version_is_read_for_ever() -> None:
    packed = bytes.fromhex(GOLDEN)
    assert journal.unpack(packed) == ({"history": [["PENDING", 1767607200000, "shopper", "order placed", ""]]}, ("{}",))


def test_a_dictionary_is_never_changed() -> None:
    assert hashlib.sha256(DICTIONARIES[1]).hexdigest() == FIRST_DICTIONARY


def test_what_events_have_in_common_is_not_stored() -> None:
    text = json.dumps(
        {
            "id": "01a2131b-c104-71dc-93bb-38d1fe89aea0",
            "type": "order.fulfilling",
            "version": 1,
            "occurred_at": "2026-01-05T10:00:00Z",
            "aggregate_id": "8b86080b-cf8f-864e-b72c-a32a27b3d784",
            "aggregate_version": 4,
            "correlation_id": "01a2131b-c103-7399-8c57-d168f9c9842b",
            "causation_id": "01a2131b-c232-7f9f-be53-381867e0f146",
            "data": {
                "order_id": "8b86080b-cf8f-864e-b72c-a32a27b3d784",
                "number": "SK-F80S5-2W4E2",
                "owner": "user:01a2131b-c103-7399-8c57-d168f9c9842b",
                "email": "ada@example.com",
                "state": "FULFILLING",
                "previous": "PAID",
                "tracking_code": "",
            },
        },
        separators=(",", ":"),
    )
    assert len(journal.pack({}, [text])) < len(text) / 2
