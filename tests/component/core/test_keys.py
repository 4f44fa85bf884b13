"""Keys longer than DynamoDB takes: nothing is there, and nothing is written there."""

from __future__ import annotations

import pytest
from pynamodb.attributes import UnicodeAttribute

from souk.errors import InvalidInput
from souk.storage.dynamo import MAX_PK, MAX_SK, Record, Transaction

pytestmark = pytest.mark.usefixtures("table")


class Note(Record):
    text = UnicodeAttribute(default="")


# In bytes, not characters: "の" has three.
LONGEST = [("a" * MAX_PK, "b" * MAX_SK), ("a" * 2 + "の" * 682, "b" + "の" * 341)]
TOO_LONG = [
    ("a" * (MAX_PK + 1), "b"),
    ("a", "b" * (MAX_SK + 1)),
    ("の" * 683, "b"),
    ("a", "の" * 342),
    ("", "b"),
    ("a", ""),
]


@pytest.mark.parametrize(("pk", "sk"), LONGEST, ids=["ascii", "multibyte"])
def test_the_longest_keys_are_stored_and_found(pk: str, sk: str) -> None:
    Note(pk, sk, text="here").save()
    assert [note.text for note in (Note.fetch(pk, sk), *Note.batch_get([(pk, sk)])) if note] == ["here", "here"]


@pytest.mark.parametrize(("pk", "sk"), TOO_LONG)
def test_under_a_key_that_cannot_be_nothing_is_found(pk: str, sk: str) -> None:
    Note("a", "b", text="here").save()
    assert Note.fetch(pk, sk) is None
    assert [note.text for note in Note.batch_get([(pk, sk), ("a", "b")])] == ["here"]


@pytest.mark.parametrize(("pk", "sk"), TOO_LONG)
def test_nothing_is_written_under_it(pk: str, sk: str) -> None:
    with pytest.raises(InvalidInput):
        Note(pk, sk)
    with pytest.raises(InvalidInput):
        Transaction().check(Note, pk, sk, Note.pk.exists())


def test_a_list_of_it_and_a_cursor_into_it_are_refused() -> None:
    with pytest.raises(InvalidInput):
        Note.query("の" * 683)
    with pytest.raises(InvalidInput):
        Note.query("a", last_evaluated_key={"pk": {"S": "a"}, "sk": {"S": "の" * 342}})
