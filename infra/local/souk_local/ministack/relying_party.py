"""What registration and sign-in with passkeys share: the pool's relying party, and how refusals are answered."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ministack.core.responses import error_response_json, json_response
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

from souk_local.ministack.challenges import Answer, Handler

CREDENTIALS, AS_MFA = "souk_passkeys", "souk_passkey_mfa"
CHALLENGE = "WEB_AUTHN"
User = dict[str, Any]
Pool = dict[str, Any]


class Refusal(Exception):
    """One of Cognito's errors."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(reason, message)
        self.answer: Answer = error_response_json(reason, message, 400)


def guarded_by(handler: Handler) -> Handler:
    def guarded(data: dict[str, Any]) -> Answer:
        try:
            return handler(data)
        except Refusal as refusal:
            return refusal.answer

    return guarded


def configuration(pool: Pool) -> Mapping[str, str]:
    return pool.get("WebAuthnConfiguration") or {}


def first_factors(pool: Pool) -> list[str]:
    """With what a person may begin to sign in."""
    policy = (pool.get("Policies") or {}).get("SignInPolicy") or {}
    return policy.get("AllowedFirstAuthFactors") or ["PASSWORD"]


def relying_party(pool: Pool) -> str:
    party = configuration(pool).get("RelyingPartyId") or pool.get("CustomDomain") or ""
    if not party:
        raise Refusal("WebAuthnConfigurationMissingException", "The user pool has no relying party id and no domain.")
    return party


def verification(pool: Pool) -> UserVerificationRequirement:
    return UserVerificationRequirement(configuration(pool).get("UserVerification") or "preferred")


def origin_of(said: Mapping[str, Any], party: str) -> str:
    """The origin that a browser reported, if it is the relying party's: https, or http where that counts as secure."""
    origin = str(said.get("origin", ""))
    parts = urlsplit(origin)
    host = parts.hostname or ""
    secure = parts.scheme == "https" or (parts.scheme == "http" and host == "localhost")
    if not secure or not (host == party or host.endswith(f".{party}")):
        raise Refusal("WebAuthnOriginNotAllowedException", f"The origin {origin} does not go with {party}.")
    return origin


def client_data(credential: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        said = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
    except (KeyError, TypeError, ValueError):
        raise Refusal("InvalidParameterException", "Credential has no clientDataJSON.") from None
    return said if isinstance(said, dict) else {}


def json_object(value: Any) -> dict[str, Any]:
    """A credential comes as an object, or as the JSON of one."""
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Refusal("InvalidParameterException", "Credential is not a JSON object.")
    return found


def descriptor(held: Mapping[str, Any]) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(held["id"]))


def reply(body: dict[str, Any]) -> Answer:
    answer: Answer = json_response(body)
    return answer
