"""Stripe's signed webhooks (docs.stripe.com/webhooks, "Verify webhook signatures manually")."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from payments.provider import ProviderEvent
from souk.errors import InvalidInput

# A delivery signed longer ago is a replay.
TOLERANCE_SECONDS = 300


def verified_event(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> ProviderEvent:
    """The event in a raw body signed with any of `secrets` within the last five minutes. Raises InvalidInput."""
    import stripe

    signature = next((value for name, value in headers.items() if name.lower() == "stripe-signature"), "")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise InvalidInput("the body is not UTF-8") from None
    for secret in secrets:
        try:
            stripe.WebhookSignature.verify_header(text, signature, secret, TOLERANCE_SECONDS)
        except (stripe.SignatureVerificationError, ValueError, IndexError):
            continue
        return _event(text)
    raise InvalidInput("the webhook's signature does not hold")


def _event(text: str) -> ProviderEvent:
    try:
        event = json.loads(text)
        thing = event["data"]["object"]
        return ProviderEvent("stripe", str(event["id"]), str(event["type"]), _reference(thing))
    except (ValueError, KeyError, TypeError):
        raise InvalidInput("the body is not a Stripe event") from None


def _reference(thing: Mapping[str, Any]) -> str:
    """The PaymentIntent an event is about: itself, or the one its charge, refund or dispute belongs to."""
    reference = thing["id"] if thing.get("object") == "payment_intent" else thing.get("payment_intent")
    return reference if isinstance(reference, str) else ""
