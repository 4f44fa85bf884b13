"""The `SignInSteps` port over a Cognito user pool: its challenges.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from souk.telemetry import logger
from users.adapters.cognito import tokens_of
from users.adapters.cognito_client import AppClient, Refused
from users.domain.identity import CodeRejected, Tokens
from users.domain.passwords import bad_password
from users.domain.sign_in import Step, StepEnded, StepKind, passkey_refused
from users.usecases.ports import Credential

_WRONG_CODE = {"CodeMismatchException", "ExpiredCodeException"}


class CognitoSteps:
    def __init__(self, client: AppClient) -> None:
        self._client = client

    def answer_totp(self, step: Step, code: str) -> Tokens:
        try:
            answer = self._respond("SOFTWARE_TOKEN_MFA", step, SOFTWARE_TOKEN_MFA_CODE=code)
        except Refused as refused:
            if refused.reason in _WRONG_CODE:
                raise CodeRejected("the code is wrong or has expired; enter the one your app shows now") from None
            raise _ended(refused) from None
        return tokens_of(answer, step.username)

    def answer_new_password(self, step: Step, password: str) -> Tokens:
        try:
            answer = self._respond("NEW_PASSWORD_REQUIRED", step, NEW_PASSWORD=password)
        except Refused as refused:
            if refused.reason == "InvalidPasswordException":
                raise bad_password(refused.message.removeprefix("Password did not conform with policy: ")) from None
            raise _ended(refused) from None
        return tokens_of(answer, step.username)

    def begin_passkey(self, email: str) -> Step | None:
        try:
            answer = self._client.initiate("USER_AUTH", email, USERNAME=email, PREFERRED_CHALLENGE="WEB_AUTHN")
        except Refused as refused:
            logger.info("no passkey to sign in with", extra={"reason": refused.reason})
            return None
        if answer.get("ChallengeName") != "WEB_AUTHN":
            return None
        asked = answer["ChallengeParameters"]
        options = json.loads(asked["CREDENTIAL_REQUEST_OPTIONS"])
        return Step(StepKind.PASSKEY, asked.get("USERNAME", email), answer["Session"], options["challenge"])

    def answer_passkey(self, step: Step, credential: Credential) -> Tokens:
        try:
            answer = self._respond("WEB_AUTHN", step, CREDENTIAL=json.dumps(dict(credential)))
        except Refused as refused:
            logger.info("passkey refused", extra={"reason": refused.reason})
            raise passkey_refused() from None
        return tokens_of(answer, step.username)

    def _respond(self, challenge: str, step: Step, **responses: str) -> Mapping[str, Any]:
        proved = {**responses, "USERNAME": step.username, "SECRET_HASH": self._client.secret_hash(step.username)}
        return self._client.admin(
            "admin_respond_to_auth_challenge",
            ClientId=self._client.id,
            ChallengeName=challenge,
            Session=step.session,
            ChallengeResponses=proved,
        )


def _ended(refused: Refused) -> StepEnded:
    logger.info("the step of a sign-in was refused", extra={"reason": refused.reason})
    return StepEnded()
