"""The products service on moto: its table, its bucket, and a worker that runs when the test says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from products import compose
from products.domain.stock import MovementCause, StockLevel
from products.doors import exporter, importer
from products.doors.api import api
from souk import clock
from souk.cloud import aws
from souk.ids import new_id
from tests.support import http
from tests.support.clients import whole
from tests.support.dynamo import REGION, aws_account, create_table, environment
from tests.support.lambdas import LambdaContext
from tests.unit.products import csvs

BUCKET = "media"
STAFF = "11111111-1111-4111-8111-111111111111"


@pytest.fixture(scope="module")
def account() -> Iterator[None]:
    """One account for all tests of a file: making clients is what takes the time. Each test has its own table."""
    variables = {
        "SOUK_SERVICE": "products",
        "SOUK_STAGE": "test",
        "PUBLIC_URL": "http://localhost:8080",
        "CURRENCY": "EUR",
        "MEDIA_BUCKET": BUCKET,
        "IMPORTER_FUNCTION": "importer",
        "EXPORTER_FUNCTION": "exporter",
    }
    with aws_account(), environment(**variables):
        location = {"LocationConstraint": REGION}
        whole("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=location)
        yield


@pytest.fixture
def shop_table(account: None) -> Iterator[str]:
    name = f"products-{new_id()}"
    create_table(name, "products")
    with environment(TABLE_NAME=name):
        yield name


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """How often is tried ends by the count of tries alone: a busy machine does not use up a buyer's patience."""
    with compose.services.swap(lambda: replace(compose.real(), patience=3600)):
        yield


@dataclass
class Workers:
    started: list[str] = field(default_factory=list)

    def start(self, job_id: str) -> None:
        self.started.append(job_id)


class Office(compose.Office):
    """With workers that start when a test says so."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    @property
    def importers(self) -> Workers:
        return self._workers

    @property
    def bulk_workers(self) -> Workers:
        return self._workers

    @property
    def exporters(self) -> Workers:
        return self._workers


@dataclass
class Shop:
    """What a staff member and shoppers do, through the handlers."""

    table: str
    workers: Workers

    def get(self, path: str, **query: str) -> http.Response:
        return http.call(api, "GET", path, query=query or None)

    def staff(self, method: str, path: str, **options: Any) -> http.Response:
        return http.call(api, method, path, user=STAFF, groups=["merchandiser"], **options)

    def upload(self, *rows: dict[str, str], mode: str = "update") -> str:
        """A started import of these rows, which no worker has touched yet."""
        return self.send(csvs.text(*rows).encode(), mode)

    def send(self, content: bytes, mode: str = "update", begin: str = "start") -> str:
        """A started import of this file, or one that is being checked."""
        made = self.staff("POST", "/admin/products/imports", body={"filename": "products.csv", "mode": mode})
        assert made.status == 201, made.body
        import_id: str = made.json["import_id"]
        aws.client("s3").put_object(Bucket=BUCKET, Key=f"imports/{import_id}.csv", Body=content)
        begun = self.staff("POST", f"/admin/products/imports/{import_id}/{begin}")
        assert begun.status == 202, begun.body
        return import_id

    def tried(self, import_id: str, **query: str) -> list[Any]:
        """The rows of a dry run, of as many pages as there are."""
        rows, more = [], {**query, "limit": "2"}
        while True:
            page = self.staff("GET", f"/admin/products/imports/{import_id}/rows", query=more)
            assert page.status == 200, page.body
            rows += page.json["items"]
            if not page.json["next_cursor"]:
                return rows
            more["cursor"] = page.json["next_cursor"]

    def work(self, import_id: str, remaining_ms: int = 300_000) -> None:
        importer.handler({"import_id": import_id}, LambdaContext(remaining_ms=remaining_ms))

    def make(self, **body: Any) -> http.Response:
        """A product that staff make of this body; without variants it has one, for 10 euro."""
        variants = body.pop("variants", [{"price": {"amount": 1000, "currency": "EUR"}}])
        whole = {"title": "Mug", "status": "active", "variants": variants, **body}
        return self.staff("POST", "/admin/products", body=whole, headers={"Idempotency-Key": new_id()})

    def bulk(self, selection: dict[str, Any], change: dict[str, Any]) -> str:
        """A bulk edit that is checked."""
        body = {"selection": selection, "change": change}
        made = self.staff("POST", "/admin/products/bulk-edits", body=body, headers={"Idempotency-Key": new_id()})
        assert made.status == 202, made.body
        bulk_id: str = made.json["bulk_id"]
        self.work_bulk(bulk_id)
        return bulk_id

    def work_bulk(self, bulk_id: str, remaining_ms: int = 300_000) -> None:
        importer.handler({"bulk_id": bulk_id}, LambdaContext(remaining_ms=remaining_ms))

    def bulk_edit(self, bulk_id: str) -> Any:
        return self.staff("GET", f"/admin/products/bulk-edits/{bulk_id}").json

    def report(self, import_id: str) -> Any:
        return self.staff("GET", f"/admin/products/imports/{import_id}").json

    def load(self, *rows: dict[str, str], mode: str = "update") -> Any:
        """Imports these rows and returns the report."""
        import_id = self.upload(*rows, mode=mode)
        self.work(import_id)
        return self.report(import_id)

    def export(self, **body: object) -> Any:
        """A finished export."""
        headers = {"Idempotency-Key": new_id()}
        started = self.staff("POST", "/admin/products/exports", body=body, headers=headers)
        assert started.status == 202, started.body
        export_id = started.json["export_id"]
        exporter.handler({"export_id": export_id}, LambdaContext())
        return self.staff("GET", f"/admin/products/exports/{export_id}").json

    def level(self, sku: str) -> StockLevel:
        return compose.services().inventory.level(sku)

    def count(self, sku: str, on_hand: int) -> None:
        compose.services().inventory.count(sku, on_hand, MovementCause(actor="test", at=clock.now(), reason="test"))

    def assert_balanced(self, *skus: str) -> None:
        """The ledger of each SKU adds up to its level."""
        for sku in skus:
            level = self.level(sku)
            rows, cursor = compose.services().inventory.ledger(sku, 100, None)
            while cursor:
                more, cursor = compose.services().inventory.ledger(sku, 100, cursor)
                rows += more
            assert sum(row.on_hand for row in rows) == level.on_hand
            assert sum(row.reserved for row in rows) == level.reserved


@pytest.fixture
def shop(shop_table: str, patience: None) -> Iterator[Shop]:
    workers = Workers()
    parts = replace(compose.services().parts, office=Office(workers))
    with compose.services.swap(lambda: parts):
        yield Shop(shop_table, workers)


def items(table_name: str) -> list[dict[str, Any]]:
    """Everything in the table, as it is stored."""
    pages = aws.client("dynamodb").get_paginator("scan").paginate(TableName=table_name)
    return sorted((item for page in pages for item in page["Items"]), key=lambda item: json.dumps(item, sort_keys=True))
