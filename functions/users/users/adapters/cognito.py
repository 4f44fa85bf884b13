"""The `Directory` port over a Cognito user pool.

The app client has `PreventUserExistenceErrors` on, so Cognito itself hides most of what would tell whether an address
has an account. What is left is made alike here: each method knows which refusals must not be told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from souk import aws
from souk.errors import InvalidInput, RateLimited, SoukError, Unauthenticated, Unavailable
from souk.telemetry import logger
from users.adapters.tokens import identity_in
from users.domain.identity import ActionRequired, CodeRejected, EmailNotConfirmed, EmailTaken, Identity, Session

_UNAVAILABLE = {
    "InternalErrorException",
    "InternalFailure",
    "ServiceUnavailable",
    "ResourceNotFoundException",  # no such pool or app client: ours to repair, not the caller's
    "InvalidUserPoolConfigurationException",
}
_WRONG_CODE = {
    "CodeMismatchException",
    "ExpiredCodeException",
    "UserNotFoundException",
    "NotAuthorizedException",  # confirmed already, or disabled
    "AliasExistsException",
    "LimitExceededException",
    "TooManyFailedAttemptsException",
}
# Reasons not to send a code that would tell something about the account.
_NO_CODE_SENT = {
    "UserNotFoundException",
    "NotAuthorizedException",
    "InvalidParameterException",
    "LimitExceededException",
    "CodeDeliveryFailureException",
}


class _Refused(Exception):
    """Cognito refused; `reason` is its error code."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(f"{reason}: {message}")
        self.reason = reason
        self.message = message


class CognitoDirectory:
    def __init__(self, pool_id: str, client_id: str) -> None:
        self._pool_id = pool_id
        self._client_id = client_id

    def register(self, email: str, password: str, name: str) -> str:
        attributes = [{"Name": "email", "Value": email}, {"Name": "name", "Value": name}]
        try:
            answer = self._own("sign_up", Username=email, Password=password, UserAttributes=attributes)
        except _Refused as refused:
            if refused.reason == "UsernameExistsException":
                raise EmailTaken from None
            raise _bad_password(refused) or _invalid(refused) from None
        user_id: str = answer["UserSub"]
        return user_id

    def withdraw(self, user_id: str) -> None:
        try:
            self._admin("admin_delete_user", Username=user_id)
        except _Refused as refused:
            if refused.reason != "UserNotFoundException":
                raise

    def find(self, user: str) -> Identity | None:
        try:
            answer = self._admin("admin_get_user", Username=user)
        except _Refused as refused:
            if refused.reason == "UserNotFoundException":
                return None
            raise
        attributes = {attribute["Name"]: attribute.get("Value", "") for attribute in answer["UserAttributes"]}
        return Identity(
            id=attributes["sub"],
            email=attributes.get("email", ""),
            name=attributes.get("name", ""),
            confirmed=answer["UserStatus"] != "UNCONFIRMED",
        )

    def confirm(self, email: str, code: str) -> None:
        try:
            self._own("confirm_sign_up", Username=email, ConfirmationCode=code)
        except _Refused as refused:
            raise _code_rejected(refused) from None

    def resend(self, email: str) -> None:
        self._send_code("resend_confirmation_code", email)

    def authenticate(self, email: str, password: str) -> Session:
        try:
            answer = self._own(
                "initiate_auth",
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": email, "PASSWORD": password},
            )
        except _Refused as refused:
            raise _sign_in_refused(refused) from None
        return _session(answer)

    def renew(self, refresh_token: str) -> Session:
        try:
            answer = self._own(
                "initiate_auth",
                AuthFlow="REFRESH_TOKEN_AUTH",
                AuthParameters={"REFRESH_TOKEN": refresh_token},
            )
        except _Refused as refused:
            logger.info("refresh refused", extra={"reason": refused.reason})
            raise Unauthenticated("the session has ended, sign in again") from None
        return _session(answer)

    def revoke(self, refresh_token: str) -> None:
        try:
            self._own("revoke_token", Token=refresh_token)
        except _Refused as refused:
            # Not a token, or not one of ours: there is nothing to end.
            logger.info("nothing to revoke", extra={"reason": refused.reason})

    def send_reset_code(self, email: str) -> None:
        self._send_code("forgot_password", email)

    def reset_password(self, email: str, code: str, password: str) -> None:
        try:
            self._own("confirm_forgot_password", Username=email, ConfirmationCode=code, Password=password)
        except _Refused as refused:
            raise _bad_password(refused) or _code_rejected(refused) from None

    def end_sessions(self, email: str) -> None:
        self._admin("admin_user_global_sign_out", Username=email)

    def _send_code(self, operation: str, email: str) -> None:
        try:
            self._own(operation, Username=email)
        except _Refused as refused:
            if refused.reason not in _NO_CODE_SENT:
                raise
            logger.info("no code sent", extra={"operation": operation, "reason": refused.reason})

    def _own(self, operation: str, **parameters: Any) -> Mapping[str, Any]:
        """An operation anyone may call with the client id."""
        return _call(operation, ClientId=self._client_id, **parameters)

    def _admin(self, operation: str, **parameters: Any) -> Mapping[str, Any]:
        """An operation that IAM allows to this function."""
        return _call(operation, UserPoolId=self._pool_id, **parameters)


def _call(operation: str, **parameters: Any) -> Mapping[str, Any]:
    """Calls Cognito. Raises _Refused, RateLimited when the pool's quota is used up, Unavailable."""
    from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

    try:
        answer: Mapping[str, Any] = getattr(aws.client("cognito-idp"), operation)(**parameters)
    except ClientError as error:
        reason, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
        if reason in ("TooManyRequestsException", "ThrottlingException"):
            raise RateLimited("too many people are signing in right now, try again in a moment") from error
        if reason in _UNAVAILABLE:
            raise Unavailable("accounts cannot be reached right now, try again shortly") from error
        raise _Refused(reason, message) from error
    except ParamValidationError as error:
        raise _Refused("InvalidParameterException", str(error)) from error
    except BotoCoreError as error:
        raise Unavailable("accounts cannot be reached right now, try again shortly") from error
    return answer


def _session(answer: Mapping[str, Any]) -> Session:
    if "ChallengeName" in answer:
        logger.info("sign-in needs a step", extra={"challenge": answer["ChallengeName"]})
        raise ActionRequired("this account has to be given a new password first, ask the shop", step="password")
    result = answer["AuthenticationResult"]
    return Session(
        access_token=result["AccessToken"],
        expires_in=result["ExpiresIn"],
        identity=identity_in(result["IdToken"]),
        refresh_token=result.get("RefreshToken"),
    )


def _sign_in_refused(refused: _Refused) -> SoukError:
    match refused.reason:
        case "NotAuthorizedException" | "UserNotFoundException":
            return Unauthenticated("the e-mail address or the password is wrong")
        case "UserNotConfirmedException":
            # Tells that the address waits for confirmation, which anyone can bring about for any address.
            return EmailNotConfirmed("enter the code from the e-mail we sent, or ask for a new one")
        case "PasswordResetRequiredException":
            return ActionRequired("choose a new password with 'forgot password'", step="password")
    return _invalid(refused)


def _code_rejected(refused: _Refused) -> SoukError:
    return CodeRejected() if refused.reason in _WRONG_CODE else _invalid(refused)


def _bad_password(refused: _Refused) -> SoukError | None:
    if refused.reason != "InvalidPasswordException":
        return None
    message = refused.message.removeprefix("Password did not conform with policy: ")
    return InvalidInput(message, errors=[{"field": "password", "message": message}])


def _invalid(refused: _Refused) -> SoukError:
    """A refusal nobody foresaw: the log says which, the caller only that it did not work."""
    logger.warning("Cognito refused", extra={"reason": refused.reason})
    return InvalidInput("this was not accepted; check what you entered")
