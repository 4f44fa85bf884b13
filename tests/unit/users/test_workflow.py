"""Profiles, addresses and history, over in-memory ports."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from souk.errors import NotFound, Unavailable
from souk.limits.limits import Limits
from souk.money import Money
from souk.shopper.owner import guest_owner, user_owner
from tests.support.limits import MemoryCounters
from tests.unit.users.fakes import Account, MemoryDecisions, MemoryDirectory, MemoryPurchases, MemoryUsers
from tests.unit.users.test_address import address
from users.domain.activity import GLANCES_KEPT, Activity, ActivityKind
from users.domain.consent import ShownText
from users.domain.consent_texts import ConsentKind
from users.domain.identity import EmailNotConfirmed, Identity
from users.usecases.consents import Consents
from users.usecases.members import History, Members

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def directory() -> MemoryDirectory:
    return MemoryDirectory()


@pytest.fixture
def users() -> MemoryUsers:
    return MemoryUsers()


@pytest.fixture
def consents() -> Consents:
    return Consents(MemoryDecisions(), Limits(MemoryCounters()), MemoryUsers())


@pytest.fixture
def members(directory: MemoryDirectory, users: MemoryUsers, consents: Consents) -> Members:
    return Members(directory, users, users, users, consents)


@pytest.fixture
def purchases() -> MemoryPurchases:
    return MemoryPurchases()


@pytest.fixture
def history(users: MemoryUsers, purchases: MemoryPurchases) -> History:
    return History(users, users, users, lambda: purchases)


def activity(activity_id: str, kind: ActivityKind = ActivityKind.ORDERED, order_id: str = "o1") -> Activity:
    return Activity(activity_id, kind, NOON, order_id=order_id, order_number="SK-1", amount=Money(100, "EUR"))


def ann(directory: MemoryDirectory) -> str:
    """Somebody who has an account and no profile yet; their id."""
    identity = Identity("u1", "ann@example.com", email_verified=True, name="Ann")
    directory.accounts[identity.email] = Account(identity, "correct horse", "")
    return identity.id


def kinds(users: MemoryUsers, user_id: str = "u1") -> list[str]:
    return [held.kind.value for held in users.activities.values() if held.user_id == user_id]


def test_a_change_of_the_profile_is_published_and_no_change_is_not(
    members: Members, directory: MemoryDirectory, users: MemoryUsers
) -> None:
    user_id = ann(directory)
    assert members.profile(user_id).name == "Ann"
    changed = members.change_profile(user_id, name="Anna", locale=None)
    assert (changed.name, changed.locale, changed.version) == ("Anna", "en", 2)
    members.change_profile(user_id, name="Anna", locale="")
    assert [event.type for event in users.published] == ["user.registered", "user.updated"]


def test_an_address_that_was_not_proved_becomes_nobody(
    members: Members, directory: MemoryDirectory, users: MemoryUsers
) -> None:
    directory.register("victim@example.com", "correct horse")
    identity = directory.find("victim@example.com")
    assert identity
    with pytest.raises(EmailNotConfirmed):
        members.profile(identity.id)
    assert (users.profiles, users.published) == ({}, [])


def test_concurrent_changes_of_the_profile_are_both_kept(
    members: Members, directory: MemoryDirectory, users: MemoryUsers
) -> None:
    user_id = ann(directory)
    members.profile(user_id)
    users.before_save = lambda: members.change_profile(user_id, name=None, locale="de")
    changed = members.change_profile(user_id, name="Anna", locale=None)
    assert (changed.name, changed.locale) == ("Anna", "de")


def test_a_user_whose_account_is_gone_is_not_found(members: Members) -> None:
    with pytest.raises(NotFound):
        members.profile("gone")


def test_concurrent_changes_of_the_addresses_are_both_kept(members: Members, users: MemoryUsers) -> None:
    users.before_save = lambda: members.add_address("u1", address("a1"), default=False)
    book = members.add_address("u1", address("a2"), default=False)
    assert [held.id for held in book.addresses] == ["a1", "a2"]
    assert book.default_id == "a1"


def test_a_change_that_is_overtaken_every_time_gives_up(members: Members, users: MemoryUsers) -> None:
    def overtake() -> None:
        users.save_book(users.book("u1"))
        users.before_save = overtake

    users.before_save = overtake
    with pytest.raises(Unavailable):
        members.add_address("u1", address("a1"), default=False)


def test_an_order_becomes_part_of_its_persons_history(
    history: History, users: MemoryUsers, purchases: MemoryPurchases
) -> None:
    history.placed(user_owner("u1"), activity("e1"))
    history.happened(user_owner("u1"), activity("e2", ActivityKind.PAID))
    assert kinds(users) == ["ordered", "paid"]
    assert list(purchases.noted) == ["e2"]


def test_guests_have_no_history(history: History, users: MemoryUsers) -> None:
    history.placed(guest_owner("token"), activity("e1"))
    history.happened(guest_owner("token"), activity("e2", ActivityKind.PAID))
    assert (users.activities, users.owners) == ({}, {})


@pytest.mark.parametrize("refund_first", [True, False])
def test_a_refund_finds_the_person_whichever_event_comes_first(
    history: History, users: MemoryUsers, refund_first: bool
) -> None:
    refund = replace(activity("e9", ActivityKind.REFUNDED), order_number="")
    if refund_first:
        history.refunded(refund)
        history.placed(user_owner("u1"), activity("e1"))
    else:
        history.placed(user_owner("u1"), activity("e1"))
        history.refunded(refund)
    assert sorted(kinds(users)) == ["ordered", "refunded"]
    assert users.activities["e9"].order_number == "SK-1"
    assert users.waiting == {}


def test_a_refund_of_a_guests_order_is_nobodys(history: History, users: MemoryUsers) -> None:
    history.placed(guest_owner("token"), activity("e1"))
    history.refunded(activity("e9", ActivityKind.REFUNDED))
    assert users.activities == {}


def view(activity_id: str, at: datetime, product_id: str = "p1") -> Activity:
    return Activity(activity_id, ActivityKind.PRODUCT_VIEWED, at, user_id="u1", product_id=product_id)


def test_a_product_looked_at_again_within_half_an_hour_is_one_look(members: Members, consents: Consents) -> None:
    assert not members.glance(view("0", NOON))
    consents.decide("u1", ShownText(ConsentKind.ACTIVITY, "2026-11"), given=True)
    assert members.glance(view("1", NOON))
    assert not members.glance(view("2", NOON + timedelta(minutes=29)))
    assert members.glance(view("3", NOON + timedelta(minutes=29), product_id="p2"))
    assert members.glance(view("4", NOON + timedelta(minutes=31)))


def test_a_search_in_other_case_and_spacing_is_the_same() -> None:
    def searched(query: str) -> str:
        return Activity("1", ActivityKind.SEARCHED, NOON, query=query).sameness

    assert searched("Blue  Mug ") == searched("blue mug")
    assert searched("blue mug") != searched("red mug")
    assert searched("p1") != view("1", NOON).sameness


def test_looks_are_forgotten_and_orders_are_not() -> None:
    assert view("1", NOON).forgotten_at == NOON + GLANCES_KEPT
    assert activity("e1").forgotten_at is None
