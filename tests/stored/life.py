"""What a shop has stored, as a file: its items, its streams, what was published, and what its services said of it.

Items are in DynamoDB's wire form, binary values in base64 as its JSON has them. Each item is on a line of its own.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from souk import clock
from tests.stored.shop import Shop
from tests.support.world.broker import Record

HERE = Path(__file__).parent
# Signed anew each time an answer is made.
_SIGNED = "url"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a service's API, and what it answered. `by` says who asks: keyword arguments of a request."""

    service: str
    path: str
    query: dict[str, str]
    by: dict[str, Any]
    answer: Any

    @classmethod
    def now(cls, shop: Shop, service: str, path: str, by: dict[str, Any], **query: str) -> Asked:
        """Asks. Raises AssertionError when there is no answer."""
        answer = shop.ask(service, "GET", path, query=query, **by)
        assert answer.status == 200, f"{service} {path} {query}: {answer.body}"
        return cls(service, path, query, by, unsigned(answer.json))

    def again(self, shop: Shop) -> Any:
        """What is answered now. All staff might ask what an admin may, before there were roles (record 32)."""
        by = {**self.by, "groups": ["admin"]} if self.by.get("groups") == ["staff"] else self.by
        return Asked.now(shop, self.service, self.path, by, **self.query).answer


@dataclass(frozen=True, slots=True)
class Life:
    """`streams` by table, in their order; `messages` is Kafka's log, as {topic, partition, key, value, headers}.

    `settled`: nothing was on its way when it was written.
    """

    now: datetime
    settled: bool
    tables: dict[str, list[dict[str, Any]]]
    streams: dict[str, list[dict[str, Any]]]
    messages: list[dict[str, Any]]
    asked: list[Asked]

    @classmethod
    def of(cls, shop: Shop, asked: list[Asked]) -> Life:
        rows = {table: sorted(shop.tables.rows(table), key=_place) for table in shop.stream}
        messages = [_message(record) for _, records in sorted(shop.broker.log.items()) for record in records]
        streams = {table: records for table, records in shop.stream.items() if records}
        tables = {table: items for table, items in rows.items() if items}
        return cls(shop.now, not shop.pending() and not shop.waiting(), tables, streams, messages, asked)

    def opened(self) -> Shop:
        """A shop that has all this stored, and has handled none of it."""
        shop = Shop(now=self.now)
        for table, items in self.tables.items():
            for item in items:
                shop.tables.items[table][item["pk"]["S"], item["sk"]["S"]] = item
        for message in self.messages:
            log = shop.broker.log.setdefault((message["topic"], message["partition"]), [])
            headers = tuple((name, text.encode()) for name, text in message["headers"].items())
            key, value = message["key"].encode(), message["value"].encode()
            log.append(Record(message["topic"], message["partition"], len(log), key, value, headers))
        return shop

    def write(self, path: Path) -> None:
        parts = {
            "now": json.dumps(clock.isoformat(self.now)),
            "settled": json.dumps(self.settled),
            "tables": _by_table(self.tables),
            "streams": _by_table(self.streams),
            "messages": _lines(self.messages),
            "asked": _lines([{name: getattr(one, name) for name in Asked.__slots__} for one in self.asked]),
        }
        path.write_text("{\n" + ",\n".join(f'"{name}": {text}' for name, text in parts.items()) + "\n}\n")

    @classmethod
    def read(cls, path: Path) -> Life:
        held = json.loads(path.read_text())
        tables = {table: [_wire(item) for item in items] for table, items in held["tables"].items()}
        asked = [Asked(**one) for one in held["asked"]]
        now = datetime.fromisoformat(held["now"])
        return cls(now, held["settled"], tables, held["streams"], held["messages"], asked)


def unsigned(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {name: bool(value) if name == _SIGNED else unsigned(value) for name, value in answer.items()}
    return [unsigned(one) for one in answer] if isinstance(answer, list) else answer


def _place(item: dict[str, Any]) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


def _message(record: Record) -> dict[str, Any]:
    headers = {name: value.decode() for name, value in record.headers}
    texts = {"key": record.key.decode(), "value": record.value.decode(), "headers": headers}
    return {"topic": record.topic, "partition": record.partition, **texts}


def _by_table(tables: dict[str, list[dict[str, Any]]]) -> str:
    return "{\n" + ",\n".join(f'"{table}": {_lines(items)}' for table, items in sorted(tables.items())) + "\n}"


def _lines(values: list[dict[str, Any]]) -> str:
    return "[\n" + ",\n".join(json.dumps(one, separators=(",", ":"), default=_in_base64) for one in values) + "\n]"


def _in_base64(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"{value!r} is nothing an item holds")


def _wire(value: Any) -> Any:
    """An item as botocore gives it: binary values are bytes."""
    if isinstance(value, dict):
        if set(value) == {"B"}:
            return {"B": base64.b64decode(value["B"])}
        return {name: _wire(member) for name, member in value.items()}
    return [_wire(member) for member in value] if isinstance(value, list) else value
