"""/me/*, from the gateway's event to the table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from souk import clock
from souk.cloud import aws
from tests.component.users.pool import Pool
from tests.support.http import call
from tests.support.outbox import events, types
from users import compose
from users.adapters.store import DynamoProfiles
from users.domain.identity import Identity
from users.doors.api import api
from users.usecases.profiles import current_profile

pytestmark = pytest.mark.usefixtures("pool")
ADDRESS = {"name": "Ann", "line1": "1 Road", "city": "Bonn", "postal_code": "53111", "country": "DE"}
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def ann(pool: Pool) -> str:
    current_profile(DynamoProfiles(), Identity("u1", "ann@example.com", email_verified=True, name="Ann"))
    return "u1"


def add(user: str, **changes: Any) -> dict[str, Any]:
    added = call(api, "POST", "/me/addresses", body={**ADDRESS, **changes}, user=user)
    assert added.status == 201
    body: dict[str, Any] = added.json
    return body


def test_the_profile_is_shown_and_changed(ann: str, users_table: str) -> None:
    seen = call(api, "GET", "/me", user=ann, groups=["fulfilment"])
    assert seen.status == 200
    assert {k: seen.json[k] for k in ("id", "email", "name", "locale", "groups")} == {
        "id": ann,
        "email": "ann@example.com",
        "name": "Ann",
        "locale": "en",
        "groups": ["fulfilment"],
    }
    changed = call(api, "PATCH", "/me", body={"locale": "de"}, user=ann)
    assert (changed.json["name"], changed.json["locale"]) == ("Ann", "de")
    assert call(api, "GET", "/me", user=ann).json["locale"] == "de"
    assert types(users_table) == ["user.registered", "user.updated"]
    assert [event.aggregate_version for event in events(users_table)] == [1, 2]


@pytest.mark.parametrize(
    ("groups", "roles", "may", "may_not"),
    [
        ([], ["shopper"], set(), {"orders.read"}),
        (["support"], ["shopper", "support"], {"orders.cancel"}, {"payments.refund", "stock.write"}),
        (["admin", "finance"], ["admin", "finance", "shopper"], {"payments.refund", "logs.read"}, set()),
        (["unheard-of"], ["shopper"], set(), {"orders.read"}),
    ],
)  # fmt: skip
def test_everybody_sees_what_they_may(
    ann: str, groups: list[str], roles: list[str], may: set[str], may_not: set[str]
) -> None:
    seen = call(api, "GET", "/me", user=ann, groups=groups).json
    assert seen["roles"] == roles
    assert may <= {*seen["permissions"]}
    assert not may_not & {*seen["permissions"]}


def test_staff_made_without_signing_up_get_a_profile_at_the_first_look(pool: Pool) -> None:
    made = aws.client("cognito-idp").admin_create_user(
        UserPoolId=pool.pool_id,
        Username="boss@example.com",
        UserAttributes=[
            {"Name": "email", "Value": "boss@example.com"},
            {"Name": "email_verified", "Value": "true"},
            {"Name": "name", "Value": "Boss"},
        ],
        MessageAction="SUPPRESS",
    )
    attributes = {a["Name"]: a["Value"] for a in made["User"]["Attributes"]}
    seen = call(api, "GET", "/me", user=attributes["sub"])
    assert (seen.status, seen.json["name"]) == (200, "Boss")


def test_a_token_whose_account_is_gone_finds_nobody() -> None:
    assert call(api, "GET", "/me", user="gone").status == 404


@pytest.mark.parametrize(
    "body", [{"name": ""}, {"name": None}, {"locale": "german"}, {"email": "new@example.com"}, {"groups": ["admin"]}]
)
def test_a_bad_change_of_the_profile_is_refused(ann: str, body: dict[str, Any]) -> None:
    assert call(api, "PATCH", "/me", body=body, user=ann).status == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/me"),
        ("PATCH", "/me"),
        ("GET", "/me/addresses"),
        ("GET", "/me/activity"),
        ("POST", "/me/activity"),
        ("DELETE", "/me/activity"),
        ("GET", "/me/consents"),
        ("PUT", "/me/consents"),
        ("PUT", "/me/consents/activity"),
    ],
)
def test_nothing_below_me_is_for_strangers(method: str, path: str) -> None:
    assert call(api, method, path).status == 401


def test_addresses_are_added_changed_and_removed(ann: str) -> None:
    first, second = add(ann), add(ann, city="Köln", postal_code="50667")
    assert (first["is_default"], second["is_default"]) == (True, False)
    changed = call(api, "PUT", f"/me/addresses/{second['id']}", body={**ADDRESS, "is_default": True}, user=ann)
    assert (changed.status, changed.json["city"], changed.json["is_default"]) == (200, "Bonn", True)
    listed = call(api, "GET", "/me/addresses", user=ann).json["items"]
    assert [(item["id"], item["is_default"]) for item in listed] == [(first["id"], False), (second["id"], True)]
    assert call(api, "DELETE", f"/me/addresses/{second['id']}", user=ann).status == 204
    (left,) = call(api, "GET", "/me/addresses", user=ann).json["items"]
    assert left == first
    assert call(api, "DELETE", f"/me/addresses/{second['id']}", user=ann).status == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"country": "XX"}, "country"),
        ({"country": "de"}, "country"),
        ({"postal_code": "1"}, "postal_code"),
        ({"country": "US", "postal_code": "94105"}, "region"),
        ({"city": " "}, "city"),
        ({"phone": "call me"}, "phone"),
        ({"line1": "x" * 101}, "line1"),
    ],
)
def test_a_bad_address_names_its_field_and_is_not_kept(ann: str, changes: dict[str, str], field: str) -> None:
    refused = call(api, "POST", "/me/addresses", body={**ADDRESS, **changes}, user=ann)
    assert (refused.status, refused.json["errors"][0]["field"]) == (400, field)
    assert call(api, "GET", "/me/addresses", user=ann).json["items"] == []


def test_the_address_book_holds_20(ann: str) -> None:
    for _ in range(20):
        add(ann)
    assert call(api, "POST", "/me/addresses", body=ADDRESS, user=ann).status == 409


def test_another_persons_address_is_not_found(ann: str) -> None:
    address = add(ann)
    path = f"/me/addresses/{address['id']}"
    assert call(api, "GET", "/me/addresses", user="u2").json["items"] == []
    assert call(api, "PUT", path, body=ADDRESS, user="u2").status == 404
    assert call(api, "DELETE", path, user="u2").status == 404
    assert call(api, "GET", "/me/addresses", user=ann).json["items"] == [address]


def agree(user: str, *, given: bool = True) -> dict[str, Any]:
    answer = call(api, "PUT", "/me/consents", body={"activity": given}, user=user)
    assert answer.status == 200, answer.body
    said: dict[str, Any] = answer.json
    return said


def look(user: str, product_id: str = "p1", at: datetime = NOON) -> None:
    """By somebody who has agreed that it is noted."""
    agree(user)
    see(user, product_id, at)


def see(user: str, product_id: str = "p1", at: datetime = NOON) -> None:
    body = {"kind": "product_viewed", "product_id": product_id, "handle": "mug", "title": "Mug"}
    with clock.freeze(at):
        assert call(api, "POST", "/me/activity", body=body, user=user).status == 202


def test_looks_and_searches_are_listed_newest_first_page_by_page(ann: str) -> None:
    look(ann, "p1", NOON)
    look(ann, "p2", NOON + timedelta(minutes=1))
    with clock.freeze(NOON + timedelta(minutes=2)):
        call(api, "POST", "/me/activity", body={"kind": "searched", "query": "blue mug"}, user=ann)
        first = call(api, "GET", "/me/activity", query={"limit": "2"}, user=ann).json
        query = {"limit": "2", "cursor": first["next_cursor"]}
        second = call(api, "GET", "/me/activity", query=query, user=ann).json
    assert [item["kind"] for item in first["items"]] == ["searched", "product_viewed"]
    assert first["items"][0]["query"] == "blue mug"
    assert [(item["product_id"], item["title"]) for item in second["items"]] == [("p1", "Mug")]
    assert second["next_cursor"] is None


def shown(user: str, at: datetime = NOON) -> list[str]:
    with clock.freeze(at):
        return [item["product_id"] for item in call(api, "GET", "/me/activity", user=user).json["items"]]


def test_nothing_is_noted_of_who_has_not_agreed_to_it(ann: str) -> None:
    see(ann)
    assert shown(ann) == []


def test_activity_is_erased_with_the_marks_of_what_was_looked_at_and_nobody_elses(ann: str, users_table: str) -> None:
    look(ann, "p1")
    look(ann, "p2")
    look("u2", "p1")
    assert call(api, "DELETE", "/me/activity", user=ann).status == 204
    assert call(api, "DELETE", "/me/activity", user=ann).status == 204
    assert (shown(ann), shown("u2")) == ([], ["p1"])
    kept = aws.client("dynamodb").get_paginator("scan").paginate(TableName=users_table).build_full_result()["Items"]
    of_ann = {item["sk"]["S"].partition("#")[0] for item in kept if item["pk"]["S"] == f"USER#{ann}"}
    assert not of_ann & {"ACTIVITY", "GLANCE"}
    assert "CONSENT" in of_ann
    see(ann, "p1", NOON + timedelta(minutes=1))
    assert shown(ann, NOON + timedelta(minutes=1)) == ["p1"]


def test_the_same_look_within_half_an_hour_is_noted_once(ann: str) -> None:
    for minutes in (0, 10, 29, 31):
        look(ann, at=NOON + timedelta(minutes=minutes))
    look("u2", at=NOON)
    with clock.freeze(NOON + timedelta(hours=1)):
        assert len(call(api, "GET", "/me/activity", user=ann).json["items"]) == 2
        assert len(call(api, "GET", "/me/activity", user="u2").json["items"]) == 1


def test_looks_are_forgotten_after_90_days_even_before_they_are_deleted(ann: str, users_table: str) -> None:
    look(ann)
    with clock.freeze(NOON + timedelta(days=91)):
        assert call(api, "GET", "/me/activity", user=ann).json["items"] == []
    kept = aws.client("dynamodb").get_paginator("scan").paginate(TableName=users_table).build_full_result()["Items"]
    (line,) = [item for item in kept if item["sk"]["S"].startswith("ACTIVITY#")]
    assert int(line["expires_at"]["N"]) == int((NOON + timedelta(days=90)).timestamp())


def test_a_cursor_of_another_person_shows_only_ones_own(ann: str) -> None:
    for number in range(3):
        look("u2", f"p{number}", NOON + timedelta(minutes=number))
    with clock.freeze(NOON + timedelta(hours=1)):
        cursor = call(api, "GET", "/me/activity", query={"limit": "1"}, user="u2").json["next_cursor"]
        assert call(api, "GET", "/me/activity", query={"cursor": cursor}, user=ann).json["items"] == []


@pytest.mark.parametrize("cursor", ["nonsense", "eyJzayI6eyJTIjoiUFJPRklMRSJ9fQ", "eyJzayI6eyJOIjoiMSJ9fQ", "e30"])
def test_a_cursor_we_did_not_give_is_refused(ann: str, cursor: str) -> None:
    assert call(api, "GET", "/me/activity", query={"cursor": cursor}, user=ann).status == 400


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "product_viewed"},
        {"kind": "searched"},
        {"kind": "ordered", "product_id": "p1"},
        {"kind": "searched", "query": "x" * 201},
    ],
)
def test_what_only_the_shop_may_note_is_refused(ann: str, body: dict[str, str]) -> None:
    assert call(api, "POST", "/me/activity", body=body, user=ann).status == 400
    assert compose.services().members.activity(ann, 10, None) == ([], None)
