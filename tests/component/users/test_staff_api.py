"""/admin/staff, from the gateway's event to Cognito."""

from __future__ import annotations

from typing import Any

import pytest

from souk import clock
from souk.cloud import aws
from tests.component.users.pool import Pool
from tests.support.http import Response, call
from users.adapters.session_store import DynamoSessions
from users.domain.sessions import Session
from users.doors.api import api

FIN = "fin@souk.example"


@pytest.fixture(autouse=True)
def root(pool: Pool) -> None:
    """An admin, signed in, and the groups that template.yaml makes."""
    signed_in("root", "admin")
    for group in ("support", "merchandiser", "fulfilment", "finance", "admin", "staff"):
        aws.client("cognito-idp").create_group(UserPoolId=pool.pool_id, GroupName=group)


def signed_in(person: str, group: str) -> dict[str, Any]:
    now = clock.now()
    session = Session(f"of-{person}", person, now, now, "", "hash", "seed", "token", (group,), second_factor=True)
    DynamoSessions().add(session)
    return {"user": person, "groups": [group], "session": session.id}


def staff(method: str, path: str = "", **options: Any) -> Response:
    return call(api, method, f"/admin/staff{path}", user="root", groups=["admin"], session="of-root", **options)


def test_an_invitation_waits_and_is_sent_again_until_it_is_used(pool: Pool) -> None:
    made = staff("POST", body={"email": FIN, "role": "finance"}).json
    assert (made["invited"], made["roles"]) == (True, ["finance"])
    assert staff("GET").json["items"] == [made]
    pool.calls.clear()
    again = staff("POST", f"/{made['id']}/invitation")
    assert (again.status, again.json, pool.calls.count("AdminCreateUser")) == (202, made, 1)
    pool.refuse("AdminCreateUser", "UnsupportedUserStateException")  # used at the same moment
    assert staff("POST", f"/{made['id']}/invitation").json["code"] == "invitation_used"
    client = aws.client("cognito-idp")
    client.admin_set_user_password(UserPoolId=pool.pool_id, Username=FIN, Password="six words or more", Permanent=True)
    assert staff("POST", f"/{made['id']}/invitation").json["code"] == "invitation_used"
    assert [held["invited"] for held in staff("GET").json["items"]] == [False]


def test_whoever_is_of_the_staff_is_told_what_their_colleagues_are_called_and_nothing_more(pool: Pool) -> None:
    made = staff("POST", body={"email": FIN, "role": "finance"}).json
    assert staff("GET", "/names").json == {"items": [{"id": made["id"], "name": FIN}]}
    named = [{"Name": "name", "Value": "Fin"}]
    aws.client("cognito-idp").admin_update_user_attributes(UserPoolId=pool.pool_id, Username=FIN, UserAttributes=named)
    merchandiser = signed_in("mo", "merchandiser")
    assert call(api, "GET", "/admin/staff/names", **merchandiser).json == {"items": [{"id": made["id"], "name": "Fin"}]}
    assert call(api, "GET", "/admin/staff", **merchandiser).status == 403
    staff("DELETE", f"/{made['id']}")
    assert staff("GET", "/names").json == {"items": []}


def test_nobody_else_is_sent_one() -> None:
    assert staff("POST", "/nobody/invitation").status == 404
