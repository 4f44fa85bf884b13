"""The orders service on a table in moto, its neighbours in memory."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from orders import compose
from orders.adapters.store import DynamoOrderStore
from souk import clock
from souk.ids import new_id
from souk.storage.dynamo import Record
from tests.support.dynamo import create_table, environment
from tests.support.dynamo import table as moto_table
from tests.unit.orders.fakes import World

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Calls:
    """The DynamoDB calls that were made, with their parameters."""

    made: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.made]

    def clear(self) -> None:
        self.made.clear()


@pytest.fixture(scope="module")
def account() -> Iterator[None]:
    """One account for all tests of a file: making clients is what takes the time. Each test has its own table."""
    with moto_table("unused", service="orders"):
        yield


@pytest.fixture
def table(account: None) -> Iterator[str]:
    name = f"orders-{new_id()}"
    create_table(name, "orders")
    with environment(TABLE_NAME=name), clock.freeze(NOW):
        yield name


@pytest.fixture
def world(table: str) -> Iterator[World]:
    """Its `orders` and the handlers use the table; its own store stays empty."""
    world = World()
    parts = replace(world.parts(), store=DynamoOrderStore())
    with compose.services.swap(lambda: parts):
        world.orders = compose.services().orders
        yield world


@contextlib.contextmanager
def deployed(**variables: str) -> Iterator[None]:
    """Within the block the handlers run with these environment variables."""
    with environment(**variables):
        compose.services.reset()
        yield
    compose.services.reset()


@pytest.fixture
def calls(table: str) -> Calls:
    """Counts at the client, so that a retry or a second page is seen too."""
    calls = Calls()

    def note(model: Any, params: Any, **_: Any) -> None:
        calls.made.append((model.name, params))

    Record._get_connection().connection.client.meta.events.register("before-call.dynamodb", note)
    return calls
