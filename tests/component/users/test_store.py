"""Profiles and address books in DynamoDB under rivals."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from souk.storage.versioned import Stale
from tests.support.outbox import types
from users.adapters.records import AddressBookRecord, AddressItem
from users.adapters.store import ADDRESSES, DynamoAddressBooks, DynamoProfiles, partition
from users.domain.address import Address, AddressBook
from users.domain.identity import Identity
from users.usecases.profiles import changed_event, current_profile

ANN = Identity("u1", "ann@example.com", email_verified=True, name="Ann")


def address(address_id: str) -> Address:
    return Address(address_id, "Ann", "1 Road", "Bonn", "DE", postal_code="53111", phone="+49 228 1")


def test_first_sign_ins_at_once_make_one_profile_and_one_event(users_table: str) -> None:
    profiles = DynamoProfiles()
    with ThreadPoolExecutor(4) as pool:
        made = [done.result() for done in [pool.submit(current_profile, profiles, ANN) for _ in range(4)]]
    assert len(set(made)) == 1
    assert types(users_table) == ["user.registered"]


def test_a_profile_saved_over_a_newer_one_is_stale(users_table: str) -> None:
    profiles = DynamoProfiles()
    old = current_profile(profiles, ANN)
    profiles.save(old.changed(name="Anna"), changed_event("user.updated", old))
    with pytest.raises(Stale):
        profiles.save(old.changed(locale="de"), changed_event("user.updated", old))
    held = profiles.get("u1")
    assert held
    assert (held.name, held.locale) == ("Anna", "en")
    assert types(users_table) == ["user.registered", "user.updated"]


@pytest.mark.usefixtures("users_table")
def test_an_address_book_comes_back_as_it_was_saved_and_only_the_newest_is_replaced() -> None:
    books = DynamoAddressBooks()
    saved = books.save_book(AddressBook("u1").add(address("a1")).add(address("a2")))
    assert books.book("u1") == saved
    books.save_book(saved.remove("a1"))
    with pytest.raises(Stale):
        books.save_book(saved.remove("a2"))
    with pytest.raises(Stale):
        books.save_book(AddressBook("u1").add(address("a3")))
    assert [held.id for held in books.book("u1").addresses] == ["a2"]


@pytest.mark.usefixtures("users_table")
def test_an_address_that_todays_rules_refuse_is_read_as_it_was_stored() -> None:
    item = AddressItem(id="a1", name="A\nB", line1="1 Road", country="UK", postal_code="banana")  # type: ignore[no-untyped-call]
    AddressBookRecord(partition("u1"), ADDRESSES, addresses=[item], default_id="a1", version=3).save()
    book = DynamoAddressBooks().book("u1")
    assert book.addresses == (Address("a1", "A\nB", "1 Road", "UK", postal_code="banana"),)
    mended = Address("a1", "A B", "1 Road", "GB", city="London", postal_code="SW1A 1AA")
    assert DynamoAddressBooks().save_book(book.change(mended)).addresses == (mended,)
