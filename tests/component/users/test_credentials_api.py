"""/auth/*, from the gateway's event to Cognito."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from souk.cloud import aws
from tests.component.users.pool import Pool
from tests.support.http import Response, call
from tests.support.outbox import types
from users.doors.api import api

ANN = "ann@example.com"
PASSWORD = "correct horse"
SIGN_UP = {"email": ANN, "password": PASSWORD, "name": "Ann"}
SIGN_IN = {"email": ANN, "password": PASSWORD}
CONFIRM = {**SIGN_UP, "code": "123456"}


@pytest.fixture
def ann(pool: Pool) -> str:
    """A confirmed account; its id."""
    assert call(api, "POST", "/auth/sign-up", body=SIGN_UP).status == 202
    assert call(api, "POST", "/auth/confirm", body=CONFIRM).status == 204
    return pool.id_of(ANN)


def refresh_cookie(response: Response) -> dict[str, str]:
    return {"souk_refresh": response.cookies["souk_refresh"].partition(";")[0]}


def essence(response: Response) -> tuple[int, Any]:
    """What a caller could tell two answers apart by."""
    body = {k: v for k, v in response.json.items() if k not in ("user_id", "correlation_id")} if response.body else None
    return response.status, body


def test_signing_up_confirming_and_signing_in(pool: Pool, users_table: str) -> None:
    made = call(api, "POST", "/auth/sign-up", body={**SIGN_UP, "email": "Ann@Example.com"})
    assert (made.status, made.json["confirmation"]) == (202, "email")
    assert call(api, "POST", "/auth/confirm", body=CONFIRM).status == 204
    pool.add_to_group(ANN, "staff")
    signed_in = call(api, "POST", "/auth/sign-in", body=SIGN_IN)
    assert signed_in.status == 200
    ann = {"id": pool.id_of(ANN), "email": ANN, "name": "Ann", "groups": ["staff"], "closes_at": None}
    assert signed_in.json["user"] == ann
    assert signed_in.json["access_token"].count(".") == 2
    assert signed_in.json["expires_in"] > 0
    assert types(users_table) == ["user.registered"]


def test_the_refresh_token_is_only_in_a_guarded_cookie(ann: str) -> None:
    signed_in = call(api, "POST", "/auth/sign-in", body=SIGN_IN)
    attributes = set(signed_in.cookies["souk_refresh"].split("; ")[1:])
    assert attributes == {"Path=/api/auth", "SameSite=Strict", "Max-Age=2592000", "HttpOnly"}
    assert refresh_cookie(signed_in)["souk_refresh"] not in signed_in.body


def test_a_session_is_renewed_until_signing_out(ann: str, pool: Pool) -> None:
    cookies = refresh_cookie(call(api, "POST", "/auth/sign-in", body=SIGN_IN))
    renewed = call(api, "POST", "/auth/refresh", cookies=cookies)
    assert (renewed.status, renewed.json["user"]["id"]) == (200, ann)
    signed_out = call(api, "POST", "/auth/sign-out", cookies=cookies)
    assert (signed_out.status, signed_out.body) == (204, "")
    assert "Max-Age=0" in signed_out.cookies["souk_refresh"]
    assert pool.calls[-1] == "RevokeToken"
    assert call(api, "POST", "/auth/refresh", cookies=cookies).status == 401


def test_without_a_cookie_there_is_nothing_to_refresh_or_to_end(pool: Pool) -> None:
    assert call(api, "POST", "/auth/refresh").status == 401
    for made_up in ("made up", "a.b.c", "..", f"{'x' * 3000}.b.c"):
        assert call(api, "POST", "/auth/refresh", cookies={"souk_refresh": made_up}).status == 401
    assert call(api, "POST", "/auth/sign-out").status == 204
    assert call(api, "POST", "/auth/sign-out", cookies={"souk_refresh": "a.b.c"}).status == 204
    assert pool.calls == []


def test_unknown_address_and_wrong_password_cannot_be_told_apart(ann: str) -> None:
    wrong = call(api, "POST", "/auth/sign-in", body={"email": ANN, "password": "something else"})
    unknown = call(api, "POST", "/auth/sign-in", body={"email": "nobody@example.com", "password": PASSWORD})
    assert essence(wrong) == essence(unknown)
    assert wrong.status == 401


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/auth/sign-up", {"password": PASSWORD, "name": "Ann"}),
        ("/auth/sign-up", {"password": "short", "name": "Ann"}),
        ("/auth/forgot", {}),
        ("/auth/resend", {}),
    ],
)
def test_known_and_unknown_addresses_cannot_be_told_apart(ann: str, path: str, body: dict[str, str]) -> None:
    known = call(api, "POST", path, body={"email": ANN, **body})
    unknown = call(api, "POST", path, body={"email": "nobody@example.com", **body})
    assert essence(known) == essence(unknown)


@pytest.mark.parametrize(
    ("operation", "path"), [("ForgotPassword", "/auth/forgot"), ("ResendConfirmationCode", "/auth/resend")]
)
@pytest.mark.parametrize(
    "reason", ["UserNotFoundException", "InvalidParameterException", "LimitExceededException", "NotAuthorizedException"]
)
def test_why_no_code_was_sent_is_not_told(pool: Pool, operation: str, path: str, reason: str) -> None:
    pool.refuse(operation, reason)
    assert call(api, "POST", path, body={"email": ANN}).status == 202


def test_signing_up_again_leaves_a_confirmed_account_alone(ann: str, pool: Pool) -> None:
    again = call(api, "POST", "/auth/sign-up", body={**SIGN_UP, "password": "battery staple"})
    assert (again.status, uuid.UUID(again.json["user_id"]).version) == (202, 4)
    assert again.json["user_id"] != ann
    assert call(api, "POST", "/auth/sign-in", body=SIGN_IN).status == 200
    assert pool.emails() == [ANN]


def test_signing_up_again_sends_another_code_and_whoever_enters_it_chooses_the_password(pool: Pool) -> None:
    call(api, "POST", "/auth/sign-up", body=SIGN_UP)
    mine = pool.id_of(ANN)
    call(api, "POST", "/auth/sign-up", body={**SIGN_UP, "password": "battery staple", "name": "Mallory"})
    assert pool.calls.count("ResendConfirmationCode") == 1
    assert call(api, "POST", "/auth/confirm", body=CONFIRM).status == 204
    signed_in = call(api, "POST", "/auth/sign-in", body=SIGN_IN)
    assert (signed_in.json["user"]["id"], signed_in.json["user"]["name"]) == (mine, "Ann")
    assert call(api, "POST", "/auth/sign-in", body={**SIGN_IN, "password": "battery staple"}).status == 401
    assert pool.emails() == [ANN]


def test_what_was_typed_at_the_sign_up_opens_nothing_before_the_code(pool: Pool) -> None:
    call(api, "POST", "/auth/sign-up", body=SIGN_UP)
    pool.confirm(ANN)
    assert call(api, "POST", "/auth/sign-in", body=SIGN_IN).status == 401


def test_signing_in_before_confirming_says_what_to_do(pool: Pool) -> None:
    call(api, "POST", "/auth/sign-up", body=SIGN_UP)
    refused = call(api, "POST", "/auth/sign-in", body=SIGN_IN)
    assert (refused.status, refused.json["code"]) == (403, "email_not_confirmed")


def test_who_was_invited_is_asked_for_a_password_of_their_own(pool: Pool) -> None:
    aws.client("cognito-idp").admin_create_user(
        UserPoolId=pool.pool_id, Username=ANN, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS"
    )
    asked = call(api, "POST", "/auth/sign-in", body=SIGN_IN)
    assert (asked.status, asked.json["challenge"], asked.cookies) == (200, "new_password", {})
    assert "access_token" not in asked.json


@pytest.mark.parametrize(
    "reason",
    [
        "CodeMismatchException",
        "ExpiredCodeException",
        "UserNotFoundException",
        "NotAuthorizedException",
        "LimitExceededException",
        "TooManyFailedAttemptsException",
    ],
)
@pytest.mark.parametrize(
    ("operation", "path", "body"),
    [
        ("ConfirmSignUp", "/auth/confirm", {**CONFIRM, "code": "1"}),
        ("ConfirmForgotPassword", "/auth/reset", {"email": ANN, "code": "1", "password": PASSWORD}),
    ],
)
def test_every_refused_code_is_one_error(
    ann: str, pool: Pool, operation: str, path: str, body: dict[str, str], reason: str
) -> None:
    pool.refuse(operation, reason)
    refused = call(api, "POST", path, body=body)
    assert (refused.status, refused.json["code"]) == (400, "code_rejected")
    assert "refused by the test" not in refused.body


def test_a_forgotten_password_is_reset_and_every_session_ended(ann: str, pool: Pool) -> None:
    cookies = refresh_cookie(call(api, "POST", "/auth/sign-in", body=SIGN_IN))
    assert call(api, "POST", "/auth/forgot", body={"email": ANN}).status == 202
    new = {"email": ANN, "password": "battery staple"}
    assert call(api, "POST", "/auth/reset", body={**new, "code": pool.reset_code(ANN)}).status == 204
    assert call(api, "POST", "/auth/sign-in", body=SIGN_IN).status == 401
    assert call(api, "POST", "/auth/sign-in", body=new).status == 200
    assert call(api, "POST", "/auth/refresh", cookies=cookies).status == 401


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("TooManyRequestsException", 429),
        ("InternalErrorException", 503),
        ("ResourceNotFoundException", 503),
        ("NotAuthorizedException", 401),
        ("PasswordResetRequiredException", 403),
        ("SomethingNewException", 400),
    ],
)
def test_what_cognito_refuses_at_sign_in_becomes_a_clear_problem(pool: Pool, reason: str, status: int) -> None:
    pool.refuse("AdminInitiateAuth", reason)
    refused = call(api, "POST", "/auth/sign-in", body=SIGN_IN)
    assert (refused.status, refused.headers["Content-Type"]) == (status, "application/problem+json")
    assert "refused by the test" not in refused.body


def test_a_password_cognito_finds_too_weak_names_the_field(pool: Pool) -> None:
    call(api, "POST", "/auth/sign-up", body=SIGN_UP)
    pool.refuse("AdminSetUserPassword", "InvalidPasswordException")
    refused = call(api, "POST", "/auth/confirm", body=CONFIRM)
    assert (refused.status, refused.json["errors"][0]["field"]) == (400, "password")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/auth/sign-up", {**SIGN_UP, "email": "nonsense"}),
        ("/auth/sign-up", {**SIGN_UP, "email": "a@b"}),
        ("/auth/sign-up", {**SIGN_UP, "email": f"{'x' * 120}@example.com"}),
        ("/auth/sign-up", {**SIGN_UP, "password": "x" * 9}),
        ("/auth/sign-up", {**SIGN_UP, "password": " correct horse"}),
        ("/auth/sign-up", {**SIGN_UP, "name": "<script>"}),
        ("/auth/sign-up", {**SIGN_UP, "name": ""}),
        ("/auth/sign-up", {**SIGN_UP, "groups": ["admin"]}),
        ("/auth/sign-up", {"email": ANN}),
        ("/auth/sign-in", {"email": ANN, "password": ""}),
        ("/auth/confirm", {**CONFIRM, "code": "12 34"}),
        ("/auth/confirm", {"email": ANN, "code": "123456"}),
        ("/auth/reset", {"email": ANN, "code": "1", "password": "tiny"}),
    ],
)
def test_a_bad_request_is_refused_without_repeating_secrets(pool: Pool, path: str, body: dict[str, Any]) -> None:
    refused = call(api, "POST", path, body=body)
    assert (refused.status, refused.json["code"]) == (400, "invalid_input")
    assert not body.get("password") or body["password"] not in refused.body
    assert pool.emails() == []


def test_broken_json_is_refused(pool: Pool) -> None:
    assert call(api, "POST", "/auth/sign-in", raw="{").status == 400
