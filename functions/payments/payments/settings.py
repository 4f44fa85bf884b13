"""The environment of the payments functions."""

from __future__ import annotations

from datetime import timedelta

from souk.settings import Settings


class PaymentsSettings(Settings):
    @property
    def stripe_api_base(self) -> str:
        """Where Stripe's API answers, without a trailing slash; empty means Stripe's own address."""
        return self.optional("STRIPE_API_BASE").rstrip("/")

    @property
    def stripe_secret(self) -> str:
        """The name of the secret with secret_key, publishable_key and webhook_secret."""
        return f"/souk/{self.stage}/payments/stripe"

    @property
    def gift_cards_secret(self) -> str:
        """The name of the secret with the key that gift cards' codes are made and found by. It stays: with another one
        no code that was given out is known.
        """
        return f"/souk/{self.stage}/payments/gift-cards"

    @property
    def documents_function(self) -> str:
        """The function that makes PDFs of documents."""
        return self.required("DOCUMENTS_FUNCTION")

    @property
    def stripe_capture(self) -> str:
        """automatic: charged when the shopper confirms; manual: held until staff capture."""
        return self.optional("STRIPE_CAPTURE", "automatic")

    @property
    def stripe_read_seconds(self) -> float:
        """How long one try waits for Stripe's answer. Two tries have to fit into the 10 s a checkout waits."""
        return float(self.optional("STRIPE_READ_SECONDS", "4"))

    @property
    def circuit_failures(self) -> int:
        """How many calls in a row a provider may leave unanswered before it is left alone."""
        return int(self.optional("CIRCUIT_FAILURES", "3"))

    @property
    def circuit_seconds(self) -> int:
        """How long it is then left alone."""
        return int(self.optional("CIRCUIT_SECONDS", "15"))

    @property
    def first_check(self) -> timedelta:
        """How long an open payment is left alone before the provider is asked about it."""
        return timedelta(seconds=int(self.optional("RECONCILE_AFTER_SECONDS", "60")))
