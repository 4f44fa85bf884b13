"""The address book. What an address needs is in tests/unit/core/test_address.py."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.errors import Conflict, NotFound
from users.domain.address import MAX_ADDRESSES, Address, AddressBook


def address(address_id: str = "a1", **changes: Any) -> Address:
    values = {"name": "Ann", "line1": "1 Road", "city": "Bonn", "country": "DE", "postal_code": "53111", **changes}
    return Address(id=address_id, **values)


def test_the_first_address_is_the_default_and_another_can_take_over() -> None:
    book = AddressBook("u1").add(address("a1")).add(address("a2"))
    assert book.default_id == "a1"
    assert book.add(address("a3"), default=True).default_id == "a3"
    assert book.change(address("a2", city="Köln"), default=True).default_id == "a2"
    assert book.change(address("a1", city="Köln")).default_id == "a1"


def test_when_the_default_goes_the_oldest_left_takes_over() -> None:
    book = AddressBook("u1").add(address("a1")).add(address("a2")).add(address("a3"))
    assert book.remove("a1").default_id == "a2"
    assert book.remove("a2").default_id == "a1"
    assert AddressBook("u1").add(address("a1")).remove("a1").default_id == ""


def test_the_book_holds_20() -> None:
    book = AddressBook("u1")
    for number in range(MAX_ADDRESSES):
        book = book.add(address(f"a{number}"))
    with pytest.raises(Conflict):
        book.add(address("one more"))


def test_what_is_not_in_the_book_is_not_found() -> None:
    with pytest.raises(NotFound):
        AddressBook("u1").remove("a1")
    with pytest.raises(NotFound):
        AddressBook("u1").change(address("a1"))


@given(st.lists(st.tuples(st.sampled_from(["add", "change", "remove"]), st.integers(0, 5), st.booleans()), max_size=30))
def test_a_book_with_addresses_always_has_one_default(steps: list[tuple[str, int, bool]]) -> None:
    book = AddressBook("u1")
    for step, number, default in steps:
        known = any(held.id == f"a{number}" for held in book.addresses)
        if step == "add" and not known:
            book = book.add(address(f"a{number}"), default=default)
        elif step == "change" and known:
            book = book.change(address(f"a{number}", city="Köln"), default=default)
        elif step == "remove" and known:
            book = book.remove(f"a{number}")
        held = [entry.id for entry in book.addresses]
        assert (book.default_id in held) if held else book.default_id == ""
