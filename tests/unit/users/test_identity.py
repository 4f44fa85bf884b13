"""Who an ID token is about, and addresses."""

from __future__ import annotations

import base64
import json

import pytest

from users.adapters.tokens import identity_in, session_in
from users.domain.identity import Identity, Tokens, normal_email


def test_the_case_of_an_address_makes_no_other_person() -> None:
    assert normal_email(" Ann@Example.COM ") == "ann@example.com"


ANN: dict[str, object] = {"sub": "u1", "origin_jti": "s1", "email": "ann@example.com"}


def token(claims: object) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({}, claims)]
    return ".".join([*parts, "signature"])


def test_an_id_token_says_who_it_is_about() -> None:
    claims = {**ANN, "email_verified": True, "name": "Ann Ü", "cognito:groups": ["staff", "admin"]}
    assert identity_in(token(claims)) == Identity("u1", "ann@example.com", True, "Ann Ü", ("admin", "staff"))
    assert session_in(token(claims)) == "s1"


@pytest.mark.parametrize("claims", [{}, {"email_verified": False}, {"email_verified": "false"}])
def test_an_address_that_was_not_proved_is_not_taken_for_one_that_was(claims: dict[str, object]) -> None:
    assert not identity_in(token({**ANN, **claims})).email_verified


@pytest.mark.parametrize("text", ["", "a.b", "a.!!!.c", token([]), token({"sub": "u1"}), token({"origin_jti": "s1"})])
def test_what_is_no_id_token_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"[Tt]oken|JSON"):
        identity_in(text)


def test_tokens_do_not_show_when_they_are_printed() -> None:
    identity = Identity("u1", "ann@example.com", True)
    assert "secret" not in repr(Tokens("secret-id", 900, identity, "s1", "secret-access", "secret-refresh"))
