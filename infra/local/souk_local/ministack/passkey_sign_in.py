"""Signing in with a passkey: AdminInitiateAuth with USER_AUTH and PREFERRED_CHALLENGE WEB_AUTHN, and the answer to it.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html and
…/API_AdminRespondToAuthChallenge.html. Who has another second factor signs in with a passkey only where the pool counts
one with user verification as more than one factor (FactorConfiguration, …/API_WebAuthnConfigurationType.html) and the
person has switched that on (WebAuthnMfaSettings, …/API_WebAuthnMfaSettingsType.html). MiniStack has none of it. The
challenge SELECT_CHALLENGE is given and cannot be answered.
"""

import secrets
from typing import Any

import webauthn
from ministack.services import cognito
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import UserVerificationRequirement

from souk_local.ministack import challenges
from souk_local.ministack.challenges import Answer
from souk_local.ministack.relying_party import (
    AS_MFA,
    CHALLENGE,
    CREDENTIALS,
    Pool,
    Refusal,
    User,
    client_data,
    configuration,
    descriptor,
    first_factors,
    guarded_by,
    json_object,
    origin_of,
    relying_party,
    reply,
    verification,
)


def begin_sign_in(data: dict[str, Any]) -> Answer:
    """AdminInitiateAuth with USER_AUTH: the challenge WEB_AUTHN when it is wanted and can be had, else the choice."""
    client_id, parameters = data.get("ClientId", ""), data.get("AuthParameters") or {}
    pool = cognito._user_pools.get(data.get("UserPoolId"))
    client = pool["_clients"].get(client_id) if pool else None
    if client is None:
        raise Refusal("ResourceNotFoundException", f"Client {client_id} not found.")
    if "ALLOW_USER_AUTH" not in client.get("ExplicitAuthFlows", ()):
        raise Refusal("InvalidParameterException", "USER_AUTH flow not enabled for this client")
    user = _user(pool, parameters.get("USERNAME"))
    if parameters.get("PREFERRED_CHALLENGE") == CHALLENGE and _may_sign_in(pool, user):
        return _challenge(pool, client_id, user)
    token, _session = challenges.opened(pool["Id"], client_id, user, "SELECT_CHALLENGE")
    available = ["PASSWORD", "PASSWORD_SRP", *([CHALLENGE] if _may_sign_in(pool, user) else ())]
    return reply(
        {
            "ChallengeName": "SELECT_CHALLENGE",
            "Session": token,
            "ChallengeParameters": {"USERNAME": user["Username"]},
            "AvailableChallenges": available,
        }
    )


def _user(pool: Pool, username: Any) -> User:
    """PreventUserExistenceErrors does not cover this flow."""
    user: User | None = cognito._resolve_user(pool, username)[0]
    if user is None:
        raise Refusal("UserNotFoundException", "User does not exist.")
    if not user.get("Enabled", True):
        raise Refusal("NotAuthorizedException", "User is disabled.")
    if user.get("UserStatus") == "UNCONFIRMED":
        raise Refusal("UserNotConfirmedException", "User is not confirmed.")
    return user


def finish_sign_in(data: dict[str, Any]) -> Answer:
    """AdminRespondToAuthChallenge with WEB_AUTHN."""
    pool, user = challenges.responder(data)
    session = challenges.of(data, user, CHALLENGE) if user is not None else None
    if pool is None or user is None or session is None:
        return challenges.refused()
    challenges.closed(data)  # whatever comes of it
    credential = json_object(data["ChallengeResponses"].get("CREDENTIAL"))
    held = next((mine for mine in user.get(CREDENTIALS, ()) if mine["id"] == credential.get("id")), None)
    if held is None:
        raise Refusal("NotAuthorizedException", "Incorrect username or password.")
    try:
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(session["souk_webauthn"]),
            expected_rp_id=held["party"],
            expected_origin=origin_of(client_data(credential), held["party"]),
            credential_public_key=base64url_to_bytes(held["public_key"]),
            credential_current_sign_count=held["sign_count"],
            require_user_verification=verification(pool) is UserVerificationRequirement.REQUIRED,
        )
    except WebAuthnException as error:
        raise Refusal("NotAuthorizedException", str(error)) from None
    held["sign_count"] = verified.new_sign_count
    return reply({"AuthenticationResult": cognito._build_auth_result(pool["Id"], data.get("ClientId"), user)})


def _challenge(pool: Pool, client_id: str, user: User) -> Answer:
    options = webauthn.generate_authentication_options(
        rp_id=relying_party(pool),
        challenge=secrets.token_bytes(32),
        allow_credentials=[descriptor(held) for held in user[CREDENTIALS]],
        user_verification=verification(pool),
    )
    token, session = challenges.opened(pool["Id"], client_id, user, CHALLENGE)
    session["souk_webauthn"] = bytes_to_base64url(options.challenge)
    return reply(
        {
            "ChallengeName": CHALLENGE,
            "Session": token,
            "ChallengeParameters": {
                "USERNAME": user["Username"],
                "CREDENTIAL_REQUEST_OPTIONS": webauthn.options_to_json(options),
            },
        }
    )


def _may_sign_in(pool: Pool, user: User) -> bool:
    if CHALLENGE not in first_factors(pool) or not user.get(CREDENTIALS):
        return False
    multi = configuration(pool).get("FactorConfiguration") == "MULTI_FACTOR_WITH_USER_VERIFICATION"
    return not user.get("_mfa_enabled") or bool(multi and user.get(AS_MFA))


def install() -> None:
    initiate, respond = cognito._admin_initiate_auth, cognito._admin_respond_to_auth_challenge
    begin, finish = guarded_by(begin_sign_in), guarded_by(finish_sign_in)

    def initiating(data: dict[str, Any]) -> Answer:
        answer: Answer = begin(data) if data.get("AuthFlow") == "USER_AUTH" else initiate(data)
        return answer

    def responding(data: dict[str, Any]) -> Answer:
        answer: Answer = finish(data) if data.get("ChallengeName") == CHALLENGE else respond(data)
        return answer

    cognito._admin_initiate_auth, cognito._admin_respond_to_auth_challenge = initiating, responding
