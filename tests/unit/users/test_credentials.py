"""Changing password and e-mail address while signed in."""

from __future__ import annotations

import pytest

from souk.errors import InvalidInput, Unauthenticated
from souk.events import Event, data_of
from souk.events.users import AccountAlert
from tests.unit.users.fakes import Account, MemoryDirectory, MemoryPasswords, MemorySessions, MemoryUsers
from users.domain.identity import CodeRejected, Identity
from users.domain.passwords import WeakPassword, WrongPassword
from users.domain.sessions import Ticket
from users.usecases.credentials import Credentials
from users.usecases.sessions import Sessions

ANN = Identity("u1", "ann@example.com", email_verified=True, name="Ann")
BOB = Identity("u2", "bob@example.com", email_verified=True, name="Bob")
PASSWORD = "correct horse"
OTHER = "battery staple"
NEW = "ann@other.example"


@pytest.fixture
def directory() -> MemoryDirectory:
    made = MemoryDirectory()
    made.accounts = {who.email: Account(who, PASSWORD, "") for who in (ANN, BOB)}
    return made


@pytest.fixture
def users() -> MemoryUsers:
    return MemoryUsers()


@pytest.fixture
def sessions(directory: MemoryDirectory, users: MemoryUsers) -> Sessions:
    return Sessions(directory, users, MemorySessions())


@pytest.fixture
def credentials(directory: MemoryDirectory, users: MemoryUsers, sessions: Sessions) -> Credentials:
    return Credentials(directory, users, sessions, MemoryPasswords("password12"))


@pytest.fixture
def here(directory: MemoryDirectory, sessions: Sessions) -> Ticket:
    return sessions.begin(directory.authenticate(ANN.email, PASSWORD), "Firefox on Linux").ticket


def alerts(users: MemoryUsers) -> list[tuple[str, str]]:
    """What was told, and where to."""

    def told(event: Event) -> tuple[str, str]:
        return event.type, data_of(event, AccountAlert).email

    return [told(event) for event in users.published if event.type not in ("user.registered", "user.updated")]


def test_a_new_password_ends_all_other_sessions_and_is_told(
    credentials: Credentials, directory: MemoryDirectory, sessions: Sessions, users: MemoryUsers, here: Ticket
) -> None:
    elsewhere = sessions.begin(directory.authenticate(ANN.email, PASSWORD), "Safari on iPhone").ticket
    credentials.change_password(ANN.id, here.session_id, PASSWORD, OTHER)
    assert directory.accounts[ANN.email].password == OTHER
    assert [held.id for held in sessions.held(ANN.id)] == [here.session_id]
    with pytest.raises(Unauthenticated):
        sessions.refresh(elsewhere)
    assert alerts(users) == [("user.password_changed", ANN.email)]


@pytest.mark.parametrize(
    ("current", "new", "error", "field"),
    [
        (OTHER, OTHER, WrongPassword, "current"),
        (PASSWORD, "password12", WeakPassword, "new"),
        (PASSWORD, "annann1234", WeakPassword, "new"),
        (PASSWORD, "short", InvalidInput, "new"),
    ],
)
def test_a_refused_change_changes_nothing(
    credentials: Credentials,
    directory: MemoryDirectory,
    users: MemoryUsers,
    here: Ticket,
    current: str,
    new: str,
    error: type[InvalidInput],
    field: str,
) -> None:
    with pytest.raises(error) as refused:
        credentials.change_password(ANN.id, here.session_id, current, new)
    assert refused.value.detail["errors"][0]["field"] == field
    assert (directory.accounts[ANN.email].password, alerts(users)) == (PASSWORD, [])


def test_a_session_that_was_ended_changes_nothing_though_its_token_is_good(
    credentials: Credentials, directory: MemoryDirectory, sessions: Sessions, here: Ticket
) -> None:
    sessions.end(here)
    with pytest.raises(Unauthenticated):
        credentials.change_password(ANN.id, here.session_id, PASSWORD, OTHER)
    with pytest.raises(Unauthenticated):
        credentials.change_email(ANN.id, here.session_id, NEW, PASSWORD)
    with pytest.raises(Unauthenticated):
        credentials.confirm_email(ANN.id, here.session_id, "1")
    assert (directory.accounts[ANN.email].password, directory.mailbox) == (PASSWORD, [])


def test_a_new_address_counts_when_its_code_is_entered_and_the_old_one_is_told(
    credentials: Credentials, directory: MemoryDirectory, users: MemoryUsers, here: Ticket
) -> None:
    credentials.change_email(ANN.id, here.session_id, NEW, PASSWORD)
    ((to, code),) = directory.mailbox
    assert (to, users.profiles[ANN.id].email) == (NEW, ANN.email)
    with pytest.raises(CodeRejected):
        credentials.confirm_email(ANN.id, here.session_id, "wrong")
    assert credentials.confirm_email(ANN.id, here.session_id, code).email == NEW
    assert [event.type for event in users.published][-2:] == ["user.updated", "user.email_changed"]
    assert alerts(users) == [("user.email_changed", ANN.email)]


def test_a_profile_that_missed_the_change_learns_of_it_at_the_next_refresh(
    credentials: Credentials, directory: MemoryDirectory, sessions: Sessions, users: MemoryUsers, here: Ticket
) -> None:
    credentials.change_email(ANN.id, here.session_id, NEW, PASSWORD)
    directory.down.add("find")
    directory.confirm_email(f"access-{ANN.id}", directory.mailbox[-1][1])
    directory.down.clear()
    assert users.profiles[ANN.id].email == ANN.email
    assert sessions.refresh(here).profile.email == NEW
    assert alerts(users) == [("user.email_changed", ANN.email)]


def test_the_address_of_another_person_is_answered_alike_and_gets_no_letter(
    credentials: Credentials, directory: MemoryDirectory, here: Ticket
) -> None:
    credentials.change_email(ANN.id, here.session_id, BOB.email, PASSWORD)
    assert directory.mailbox == []
    with pytest.raises(CodeRejected):
        credentials.confirm_email(ANN.id, here.session_id, "1")


def test_a_change_of_address_asks_for_the_password_first(
    credentials: Credentials, directory: MemoryDirectory, here: Ticket
) -> None:
    with pytest.raises(WrongPassword):
        credentials.change_email(ANN.id, here.session_id, NEW, OTHER)
    with pytest.raises(InvalidInput, match="already"):
        credentials.change_email(ANN.id, here.session_id, ANN.email, PASSWORD)
    assert directory.mailbox == []


def test_a_copied_ticket_is_told_once(sessions: Sessions, users: MemoryUsers, here: Ticket) -> None:
    sessions.refresh(sessions.refresh(here).ticket)
    for _ in range(2):
        with pytest.raises(Unauthenticated):
            sessions.refresh(here)
    assert alerts(users) == [("user.session_reused", ANN.email)]
