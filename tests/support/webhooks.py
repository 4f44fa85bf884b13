"""The webhooks service with its table in moto, and a merchant's system on a loopback port that listens."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from souk import clock
from souk.cloud import aws
from souk.events import Event
from souk.ids import new_id
from tests.support.dynamo import environment, table
from tests.support.http import Response, call
from tests.support.kafka import batch
from tests.support.lambdas import LambdaContext
from tests.support.loopback import Handler, serving
from webhooks import compose
from webhooks.adapters.post import UrllibPost
from webhooks.adapters.targets import PublicTargets
from webhooks.doors import sender
from webhooks.doors.api import api
from webhooks.doors.consumers import consumer

TABLE = "webhooks"
NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
GUIDE = Path(__file__).parents[2] / "docs/guides/receive-webhooks.md"


@dataclass(frozen=True)
class Received:
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def is_signed(self, secret: str, at: datetime = NOW) -> bool:
        """As the guide's receiver sees it."""
        return bool(guides_receiver()(secret, self.headers, self.body, at.timestamp()))


@dataclass
class System:
    """Answers with `status`, `body` and `headers`, and remembers what it got."""

    url: str = ""
    status: int = 204
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)


@cache
def guides_receiver() -> Callable[[str, Mapping[str, str], bytes, float], bool]:
    """What the guide for merchants has them write."""
    code = GUIDE.read_text().partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {}
    exec(compile(code, str(GUIDE), "exec"), names)
    receiver: Callable[[str, Mapping[str, str], bytes, float], bool] = names["is_ours"]
    return receiver


@contextlib.contextmanager
def listening(system: System) -> Iterator[System]:
    class Hooks(Handler):
        def respond(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            system.received.append(Received(headers, self.body()))
            self.answer(system.status, system.body, system.headers)

    with serving(Hooks) as address:
        system.url = f"{address}/hooks"
        yield system


@dataclass
class Shop:
    """`started` are the endpoints whose sender was woken since `run`."""

    started: list[str] = field(default_factory=list)

    def start(self, endpoint_id: str) -> None:
        self.started.append(endpoint_id)

    def ask(self, method: str, path: str, body: Any = None, version: int | None = None, **more: Any) -> Response:
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        headers |= {"Idempotency-Key": new_id()} if path.endswith("/test") else {}
        options = {"user": "ada", "groups": ["admin"], "headers": headers, **more}
        return call(api, method, f"/admin/webhooks/endpoints{path}", body=body, **options)

    def endpoint(self, url: str, **fields: Any) -> dict[str, Any]:
        made = self.ask("POST", "", {"url": url, **fields})
        assert made.status == 201, made.body
        answer: dict[str, Any] = made.json
        return answer

    def hear(self, *events: Event) -> None:
        assert batch(consumer, events) == {"set_aside": 0}

    def send(self, endpoint_id: str) -> int:
        """A sender's run; how many attempts it made."""
        answer = sender.handler({"endpoint_id": endpoint_id}, LambdaContext())
        return int(answer["done"])

    def deliveries(self, endpoint_id: str, **query: str) -> list[dict[str, Any]]:
        answer = self.ask("GET", f"/{endpoint_id}/deliveries", query=query)
        assert answer.status == 200, answer.body
        items: list[dict[str, Any]] = answer.json["items"]
        return items

    def items(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = aws.client("dynamodb").scan(TableName=TABLE)["Items"]
        return found


def parts(shop: Shop) -> compose.Parts:
    local = PublicTargets(local=True)
    return dataclasses.replace(
        compose.real(), senders=shop, targets=lambda: local, post=lambda: UrllibPost(local), chance=lambda: 0.0
    )


@contextlib.contextmanager
def opened() -> Iterator[Shop]:
    shop = Shop()
    with (
        table(TABLE, "webhooks"),
        environment(SENDER_FUNCTION="sender"),
        clock.freeze(NOW),
        compose.services.swap(lambda: parts(shop)),
    ):
        yield shop


@contextlib.contextmanager
def later(**span: float) -> Iterator[None]:
    with clock.freeze(clock.now() + timedelta(**span)):
        yield


def event(kind: str, aggregate_id: str, **data: Any) -> Event:
    return Event(
        type=kind, occurred_at=NOW, aggregate_id=aggregate_id, aggregate_version=1, correlation_id=new_id(), data=data
    )


def cancelled(order_id: str = "o1", **data: Any) -> Event:
    """An order that is called off, with what names its person."""
    told = {
        "order_id": order_id,
        "number": "S-1",
        "owner": "user:u1",
        "email": "ada@example.com",
        "access_key": "key-1",
    }
    total = {"amount": 4900, "currency": "EUR"}
    return event(
        "order.cancelled", order_id, **told, reason="changed my mind", cancelled_by="shopper", total=total, **data
    )
