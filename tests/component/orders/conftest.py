"""The orders service on a table in moto, its neighbours in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from orders import compose
from orders.store import DynamoOrderStore
from souk import clock
from souk.dynamo import Record
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


@pytest.fixture
def table() -> Iterator[str]:
    with moto_table("orders", service="orders") as name, clock.freeze(NOW):
        yield name


@pytest.fixture
def world(table: str) -> Iterator[World]:
    """Its `orders` and the handlers use the table; its own store stays empty."""
    world = World()
    parts = replace(world.parts(), store=DynamoOrderStore())
    compose.swap(parts)
    world.orders = compose.orders()
    yield world
    compose.reset()


@pytest.fixture
def calls(table: str) -> Calls:
    """Counts at the client, so that a retry or a second page is seen too."""
    calls = Calls()

    def note(model: Any, params: Any, **_: Any) -> None:
        calls.made.append((model.name, params))

    Record._get_connection().connection.client.meta.events.register("before-call.dynamodb", note)
    return calls
