"""A user pool in moto, as template.yaml makes it, with what moto leaves out."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from moto.cognitoidp.models import cognitoidp_backends
from moto.core.models import DEFAULT_ACCOUNT_ID

from souk import aws
from tests.support.dynamo import REGION

_LENGTH_ONLY: Any = {
    "MinimumLength": 10,
    "RequireLowercase": False,
    "RequireUppercase": False,
    "RequireNumbers": False,
    "RequireSymbols": False,
}
Answer = tuple[Any, dict[str, Any]]


@dataclass
class Pool:
    """`calls` counts the calls of Cognito that moto does not know, by name."""

    pool_id: str
    client_id: str
    calls: list[str] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)

    def refuse(self, operation: str, reason: str) -> None:
        """From now on Cognito answers the operation ("ConfirmSignUp") with this error."""
        self.refusals[operation] = reason

    def confirm(self, email: str) -> None:
        aws.client("cognito-idp").admin_confirm_sign_up(UserPoolId=self.pool_id, Username=email)

    def add_to_group(self, email: str, group: str) -> None:
        client = aws.client("cognito-idp")
        client.create_group(UserPoolId=self.pool_id, GroupName=group)
        client.admin_add_user_to_group(UserPoolId=self.pool_id, Username=email, GroupName=group)

    def emails(self) -> list[str]:
        users = aws.client("cognito-idp").list_users(UserPoolId=self.pool_id)["Users"]
        return [a["Value"] for user in users for a in user["Attributes"] if a["Name"] == "email"]

    def reset_code(self, email: str) -> str:
        """The code that is on its way to this person."""
        code: str = self._backend()._get_user(email).confirmation_code
        return code

    def answer(self, model: Any, params: dict[str, Any], **_: Any) -> Answer | None:
        """Called before every request to Cognito; an answer keeps it from being sent."""
        if model.name in self.refusals:
            error = {"Error": {"Code": self.refusals[model.name], "Message": "refused by the test"}}
            return SimpleNamespace(status_code=400), {**error, "ResponseMetadata": {}}
        if model.name in ("RevokeToken", "ResendConfirmationCode"):
            self.calls.append(model.name)
            if model.name == "RevokeToken":
                self._backend().refresh_tokens.pop(json.loads(params["body"])["Token"], None)
            return SimpleNamespace(status_code=200), {"ResponseMetadata": {}}
        return None

    def _backend(self) -> Any:
        return cognitoidp_backends[DEFAULT_ACCOUNT_ID][REGION].user_pools[self.pool_id]


@contextlib.contextmanager
def user_pool() -> Iterator[Pool]:
    session = aws.session()
    held: list[Pool] = []

    def before_call(model: Any, params: dict[str, Any], **_: Any) -> Answer | None:
        return held[0].answer(model, params) if held else None

    session.register("before-call.cognito-idp", before_call)
    client = aws.client("cognito-idp")
    pool_id = client.create_user_pool(
        PoolName="souk-test",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        Policies={"PasswordPolicy": _LENGTH_ONLY},
        AccountRecoverySetting={"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
    )["UserPool"]["Id"]
    client_id = client.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="souk",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        ReadAttributes=["email", "name"],
    )["UserPoolClient"]["ClientId"]
    held.append(Pool(pool_id, client_id))
    yield held[0]
    session.unregister("before-call.cognito-idp", before_call)
