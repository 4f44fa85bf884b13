"""A cookie by which a browser that has signed in to an account is known there again.

Its wrong passwords are counted apart from those of everybody else, so that whoever guesses at an account locks out
themselves, and not the person it belongs to ("Slow down online guessing attacks with device cookies", OWASP:
https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).

It opens nothing. A value is a random id and a signature over it and the e-mail address, by the key of the limits.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

COOKIE = "souk_device"
SECONDS = 365 * 24 * 3600
_SIGNATURE_BYTES = 18


def issued(email: str, key: bytes) -> str:
    """A new value, for the browser that has just signed in as `email`."""
    device = secrets.token_urlsafe(12)
    return f"{device}.{_signature(device, email, key)}"


def known(value: str, email: str, key: bytes) -> str:
    """The id of the device; empty when it has not signed in as `email`."""
    device, _, signature = value.partition(".")
    return device if hmac.compare_digest(signature.encode(), _signature(device, email, key).encode()) else ""


def _signature(device: str, email: str, key: bytes) -> str:
    digest = hmac.digest(key, f"device\0{email}\0{device}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:_SIGNATURE_BYTES]).decode()
