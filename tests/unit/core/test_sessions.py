from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from souk import clock
from souk.http import SessionState
from souk.http.sessions import KEPT_SECONDS, MOST_KEPT, Kept

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOLDS = SessionState(active=True, second_factor=True, groups=frozenset({"finance"}))


class Users:
    """The users service, which counts how often it is asked."""

    def __init__(self) -> None:
        self.state = HOLDS
        self.asked = 0

    def __call__(self, _user_id: str, _session_id: str) -> SessionState:
        self.asked += 1
        return self.state


@pytest.fixture
def users() -> Users:
    return Users()


def test_a_session_that_holds_is_not_asked_for_again_for_half_a_minute(users: Users) -> None:
    check = Kept(users)
    with clock.freeze(NOON):
        assert [check("u", "s"), check("u", "s")] == [HOLDS, HOLDS]
    with clock.freeze(NOON + timedelta(seconds=KEPT_SECONDS - 1)):
        check("u", "s")
    assert users.asked == 1


def test_what_has_ended_is_known_within_half_a_minute(users: Users) -> None:
    check = Kept(users)
    with clock.freeze(NOON):
        check("u", "s")
    users.state = SessionState(active=False)
    with clock.freeze(NOON + timedelta(seconds=KEPT_SECONDS)):
        assert not check("u", "s").active


@pytest.mark.parametrize("state", [SessionState(active=False), SessionState(active=True, second_factor=False)])
def test_a_session_that_does_not_do_is_asked_for_each_time(users: Users, state: SessionState) -> None:
    check, users.state = Kept(users), state
    assert [check("u", "s"), check("u", "s")] == [state, state]
    assert users.asked == 2
    users.state = HOLDS
    assert check("u", "s") == HOLDS


def test_each_session_and_each_person_is_asked_for(users: Users) -> None:
    check = Kept(users)
    for user, session in (("u", "s"), ("u", "t"), ("v", "s")):
        check(user, session)
    assert users.asked == 3


def test_a_process_does_not_remember_without_end(users: Users) -> None:
    check = Kept(users)
    for number in range(MOST_KEPT + 1):
        check("u", f"s{number}")
    check("u", f"s{MOST_KEPT}")
    assert users.asked == MOST_KEPT + 1
    check("u", "s0")
    assert users.asked == MOST_KEPT + 2
