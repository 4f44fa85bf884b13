"""gRPC: the Users contract."""

from __future__ import annotations

from typing import Any

from souk import clock
from souk.contracts import users_pb2, users_pb2_grpc
from souk.errors import NotFound
from souk.limits.rules import REQUESTS_IN_A_LOT
from souk.rpc.server import RpcServer
from users.compose import services


class UsersServicer(users_pb2_grpc.UsersServicer):
    def GetUser(self, request: users_pb2.GetUserRequest, context: Any) -> users_pb2.User:  # noqa: ARG002
        profile = services().profiles.get(request.user_id)
        if profile is None or (profile.closing and profile.closing.is_final):
            raise NotFound("there is no such user")
        profile.require_admitted()
        groups = services().membership.among(profile, request.groups) if request.groups else ()
        return users_pb2.User(email=profile.email, groups=groups)

    def CheckSession(
        self,
        request: users_pb2.CheckSessionRequest,
        context: Any,  # noqa: ARG002
    ) -> users_pb2.SessionState:
        session = services().session_store.get(request.user_id, request.session_id)
        if session is None or not session.is_live(clock.now()):
            return users_pb2.SessionState(active=False)
        return users_pb2.SessionState(active=True, second_factor=session.second_factor, groups=session.groups)

    def CheckKey(self, request: users_pb2.CheckKeyRequest, context: Any) -> users_pb2.KeyState:  # noqa: ARG002
        permitted = services().key_checking.permitted(request.key_id, request.digest)
        if not permitted:
            return users_pb2.KeyState(active=False)
        return users_pb2.KeyState(active=True, permissions=sorted(permitted), requests=REQUESTS_IN_A_LOT)


server = RpcServer("users")
server.add(users_pb2_grpc.add_UsersServicer_to_server, UsersServicer())
handler = server.handler
