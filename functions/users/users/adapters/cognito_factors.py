"""The `Factors` port over a Cognito user pool (Essentials): software tokens and WebAuthn credentials.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html and
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html
"""

from __future__ import annotations

from typing import Any

from souk.errors import NotFound, SoukError, Unauthenticated
from souk.telemetry import logger
from users.adapters.cognito_client import AppClient, Refused, call
from users.domain.identity import CodeRejected
from users.domain.second_factors import Passkey, PasskeyRejected
from users.usecases.ports import Credential

TOTP = "SOFTWARE_TOKEN_MFA"
_WRONG_CODE = {"EnableSoftwareTokenMFAException", "CodeMismatchException", "InvalidParameterException"}


class CognitoFactors:
    def __init__(self, client: AppClient) -> None:
        self._client = client

    def has_totp(self, user_id: str) -> bool:
        try:
            answer = self._client.admin("admin_get_user", Username=user_id)
        except Refused as refused:
            raise _unknown(refused) from None
        return TOTP in answer.get("UserMFASettingList", ())

    def new_totp_secret(self, access_token: str) -> str:
        secret: str = _own("associate_software_token", access_token)["SecretCode"]
        return secret

    def verify_totp(self, access_token: str, code: str) -> None:
        try:
            answer = call("verify_software_token", AccessToken=access_token, UserCode=code)
        except Refused as refused:
            if refused.reason in _WRONG_CODE:
                raise CodeRejected("the code is wrong or has expired; enter the one your app shows now") from None
            raise _not_theirs(refused) from None
        if answer["Status"] != "SUCCESS":
            raise CodeRejected

    def switch(self, user_id: str, *, totp: bool) -> None:
        """A passkey goes on signing in beside TOTP: its user is verified, so the pool counts it for both factors.

        https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnMfaSettingsType.html
        """
        try:
            self._client.admin(
                "admin_set_user_mfa_preference",
                Username=user_id,
                SoftwareTokenMfaSettings={"Enabled": totp, "PreferredMfa": totp},
                WebAuthnMfaSettings={"Enabled": totp},
            )
        except Refused as refused:
            raise _unknown(refused) from None

    def start_passkey(self, access_token: str) -> dict[str, object]:
        options: dict[str, object] = _own("start_web_authn_registration", access_token)["CredentialCreationOptions"]
        return options

    def complete_passkey(self, access_token: str, credential: Credential) -> None:
        try:
            call("complete_web_authn_registration", AccessToken=access_token, Credential=dict(credential))
        except Refused as refused:
            logger.info("passkey not accepted", extra={"reason": refused.reason})
            if refused.reason == "NotAuthorizedException":
                raise _not_theirs(refused) from None
            raise PasskeyRejected from None

    def passkeys(self, access_token: str) -> list[Passkey]:
        """A person has at most 20 (Cognito's quota), which is one page."""
        found = _own("list_web_authn_credentials", access_token, MaxResults=20)["Credentials"]
        return [Passkey(held["CredentialId"], held["FriendlyCredentialName"], held["CreatedAt"]) for held in found]

    def remove_passkey(self, access_token: str, passkey_id: str) -> None:
        try:
            call("delete_web_authn_credential", AccessToken=access_token, CredentialId=passkey_id)
        except Refused as refused:
            if refused.reason == "ResourceNotFoundException":
                raise NotFound("there is no such passkey") from None
            raise _not_theirs(refused) from None


def _own(operation: str, access_token: str, **parameters: Any) -> Any:
    try:
        return call(operation, AccessToken=access_token, **parameters)
    except Refused as refused:
        raise _not_theirs(refused) from None


def _unknown(refused: Refused) -> SoukError:
    logger.info("Cognito refused", extra={"reason": refused.reason})
    return NotFound("there is no such user")


def _not_theirs(refused: Refused) -> SoukError:
    """An access token that was revoked a moment ago."""
    logger.warning("Cognito refused", extra={"reason": refused.reason})
    return Unauthenticated("the session has ended, sign in again")
