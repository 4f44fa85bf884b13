"""Sessions: exchanged, forgiven, ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from souk import clock
from souk.errors import AccountBlocked, NotFound, Unauthenticated
from tests.unit.users.fakes import Account, MemoryDirectory, MemorySessions, MemoryUsers
from users.domain.identity import EmailNotConfirmed, Identity
from users.domain.profile import BlockDecision, Profile
from users.domain.sessions import GRACE, LIFE, Ticket
from users.usecases.sessions import Sessions, SignedIn

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN = Identity("u1", "ann@example.com", email_verified=True, name="Ann", groups=("staff",))
PASSWORD = "correct horse"


@pytest.fixture
def directory() -> MemoryDirectory:
    made = MemoryDirectory()
    made.accounts[ANN.email] = Account(ANN, PASSWORD, "")
    return made


@pytest.fixture
def store() -> MemorySessions:
    return MemorySessions()


@pytest.fixture
def sessions(directory: MemoryDirectory, store: MemorySessions) -> Sessions:
    return Sessions(directory, MemoryUsers(), store)


def signed_in(sessions: Sessions, directory: MemoryDirectory, device: str = "a test") -> SignedIn:
    return sessions.begin(directory.authenticate(ANN.email, PASSWORD), device)


def refresh(sessions: Sessions, ticket: Ticket, after: timedelta = timedelta()) -> Ticket:
    with clock.freeze(NOON + after):
        return sessions.refresh(ticket).ticket


@pytest.fixture
def first(sessions: Sessions, directory: MemoryDirectory) -> Ticket:
    """The ticket of a session begun at noon."""
    with clock.freeze(NOON):
        return signed_in(sessions, directory).ticket


def test_every_refresh_gives_another_ticket_to_the_same_session(sessions: Sessions, first: Ticket) -> None:
    second = refresh(sessions, first)
    third = refresh(sessions, second, timedelta(minutes=15))
    assert len({first.secret, second.secret, third.secret}) == 3
    assert {(ticket.user_id, ticket.session_id) for ticket in (second, third)} == {(first.user_id, first.session_id)}


def test_a_lost_answer_is_given_again_within_the_grace(sessions: Sessions, first: Ticket) -> None:
    second = refresh(sessions, first)
    assert refresh(sessions, first, GRACE) == second
    refresh(sessions, second, timedelta(minutes=15))


def test_two_tabs_that_refresh_at_once_get_the_same_ticket(
    sessions: Sessions, store: MemorySessions, first: Ticket
) -> None:
    other: list[Ticket] = []
    store.before_exchange = lambda: other.append(sessions.refresh(first).ticket)
    with clock.freeze(NOON):
        assert [sessions.refresh(first).ticket] == other


@pytest.mark.parametrize("thief_first", [True, False])
def test_a_copied_ticket_ends_the_session_for_both(
    sessions: Sessions, directory: MemoryDirectory, store: MemorySessions, first: Ticket, thief_first: bool
) -> None:
    copied = first
    theirs = refresh(sessions, copied if thief_first else first)
    with pytest.raises(Unauthenticated):
        refresh(sessions, copied, GRACE + timedelta(seconds=1))
    with pytest.raises(Unauthenticated):
        refresh(sessions, theirs, GRACE + timedelta(seconds=2))
    assert (store.held, directory.refresh_tokens) == ({}, {})


def test_a_ticket_older_than_the_last_is_never_forgiven(
    sessions: Sessions, store: MemorySessions, first: Ticket
) -> None:
    refresh(sessions, refresh(sessions, first))
    with pytest.raises(Unauthenticated):
        refresh(sessions, first)
    assert store.held == {}


def test_what_is_stored_gives_nobody_a_ticket(sessions: Sessions, store: MemorySessions, first: Ticket) -> None:
    second = refresh(sessions, first)
    (session,) = store.held.values()
    kept = {session.current, session.previous, session.seed}
    assert not kept & {first.secret, second.secret}
    # Nor can the current secret be derived from what is kept.
    assert second.secret not in {session.successor(text) for text in kept}
    assert all(text not in repr(session) for text in (*kept, session.refresh_token))


def test_a_session_that_was_ended_during_a_refresh_stays_ended(
    sessions: Sessions, store: MemorySessions, first: Ticket
) -> None:
    store.before_exchange = lambda: sessions.close(first.user_id, first.session_id)
    with pytest.raises(Unauthenticated):
        refresh(sessions, first)
    assert store.held == {}


def test_a_session_that_cognito_no_longer_knows_is_ended_here_too(
    sessions: Sessions, directory: MemoryDirectory, store: MemorySessions, first: Ticket
) -> None:
    directory.refresh_tokens.clear()
    with pytest.raises(Unauthenticated):
        refresh(sessions, first)
    assert store.held == {}


def test_a_session_ends_with_cognitos_token(sessions: Sessions, first: Ticket) -> None:
    with clock.freeze(NOON + LIFE):
        assert sessions.held(ANN.id) == []
        with pytest.raises(Unauthenticated):
            sessions.require(ANN.id, first.session_id)
    with pytest.raises(Unauthenticated):
        refresh(sessions, first, LIFE)


def test_signing_out_ends_this_session_at_once_and_no_other(
    sessions: Sessions, directory: MemoryDirectory, first: Ticket
) -> None:
    with clock.freeze(NOON):
        other = signed_in(sessions, directory).ticket
        sessions.end(first)
        with pytest.raises(Unauthenticated):
            sessions.require(ANN.id, first.session_id)
        assert sessions.require(ANN.id, other.session_id).groups == ("staff",)
    with pytest.raises(Unauthenticated):
        refresh(sessions, first)


def test_signing_out_works_while_cognito_is_down(
    sessions: Sessions, directory: MemoryDirectory, store: MemorySessions, first: Ticket
) -> None:
    directory.down.add("revoke")
    with clock.freeze(NOON):
        sessions.end(first)
    assert store.held == {}


def test_a_made_up_secret_signs_nobody_out(sessions: Sessions, store: MemorySessions, first: Ticket) -> None:
    with clock.freeze(NOON):
        sessions.end(Ticket(first.user_id, first.session_id, "made up"))
    assert len(store.held) == 1


def test_sessions_are_listed_and_ended_one_by_one_or_all_others(
    sessions: Sessions, directory: MemoryDirectory, first: Ticket
) -> None:
    with clock.freeze(NOON + timedelta(hours=1)):
        phone = signed_in(sessions, directory, "Safari on iPhone").ticket
        signed_in(sessions, directory, "Firefox on Linux")
        assert [held.device for held in sessions.held(ANN.id)][-1] == "a test"
        sessions.close(ANN.id, first.session_id)
        sessions.close_others(ANN.id, phone.session_id)
        assert [held.device for held in sessions.held(ANN.id)] == ["Safari on iPhone"]
        with pytest.raises(NotFound):
            sessions.close(ANN.id, first.session_id)


def test_another_persons_session_is_nobodys(sessions: Sessions, first: Ticket) -> None:
    with pytest.raises(NotFound):
        sessions.close("u2", first.session_id)


def test_an_unproved_address_begins_no_session(
    directory: MemoryDirectory, sessions: Sessions, store: MemorySessions
) -> None:
    tokens = directory.authenticate(ANN.email, PASSWORD)
    unproved = Identity("u2", "victim@example.com", email_verified=False)
    with pytest.raises(EmailNotConfirmed):
        sessions.begin(type(tokens)("b", 900, unproved, "s2", "a", "r"), "a test")
    assert store.held == {}


@pytest.mark.parametrize("text", ["", "a", "a.b", "a.b.c.d", "..", "a..c"])
def test_what_is_no_ticket_is_none(text: str) -> None:
    assert Ticket.parse(text) is None
    assert Ticket.parse("a.b.c") == Ticket("a", "b", "c")


@pytest.mark.parametrize("blocked_before", [True, False])
def test_who_is_blocked_at_the_moment_of_a_sign_in_is_not_in(
    directory: MemoryDirectory, store: MemorySessions, *, blocked_before: bool
) -> None:
    """Either the sign-in sees the block, or whoever blocks sees its session."""
    users = MemoryUsers()
    users.profiles[ANN.id] = Profile(ANN.id, ANN.email, "Ann", NOON, version=1)
    sessions = Sessions(directory, users, store)

    def block() -> None:
        block = BlockDecision(blocked=True, reason="fraud", at=NOON)
        users.profiles[ANN.id] = replace(users.profiles[ANN.id], block=block)

    if blocked_before:
        block()
        with pytest.raises(AccountBlocked):
            signed_in(sessions, directory)
    else:
        ticket = signed_in(sessions, directory).ticket
        block()  # and its sessions are not ended yet
        with pytest.raises(AccountBlocked):
            sessions.refresh(ticket)
    assert (store.of(ANN.id), directory.refresh_tokens) == ([], {})
