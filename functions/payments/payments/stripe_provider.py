"""Stripe through PaymentIntents (docs.stripe.com/payments/payment-intents). The card stays in Stripe's element."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

from payments.provider import (
    ProviderEvent,
    ProviderPayment,
    ProviderRefund,
    ProviderRefused,
    ProviderStatus,
    StartRequest,
)
from payments.stripe_amounts import to_stripe
from payments.stripe_client import StripeConnection
from payments.stripe_snapshot import payment_of, refund_of
from payments.stripe_webhook import verified_event
from souk.errors import InvalidInput
from souk.ids import new_id
from souk.money import Money

Capture = Literal["automatic", "manual"]
_EXPAND = ["latest_charge.refunds"]
_PAGE = 100  # Stripe's largest


class StripeProvider:
    """Answers the port. Every call carries an idempotency key made of our own ids."""

    id = "stripe"
    remote = True

    def __init__(self, connection: StripeConnection, capture: Capture = "automatic") -> None:
        self._connection = connection
        self._capture: Capture = capture

    def start(self, request: StartRequest) -> ProviderPayment:
        # No receipt_email: the shop writes its own e-mails, and Stripe need not know the shopper.
        with self._connection.calling("start the payment"):
            intent = self._intents.create(
                {
                    "amount": to_stripe(request.amount),
                    "currency": request.amount.currency.lower(),
                    "capture_method": self._capture,
                    "payment_method_types": ["card"],
                    "metadata": {
                        "payment_id": request.payment_id,
                        "order_id": request.order_id,
                        "attempt": request.attempt,
                        "description": request.description,
                        "correlation_id": request.correlation_id,
                    },
                },
                {"idempotency_key": f"{request.payment_id}/start"},
            )
        return payment_of(intent.to_dict())

    def capture(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:
        with self._connection.calling("capture the payment"):
            self._intents.capture(
                reference,
                {"amount_to_capture": to_stripe(amount)},
                {"idempotency_key": f"{payment_id}/capture/{amount.amount}"},
            )
        return self._fetched(reference)

    def void(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:  # noqa: ARG002
        # Stripe keeps a refusal under its key for a day. Cancelling twice is harmless, so each call asks anew.
        key = f"{payment_id}/void/{new_id()}"
        try:
            with self._connection.calling("cancel the payment"):
                self._intents.cancel(reference, {}, {"idempotency_key": key})
        except ProviderRefused:
            seen = self._fetched(reference)
            if seen.status not in (ProviderStatus.CANCELLED, ProviderStatus.CAPTURED):
                raise
            return seen
        return self._fetched(reference)

    def refund(self, refund_id: str, reference: str, amount: Money) -> ProviderRefund:
        with self._connection.calling("refund the payment"):
            refund = self._connection.client.v1.refunds.create(
                {
                    "payment_intent": reference,
                    "amount": to_stripe(amount),
                    "metadata": {"refund_id": refund_id},
                },
                {"idempotency_key": refund_id},
            )
        return refund_of(refund.to_dict(), amount.currency)

    def fetch(self, reference: str) -> ProviderPayment | None:
        return self._fetched(reference)

    def listed(self, since: datetime, after: str = "") -> Iterator[ProviderPayment]:
        query: dict[str, Any] = {
            "created": {"gte": int(since.timestamp())},
            "limit": _PAGE,
            "expand": [f"data.{path}" for path in _EXPAND],
        }
        while True:
            page = {**query, "starting_after": after} if after else query
            with self._connection.calling("list payments"):
                listed = self._intents.list(page).to_dict()
            for intent in listed["data"]:
                yield self._fetched(intent["id"]) if _has_more_refunds(intent) else payment_of(intent)
            if not (listed["has_more"] and listed["data"]):
                return
            after = listed["data"][-1]["id"]

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        try:
            return verified_event(body, headers, self._webhook_secrets)
        except InvalidInput:
            # The secret may have been rotated since it was read.
            if not self._connection.renew_credentials():
                raise
        return verified_event(body, headers, self._webhook_secrets)

    def publishable_key(self) -> str:
        return self._connection.credentials["publishable_key"]

    def close(self) -> None:
        self._connection.close()

    @property
    def _webhook_secrets(self) -> list[str]:
        """During a rotation both the new and the previous secret are accepted."""
        return [secret for name, secret in self._connection.credentials.items() if name.startswith("webhook_secret")]

    @property
    def _intents(self) -> Any:
        return self._connection.client.v1.payment_intents

    def _fetched(self, reference: str) -> ProviderPayment:
        with self._connection.calling("look up the payment"):
            intent = self._intents.retrieve(reference, {"expand": _EXPAND}).to_dict()
            if _has_more_refunds(intent):
                page = self._connection.client.v1.refunds.list({"payment_intent": reference, "limit": 100})
                refunds = [refund.to_dict() for refund in page.auto_paging_iter()]
                intent["latest_charge"]["refunds"]["data"] = refunds
        return payment_of(intent)


def _has_more_refunds(intent: Mapping[str, Any]) -> bool:
    charge = intent.get("latest_charge")
    return isinstance(charge, dict) and bool((charge.get("refunds") or {}).get("has_more"))
