"""Promotions from the staff's request to what those who price are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from content import compose
from content.doors.api import api
from souk import clock
from souk.cloud import aws
from souk.events import Event, data_of
from souk.events.content import ContentPublished
from tests.support.dynamo import environment, table
from tests.support.http import Response, call
from tests.support.trail import MemoryTrail, kept

PATH = "/admin/rates/promotions"
SPRING = {"id": "spring", "name": "Spring", "effect": {"kind": "percentage", "share": 1000, "items": {"tags": ["new"]}}}


@pytest.fixture
def trail() -> Iterator[MemoryTrail]:
    now = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
    with table("content", "content"), environment(MEDIA_BUCKET="media"), clock.freeze(now), kept() as trail:
        compose.services.reset()
        yield trail
        compose.services.reset()


def ask(method: str, path: str, *promotions: dict[str, Any], version: int | None = None) -> Response:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    body = {"promotions": {"promotions": [*promotions]}} if promotions else None
    return call(api, method, path, body=body, user="ada", groups=["admin"], headers=headers)


def test_what_is_published_is_told_as_it_was_written(trail: MemoryTrail) -> None:
    written = ask("PUT", PATH, SPRING, version=0)
    assert written.status == 200, written.body
    assert written.json["draft"]["promotions"]["promotions"][0]["effect"] == SPRING["effect"]
    published = ask("POST", f"{PATH}/publish", version=written.json["version"])
    assert published.status == 200, published.body
    items = aws.client("dynamodb").scan(TableName="content")["Items"]
    (event,) = [Event.model_validate_json(item["event"]["S"]) for item in items if "event" in item]
    told = data_of(event, ContentPublished).promotions
    assert told
    assert [each.id for each in told.promotions] == ["spring"]


def test_a_promotion_is_for_groups_of_customers_in_the_cart_alone(trail: MemoryTrail) -> None:
    for_trade = {**SPRING, "conditions": {"customer_groups": ["trade"]}}
    refused = ask("PUT", PATH, {**for_trade, "scope": "catalogue"}, version=0)
    assert [error["field"] for error in refused.json["errors"]] == [
        "promotions.promotions.0.conditions.customer_groups"
    ]
    written = ask("PUT", PATH, for_trade, version=0)
    assert written.json["draft"]["promotions"]["promotions"][0]["conditions"]["customer_groups"] == ["trade"]


def test_a_promotion_is_shown_on_the_catalogue_without_conditions(trail: MemoryTrail) -> None:
    refused = ask("PUT", PATH, {**SPRING, "scope": "catalogue", "trigger": "code"}, version=0)
    assert [error["field"] for error in refused.json["errors"]] == ["promotions.promotions.0.trigger"]
    written = ask("PUT", PATH, {**SPRING, "scope": "catalogue"}, version=0)
    assert written.status == 200, written.body
    assert written.json["draft"]["promotions"]["promotions"][0]["scope"] == "catalogue"


@pytest.mark.parametrize(
    "strange", [{**SPRING, "hidden": True}, {**SPRING, "effect": {"kind": "percentage", "share": 1, "x": 1}}]
)
def test_a_member_that_nobody_knows_is_refused_and_not_lost(trail: MemoryTrail, strange: dict[str, Any]) -> None:
    answer = ask("PUT", PATH, strange, version=0)
    assert answer.status == 400
    assert "is no member of promotions" in answer.body
