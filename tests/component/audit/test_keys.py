"""What the functions of the trail write is under the keys that IAM leaves them: the local engine does not look."""

from __future__ import annotations

import fnmatch
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from audit import compose
from audit.doors import api, consumers
from souk.cloud import aws
from souk.events.audit import StaffActed
from souk.events.factory import new_event
from souk.http.audit import OutboxTrail, trail
from souk_local.stack_template import properties
from tests.support.dynamo import environment, table
from tests.support.http import call
from tests.support.kafka import msk_event
from tests.support.lambdas import LambdaContext


@pytest.fixture
def stored() -> Iterator[str]:
    with table(service="audit") as name, environment(ANCHOR_BUCKET="anchors"):
        compose.services.reset()
        yield name
        compose.services.reset()


def permitted(function: str, action: str) -> list[str]:
    """The patterns of partition keys that template.yaml lets a function do this to."""
    statements = [
        statement
        for policy in properties(function)["Policies"]
        if isinstance(policy, dict) and "Statement" in policy
        for statement in policy["Statement"]
        if f"dynamodb:{action}" in statement["Action"]
    ]
    conditions = [statement["Condition"]["ForAllValues:StringLike"] for statement in statements]
    return [pattern for condition in conditions for pattern in condition["dynamodb:LeadingKeys"]]


def written(name: str) -> set[str]:
    return {item["pk"]["S"] for item in aws.client("dynamodb").scan(TableName=name)["Items"]}


def outside(keys: set[str], patterns: list[str]) -> list[str]:
    return [key for key in keys if not any(fnmatch.fnmatchcase(key, pattern) for pattern in patterns)]


def test_the_consumer_puts_links_and_its_own_memory(stored: str) -> None:
    data = StaffActed(
        action_id="a1", service="s", operation="o", permission="orders.read", actor_id="fin", roles=["finance"]
    )
    event = new_event("staff.acted", aggregate_id="a1", aggregate_version=1, data=data)
    records: list[Any] = [("souk.audit.v1", "a1", event.text().encode()), ("souk.audit.v1", "a2", b"no event")]
    assert consumers.handler(msk_event(records), LambdaContext()) == {"set_aside": 1}
    keys = written(stored)
    assert {key.partition("#")[0] for key in keys} == {"CHAIN", "EVENT", "INBOX"}
    assert outside(keys, permitted("AuditConsumer", "PutItem")) == []


def test_the_consumer_changes_and_deletes_nothing_but_its_own_memory() -> None:
    for action in ("UpdateItem", "DeleteItem"):
        assert permitted("AuditConsumer", action) == ["INBOX#*"]


def test_the_api_puts_what_is_recorded_of_its_own_readers(stored: str) -> None:
    with trail.swap(OutboxTrail):
        answer = call(api.api, "GET", "/ops/audit", user="ada", groups=["admin"], query={"person": str(uuid.uuid4())})
    assert answer.status == 200
    keys = written(stored)
    assert keys
    assert outside(keys, permitted("AuditApi", "PutItem")) == []
