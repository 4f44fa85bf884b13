"""Signing up, in and out, over an in-memory user pool."""

from __future__ import annotations

import uuid

import pytest

from souk.errors import InvalidInput, Unauthenticated, Unavailable
from souk.events import data_of
from souk.events.users import UserChanged
from souk.limits.limits import Limits
from tests.support.limits import MemoryCounters
from tests.unit.users.fakes import MemoryDecisions, MemoryDirectory, MemoryPasswords, MemorySessions, MemoryUsers
from users.domain.consent import ConsentSource, ShownText
from users.domain.consent_texts import ConsentKind
from users.domain.identity import EmailNotConfirmed
from users.usecases.accounts import Accounts
from users.usecases.consents import Consents
from users.usecases.sessions import Sessions

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
def decisions() -> MemoryDecisions:
    return MemoryDecisions()


@pytest.fixture
def accounts(directory: MemoryDirectory, users: MemoryUsers, decisions: MemoryDecisions) -> Accounts:
    sessions = Sessions(directory, users, MemorySessions())
    consents = Consents(decisions, Limits(MemoryCounters()), users)
    return Accounts(directory, users, sessions, MemoryPasswords("password12"), consents)


def code_for(directory: MemoryDirectory, email: str = ANN) -> str:
    return [code for to, code in directory.mailbox if to == email][-1]


def member(accounts: Accounts, directory: MemoryDirectory) -> str:
    """Ann, confirmed; her id."""
    accounts.sign_up(ANN, PASSWORD, "Ann")
    accounts.confirm(ANN, code_for(directory), PASSWORD, "Ann")
    return directory.accounts[ANN].identity.id


def test_confirming_makes_the_profile_and_announces_it_once(
    accounts: Accounts, directory: MemoryDirectory, users: MemoryUsers
) -> None:
    user_id = member(accounts, directory)
    accounts.sign_in(ANN, PASSWORD, "a test")
    assert (users.profiles[user_id].email, users.profiles[user_id].name) == (ANN, "Ann")
    (event,) = users.published
    assert (event.type, event.aggregate_id, event.aggregate_version) == ("user.registered", user_id, 1)
    assert data_of(event, UserChanged) == UserChanged(user_id=user_id, email=ANN, name="Ann")


def test_a_profile_that_could_not_be_made_is_made_at_the_first_sign_in(
    accounts: Accounts, directory: MemoryDirectory, users: MemoryUsers
) -> None:
    users.down = True
    user_id = member(accounts, directory)
    users.down = False
    assert users.profiles == {}
    assert accounts.sign_in(ANN, PASSWORD, "a test").profile.id == user_id
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
    assert accounts.sign_in(ANN, PASSWORD, "a test").profile.name == "Ann"


def test_a_bad_password_is_refused_alike_for_known_and_unknown_addresses(
    accounts: Accounts, directory: MemoryDirectory
) -> None:
    member(accounts, directory)
    for email in (ANN, "new@example.com"):
        with pytest.raises(InvalidInput):
            accounts.sign_up(email, "short", "Ann")


@pytest.mark.parametrize("rival_first", [True, False])
def test_whoever_holds_the_mailbox_chooses_password_and_name(
    accounts: Accounts, directory: MemoryDirectory, rival_first: bool
) -> None:
    sign_ups = [(OTHER, "Mallory"), (PASSWORD, "Ann")]
    for password, name in sign_ups if rival_first else reversed(sign_ups):
        accounts.sign_up(ANN, password, name)
    accounts.confirm(ANN, code_for(directory), PASSWORD, "Ann")
    assert accounts.sign_in(ANN, PASSWORD, "a test").profile.name == "Ann"
    with pytest.raises(Unauthenticated):
        accounts.sign_in(ANN, OTHER, "a test")


def test_a_second_sign_up_keeps_the_account_and_sends_another_code(
    accounts: Accounts, directory: MemoryDirectory
) -> None:
    accounts.sign_up(ANN, PASSWORD, "Ann")
    waiting = directory.accounts[ANN].identity
    accounts.sign_up(ANN, PASSWORD, "Ann")
    assert directory.accounts[ANN].identity == waiting
    assert [to for to, _ in directory.mailbox] == [ANN, ANN]


def test_what_fails_between_the_code_and_the_password_is_mended_by_forgot_password(
    accounts: Accounts, directory: MemoryDirectory
) -> None:
    accounts.sign_up(ANN, PASSWORD, "Ann")
    directory.down.add("set_password")
    with pytest.raises(Unavailable):
        accounts.confirm(ANN, code_for(directory), PASSWORD, "Ann")
    accounts.forgot(ANN)
    accounts.reset(ANN, code_for(directory), PASSWORD)
    assert accounts.sign_in(ANN, PASSWORD, "a test").profile.email == ANN


@pytest.mark.parametrize("password", ["short", "password12", "annannann1"])
def test_a_password_is_judged_before_a_code_is_spent(
    accounts: Accounts, directory: MemoryDirectory, password: str
) -> None:
    accounts.sign_up(ANN, PASSWORD, "Ann")
    code = code_for(directory)
    with pytest.raises(InvalidInput):
        accounts.confirm(ANN, code, password, "Ann")
    accounts.confirm(ANN, code, PASSWORD, "Ann")


def test_an_unknown_address_and_a_wrong_password_are_one_error(accounts: Accounts, directory: MemoryDirectory) -> None:
    member(accounts, directory)
    messages = set()
    for email, password in ((ANN, OTHER), ("nobody@example.com", PASSWORD)):
        with pytest.raises(Unauthenticated) as refused:
            accounts.sign_in(email, password, "a test")
        messages.add(refused.value.message)
    assert len(messages) == 1


def test_signing_in_before_the_confirmation_says_so(accounts: Accounts) -> None:
    accounts.sign_up(ANN, PASSWORD, "Ann")
    with pytest.raises(EmailNotConfirmed):
        accounts.sign_in(ANN, PASSWORD, "a test")


def test_resetting_the_password_ends_every_session(accounts: Accounts, directory: MemoryDirectory) -> None:
    member(accounts, directory)
    ticket = accounts.sign_in(ANN, PASSWORD, "a test").ticket
    accounts.forgot(ANN)
    accounts.reset(ANN, code_for(directory), OTHER)
    with pytest.raises(Unauthenticated):
        accounts.refresh(ticket)
    assert directory.refresh_tokens == {}
    assert accounts.sign_in(ANN, OTHER, "a test").profile.email == ANN


def test_a_reset_succeeds_though_the_sessions_cannot_be_ended(accounts: Accounts, directory: MemoryDirectory) -> None:
    member(accounts, directory)
    accounts.forgot(ANN)
    directory.down.add("end_sessions")
    accounts.reset(ANN, code_for(directory), OTHER)
    assert accounts.sign_in(ANN, OTHER, "a test").profile.email == ANN


def test_forgot_and_resend_say_nothing_of_unknown_addresses(accounts: Accounts, directory: MemoryDirectory) -> None:
    accounts.forgot("nobody@example.com")
    accounts.resend("nobody@example.com")
    assert directory.mailbox == []


def test_two_first_sign_ins_at_once_make_one_profile(
    accounts: Accounts, directory: MemoryDirectory, users: MemoryUsers
) -> None:
    users.down = True
    member(accounts, directory)
    users.down = False
    users.before_save = lambda: accounts.sign_in(ANN, PASSWORD, "a test")
    accounts.sign_in(ANN, PASSWORD, "a test")
    assert [event.type for event in users.published] == ["user.registered"]


MARKETING = ShownText(ConsentKind.MARKETING, "2026-11", ConsentSource.SIGN_UP)


def test_whoever_has_the_code_says_what_is_agreed_to(
    accounts: Accounts, directory: MemoryDirectory, decisions: MemoryDecisions
) -> None:
    accounts.sign_up(ANN, PASSWORD, "Ann")
    with pytest.raises(InvalidInput):
        accounts.confirm(ANN, code_for(directory), PASSWORD, "Ann", [ShownText(ConsentKind.MARKETING, "2020-01")])
    accounts.confirm(ANN, code_for(directory), PASSWORD, "Ann", [MARKETING])
    [kept] = decisions.kept
    assert (kept.user_id, kept.shown, kept.given) == (directory.accounts[ANN].identity.id, MARKETING, True)


def test_who_agrees_to_nothing_when_signing_up_has_decided_nothing(
    accounts: Accounts, directory: MemoryDirectory, decisions: MemoryDecisions
) -> None:
    member(accounts, directory)
    assert decisions.kept == []


def test_an_account_is_confirmed_also_when_what_was_agreed_to_cannot_be_kept(
    accounts: Accounts, directory: MemoryDirectory, decisions: MemoryDecisions
) -> None:
    def down() -> None:
        raise Unavailable("the table is down")

    decisions.before_append = down
    accounts.sign_up(ANN, PASSWORD, "Ann")
    accounts.confirm(ANN, code_for(directory), PASSWORD, "Ann", [MARKETING])
    accounts.sign_in(ANN, PASSWORD, "a test")
    assert decisions.kept == []
