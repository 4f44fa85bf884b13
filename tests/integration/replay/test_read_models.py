"""The archive of a table in moto, and the search index, which is rebuilt from it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config

from search import compose
from search.domain.criteria import Criteria
from search.doors.consumers import handler
from souk.cloud.aws import client
from souk.events import Event
from souk.storage.outbox import OutboxRecord
from souk_local.aws import Clients
from souk_local.bridge.invoker import Answered, Outcome
from souk_local.bridge.mapping import Mapping
from souk_local.bridge.records import Record
from souk_local.settings import Settings
from souk_tools.replay.__main__ import arguments, run
from souk_tools.replay.sending import Sender
from souk_tools.replay.sources import from_outbox
from tests.support.clients import whole
from tests.support.dynamo import REGION, environment, table
from tests.support.lambdas import LambdaContext

TOPIC = "souk.products.v1"
MAPPING = Mapping("uuid", "souk-local-search-consumers", "arn:kafka", (TOPIC,), "group", batch_size=7)


class Indexer:
    """The `Invoker` port over the indexer's own handler."""

    def invoke(self, function_arn: str, event: dict[str, Any]) -> Outcome:
        return Answered(handler(event, LambdaContext()))


class InMoto(Clients):
    """The same clients without the local cloud's address, so that moto answers; in the region of the tests' tables."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(replace(settings, region=REGION))

    def _options(self, config: Config | None = None) -> dict[str, Any]:
        return {"config": config}


class OneMapping:
    """The `MappingSource` port with the indexer's mapping alone."""

    def list(self) -> list[Mapping]:
        return [MAPPING]


def publish(number: int, version: int, title: str, description: str = "") -> None:
    product_id = f"product-{number}"
    data = {
        "product_id": product_id,
        "handle": product_id,
        "title": title,
        "description": description,
        "status": "active",
        "categories": [],
        "variants": [{"sku": f"SKU-{number}", "price": {"amount": 1000, "currency": "EUR"}, "available": 1}],
    }
    event = Event(
        type="product.updated", aggregate_id=product_id, aggregate_version=version, correlation_id="test", data=data
    )
    OutboxRecord.of(event, f"PRODUCT#{product_id}").save()


def archived(name: str) -> list[Record]:
    return list(from_outbox(client("dynamodb"), name, TOPIC, 3))


def titles() -> dict[str, str]:
    compose.services.reset()
    return {card.handle: card.title for card in compose.services().reader.search(Criteria(limit=100)).listings}


def test_an_archive_of_many_pages_is_read_whole_and_other_rows_are_not() -> None:
    with table("products") as name:
        for number in range(30):
            publish(number, 1, f"Bowl {number}", description="x" * 60_000)  # a page of a scan is 1 MB
        client("dynamodb").put_item(TableName=name, Item={"pk": {"S": "PRODUCT#1"}, "sk": {"S": "PRODUCT"}})
        found = archived(name)
    assert {record.key for record in found} == {f"product-{number}".encode() for number in range(30)}
    assert len(found) == 30
    lanes: dict[int, list[int]] = {}
    for record in found:
        lanes.setdefault(record.partition, []).append(record.offset)
    assert all(offsets == list(range(len(offsets))) for offsets in lanes.values())
    assert len(lanes) == 3


def test_a_lost_search_index_is_rebuilt_and_a_whole_one_stays_as_it_is() -> None:
    with table("products") as name, environment(INDEX_BUCKET="index", SOUK_SERVICE="search"):
        whole("s3").create_bucket(Bucket="index", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        for number in range(12):
            publish(number, 1, f"Bowl {number}")
            publish(number, 2, f"Dish {number}")
        compose.services.reset()
        wanted = {f"product-{number}": f"Dish {number}" for number in range(12)}
        report = Sender(Indexer(), MAPPING, "broker:9092").send(archived(name))
        assert (report.accepted, report.failed) == (24, [])
        assert titles() == wanted
        stored = {found["Key"]: found["ETag"] for found in client("s3").list_objects_v2(Bucket="index")["Contents"]}
        Sender(Indexer(), MAPPING, "broker:9092").send(archived(name))
        assert titles() == wanted
        again = {found["Key"]: found["ETag"] for found in client("s3").list_objects_v2(Bucket="index")["Contents"]}
        assert again == stored
        compose.services.reset()


def test_the_command_reads_the_table_that_the_stack_names(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    resource = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "any"}}
    with table("souk-products-of-this-stack") as name, environment(SOUK_STATE_DIR=str(tmp_path)):
        body = {"Resources": {"Any": resource}, "Outputs": {"ProductsTable": {"Value": name}}}
        clients = InMoto(Settings.from_environment())
        clients.stacks.create_stack(StackName="souk-local", TemplateBody=json.dumps(body))
        publish(1, 1, "Bowl")
        publish(2, 1, "Dish")
        words = ["--from", "outbox", "--service", "products", "--to", "search-consumers", "--aggregate", "product-2"]
        wanted = arguments([*words, "--dry-run"])
        assert run(wanted, Settings.from_environment(), clients, OneMapping(), Indexer()) == 0
    assert capsys.readouterr().out.splitlines() == [
        "outbox of products → search-consumers: 1 events of 1 aggregates",
        "  product.updated                    1",
        "dry run: nothing was sent",
    ]
