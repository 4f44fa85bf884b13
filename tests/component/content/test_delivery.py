"""The document of delivery rules, from the staff's request to what the checkout hears of it."""

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
from souk.pricing.delivery.shipped import shipped
from tests.support.dynamo import environment, table
from tests.support.http import Response, call
from tests.support.trail import kept

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
TABLE = "content"
PATH = "/admin/rates/delivery"


@pytest.fixture(autouse=True)
def office() -> Iterator[None]:
    shop = environment(MEDIA_BUCKET="media", TIME_ZONE="Europe/Berlin")
    with table(TABLE, "content"), shop, clock.freeze(NOW), kept():
        compose.services.reset()
        yield
        compose.services.reset()


def ask(method: str, path: str, body: Any = None, version: int | None = None, role: str = "merchandiser") -> Response:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return call(api, method, path, body=body, user="ada", groups=[role], headers=headers)


def installed() -> Any:
    return ask("GET", "/admin/delivery-rates/installed").json


def test_what_is_installed_can_be_changed_published_and_is_told_to_the_checkout() -> None:
    assert (ask("GET", PATH).json["draft"], ask("GET", PATH).json["version"]) == (None, 0)
    document = installed()
    document["zones"][0]["methods"][0]["bands"][0]["price"] = 590
    document["closings"] = [{"since": "2026-12-24", "until": "2026-12-31"}]
    written = ask("PUT", PATH, {"delivery": document}, 0)
    assert written.status == 200, written.body
    assert ask("POST", f"{PATH}/publish", version=1).status == 200
    [told] = [
        Event.model_validate_json(item["event"]["S"])
        for item in aws.client("dynamodb").scan(TableName=TABLE)["Items"]
        if "event" in item
    ]
    heard = data_of(told, ContentPublished).delivery
    assert heard is not None
    rules = heard.rules()
    assert rules.zones[0].methods[0].bands[0].price == 590
    assert [(closing.since, closing.until) for closing in rules.closings] == [("2026-12-24", "2026-12-31")]
    assert rules.zones[1:] == shipped().zones[1:]
    assert ask("GET", f"{PATH}/versions/1").json["content"]["delivery"] == ask("GET", PATH).json["draft"]["delivery"]


def test_what_is_wrong_is_said_field_by_field() -> None:
    document = installed()
    document["currency"] = "USD"
    document["zones"][1]["areas"][0]["country"] = "XX"
    document["zones"][0]["methods"][0]["bands"][1]["up_to"] = 4000
    document["zones"][2]["methods"] = []
    refused = ask("PUT", PATH, {"delivery": document}, 0)
    assert refused.status == 400
    assert {each["field"] for each in refused.json["errors"]} == {
        "currency",
        "zones.0.methods.0.bands.1.up_to",
        "zones.1.areas.0.country",
        "zones.2.methods",
    }


@pytest.mark.parametrize("change", [{"zones": []}, {"country": "Germany"}, {"work_days": [8]}, {"cut": "14:00"}])
def test_another_shape_is_refused(change: dict[str, Any]) -> None:
    assert ask("PUT", PATH, {"delivery": {**installed(), **change}}, 0).status == 400


def tried(document: Any, **parcel: Any) -> Any:
    answer = ask(
        "POST", "/admin/delivery-rates/trial", {"delivery": document, "country": "DE", **parcel}, role="finance"
    )
    assert answer.status == 200, answer.body
    return answer.json


def test_a_parcel_is_tried_by_rules_that_nobody_has_stored() -> None:
    document = installed()
    document["sizes"] = [{"id": "bulky", "name": "Bulky"}]
    document["surcharges"] = [{"id": "bulky", "name": "Bulky goods", "price": 2500, "size_class": "bulky"}]
    answer = tried(document, value=5000, grams=900, units=2, sizes=[{"size_class": "bulky", "units": 1}])
    assert answer["zone"] == "Germany"
    first = answer["ways"][0]
    assert (first["name"], first["free"]) == ("Standard", True)
    assert (first["base"]["amount"], first["price"]["amount"]) == (0, 2500)
    assert first["surcharges"] == [{"name": "Bulky goods", "price": {"amount": 2500, "currency": "EUR"}}]
    assert (first["earliest"], first["latest"]) == ("2026-12-02", "2026-12-03")
    assert ask("GET", PATH).json["version"] == 0
    assert tried(document, country="BR") == {"zone": None, "ways": []}
    assert [way["id"] for way in tried(document, grams=25_000)["ways"]] == ["standard", "express"]


def test_rules_that_could_not_be_published_are_not_tried() -> None:
    document = installed()
    document["zones"][0]["methods"][0]["max_days"] = None
    refused = ask("POST", "/admin/delivery-rates/trial", {"delivery": document, "country": "DE"})
    assert (refused.status, refused.json["errors"][0]["field"]) == (400, "zones.0.methods.0.max_days")


def test_a_large_document_of_many_zones_still_fits() -> None:
    document = installed()
    method = document["zones"][2]["methods"][0]
    codes = [f"{code:05}" for code in range(10000, 10400)]
    zone = {"id": "far", "name": "Far", "areas": [{"country": "DE", "postal_codes": codes}], "methods": [method]}
    document["zones"].append(zone)
    assert ask("PUT", PATH, {"delivery": document}, 0).status == 200
    assert tried(document, postal_code="10399")["zone"] == "Far"
