"""The Users contract."""

from __future__ import annotations

import time

import grpc
import pytest

from souk.contracts import users_pb2
from souk.rpc.wire import Answer, Call
from tests.support.lambdas import LambdaContext
from users.adapters.store import DynamoProfiles
from users.domain.identity import Identity
from users.doors.rpc import handler
from users.usecases.profiles import current_profile

pytestmark = pytest.mark.usefixtures("users_table")


def get_user(user_id: str) -> Answer:
    message = users_pb2.GetUserRequest(user_id=user_id).SerializeToString()
    call = Call("/souk.contracts.v1.Users/GetUser", message, deadline=time.time() + 5)
    return Answer.from_payload(handler(call.to_payload(), LambdaContext()))


def test_an_address_to_write_to_is_given_by_id_and_nothing_else() -> None:
    current_profile(DynamoProfiles(), Identity("u1", "ann@example.com", email_verified=True, name="Ann"))
    user = users_pb2.User.FromString(get_user("u1").message or b"")
    assert user == users_pb2.User(email="ann@example.com")


@pytest.mark.parametrize("user_id", ["", "nobody"])
def test_an_unknown_user_is_not_found(user_id: str) -> None:
    assert get_user(user_id).code is grpc.StatusCode.NOT_FOUND
