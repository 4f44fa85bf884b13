"""The `Directory` port over a Cognito user pool.

The app client has `PreventUserExistenceErrors` on, so Cognito itself hides most of what would tell whether an address
has an account. What is left is made alike here: each method knows which refusals must not be told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from souk.errors import InvalidInput, SoukError, Unauthenticated
from souk.telemetry import logger
from users.adapters.cognito_client import AppClient, Refused, call
from users.adapters.tokens import identity_in, session_in
from users.domain.identity import ActionRequired, CodeRejected, EmailNotConfirmed, EmailTaken, Identity, Tokens
from users.domain.passwords import bad_password
from users.domain.sign_in import Step, StepKind, StepRequired

_WRONG_CODE = {
    "CodeMismatchException",
    "ExpiredCodeException",
    "UserNotFoundException",
    "NotAuthorizedException",  # confirmed already, or disabled
    "AliasExistsException",
    "LimitExceededException",
    "TooManyFailedAttemptsException",
}
_STEPS = {"SOFTWARE_TOKEN_MFA": StepKind.TOTP, "NEW_PASSWORD_REQUIRED": StepKind.NEW_PASSWORD}
# Reasons not to send a code that would tell something about the account.
_NO_CODE_SENT = {
    "UserNotFoundException",
    "NotAuthorizedException",
    "InvalidParameterException",  # confirmed already, or no proved address to send a code to
    "LimitExceededException",
    "CodeDeliveryFailureException",
    "AliasExistsException",
    "UsernameExistsException",
}


class CognitoDirectory:
    def __init__(self, client: AppClient) -> None:
        self._client = client

    def register(self, email: str, password: str) -> None:
        attributes = [{"Name": "email", "Value": email}]
        try:
            self._client.own("sign_up", email, Password=password, UserAttributes=attributes)
        except Refused as refused:
            if refused.reason == "UsernameExistsException":
                raise EmailTaken from None
            raise _invalid(refused) from None

    def find(self, user: str) -> Identity | None:
        try:
            answer = self._client.admin("admin_get_user", Username=user)
        except Refused as refused:
            if refused.reason == "UserNotFoundException":
                return None
            raise
        attributes = {attribute["Name"]: attribute.get("Value", "") for attribute in answer["UserAttributes"]}
        return Identity(
            id=attributes["sub"],
            email=attributes.get("email", ""),
            email_verified=attributes.get("email_verified") == "true",
            name=attributes.get("name", ""),
        )

    def confirm(self, email: str, code: str) -> None:
        try:
            self._client.own("confirm_sign_up", email, ConfirmationCode=code)
        except Refused as refused:
            raise _code_rejected(refused) from None

    def resend(self, email: str) -> None:
        self._send_code("resend_confirmation_code", email)

    def authenticate(self, email: str, password: str) -> Tokens:
        try:
            answer = self._client.initiate("ADMIN_USER_PASSWORD_AUTH", email, USERNAME=email, PASSWORD=password)
        except Refused as refused:
            raise _sign_in_refused(refused) from None
        return tokens_of(answer, email)

    def knows(self, user_id: str, password: str) -> bool:
        try:
            answer = self._client.initiate("ADMIN_USER_PASSWORD_AUTH", user_id, USERNAME=user_id, PASSWORD=password)
        except Refused as refused:
            logger.info("password not accepted", extra={"reason": refused.reason})
            return False
        if "AuthenticationResult" in answer:
            self.revoke(answer["AuthenticationResult"]["RefreshToken"])  # it was only a question
        return True

    def renew(self, user_id: str, refresh_token: str) -> Tokens:
        try:
            answer = self._client.initiate("REFRESH_TOKEN_AUTH", user_id, REFRESH_TOKEN=refresh_token)
        except Refused as refused:
            logger.info("refresh refused", extra={"reason": refused.reason})
            raise Unauthenticated("the session has ended, sign in again") from None
        return tokens_of(answer, user_id)

    def revoke(self, refresh_token: str) -> None:
        try:
            call("revoke_token", ClientId=self._client.id, ClientSecret=self._client.secret, Token=refresh_token)
        except Refused as refused:
            # Not a token, or not one of ours: there is nothing to end.
            logger.info("nothing to revoke", extra={"reason": refused.reason})

    def send_reset_code(self, email: str) -> None:
        self._send_code("forgot_password", email)

    def reset_password(self, email: str, code: str, password: str) -> None:
        try:
            self._client.own("confirm_forgot_password", email, ConfirmationCode=code, Password=password)
        except Refused as refused:
            raise _refused_password(refused) or _code_rejected(refused) from None

    def set_password(self, user_id: str, password: str) -> None:
        try:
            self._client.admin("admin_set_user_password", Username=user_id, Password=password, Permanent=True)
        except Refused as refused:
            raise _refused_password(refused) or _invalid(refused) from None

    def send_email_code(self, access_token: str, email: str) -> None:
        try:
            call(
                "update_user_attributes",
                AccessToken=access_token,
                UserAttributes=[{"Name": "email", "Value": email}],
            )
        except Refused as refused:
            if refused.reason not in _NO_CODE_SENT:
                raise _invalid(refused) from None
            logger.info("no code sent", extra={"operation": "update_user_attributes", "reason": refused.reason})

    def confirm_email(self, access_token: str, code: str) -> None:
        try:
            call("verify_user_attribute", AccessToken=access_token, AttributeName="email", Code=code)
        except Refused as refused:
            raise _code_rejected(refused) from None

    def end_sessions(self, user_id: str) -> None:
        self._client.admin("admin_user_global_sign_out", Username=user_id)

    def delete(self, user_id: str) -> None:
        try:
            self._client.admin("admin_delete_user", Username=user_id)
        except Refused as refused:
            if refused.reason != "UserNotFoundException":
                raise

    def _send_code(self, operation: str, email: str) -> None:
        try:
            self._client.own(operation, email)
        except Refused as refused:
            if refused.reason not in _NO_CODE_SENT:
                raise
            logger.info("no code sent", extra={"operation": operation, "reason": refused.reason})


def tokens_of(answer: Mapping[str, Any], asked_as: str) -> Tokens:
    """What a sign-in that is complete gives. `asked_as`: the name, or an alias of it, that was asked with.

    Raises StepRequired when it is not, and ActionRequired when it takes a step that this shop does not offer.
    """
    challenge = answer.get("ChallengeName")
    if challenge in _STEPS:
        # The account's own name rather than the address that was typed: the answer has to name that.
        username = answer["ChallengeParameters"].get("USER_ID_FOR_SRP", asked_as)
        raise StepRequired(Step(_STEPS[challenge], username, answer["Session"]))
    if challenge:
        logger.warning("sign-in needs an unknown step", extra={"challenge": challenge})
        raise ActionRequired("this account cannot be signed in to here, ask the shop", step=challenge)
    result = answer["AuthenticationResult"]
    return Tokens(
        bearer=result["IdToken"],
        expires_in=result["ExpiresIn"],
        identity=identity_in(result["IdToken"]),
        session_id=session_in(result["IdToken"]),
        access_token=result["AccessToken"],
        refresh_token=result.get("RefreshToken", ""),
    )


def _sign_in_refused(refused: Refused) -> SoukError:
    match refused.reason:
        case "NotAuthorizedException" | "UserNotFoundException":
            return Unauthenticated("the e-mail address or the password is wrong")
        case "UserNotConfirmedException":
            # Tells that the address waits for confirmation, which anyone can bring about for any address.
            return EmailNotConfirmed("enter the code from the e-mail we sent, or ask for a new one")
        case "PasswordResetRequiredException":
            return ActionRequired("choose a new password with 'forgot password'", step="password")
    return _invalid(refused)


def _code_rejected(refused: Refused) -> SoukError:
    return CodeRejected() if refused.reason in _WRONG_CODE else _invalid(refused)


def _refused_password(refused: Refused) -> SoukError | None:
    if refused.reason != "InvalidPasswordException":
        return None
    return bad_password(refused.message.removeprefix("Password did not conform with policy: "))


def _invalid(refused: Refused) -> SoukError:
    """A refusal nobody foresaw: the log says which, the caller only that it did not work."""
    logger.warning("Cognito refused", extra={"reason": refused.reason})
    return InvalidInput("this was not accepted; check what you entered")
