"""The shopper's bank, for a shop whose Stripe is the local one."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import httpx
import stripe

from souk_local import secrets
from tests.support.cloud import TestCloud


class Bank:
    """The shopper's bank, which Stripe speaks for. Its fake here has no disputes."""

    def __init__(self, cloud: TestCloud, payment: dict[str, Any]) -> None:
        self.dispute_id = f"dp_{uuid.uuid4().hex}"
        self._url = f"{cloud.url}/api/webhooks/payments/stripe"
        self._secret = secrets.load(cloud.settings).stripe_webhook_secret
        self._payment = payment

    def tells(self, what: str, status: str, secret: str = "") -> int:
        body = json.dumps(
            {
                "id": f"evt_{uuid.uuid4().hex}",
                "object": "event",
                "type": f"charge.dispute.{what}",
                "created": int(time.time()),
                "data": {"object": self._dispute(status)},
            }
        )
        signature = stripe.WebhookSignature.generate_signature_header(body, secret or self._secret, int(time.time()))
        headers = {"Stripe-Signature": str(signature), "Content-Type": "application/json"}
        return httpx.post(self._url, content=body, headers=headers, timeout=60).status_code

    def _dispute(self, status: str) -> dict[str, Any]:
        return {
            "id": self.dispute_id,
            "object": "dispute",
            "amount": self._payment["amount"]["amount"],
            "currency": self._payment["amount"]["currency"].lower(),
            "payment_intent": self._payment["provider_reference"],
            "reason": "fraudulent",
            "status": status,
            "is_charge_refundable": False,
            "evidence_details": {"due_by": int(time.time()) + 7 * 86_400},
        }
