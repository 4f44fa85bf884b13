"""Our app client of the Cognito user pool: every call carries the client's secret, so nobody else can make it.

https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from souk.cloud import aws
from souk.errors import RateLimited, Unavailable

_UNAVAILABLE = {
    "InternalErrorException",
    "InternalFailure",
    "ServiceUnavailable",
    "ResourceNotFoundException",  # no such pool or app client: ours to repair, not the caller's
    "InvalidUserPoolConfigurationException",
    "AccessDeniedException",  # a right that this function lacks
}


class Refused(Exception):
    """Cognito refused; `reason` is its error code."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(f"{reason}: {message}")
        self.reason = reason
        self.message = message


class AppClient:
    """Calls of one user pool. Each raises Refused, RateLimited when the pool's quota is used up, Unavailable."""

    def __init__(self, pool_id: str, client_id: str) -> None:
        self.pool_id = pool_id
        self.id = client_id

    @cached_property
    def secret(self) -> str:
        """Read once a process, with the function's own right to: it stands in no variable, parameter or log."""
        answer = self.admin("describe_user_pool_client", ClientId=self.id)
        secret: str = answer["UserPoolClient"]["ClientSecret"]
        return secret

    def secret_hash(self, username: str) -> str:
        """What shows that the call is ours. For a refresh `username` is the person's sub, else what is sent."""
        digest = hmac.new(self.secret.encode(), f"{username}{self.id}".encode(), hashlib.sha256).digest()
        return base64.b64encode(digest).decode()

    def own(self, operation: str, username: str, **parameters: Any) -> Mapping[str, Any]:
        """An operation of an app client about one account ("sign_up", "forgot_password" …)."""
        proof = self.secret_hash(username)
        return call(operation, ClientId=self.id, SecretHash=proof, Username=username, **parameters)

    def admin(self, operation: str, **parameters: Any) -> Mapping[str, Any]:
        """An operation that IAM allows to this function."""
        return call(operation, UserPoolId=self.pool_id, **parameters)

    def initiate(self, flow: str, username: str, **parameters: str) -> Mapping[str, Any]:
        """AdminInitiateAuth: an AuthenticationResult or a challenge. `username` is proved, not sent."""
        proved = {**parameters, "SECRET_HASH": self.secret_hash(username)}
        return self.admin("admin_initiate_auth", ClientId=self.id, AuthFlow=flow, AuthParameters=proved)


def call(operation: str, **parameters: Any) -> Mapping[str, Any]:
    """Calls Cognito. Raises as `AppClient` does."""
    from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

    try:
        answer: Mapping[str, Any] = getattr(aws.client("cognito-idp"), operation)(**parameters)
    except ClientError as error:
        reason, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
        if reason in ("TooManyRequestsException", "ThrottlingException"):
            raise RateLimited("too many people are signing in right now, try again in a moment") from error
        if reason in _UNAVAILABLE:
            raise Unavailable("accounts cannot be reached right now, try again shortly") from error
        raise Refused(reason, message) from error
    except ParamValidationError as error:
        raise Refused("InvalidParameterException", str(error)) from error
    except BotoCoreError as error:
        raise Unavailable("accounts cannot be reached right now, try again shortly") from error
    return answer
