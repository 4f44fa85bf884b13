"""Reading what Cognito says of a person in an ID token."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from users.domain.identity import Identity


def identity_in(id_token: str) -> Identity:
    """Who the ID token is about. Raises ValueError for a token of another form.

    The signature is not checked: the token came straight from Cognito over TLS in answer to our own call, which says as
    much about its origin as the signature would (OpenID Connect Core 1.0, section 3.1.3.7, point 6). Never use this for
    a token that a browser sent; those the gateway verifies.
    """
    claims = _claims(id_token)
    groups = claims.get("cognito:groups", [])
    return Identity(
        id=claims["sub"],
        email=claims.get("email", ""),
        email_verified=claims.get("email_verified") in (True, "true"),
        name=claims.get("name", ""),
        groups=tuple(sorted(groups)),
    )


def session_in(id_token: str) -> str:
    """What all tokens of one sign-in share: the `origin_jti` claim. Raises ValueError as `identity_in` does.

    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
    """
    return str(_claims(id_token)["origin_jti"])


def _claims(token: str) -> dict[str, Any]:
    try:
        _header, payload, _signature = token.split(".")
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, binascii.Error):
        raise ValueError("this is not a JSON Web Token") from None
    if not isinstance(claims, dict) or not claims.keys() >= {"sub", "origin_jti"}:
        raise ValueError("the token names nobody, or no session")
    return claims
