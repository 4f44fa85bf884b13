"""Passwords and addresses."""

from __future__ import annotations

import base64
import json

import pytest

from souk.errors import InvalidInput
from users.adapters.tokens import identity_in
from users.domain.identity import Identity, Session, check_password, normal_email


@pytest.mark.parametrize("password", ["short", "x" * 9, "x" * 257, " leading space", "trailing space "])
def test_a_password_the_pool_would_refuse_is_refused_first(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_password(password)
    assert refused.value.detail["errors"][0]["field"] == "password"
    assert password not in refused.value.message


@pytest.mark.parametrize("password", ["x" * 10, "correct horse battery", "ünïcödé-1234", "x" * 256])
def test_length_is_all_a_password_needs(password: str) -> None:
    assert refusal_of(password) == ""


def refusal_of(password: str) -> str:
    try:
        check_password(password)
    except InvalidInput as refused:
        return refused.message
    return ""


def test_the_case_of_an_address_makes_no_other_person() -> None:
    assert normal_email(" Ann@Example.COM ") == "ann@example.com"


def token(claims: object) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({}, claims)]
    return ".".join([*parts, "signature"])


def test_an_id_token_says_who_it_is_about() -> None:
    claims = {"sub": "u1", "email": "ann@example.com", "name": "Ann Ü", "cognito:groups": ["staff", "admin"]}
    assert identity_in(token(claims)) == Identity("u1", "ann@example.com", "Ann Ü", ("admin", "staff"))
    assert identity_in(token({"sub": "u1"})) == Identity("u1", "")


@pytest.mark.parametrize("text", ["", "a.b", "a.!!!.c", token([]), token({"email": "ann@example.com"})])
def test_what_is_no_id_token_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"[Tt]oken|JSON"):
        identity_in(text)


def test_tokens_do_not_show_in_a_printed_session() -> None:
    shown = repr(Session("secret-access", 900, Identity("u1", "ann@example.com"), "secret-refresh"))
    assert "secret" not in shown
