"""Passkeys of a person: registered, listed and removed, as AWS's API reference has it.

StartWebAuthnRegistration, CompleteWebAuthnRegistration, ListWebAuthnCredentials and DeleteWebAuthnCredential, each with
the person's access token, and their errors:
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html and
the pages of the others. What is signed is checked by py_webauthn. MiniStack has none of them, nor does
it keep the WebAuthn properties of the template's user pool.
"""

import json
import time
from collections.abc import Mapping
from typing import Any

import webauthn
from ministack.core.concurrency import run_reentrant
from ministack.services import cognito
from ministack.services.cloudformation import provisioners
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from souk_local.ministack.challenges import Answer, Handler
from souk_local.ministack.relying_party import (
    AS_MFA,
    CHALLENGE,
    CREDENTIALS,
    Pool,
    Refusal,
    User,
    client_data,
    descriptor,
    first_factors,
    guarded_by,
    json_object,
    origin_of,
    relying_party,
    reply,
    verification,
)

PENDING = "souk_passkey_registration"
MOST = 20  # https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
REGISTRATION_SECONDS = 300
CONFIGURATION = {
    "WebAuthnRelyingPartyID": "RelyingPartyId",
    "WebAuthnUserVerification": "UserVerification",
    "WebAuthnFactorConfiguration": "FactorConfiguration",
}


def start_registration(data: dict[str, Any]) -> Answer:
    user, pool = _signed_in(data)
    party = relying_party(pool)
    options = webauthn.generate_registration_options(
        rp_id=party,
        rp_name=party,
        user_name=_name(user),
        user_display_name=_name(user),
        user_id=user["Username"].encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=verification(pool),
        ),
        exclude_credentials=[descriptor(held) for held in user.get(CREDENTIALS, ())],
    )
    user[PENDING] = {
        "challenge": bytes_to_base64url(options.challenge),
        "client_id": _client(data),
        "until": time.time() + REGISTRATION_SECONDS,
    }
    return reply({"CredentialCreationOptions": json.loads(webauthn.options_to_json(options))})


def complete_registration(data: dict[str, Any]) -> Answer:
    user, pool = _signed_in(data)
    party, credential = relying_party(pool), json_object(data.get("Credential"))
    pending = user.pop(PENDING, None)
    said = client_data(credential)
    if not pending or pending["until"] < time.time() or said.get("challenge") != pending["challenge"]:
        raise Refusal("WebAuthnChallengeNotFoundException", "The registration has expired, start again.")
    if pending["client_id"] != _client(data):
        raise Refusal("WebAuthnClientMismatchException", "The registration was started by another app client.")
    origin = origin_of(said, party)
    if len(user.get(CREDENTIALS, ())) >= MOST:
        raise Refusal("LimitExceededException", "This user has as many passkeys as one may have.")
    try:
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(pending["challenge"]),
            expected_rp_id=party,
            expected_origin=origin,
            require_user_verification=verification(pool) is UserVerificationRequirement.REQUIRED,
        )
    except WebAuthnException as error:
        if "RP ID" in str(error):
            raise Refusal("WebAuthnRelyingPartyMismatchException", str(error)) from None
        raise Refusal("WebAuthnCredentialNotSupportedException", str(error)) from None
    response = credential.get("response") or {}
    user.setdefault(CREDENTIALS, []).append(
        {
            "id": bytes_to_base64url(verified.credential_id),
            "public_key": bytes_to_base64url(verified.credential_public_key),
            "sign_count": verified.sign_count,
            "party": party,
            "attachment": credential.get("authenticatorAttachment"),
            "transports": [str(transport) for transport in response.get("transports") or ()],
            "created_at": int(time.time()),
        }
    )
    return reply({})


def list_credentials(data: dict[str, Any]) -> Answer:
    user, _pool = _signed_in(data)
    return reply({"Credentials": [_description(held) for held in user.get(CREDENTIALS, ())]})


def delete_credential(data: dict[str, Any]) -> Answer:
    user, _pool = _signed_in(data)
    held = user.get(CREDENTIALS, [])
    left = [credential for credential in held if credential["id"] != data.get("CredentialId")]
    if len(left) == len(held):
        raise Refusal("ResourceNotFoundException", "The credential does not exist.")
    user[CREDENTIALS] = left
    return reply({})


def _signed_in(data: dict[str, Any]) -> tuple[User, Pool]:
    user, pool = cognito._user_pool_for_access_token(data.get("AccessToken"))
    if user is None:
        raise Refusal("NotAuthorizedException", "Invalid Access Token")
    if CHALLENGE not in first_factors(pool):
        raise Refusal("WebAuthnNotEnabledException", "Passkeys are not enabled for this user pool.")
    return user, pool


def _client(data: dict[str, Any]) -> str:
    return str(cognito._token_claims(data["AccessToken"]).get("client_id", ""))


def _name(user: User) -> str:
    attributes = cognito._attr_list_to_dict(user.get("Attributes", []))
    return str(attributes.get("email") or user["Username"])


def _description(held: Mapping[str, Any]) -> dict[str, Any]:
    described = {
        "CredentialId": held["id"],
        "FriendlyCredentialName": "Passkey",
        "RelyingPartyId": held["party"],
        "AuthenticatorTransports": held["transports"],
        "CreatedAt": held["created_at"],
    }
    return described | ({"AuthenticatorAttachment": held["attachment"]} if held["attachment"] else {})


OPERATIONS: dict[str, Handler] = {
    "StartWebAuthnRegistration": start_registration,
    "CompleteWebAuthnRegistration": complete_registration,
    "ListWebAuthnCredentials": list_credentials,
    "DeleteWebAuthnCredential": delete_credential,
}


def install() -> None:
    """Adds the operations, and what a pool and a person set, to MiniStack's."""
    _add_operations()
    _add_settings()


def _add_operations() -> None:
    dispatch = cognito._dispatch_idp
    cognito._UNSIGNED_IDP_ACTIONS |= OPERATIONS.keys()

    async def dispatching(action: str, data: dict[str, Any]) -> Any:
        handler = OPERATIONS.get(action)
        if handler is None:
            return await dispatch(action, data)
        return await run_reentrant(
            cognito._run_idp_handler, guarded_by(handler), action, data, thread_name="ministack-passkeys"
        )

    cognito._dispatch_idp = dispatching


def _add_settings() -> None:
    """Of the template's pool, and a person's own."""
    software_token, preference = provisioners._cognito_user_pool_software_token_mfa, cognito._apply_mfa_preference

    def with_passkeys(pool_id: str, old: dict[str, Any], new: dict[str, Any]) -> None:
        software_token(pool_id, old, new)
        chosen = {member: new[name] for name, member in CONFIGURATION.items() if name in new}
        cognito._user_pools[pool_id]["WebAuthnConfiguration"] = chosen

    def preferring(user: User, data: dict[str, Any]) -> None:
        preference(user, data)
        settings = data.get("WebAuthnMfaSettings") or {}
        if "Enabled" in settings:
            user[AS_MFA] = settings["Enabled"]

    provisioners._cognito_user_pool_software_token_mfa = with_passkeys
    cognito._apply_mfa_preference = preferring
