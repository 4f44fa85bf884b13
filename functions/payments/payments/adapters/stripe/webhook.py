"""Stripe's signed webhooks (docs.stripe.com/webhooks, "Verify webhook signatures manually").

What happens to payments, refunds and disputes arrives by charge.*, charge.dispute.*, charge.refund.updated,
payment_intent.*, refund.* and radar.early_fraud_warning.* (docs.stripe.com/api/events/types), and by thin events of the
API's second version, which name an object only (docs.stripe.com/api/v2/core/events/event-types). Which of them it is
does not matter: each leads to a payment, and the payment is looked up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeGuard

from payments.adapters.stripe.snapshot import UNREADABLE, WARNING, dispute_of, reference_of, warning_of
from payments.domain.dispute import ProviderDispute
from payments.domain.warning import ProviderWarning
from payments.usecases.ports import ProviderEvent
from souk.webhooks import BadSignature, digest

# A delivery signed longer ago is a replay.
TOLERANCE_SECONDS = 300
# Ids and types are far shorter; what is not is no key of a table.
MAX_TEXT = 255


def verified_event(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> ProviderEvent:
    """The event in a raw body signed with any of `secrets` within the last five minutes. Raises BadSignature.

    What is signed and has a shape that nobody knows is an event all the same, `understood` false.
    """
    import stripe

    signature = next((value for name, value in headers.items() if name.lower() == "stripe-signature"), "")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise BadSignature("the body is not UTF-8", signed=bool(signature)) from None
    for secret in secrets:
        try:
            stripe.WebhookSignature.verify_header(text, signature, secret, TOLERANCE_SECONDS)
        except (stripe.SignatureVerificationError, ValueError, IndexError):
            continue
        return _event(text)
    raise BadSignature("the webhook's signature does not hold", signed=bool(signature))


def _event(text: str) -> ProviderEvent:
    try:
        event = json.loads(text)
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        return ProviderEvent("stripe", _digest(text), "unknown", understood=False)
    event_id, kind = event.get("id"), event.get("type")
    known = ProviderEvent(
        "stripe",
        event_id if _is_short(event_id) else _digest(text),
        kind if _is_short(kind) else "unknown",
        understood=_is_short(event_id) and _is_short(kind),
    )
    thing = _thing(event)
    if not isinstance(thing, dict):
        # An event of the API's second version may be about nothing.
        return replace(known, understood=known.understood and event.get("object") == "v2.core.event" and thing is None)
    dispute = _dispute(thing, known.type, event.get("created"))
    return replace(known, reference=reference_of(thing), dispute=dispute, warning=_warning(thing))


def _thing(event: Mapping[str, Any]) -> Any:
    """What an event is about: as it was then, or from the API's second version its id and type only."""
    if event.get("object") == "v2.core.event":
        related = event.get("related_object")
        return {"object": related.get("type"), "id": related.get("id")} if isinstance(related, dict) else related
    data = event.get("data")
    return data.get("object", data) if isinstance(data, dict) else data or ()


def _dispute(thing: Mapping[str, Any], kind: str, created: Any) -> ProviderDispute | None:
    if thing.get("object") != "dispute" or "amount" not in thing:
        return None
    as_of = datetime.fromtimestamp(created, UTC) if type(created) is int and 0 < created < 2**33 else None
    try:
        return dispute_of(thing, as_of, kind.rpartition(".")[2])
    except UNREADABLE:
        return None


def _warning(thing: Mapping[str, Any]) -> ProviderWarning | None:
    if thing.get("object") != WARNING:
        return None
    try:
        return warning_of(thing)
    except UNREADABLE:
        return None


def _is_short(text: Any) -> TypeGuard[str]:
    return isinstance(text, str) and 0 < len(text) <= MAX_TEXT and text.isascii() and text.isprintable()


def _digest(text: str) -> str:
    return f"sha256-{digest(text.encode())}"
