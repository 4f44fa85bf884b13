"""Nothing secret and nothing personal gets past the shipper."""

from __future__ import annotations

import json

import pytest

from log_forwarder.domain.redaction import REDACTED, redacted, text
from log_forwarder.usecases.records import records_of
from tests.unit.log_forwarder.batches import batch


@pytest.mark.parametrize(
    "secret",
    [
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "sk_test_4eC39HqLyjWDarjtT1zdp7dc",
        "whsec_abc123",
        "pi_3Nabc_secret_xyz",
        "AKIAIOSFODNN7EXAMPLE",
        "ada.lovelace+shop@mail.example.com",
        "4242 4242 4242 4242",
        "4000-0025-0000-3155",
        "378282246310005",
    ],
)
def test_a_secret_in_a_text_is_hidden(secret: str) -> None:
    assert secret not in text(f"it said {secret} and failed")
    line = json.dumps({"message": "m", "deep": {"list": [f"x {secret}."]}})
    (record,) = records_of(batch(line))
    assert secret not in record.value.decode()
    (record,) = records_of(batch(f"[ERROR] ValueError: {secret}"))
    assert secret not in record.value.decode()


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "cookie",
        "Set-Cookie",
        "password",
        "access_token",
        "client_secret",
        "X-Api-Key",
        "X-Order-Key",
        "email",
        "card",
    ],
)
def test_a_member_with_a_telling_name_is_hidden(name: str) -> None:
    assert redacted({"headers": {name: "anything"}}) == {"headers": {name: REDACTED}}


def test_a_bearer_token_and_a_key_in_a_link_are_hidden() -> None:
    assert text("Authorization: Bearer abcdefghijkl") == f"Authorization: Bearer {REDACTED}"
    assert text("GET /orders/1?key=abc123&x=1") == f"GET /orders/1?key={REDACTED}&x=1"


@pytest.mark.parametrize(
    "harmless",
    [
        "0190b8f0-4242-7242-8242-424242424242",
        "order SK-000123 took 1777888800000 ms",
        "4242 4242 4242 4241",
        "TypeError: unsupported operand type(s) for @: 'int' and 'str'",
        "GET /orders/{order_id} 404",
        "idempotency_key is missing",
    ],
)
def test_what_only_looks_like_it_stays(harmless: str) -> None:
    assert text(harmless) == harmless


def test_ids_stay_so_that_lines_can_be_found() -> None:
    line = {"correlation_id": "c1", "order_id": "o1", "count": 3, "ok": True, "none": None, "token": ""}
    assert redacted(line) == line


def test_nesting_without_end_is_cut() -> None:
    value: object = "x"
    for _ in range(100):
        value = [value]
    assert "[too deep]" in json.dumps(redacted(value))


def test_a_long_text_takes_no_long_time() -> None:
    # Bounded by the test's own time limit: a pattern that backtracks would take hours here.
    hostile = "a" * 200_000 + "@" + "a." * 50_000 + "4" * 100_000 + "key" * 50_000
    assert text(hostile)
