"""The document of markets, and what shoppers are told of it."""

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
from tests.support.trail import kept

TABLE = "content"
PATH = "/admin/rates/markets"
SWISS: dict[str, Any] = {
    **{"id": "ch", "name": "Switzerland", "countries": ["CH", "LI"], "currency": "CHF", "rate": "0.9468"},
    **{"rounding": "step", "step": 5},
}


@pytest.fixture(autouse=True)
def office() -> Iterator[None]:
    moment = clock.freeze(datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    with table(TABLE, "content"), environment(MEDIA_BUCKET="media"), moment, kept():
        compose.services.reset()
        yield
        compose.services.reset()


def ask(method: str, path: str, body: Any = None, version: int | None = None) -> Response:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return call(api, method, path, body=body, user="ada", groups=["merchandiser"], headers=headers)


def test_markets_are_written_published_and_told_to_the_shop_and_its_services() -> None:
    closed = {**SWISS, "id": "jp", "countries": ["JP"], "currency": "JPY", "rate": "163.27", "open": False}
    assert ask("PUT", PATH, {"markets": {"markets": [SWISS, closed]}}, 0).status == 200
    assert call(api, "GET", "/shop").json["markets"] == []
    assert ask("POST", f"{PATH}/publish", version=1).status == 200
    assert call(api, "GET", "/shop").json["markets"] == [{**SWISS, "language": ""}]
    [told] = [
        Event.model_validate_json(item["event"]["S"])
        for item in aws.client("dynamodb").scan(TableName=TABLE)["Items"]
        if "event" in item
    ]
    heard = data_of(told, ContentPublished).markets
    assert heard is not None
    assert [market.id for market in heard.markets] == ["ch", "jp"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rate": "0"}, "markets.markets.0.rate"),
        ({"rate": "1e3"}, "markets.markets.0.rate"),
        ({"currency": "EUR"}, "markets.markets.0.rate"),
        ({"countries": []}, "markets.markets.0.countries"),
        ({"rounding": "up"}, "markets.markets.0.rounding"),
    ],
)
def test_what_makes_no_prices_is_refused_by_field(change: dict[str, Any], field: str) -> None:
    refused = ask("PUT", PATH, {"markets": {"markets": [{**SWISS, **change}]}}, 0)
    assert (refused.status, refused.json["errors"][0]["field"]) == (400, field)
