"""Items as they were stored one day, and what was read of them then."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from souk.cloud import aws


@dataclass(frozen=True, slots=True)
class Stored:
    """`items` in DynamoDB's JSON; `read` is what the code of that day read."""

    items: list[dict[str, Any]]
    read: dict[str, Any]

    def put(self, table: str) -> None:
        for item in self.items:
            aws.client("dynamodb").put_item(TableName=table, Item=item)


def of(folder: Path, name: str) -> Stored:
    kept = json.loads((folder / f"{name}.json").read_text())
    return Stored([{key: _value(value) for key, value in item.items()} for item in kept["items"]], kept["read"])


def _value(value: dict[str, Any]) -> dict[str, Any]:
    return {"B": base64.b64decode(value["B"])} if "B" in value else value
