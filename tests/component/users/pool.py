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

from souk.cloud import aws
from tests.support.dynamo import REGION

_LENGTH_ONLY: Any = {
    "MinimumLength": 10,
    "RequireLowercase": False,
    "RequireUppercase": False,
    "RequireNumbers": False,
    "RequireSymbols": False,
}
_PROVED = {
    "SignUp",
    "ConfirmSignUp",
    "ResendConfirmationCode",
    "ForgotPassword",
    "ConfirmForgotPassword",
    "AdminInitiateAuth",
    "RevokeToken",
}
EMAIL_CODE = "777777"
Answer = tuple[Any, dict[str, Any]]


def _ok() -> Answer:
    return SimpleNamespace(status_code=200), {"ResponseMetadata": {}}


def _refusal(code: str, message: str) -> Answer:
    return SimpleNamespace(status_code=400), {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {}}


@dataclass
class Pool:
    """`calls` are the calls of Cognito that were not refused, by name. `pending` are addresses that wait for their
    code, by user name."""

    pool_id: str
    client_id: str
    calls: list[str] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    pending: dict[str, str] = field(default_factory=dict)

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

    def id_of(self, email: str) -> str:
        user_id: str = self._backend()._get_user(email).id
        return user_id

    def access_tokens(self) -> set[str]:
        return set(self._backend().access_tokens)

    def refresh_tokens(self) -> set[str]:
        return set(self._backend().refresh_tokens)

    def reset_code(self, email: str) -> str:
        """The code that is on its way to this person."""
        code: str = self._backend()._get_user(email).confirmation_code
        return code

    def answer(self, model: Any, params: dict[str, Any], **_: Any) -> Answer | None:
        """Called before every request to Cognito; an answer keeps it from being sent."""
        if model.name in self.refusals:
            return _refusal(self.refusals[model.name], "refused by the test")
        body = json.loads(params["body"])
        refused = self._unproved(model, body) or (self._no_sign_in(body) if model.name == "AdminInitiateAuth" else None)
        if refused is not None:
            return refused
        self.calls.append(model.name)
        if model.name == "AdminInitiateAuth" and self._is_invited(body["AuthParameters"]):
            return self._asks_for_a_password(body["AuthParameters"]["USERNAME"])
        if model.name == "RevokeToken":
            self._backend().refresh_tokens.pop(body["Token"], None)
            return _ok()
        if model.name == "ResendConfirmationCode":
            return _ok()
        if model.name == "AdminCreateUser" and body.get("MessageAction") == "RESEND":
            return _ok()  # moto makes a second account
        if model.name == "ConfirmSignUp":
            # Entering the code proves the address; moto leaves that out.
            self._backend()._get_user(body["Username"]).update_attributes([{"Name": "email_verified", "Value": "true"}])
        if model.name == "UpdateUserAttributes":
            self.pending[self._owner(body["AccessToken"])] = body["UserAttributes"][0]["Value"]
            return _ok()
        if model.name == "VerifyUserAttribute":
            return self._verify(body)
        return None

    def _unproved(self, model: Any, body: dict[str, Any]) -> Answer | None:
        """Cognito's refusal of a call that does not carry the app client's secret, which moto takes."""
        shown = {**body, **body.get("AuthParameters", {})}
        names = {"SecretHash", "SECRET_HASH", "ClientSecret"}
        needs = model.name in _PROVED and not any(shown.get(name) for name in names)
        return _refusal("NotAuthorizedException", "unable to verify secret hash") if needs else None

    def _no_sign_in(self, body: dict[str, Any]) -> Answer | None:
        """Cognito's refusal of a token that is none, and of an account that was not confirmed."""
        shown = body["AuthParameters"]
        if body["AuthFlow"] == "REFRESH_TOKEN_AUTH":
            known = shown["REFRESH_TOKEN"] in self._backend().refresh_tokens
            return None if known else _refusal("NotAuthorizedException", "Invalid Refresh Token")
        user = self._backend()._get_user(shown["USERNAME"])
        waits = user is not None and user.status == "UNCONFIRMED"
        return _refusal("UserNotConfirmedException", "User is not confirmed.") if waits else None

    def _is_invited(self, shown: dict[str, str]) -> bool:
        """Whether somebody signs in for the first time, with the password of an invitation."""
        user = self._backend()._get_user(shown.get("USERNAME", ""))
        return user is not None and user.status == "FORCE_CHANGE_PASSWORD" and user.password == shown["PASSWORD"]

    def _asks_for_a_password(self, email: str) -> Answer:
        """Cognito's challenge says whose it is; moto's does not."""
        asked = {"USER_ID_FOR_SRP": self.id_of(email), "requiredAttributes": "[]", "userAttributes": "{}"}
        challenge = {"ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "a session", "ChallengeParameters": asked}
        return SimpleNamespace(status_code=200), {**challenge, "ResponseMetadata": {}}

    def _owner(self, access_token: str) -> str:
        return str(self._backend().access_tokens[access_token][1])

    def _verify(self, body: dict[str, Any]) -> Answer:
        """As with AttributesRequireVerificationBeforeUpdate: the address changes with its code."""
        owner = self._owner(body["AccessToken"])
        if body["Code"] != EMAIL_CODE or owner not in self.pending:
            return _refusal("CodeMismatchException", "wrong code")
        self._backend()._get_user(owner).update_attributes([{"Name": "email", "Value": self.pending.pop(owner)}])
        return _ok()

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
        GenerateSecret=True,
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        ReadAttributes=["email", "email_verified", "name"],
    )["UserPoolClient"]["ClientId"]
    held.append(Pool(pool_id, client_id))
    yield held[0]
    session.unregister("before-call.cognito-idp", before_call)
