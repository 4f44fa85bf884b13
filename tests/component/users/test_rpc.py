"""The Users contract."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime

import pytest

from souk import clock
from souk.contracts import users_pb2
from souk.errors import AccountBlocked
from souk.rpc.status import error_of
from souk.rpc.wire import Answer, Call, Code
from tests.support.lambdas import LambdaContext
from users.adapters.session_store import DynamoSessions
from users.adapters.store import DynamoProfiles
from users.domain.identity import Identity
from users.domain.profile import BlockDecision
from users.domain.sessions import LIFE, Session
from users.doors.rpc import handler
from users.usecases.profiles import current_profile

pytestmark = pytest.mark.usefixtures("users_table")


def ask(method: str, message: bytes) -> Answer:
    call = Call(f"/souk.contracts.v1.Users/{method}", message, deadline=time.time() + 5)
    return Answer.from_payload(handler(call.to_payload(), LambdaContext()))


def get_user(user_id: str) -> Answer:
    return ask("GetUser", users_pb2.GetUserRequest(user_id=user_id).SerializeToString())


def check(user_id: str, session_id: str) -> users_pb2.SessionState:
    request = users_pb2.CheckSessionRequest(user_id=user_id, session_id=session_id)
    return users_pb2.SessionState.FromString(ask("CheckSession", request.SerializeToString()).message or b"")


def test_an_address_to_write_to_is_given_by_id_and_nothing_else() -> None:
    current_profile(DynamoProfiles(), Identity("u1", "ann@example.com", email_verified=True, name="Ann"))
    user = users_pb2.User.FromString(get_user("u1").message or b"")
    assert user == users_pb2.User(email="ann@example.com")


def test_who_is_blocked_is_given_to_nobody_and_so_orders_nothing() -> None:
    profiles = DynamoProfiles()
    made = current_profile(profiles, Identity("u1", "ann@example.com", email_verified=True))
    profiles.save(replace(made, block=BlockDecision(blocked=True, reason="fraud", at=clock.now())))
    refused = get_user("u1")
    assert refused.code is Code.PERMISSION_DENIED
    assert isinstance(error_of(refused.code, refused.details, refused.trailing), AccountBlocked)


@pytest.mark.parametrize("user_id", ["", "nobody"])
def test_an_unknown_user_is_not_found(user_id: str) -> None:
    assert get_user(user_id).code is Code.NOT_FOUND


def session(started_at: datetime) -> Session:
    secrets = {"current": "c", "seed": "s", "refresh_token": "r"}
    return Session(
        "s1", "u1", started_at, started_at, "a test", **secrets, groups=("admin", "staff"), second_factor=True
    )


def test_a_session_is_good_until_it_is_ended_or_has_run_out() -> None:
    store = DynamoSessions()
    store.add(session(clock.now()))
    going_on = users_pb2.SessionState(active=True, second_factor=True, groups=["admin", "staff"])
    assert check("u1", "s1") == going_on
    store.remove("u1", "s1")
    assert check("u1", "s1") == users_pb2.SessionState()
    store.add(session(clock.now() - LIFE))
    assert check("u1", "s1") == users_pb2.SessionState()


@pytest.mark.parametrize(("user_id", "session_id"), [("", ""), ("u1", ""), ("u2", "s1"), ("u1", "x" * 3000)])
def test_a_session_nobody_has_is_not_good(user_id: str, session_id: str) -> None:
    DynamoSessions().add(session(clock.now()))
    assert check(user_id, session_id) == users_pb2.SessionState()
