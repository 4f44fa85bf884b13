"""Addresses and the address book."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.errors import Conflict, InvalidInput, NotFound
from users.address import MAX_ADDRESSES, Address, AddressBook
from users.countries import CODES, POSTAL_CODE_OPTIONAL, REGION_REQUIRED


def address(address_id: str = "a1", **changes: Any) -> Address:
    values = {"name": "Ann", "line1": "1 Road", "city": "Bonn", "country": "DE", "postal_code": "53111", **changes}
    return Address(id=address_id, **values)


@pytest.mark.parametrize(
    ("country", "postal_code", "region"),
    [
        ("DE", "53111", ""),
        ("GB", "SW1A 1AA", ""),
        ("GB", "m1 1ae", ""),
        ("NL", "1012 AB", ""),
        ("US", "94105-1234", "CA"),
        ("CA", "K1A 0B1", "ON"),
        ("PL", "00-950", ""),
        ("JP", "100-0001", ""),
        ("IE", "", ""),
        ("AE", "", ""),
        ("ZA", "8001", ""),
    ],
)
def test_real_addresses_are_taken(country: str, postal_code: str, region: str) -> None:
    assert address(country=country, postal_code=postal_code, region=region).country == country


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"country": "XX"}, "country"),
        ({"country": "UK"}, "country"),
        ({"postal_code": ""}, "postal_code"),
        ({"postal_code": "5311"}, "postal_code"),
        ({"country": "GB", "postal_code": "53111"}, "postal_code"),
        ({"country": "US", "postal_code": "94105"}, "region"),
        ({"name": ""}, "name"),
        ({"line1": ""}, "line1"),
        ({"city": ""}, "city"),
    ],
)
def test_an_address_no_letter_would_reach_is_refused_by_field(changes: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        address(**changes)
    assert [problem["field"] for problem in refused.value.detail["errors"]] == [field]


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        address(name="", country="US", postal_code="1")
    assert [problem["field"] for problem in refused.value.detail["errors"]] == ["name", "region", "postal_code"]


def test_the_country_tables_name_only_countries() -> None:
    assert len(CODES) == 249
    assert CODES >= REGION_REQUIRED | POSTAL_CODE_OPTIONAL


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
