"""/me/password, /me/email and /me/sessions, from the gateway's event to Cognito and the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from souk.cloud import aws
from tests.component.users.pool import EMAIL_CODE, Pool
from tests.support.http import Response, call
from tests.support.outbox import types
from users.adapters.tokens import session_in
from users.doors.api import api

ANN = "ann@example.com"
NEW = "ann@other.example"
PASSWORD = "correct horse"
OTHER = "battery staple"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass
class Browser:
    """Somebody signed in: calls carry the token's claims, as the gateway has verified them."""

    user: str
    session: str
    cookie: str

    def call(self, method: str, path: str, **options: Any) -> Response:
        return call(api, method, path, user=self.user, session=self.session, **options)

    def refresh(self) -> int:
        answer = call(api, "POST", "/auth/refresh", cookies={"souk_refresh": self.cookie})
        if answer.status == 200:
            self.cookie = answer.cookies["souk_refresh"].partition(";")[0]
        return answer.status


@pytest.fixture
def ann(pool: Pool) -> str:
    client = aws.client("cognito-idp")
    attributes = [{"Name": "email", "Value": ANN}, {"Name": "email_verified", "Value": "true"}]
    client.admin_create_user(UserPoolId=pool.pool_id, Username=ANN, UserAttributes=attributes, MessageAction="SUPPRESS")
    client.admin_set_user_password(UserPoolId=pool.pool_id, Username=ANN, Password=PASSWORD, Permanent=True)
    return pool.id_of(ANN)


def sign_in(user_agent: str = "", password: str = PASSWORD, email: str = ANN) -> Browser:
    body = {"email": email, "password": password}
    answer = call(api, "POST", "/auth/sign-in", body=body, headers={"User-Agent": user_agent})
    assert answer.status == 200
    session = session_in(answer.json["access_token"])
    return Browser(answer.json["user"]["id"], session, answer.cookies["souk_refresh"].partition(";")[0])


def test_what_the_browser_gets_opens_no_self_service_of_cognito(ann: str, pool: Pool) -> None:
    answer = call(api, "POST", "/auth/sign-in", body={"email": ANN, "password": PASSWORD})
    tokens = [answer.json["access_token"], answer.cookies["souk_refresh"].partition(";")[0]]
    assert not set(tokens) & pool.access_tokens()
    assert not set(tokens) & pool.refresh_tokens()


def test_sessions_are_listed_and_ended(ann: str) -> None:
    here, there = sign_in(FIREFOX), sign_in()
    listed = here.call("GET", "/me/sessions").json["items"]
    assert {(held["device"], held["current"]) for held in listed} == {
        ("Firefox on Linux", True),
        ("Unknown device", False),
    }
    assert set(listed[0]) == {"id", "device", "started_at", "used_at", "current", "second_factor"}
    assert here.call("DELETE", f"/me/sessions/{there.session}").status == 204
    assert (there.refresh(), here.refresh()) == (401, 200)
    assert here.call("DELETE", f"/me/sessions/{there.session}").status == 404


def test_all_other_sessions_end_or_all(ann: str) -> None:
    here, there = sign_in(), sign_in()
    assert here.call("DELETE", "/me/sessions").status == 204
    assert (there.refresh(), here.refresh()) == (401, 200)
    assert here.call("DELETE", "/me/sessions", query={"keep_current": "false"}).status == 204
    assert here.refresh() == 401


def test_a_cookie_is_good_once_and_forgiven_for_a_minute(ann: str, users_table: str) -> None:
    here = sign_in()
    first = here.cookie
    assert here.refresh() == 200
    assert here.cookie != first
    second = here.cookie
    here.cookie = first
    assert (here.refresh(), here.cookie) == (200, second)
    here.refresh()
    here.cookie = first
    assert here.refresh() == 401
    here.cookie = second
    assert here.refresh() == 401
    assert types(users_table)[-1] == "user.session_reused"


def test_the_password_is_changed(ann: str, users_table: str) -> None:
    here, there = sign_in(), sign_in()
    assert here.call("POST", "/me/password", body={"current": PASSWORD, "new": OTHER}).status == 204
    assert (there.refresh(), here.refresh()) == (401, 200)
    sign_in(password=OTHER)
    assert types(users_table)[-1] == "user.password_changed"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"current": OTHER, "new": OTHER}, "wrong_password"),
        ({"current": PASSWORD, "new": "password12"}, "weak_password"),
        ({"current": PASSWORD, "new": "tiny"}, "invalid_input"),
    ],
)
def test_a_refused_password_is_a_problem_that_repeats_no_secret(ann: str, body: dict[str, str], code: str) -> None:
    refused = sign_in().call("POST", "/me/password", body=body)
    assert (refused.status, refused.json["code"]) == (400, code)
    assert all(secret not in refused.body for secret in body.values())


def test_the_address_is_changed_with_the_code_sent_there(ann: str, pool: Pool, users_table: str) -> None:
    here = sign_in()
    assert here.call("POST", "/me/email", body={"email": NEW, "password": PASSWORD}).status == 202
    assert here.call("GET", "/me").json["email"] == ANN
    assert here.call("POST", "/me/email/confirm", body={"code": "000000"}).json["code"] == "code_rejected"
    confirmed = here.call("POST", "/me/email/confirm", body={"code": EMAIL_CODE})
    assert (confirmed.status, confirmed.json["email"]) == (200, NEW)
    assert types(users_table)[-2:] == ["user.updated", "user.email_changed"]
    sign_in(email=NEW)


def test_a_taken_address_is_answered_alike(ann: str, pool: Pool) -> None:
    here = sign_in()
    pool.refuse("UpdateUserAttributes", "AliasExistsException")
    assert here.call("POST", "/me/email", body={"email": NEW, "password": PASSWORD}).status == 202
    assert here.call("POST", "/me/email/confirm", body={"code": EMAIL_CODE}).json["code"] == "code_rejected"


def test_what_cognito_is_asked_is_counted(ann: str, pool: Pool) -> None:
    """The calls in the table of docs/services/users.md."""

    def asked(action: Any) -> list[str]:
        pool.calls.clear()
        action()
        return pool.calls[:]

    here: list[Browser] = []
    assert asked(lambda: here.append(sign_in()))[-1:] == ["AdminInitiateAuth"]
    (browser,) = here
    assert asked(browser.refresh) == ["AdminInitiateAuth"]
    assert asked(lambda: browser.call("GET", "/me/sessions")) == []
    sign_in()
    change = {"current": PASSWORD, "new": OTHER}
    assert asked(lambda: browser.call("POST", "/me/password", body=change)) == [
        "AdminInitiateAuth",
        "RevokeToken",
        "AdminSetUserPassword",
        "RevokeToken",
    ]
