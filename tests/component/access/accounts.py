"""The accounts of who asks: the world has their sessions, and no user pool."""

from __future__ import annotations

from dataclasses import replace

import users.compose
from tests.support.world.world import World
from tests.unit.users.fakes import MemoryFactors, MemoryStaff
from tests.unit.users.test_sign_in import Cognito
from users.adapters.session_store import DynamoSessions
from users.domain.sessions import Session


def with_pool() -> users.compose.Parts:
    """With a user pool in memory, which nobody here is in: the world has none."""
    return replace(users.compose.real(), pool=_pool)


def _pool() -> users.compose.UserPool:
    cognito = Cognito()
    return users.compose.UserPool(cognito, cognito, MemoryFactors(), MemoryStaff())


def begin(
    world: World, user: str, session_id: str, groups: tuple[str, ...] = (), *, second_factor: bool = False
) -> None:
    """A sign-in of theirs."""
    held = Session(
        session_id,
        user,
        world.now,
        world.now,
        "Firefox",
        current="hash",
        seed="seed",
        refresh_token="refresh",
        groups=groups,
        second_factor=second_factor,
    )
    with world.inside("UsersApi"):
        DynamoSessions().add(held)
