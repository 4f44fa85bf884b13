"""The backoffice service with its table in moto."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from backoffice import compose
from backoffice.doors.api import api
from backoffice.doors.consumers import consumer
from souk.cloud import aws
from souk.events import Event
from tests.support.dynamo import REGION, environment, table
from tests.support.http import Response, call
from tests.support.kafka import batch, without_marks

BUCKET, EXPORTS = "backoffice", "exports"


@dataclass
class Workers:
    """`ports.Workers` that only remembers."""

    started: list[str] = field(default_factory=list)

    def start(self, export_id: str) -> None:
        self.started.append(export_id)


@dataclass
class Office:
    table: str
    workers: Workers

    def hear(self, *events: Event) -> None:
        assert batch(consumer, events) == {"set_aside": 0}

    def get(self, path: str, groups: Sequence[str] = ("admin",), **query: str) -> Any:
        answer = call(api, "GET", f"/admin/backoffice{path}", user="ann", groups=groups, query=query)
        assert answer.status == 200, answer.body
        return answer.json

    def send(self, method: str, path: str, user: str = "ann", **options: Any) -> Response:
        groups = options.pop("groups", ("admin",))
        return call(api, method, f"/admin/backoffice{path}", user=user, groups=groups, **options)

    def numbers(self, **query: str) -> list[str]:
        return [row["order_id"] for row in self.get("/orders", **query)["items"]]

    def items(self) -> list[dict[str, Any]]:
        """All that is stored, but for what the consumer remembers of its batches."""
        pages = aws.client("dynamodb").get_paginator("scan").paginate(TableName=self.table)
        found = without_marks(item for page in pages for item in page["Items"])
        return sorted(found, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))

    def facts(self) -> list[dict[str, Any]]:
        """What is stored, but for how often it was written."""
        return [
            {name: value for name, value in item.items() if name != "version" or item["sk"]["S"] == "STOCK"}
            for item in self.items()
        ]


@pytest.fixture
def office() -> Iterator[Office]:
    with (
        table("backoffice", service="backoffice") as name,
        environment(FILES_BUCKET=BUCKET, EXPORTS_BUCKET=EXPORTS, EXPORTER_FUNCTION="exporter"),
    ):
        for bucket in (BUCKET, EXPORTS):
            aws.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        workers = Workers()
        parts = compose.real()
        swapped = compose.Parts(
            parts.rows,
            parts.lists,
            parts.counters,
            parts.views,
            parts.notes,
            parts.jobs,
            parts.files,
            workers,
            parts.zone,
        )
        with compose.services.swap(lambda: swapped):
            yield Office(name, workers)
