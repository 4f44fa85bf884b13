"""The scanner finds what it is for, and the shipper lets none of it through."""

from __future__ import annotations

import json

import pytest

from log_forwarder.domain import redaction
from tests.support.sensitive import leaks

# Written in parts so that no tool takes this file for a leak.
SENSITIVE = {
    "card number": "4242 4242 4242 4242",
    "client secret": "pi_3Kx" + "_secret_9aZb",
    "secret key": "sk_" + "test_51Habc",
    "webhook secret": "wh" + "sec_abc123",
    "access key": "AKIA" + "ABCDEFGHIJKLMNOP",
    "bearer token": "Bearer abcdefghijklmnop",
    "JSON web token": "eyJhbGciOiJI.eyJzdWIiOiIx.c2ln",
    "key in a link": "https://shop.example/orders/1?key=abcDEF123",
    "key of a mailed link": "1795421017." + "0a" * 32,
    "e-mail address": "ada@example.org",
}


@pytest.mark.parametrize(("kind", "value"), SENSITIVE.items(), ids=list(SENSITIVE))
def test_it_is_found_wherever_it_stands(kind: str, value: str) -> None:
    line = json.dumps({"message": f"it failed: {value}, sorry"})
    assert kind in {leak.kind for leak in leaks([line])}


@pytest.mark.parametrize(("kind", "value"), SENSITIVE.items(), ids=list(SENSITIVE))
def test_the_shipper_takes_it_out(kind: str, value: str) -> None:
    record = {"message": f"it failed: {value}, sorry", "error": {"stack": [f'raise Error("{value}")', {"why": value}]}}
    assert leaks([json.dumps(redaction.redacted(record))]) == []


@pytest.mark.parametrize("digits", ["4242424242424242", "4242-4242-4242-4242", "378282246310005"])
def test_card_numbers_are_found_in_every_notation(digits: str) -> None:
    assert [leak.found for leak in leaks([f'"card": "{digits}"'])] == [digits]


def test_what_only_looks_like_it_is_let_be() -> None:
    harmless = [
        "4242424242424241",  # a wrong check digit
        "01a2076e-9541-7627-9423-90547472a52c",
        '"Timestamp":1795421017919',
        "pi_3KxYz is succeeded",
        "Bearer [redacted]",
        "souk-local-payments-api",
    ]
    assert leaks(harmless) == []


def test_values_a_test_knows_are_found_too() -> None:
    assert [leak.kind for leak in leaks(["GET /orders/1 with Zm9vYmFy"], known=["Zm9vYmFy", ""])] == ["known value"]
