from __future__ import annotations

import pytest
from pynamodb.attributes import NumberAttribute
from pynamodb.exceptions import PutError, UpdateError

from souk.storage.dynamo import Record, TransactionRejected, put_if, unchanged, update_if
from souk.storage.versioned import Stale
from tests.component.core import faults

pytestmark = pytest.mark.usefixtures("table")


class Note(Record):
    version = NumberAttribute()


def version() -> int | None:
    note = Note.fetch("n1", "NOTE", consistent=True)
    return int(note.version) if note else None


def test_of_two_who_create_an_item_the_second_is_stale() -> None:
    put_if(Note("n1", "NOTE", version=1), unchanged(Note.version, 0))
    with pytest.raises(Stale):
        put_if(Note("n1", "NOTE", version=7), unchanged(Note.version, 0))
    assert version() == 1


def test_a_write_counts_only_on_the_version_it_was_loaded_with() -> None:
    Note("n1", "NOTE", version=3).save()
    put_if(Note("n1", "NOTE", version=4), unchanged(Note.version, 3))
    with pytest.raises(Stale):
        update_if(Note("n1", "NOTE"), [Note.version.set(9)], unchanged(Note.version, 3))
    assert version() == 4


def test_an_update_brings_the_record_up_to_date() -> None:
    Note("n1", "NOTE", version=3).save()
    note = Note("n1", "NOTE")
    update_if(note, [Note.version.add(1)], unchanged(Note.version, 3))
    assert (note.version, version()) == (4, 4)


def test_another_failure_is_not_taken_for_a_rival() -> None:
    throttled = faults.answer("ThrottlingException")
    with faults.in_calls("PutItem", throttled), pytest.raises(PutError):
        put_if(Note("n1", "NOTE", version=1), unchanged(Note.version, 0))
    with faults.in_calls("UpdateItem", throttled), pytest.raises(UpdateError):
        update_if(Note("n1", "NOTE"), [Note.version.set(1)], unchanged(Note.version, 0))


def test_a_rejected_transaction_is_stale() -> None:
    assert issubclass(TransactionRejected, Stale)
