"""The engine's Cognito with what souk_local.ministack.accounts puts right, called as its own server calls it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ministack.services import cognito

from souk_local.ministack import accounts

ANN, NEW, PASSWORD = "ann@example.com", "ann@other.example", "correct horse"
LENGTH_ONLY = {f"Require{kind}": False for kind in ("Lowercase", "Uppercase", "Numbers", "Symbols")}

accounts.install()


def answer(given: tuple[int, dict[str, str], bytes]) -> dict[str, Any]:
    """The body, or the error's name as `__type`."""
    body: dict[str, Any] = json.loads(given[2])
    return body


class Pool:
    def __init__(self) -> None:
        made = cognito._create_user_pool(
            {
                "PoolName": "souk",
                "UsernameAttributes": ["email"],
                "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
                "Policies": {"PasswordPolicy": {"MinimumLength": 10, **LENGTH_ONLY}},
            }
        )
        self.id = answer(made)["UserPool"]["Id"]
        client = {"UserPoolId": self.id, "GenerateSecret": True, "WriteAttributes": ["email"]}
        self.client = answer(cognito._create_user_pool_client(client))["UserPoolClient"]
        self.about = {"ClientId": self.client["ClientId"], "Username": ANN}
        email = [{"Name": "email", "Value": ANN}]
        cognito._sign_up({**self.about, "Password": PASSWORD, "UserAttributes": email})

    def attributes(self, user: str) -> dict[str, str]:
        found = answer(cognito._admin_get_user({"UserPoolId": self.id, "Username": user}))
        return {each["Name"]: each["Value"] for each in found.get("UserAttributes", [])}

    def confirm(self) -> None:
        cognito._confirm_sign_up({**self.about, "ConfirmationCode": "123456"})

    def access_token(self) -> str:
        asked = {"USERNAME": ANN, "PASSWORD": PASSWORD}
        flow = {"AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": asked}
        signed_in = cognito._admin_initiate_auth({"UserPoolId": self.id, "ClientId": self.client["ClientId"], **flow})
        token: str = answer(signed_in)["AuthenticationResult"]["AccessToken"]
        return token


@pytest.fixture
def pool() -> Pool:
    return Pool()


def change(token: str, name: str, value: str) -> dict[str, Any]:
    attributes = [{"Name": name, "Value": value}]
    return answer(cognito._update_user_attributes({"AccessToken": token, "UserAttributes": attributes}))


def test_an_address_is_proved_by_its_code_and_sent_no_other_afterwards(pool: Pool) -> None:
    assert pool.attributes(ANN)["email_verified"] == "false"
    pool.confirm()
    assert pool.attributes(ANN)["email_verified"] == "true"
    assert answer(cognito._resend_confirmation_code(pool.about))["__type"] == "InvalidParameterException"


def test_a_new_address_counts_when_its_code_was_entered(pool: Pool) -> None:
    pool.confirm()
    token = pool.access_token()
    assert "__type" not in change(token, "email", NEW)
    assert pool.attributes(NEW) == {}
    wrong = accounts.verify_user_attribute(cognito, {"AccessToken": token, "Code": "000000"})
    assert answer(wrong)["__type"] == "CodeMismatchException"
    assert answer(accounts.verify_user_attribute(cognito, {"AccessToken": token, "Code": accounts.EMAIL_CODE})) == {}
    assert pool.attributes(NEW)["email_verified"] == "true"
    assert pool.attributes(ANN) == {}


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("name", "Mallory", "NotAuthorizedException"),
        ("email_verified", "true", "NotAuthorizedException"),
        ("email", ANN, "AliasExistsException"),
    ],
)
def test_what_the_client_may_not_write_is_refused(pool: Pool, name: str, value: str, reason: str) -> None:
    pool.confirm()
    assert change(pool.access_token(), name, value)["__type"] == reason


def test_a_token_is_revoked_with_the_clients_secret_only(pool: Pool) -> None:
    token = {"ClientId": pool.client["ClientId"], "Token": "any"}
    assert answer(cognito._revoke_token(token))["__type"] == "NotAuthorizedException"
    assert answer(cognito._revoke_token({**token, "ClientSecret": pool.client["ClientSecret"]})) == {}
