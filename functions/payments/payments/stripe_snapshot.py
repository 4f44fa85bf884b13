"""Reads Stripe's objects into the port's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from payments.provider import ProviderPayment, ProviderRefund, ProviderStatus
from payments.stripe_amounts import from_stripe
from payments.stripe_client import decline_code_of

_STATUSES = {
    "requires_payment_method": ProviderStatus.OPEN,
    "requires_confirmation": ProviderStatus.OPEN,
    "processing": ProviderStatus.OPEN,
    "requires_action": ProviderStatus.REQUIRES_ACTION,
    "requires_capture": ProviderStatus.HELD,
    "succeeded": ProviderStatus.CAPTURED,
    "canceled": ProviderStatus.CANCELLED,
}
_REFUND_STATUSES = {"succeeded": "succeeded", "failed": "failed", "canceled": "failed"}


def payment_of(intent: Mapping[str, Any]) -> ProviderPayment:
    """A PaymentIntent, with latest_charge.refunds expanded where money has moved.

    Raises KeyError for a status this API version does not have.
    """
    currency = intent["currency"]
    amount = from_stripe(intent["amount"], currency)
    charge = intent.get("latest_charge")
    charge = charge if isinstance(charge, dict) else {}
    status = _STATUSES[intent["status"]]
    error = intent.get("last_payment_error") or {}
    declined = status is ProviderStatus.OPEN and bool(error)
    metadata = intent.get("metadata") or {}
    all_refunds = (charge.get("refunds") or {}).get("data") or []
    # A refund that belongs to the charge alone is what a partial capture let go, not money paid back.
    refunds = [refund for refund in all_refunds if refund.get("payment_intent")]
    return ProviderPayment(
        reference=intent["id"],
        status=ProviderStatus.DECLINED if declined else status,
        amount=amount,
        authorised=amount.amount if status in (ProviderStatus.HELD, ProviderStatus.CAPTURED) else 0,
        captured=_captured(intent, all_refunds, currency) if status is ProviderStatus.CAPTURED else 0,
        refunds=tuple(refund_of(refund, currency) for refund in refunds),
        charge=charge.get("id", ""),
        failure=error.get("message") or "" if declined else "",
        decline_code=decline_code_of(error.get("decline_code") or error.get("code") or "") if declined else "",
        payment_id=metadata.get("payment_id", ""),
        order_id=metadata.get("order_id", ""),
        attempt=metadata.get("attempt", ""),
        correlation_id=metadata.get("correlation_id", ""),
        opened_at=datetime.fromtimestamp(intent["created"], UTC),
        client_secret=intent.get("client_secret") or "",
    )


def refund_of(refund: Mapping[str, Any], currency: str) -> ProviderRefund:
    return ProviderRefund(
        reference=refund["id"],
        amount=from_stripe(refund["amount"], currency).amount,
        status=_REFUND_STATUSES.get(refund.get("status") or "", "pending"),
        refund_id=(refund.get("metadata") or {}).get("refund_id", ""),
        failure=refund.get("failure_reason") or "",
    )


def _captured(intent: Mapping[str, Any], refunds: list[Mapping[str, Any]], currency: str) -> int:
    received = intent.get("amount_received")
    if received is None:
        received = intent["amount"] - sum(r["amount"] for r in refunds if not r.get("payment_intent"))
    return from_stripe(received, currency).amount
