"""The users service with its table and user pool in moto."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.component.users.pool import Pool, user_pool
from tests.support.dynamo import environment, table
from users import compose


@pytest.fixture
def users_table() -> Iterator[str]:
    with table("users", service="users") as name:
        compose.services.reset()
        yield name
        compose.services.reset()


@pytest.fixture
def pool(users_table: str) -> Iterator[Pool]:
    with (
        user_pool() as made,
        environment(USER_POOL_ID=made.pool_id, USER_POOL_CLIENT_ID=made.client_id),
    ):
        yield made
