"""How other services ask whether a session of the staff holds, and what the users service says."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from souk import clock
from souk.errors import Unavailable
from souk.http import SessionState
from souk.http.sessions import UsersSessionCheck
from souk.rpc.wire import Answer, Call, Code
from tests.support.bytecode import READ_ONLY
from tests.support.lambdas import LambdaContext
from users.adapters.session_store import DynamoSessions
from users.domain.sessions import LIFE, Session
from users.doors.rpc import handler

pytestmark = pytest.mark.usefixtures("users_table")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HELD = Session(
    id="s1",
    user_id="u1",
    started_at=NOON,
    used_at=NOON,
    device="Firefox",
    current="hash",
    seed="seed",
    refresh_token="refresh",
    groups=("finance", "support"),
    second_factor=True,
)


def _users(call: Call) -> Answer:
    return Answer.from_payload(handler(call.to_payload(), LambdaContext()))


def _nobody(_call: Call) -> Answer:
    return Answer(Code.UNAVAILABLE)


CHECK = UsersSessionCheck(_users)


def test_a_session_that_holds_is_told_with_what_it_permits() -> None:
    DynamoSessions().add(HELD)
    with clock.freeze(NOON):
        assert CHECK("u1", "s1") == SessionState(True, True, frozenset({"finance", "support"}))


def test_an_ended_one_does_not_hold_nor_one_that_ran_out_nor_anothers() -> None:
    DynamoSessions().add(HELD)
    with clock.freeze(NOON + LIFE + timedelta(seconds=1)):
        assert not CHECK("u1", "s1").active
    with clock.freeze(NOON):
        assert not CHECK("u2", "s1").active
        DynamoSessions().remove("u1", "s1")
        assert not CHECK("u1", "s1").active


def test_a_token_without_a_session_is_of_none() -> None:
    assert CHECK("u1", "") == SessionState(active=False)


def test_while_the_users_service_is_away_it_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        UsersSessionCheck(_nobody)("u1", "s1")


def test_asking_does_not_import_grpc() -> None:
    code = """
import sys
from souk.contracts.users_pb2 import SessionState
from souk.http.sessions import UsersSessionCheck
from souk.rpc.wire import Answer, Code

held = SessionState(active=True).SerializeToString()
print(UsersSessionCheck(lambda call: Answer(Code.OK, held))("u1", "s1").active, "grpc" in sys.modules)
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_path())
    assert found.stdout.split() == ["True", "False"]


def _path() -> dict[str, str]:
    return {"PYTHONPATH": ":".join(part for part in sys.path if part), **READ_ONLY}
