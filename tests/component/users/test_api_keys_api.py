"""/admin/api-keys, from the gateway's event to the table, and a key used at the service's own routes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from souk import clock
from souk.cloud import aws
from souk.staff.permissions import NOT_FOR_KEYS, Permission
from souk.storage.versioned import Stale
from tests.component.users.pool import Pool
from tests.support.http import Response, call
from users.adapters.api_keys.store import DynamoApiKeys, DynamoRoles
from users.adapters.session_store import DynamoSessions
from users.compose import services
from users.domain.api_keys import RolesOnRecord
from users.domain.sessions import Session
from users.doors.api import api

ROOT = "root@souk.example"
NOBODY = {"email": "nobody@souk.example"}


@pytest.fixture
def root(pool: Pool) -> str:
    """An admin in the pool, signed in; their id."""
    client = aws.client("cognito-idp")
    for group in ("support", "admin", "staff"):
        client.create_group(UserPoolId=pool.pool_id, GroupName=group)
    made = client.admin_create_user(UserPoolId=pool.pool_id, Username=ROOT)
    user_id: str = next(a["Value"] for a in made["User"]["Attributes"] if a["Name"] == "sub")
    client.admin_add_user_to_group(UserPoolId=pool.pool_id, Username=ROOT, GroupName="admin")
    now = clock.now()
    DynamoSessions().add(Session("s", user_id, now, now, "", "hash", "seed", "token", ("admin",), second_factor=True))
    return user_id


def keys(root: str, method: str, path: str = "", **options: Any) -> Response:
    return call(api, method, f"/admin/api-keys{path}", user=root, groups=["admin"], session="s", **options)


def make(root: str, **changes: Any) -> Response:
    body = {"name": "ERP", "permissions": ["customers.read"], **changes}
    return keys(root, "POST", body=body)


def test_the_secret_is_shown_once_and_kept_nowhere(root: str, users_table: str) -> None:
    made = make(root)
    assert made.status == 201, made.body
    text = made.json["key"]
    assert text.startswith(made.json["api_key"]["beginning"])
    [listed] = keys(root, "GET").json["items"]
    assert listed == made.json["api_key"]
    assert (listed["permits"], listed["made_by"], listed["used_on"]) == (["customers.read"], root, None)
    stored = str(
        aws.client("dynamodb").query(
            TableName=users_table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": "API-KEYS"}},
        )
    )
    assert made.json["api_key"]["id"] in stored
    assert text[len("souk_key_") + 16 :] not in stored


def test_a_key_is_used_noted_by_the_day_and_revoked(root: str) -> None:
    made = make(root).json
    used = call(api, "GET", "/admin/customers", query=NOBODY, key=made["key"])
    assert used.status == 200, used.body
    assert keys(root, "GET").json["items"][0]["used_on"] == clock.now().date().isoformat()
    assert keys(root, "DELETE", f"/{made['api_key']['id']}").status == 204
    assert keys(root, "DELETE", f"/{made['api_key']['id']}").status == 404
    assert keys(root, "GET").json["items"] == []
    services.reset()  # as after half a minute
    assert call(api, "GET", "/admin/customers", query=NOBODY, key=made["key"]).status == 401


def test_a_use_brings_no_revoked_key_back(root: str) -> None:
    made = make(root).json["api_key"]
    store = DynamoApiKeys()
    [key] = store.all()
    assert store.remove(made["id"])
    store.used(key, key.secret, clock.now().date())
    assert store.all() == []


def rotate(root: str, key_id: str, hours: int | None = None, version: int | None = 1) -> Response:
    body = {} if hours is None else {"overlap_hours": hours}
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return keys(root, "POST", f"/{key_id}/rotate-secret", body=body, headers=headers)


def opens(key: str) -> bool:
    services.reset()  # as after half a minute
    return call(api, "GET", "/admin/customers", query=NOBODY, key=key).status == 200


def test_another_secret_takes_the_place_of_the_one_in_use_without_a_gap(root: str) -> None:
    made = make(root).json
    key_id, first = made["api_key"]["id"], made["key"]
    assert opens(first)
    rotated = rotate(root, key_id, 24)
    assert (rotated.status, rotated.headers["ETag"]) == (200, '"2"'), rotated.body
    second = rotated.json["key"]
    assert second != first
    assert second.startswith(made["api_key"]["beginning"])
    assert opens(first)
    assert opens(second)
    [listed] = keys(root, "GET").json["items"]
    today = clock.now().date().isoformat()
    assert (listed["version"], listed["used_on"], listed["earlier_secret"]["used_on"]) == (2, today, today)
    with clock.freeze(clock.now() + timedelta(hours=25)):
        assert not opens(first)
        assert opens(second)
        assert keys(root, "GET").json["items"][0]["earlier_secret"] is None


def test_the_earlier_secret_is_ended_by_itself(root: str) -> None:
    made = make(root).json
    path = f"/{made['api_key']['id']}/earlier-secret"
    second = rotate(root, made["api_key"]["id"]).json["key"]
    assert keys(root, "DELETE", path, headers={"If-Match": '"1"'}).status == 412
    ended = keys(root, "DELETE", path, headers={"If-Match": '"2"'})
    assert (ended.status, ended.json["earlier_secret"], ended.json["version"]) == (200, None, 3), ended.body
    assert not opens(made["key"])
    assert opens(second)


def test_a_secret_is_changed_once_by_those_who_saw_the_same(root: str) -> None:
    made = make(root).json
    key_id = made["api_key"]["id"]
    assert rotate(root, key_id, 0).status == 200
    assert not opens(made["key"])
    assert rotate(root, key_id, 0).status == 412
    assert rotate(root, key_id, 0, version=None).status == 428
    assert rotate(root, "AAAAAAAAAAAAAAAA", 0).status == 404
    assert rotate(root, key_id, 7 * 24 + 1, version=2).status == 400
    assert rotate(root, key_id, -1, version=2).status == 400


def test_a_use_that_comes_between_is_seen_before_a_secret_gives_way(root: str) -> None:
    make(root)
    store = DynamoApiKeys()
    [seen] = store.all()
    store.used(seen, seen.secret, clock.now().date())
    with pytest.raises(Stale):
        store.change(seen, seen.rotated(b"0" * 32, timedelta(days=1), clock.now()))


def test_roles_on_record_are_written_by_who_read_the_last_ones(root: str) -> None:
    make(root)
    roles = DynamoRoles()
    seen = roles.of(root)
    assert seen == RolesOnRecord(frozenset({"admin"}), 1)
    roles.write(root, frozenset())
    assert roles.of(root) == RolesOnRecord(frozenset(), 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"permissions": []},
        {"permissions": ["everything"]},
        {"expires_at": "2001-01-01T00:00:00Z"},
        {"expires_at": "2101-01-01T00:00:00"},
        *({"permissions": [never.value]} for never in sorted(NOT_FOR_KEYS)),
    ],
)
def test_what_makes_no_key_is_said(root: str, wrong: dict[str, Any]) -> None:
    refused = make(root, **wrong)
    assert (refused.status, refused.json["code"]) == (400, "invalid_input")
    assert keys(root, "GET").json["items"] == []


def test_a_key_makes_no_key_and_lets_nobody_in(root: str) -> None:
    every = [permission.value for permission in Permission if permission not in NOT_FOR_KEYS]
    key = make(root, permissions=every).json["key"]
    body = {"name": "another", "permissions": ["orders.read"]}
    assert call(api, "POST", "/admin/api-keys", body=body, key=key).status == 403
    assert call(api, "GET", "/admin/staff", key=key).status == 403
