"""Cognito is the users service's alone: nobody goes round it, and what it may do there is listed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.contract.template import document, functions, mentioned, resources
from users.domain.passwords import MIN_PASSWORD
from users.domain.sessions import LIFE

CLIENTS = resources("AWS::Cognito::UserPoolClient")
POOLS = resources("AWS::Cognito::UserPool")
# The flow by choice, which passkeys need, and that of refresh tokens are closed by the client's secret, not by IAM.
OURS = {"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}
each_client = pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)


@each_client
def test_a_client_has_a_secret_and_no_flow_that_everyone_may_begin(client: dict[str, Any]) -> None:
    assert client["GenerateSecret"] is True
    assert set(client["ExplicitAuthFlows"]) <= OURS
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["EnableTokenRevocation"] is True


@each_client
def test_a_client_writes_what_a_sign_up_must_and_reads_no_more_than_a_profile_begins_with(
    client: dict[str, Any],
) -> None:
    (schema,) = [pool["Schema"] for pool in POOLS.values()]
    assert client["WriteAttributes"] == [attribute["Name"] for attribute in schema if attribute["Required"]]
    assert set(client["ReadAttributes"]) == {"email", "email_verified", "name"}


@each_client
def test_a_session_ends_with_its_refresh_token(client: dict[str, Any]) -> None:
    assert client["TokenValidityUnits"]["RefreshToken"] == "days"
    assert timedelta(days=client["RefreshTokenValidity"]) == LIFE


def test_a_new_address_counts_when_it_is_proved_and_the_password_rule_is_one() -> None:
    (pool,) = POOLS.values()
    assert pool["UserAttributeUpdateSettings"] == {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == MIN_PASSWORD


def test_the_secret_stands_in_no_variable_and_no_output() -> None:
    root = document("template.yaml")
    assert "ClientSecret" not in str([function.properties for function in functions()])
    assert "ClientSecret" not in str(root["Outputs"])


def test_only_the_users_service_asks_cognito() -> None:
    asking = {
        function.name
        for function in functions()
        for statement in function.statements
        if "cognito-idp" in str(statement["Action"]) and "UserPool" in mentioned(statement["Resource"])
    }
    assert {name for name in asking if not name.startswith("Users")} == set()
    assert "UsersApi" in asking


@pytest.mark.parametrize("gateway", ["shop", "staff"])
def test_a_gateway_takes_id_tokens_only(gateway: str) -> None:
    """A scope would have it take access tokens, which open Cognito's self-service."""
    paths = document(f"infra/gateway-{gateway}.yaml")["paths"].values()
    security = [operation["security"] for path in paths for operation in path.values() if "security" in operation]
    assert security
    assert all(each == [{"cognito": []}] for each in security)
