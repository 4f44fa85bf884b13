"""Signing up, in and out, over an in-memory user pool."""

from __future__ import annotations

import uuid

import pytest

from souk.errors import InvalidInput, Unauthenticated
from souk.events import data_of
from souk.events.users import UserChanged
from tests.unit.users.fakes import MemoryDirectory, MemoryUsers
from users.domain.identity import CodeRejected, EmailNotConfirmed
from users.usecases.accounts import Accounts

ANN = "ann@example.com"
PASSWORD = "correct horse"
OTHER = "battery staple"


@pytest.fixture
def directory() -> MemoryDirectory:
    return MemoryDirectory()


@pytest.fixture
def users() -> MemoryUsers:
    return MemoryUsers()


@pytest.fixture
def accounts(directory: MemoryDirectory, users: MemoryUsers) -> Accounts:
    return Accounts(directory, users)


def code_for(directory: MemoryDirectory, email: str = ANN) -> str:
    return [code for to, code in directory.mailbox if to == email][-1]


def member(accounts: Accounts, directory: MemoryDirectory) -> str:
    user_id = accounts.sign_up(ANN, PASSWORD, "Ann")
    accounts.confirm(ANN, code_for(directory))
    return user_id


def test_confirming_makes_the_profile_and_announces_it_once(
    accounts: Accounts, directory: MemoryDirectory, users: MemoryUsers
) -> None:
    user_id = member(accounts, directory)
    accounts.sign_in(ANN, PASSWORD)
    assert (users.profiles[user_id].email, users.profiles[user_id].name) == (ANN, "Ann")
    (event,) = users.published
    assert (event.type, event.aggregate_id, event.aggregate_version) == ("user.registered", user_id, 1)
    assert data_of(event, UserChanged) == UserChanged(user_id=user_id, email=ANN, name="Ann")


def test_a_profile_that_could_not_be_made_is_made_at_the_first_sign_in(
    accounts: Accounts, directory: MemoryDirectory, users: MemoryUsers
) -> None:
    directory.down.add("find")
    user_id = member(accounts, directory)
    assert users.profiles == {}
    assert accounts.sign_in(ANN, PASSWORD).profile.id == user_id
    assert [event.type for event in users.published] == ["user.registered"]


def test_signing_up_with_a_known_address_looks_the_same_and_changes_nothing(
    accounts: Accounts, directory: MemoryDirectory
) -> None:
    user_id = member(accounts, directory)
    sent = len(directory.mailbox)
    answer = accounts.sign_up(ANN, OTHER, "Mallory")
    assert uuid.UUID(answer).version == 4
    assert answer != user_id
    assert len(directory.mailbox) == sent
    assert accounts.sign_in(ANN, PASSWORD).profile.name == "Ann"


def test_a_bad_password_is_refused_alike_for_known_and_unknown_addresses(
    accounts: Accounts, directory: MemoryDirectory
) -> None:
    member(accounts, directory)
    for email in (ANN, "new@example.com"):
        with pytest.raises(InvalidInput):
            accounts.sign_up(email, "short", "Ann")


def test_the_last_to_sign_up_before_the_confirmation_chooses_the_password(
    accounts: Accounts, directory: MemoryDirectory
) -> None:
    accounts.sign_up(ANN, OTHER, "Mallory")
    old_code = code_for(directory)
    accounts.sign_up(ANN, PASSWORD, "Ann")
    with pytest.raises(CodeRejected):
        accounts.confirm(ANN, old_code)
    accounts.confirm(ANN, code_for(directory))
    assert accounts.sign_in(ANN, PASSWORD).profile.name == "Ann"
    with pytest.raises(Unauthenticated):
        accounts.sign_in(ANN, OTHER)


def test_two_sign_ups_that_meet_both_get_an_answer(accounts: Accounts, directory: MemoryDirectory) -> None:
    accounts.sign_up(ANN, OTHER, "Mallory")
    directory.before_withdraw = lambda: directory.register(ANN, OTHER, "Rival")
    assert uuid.UUID(accounts.sign_up(ANN, PASSWORD, "Ann")).version == 4


def test_an_unknown_address_and_a_wrong_password_are_one_error(accounts: Accounts, directory: MemoryDirectory) -> None:
    member(accounts, directory)
    messages = set()
    for email, password in ((ANN, OTHER), ("nobody@example.com", PASSWORD)):
        with pytest.raises(Unauthenticated) as refused:
            accounts.sign_in(email, password)
        messages.add(refused.value.message)
    assert len(messages) == 1


def test_signing_in_before_the_confirmation_says_so(accounts: Accounts) -> None:
    accounts.sign_up(ANN, PASSWORD, "Ann")
    with pytest.raises(EmailNotConfirmed):
        accounts.sign_in(ANN, PASSWORD)


def test_a_session_is_renewed_until_it_is_ended(accounts: Accounts, directory: MemoryDirectory) -> None:
    member(accounts, directory)
    token = accounts.sign_in(ANN, PASSWORD).session.refresh_token
    assert token
    assert accounts.refresh(token).profile.email == ANN
    accounts.sign_out(token)
    with pytest.raises(Unauthenticated):
        accounts.refresh(token)


def test_resetting_the_password_ends_every_session(accounts: Accounts, directory: MemoryDirectory) -> None:
    member(accounts, directory)
    token = accounts.sign_in(ANN, PASSWORD).session.refresh_token
    accounts.forgot(ANN)
    accounts.reset(ANN, code_for(directory), OTHER)
    with pytest.raises(Unauthenticated):
        accounts.refresh(token or "")
    assert accounts.sign_in(ANN, OTHER).profile.email == ANN


def test_a_reset_succeeds_though_the_sessions_cannot_be_ended(accounts: Accounts, directory: MemoryDirectory) -> None:
    member(accounts, directory)
    accounts.forgot(ANN)
    directory.down.add("end_sessions")
    accounts.reset(ANN, code_for(directory), OTHER)
    assert accounts.sign_in(ANN, OTHER).profile.email == ANN


def test_forgot_and_resend_say_nothing_of_unknown_addresses(accounts: Accounts, directory: MemoryDirectory) -> None:
    accounts.forgot("nobody@example.com")
    accounts.resend("nobody@example.com")
    assert directory.mailbox == []


def test_two_first_sign_ins_at_once_make_one_profile(
    accounts: Accounts, directory: MemoryDirectory, users: MemoryUsers
) -> None:
    directory.down.add("find")
    member(accounts, directory)
    users.before_save = lambda: accounts.sign_in(ANN, PASSWORD)
    accounts.sign_in(ANN, PASSWORD)
    assert [event.type for event in users.published] == ["user.registered"]
