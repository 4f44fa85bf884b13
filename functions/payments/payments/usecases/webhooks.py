"""What providers send us: verified, remembered once, and taken as a hint to look, never as the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from payments.domain.dispute import ProviderDispute
from payments.domain.ids import payment_id_of
from payments.domain.snapshot import ProviderPayment
from payments.domain.warning import ProviderWarning
from payments.usecases.completion import IMPOSSIBLE, Completion
from payments.usecases.payments import Payments
from payments.usecases.ports import AlreadyReceived, PaymentProvider, ProviderEvent, ProviderRefused, Receipt
from souk import clock
from souk.errors import NotFound
from souk.repeats import Repeats
from souk.telemetry import count, logger
from souk.webhooks import BadSignature, KeptWebhook, kept_text


class Webhooks:
    """The payment is fetched from the provider for every event, so neither order nor age of events matters."""

    def __init__(self, completion: Completion, payments: Payments) -> None:
        self._completion = completion
        self._payments = payments
        self._store = completion.store
        self._forged = Repeats(
            "WebhooksForged",
            "the payment provider's webhooks are refused: compare the webhook secret with the provider's",
        )

    def receive(self, provider_id: str, body: bytes, headers: Mapping[str, str]) -> str:
        """Handles one delivery and returns what became of it. What nobody understands is kept for people to read.

        Raises BadSignature, and Unavailable when the provider cannot be asked: it delivers again.
        """
        provider = self._completion.providers.get(provider_id)
        event = self._verified(provider, body, headers)
        if self._store.received(provider_id, event.event_id):
            return "repeated"
        receipt = Receipt(provider_id, event.event_id, event.type, clock.now(), event.reference)
        if not event.understood:
            return self._not_understood(receipt, body)
        if not event.reference:
            return self._keep(receipt, "ignored")
        try:
            seen = provider.fetch(event.reference)
        except ProviderRefused:
            return self._unknown(receipt, event, body)
        if seen is None or not is_ours(seen):
            return self._keep(receipt, "not ours")
        seen = _with_warning(_with_dispute(seen, event.dispute), event.warning)
        return self._apply(seen, replace(receipt, payment_id=seen.payment_id))

    def kept(self, limit: int, after: str | None) -> tuple[list[KeptWebhook], str | None]:
        """A page of those that nobody understood, the newest first, and the cursor of the next."""
        return self._store.kept(limit, after)

    def _verified(self, provider: PaymentProvider, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        try:
            event = provider.parse_webhook(body, headers)
        except BadSignature as error:
            if error.signed:
                self._forged.again(provider=provider.id)
            raise
        self._forged.over()
        return event

    def _not_understood(self, receipt: Receipt, body: bytes) -> str:
        logger.warning("webhook not understood", extra={"event_id": receipt.event_id, "event_type": receipt.type})
        count("WebhooksNotUnderstood")
        return self._keep(_with_body(receipt, body), "not understood")

    def _unknown(self, receipt: Receipt, event: ProviderEvent, body: bytes) -> str:
        if event.dispute:
            logger.error("dispute of an unknown payment", extra={"dispute": event.dispute.reference})
            count("PaymentsMismatched")
        return self._keep(_with_body(receipt, body), "unknown")

    def _apply(self, seen: ProviderPayment, receipt: Receipt) -> str:
        try:
            payment = self._completion.complete(seen.payment_id, seen, receipt)
        except AlreadyReceived:
            return "repeated"
        except NotFound:
            return self._early(seen, receipt)
        except IMPOSSIBLE:
            # Announced for a person to look at; sending it again would not help.
            return self._keep(receipt, "mismatch")
        self._completion.follow_up_if_possible(payment)
        return receipt.outcome

    def _early(self, seen: ProviderPayment, receipt: Receipt) -> str:
        """Our own write has not come yet, or never will: with money in it, it is taken in at once."""
        if not (seen.authorised or seen.captured):
            return self._keep(receipt, "early")
        self._payments.adopt(seen, receipt.provider)
        return self._apply(seen, replace(receipt, outcome="adopted"))

    def _keep(self, receipt: Receipt, outcome: str) -> str:
        self._store.keep(replace(receipt, outcome=outcome))
        return outcome


def _with_dispute(seen: ProviderPayment, told: ProviderDispute | None) -> ProviderPayment:
    """With the dispute the event tells of, which is signed, where the provider does not list it with the payment."""
    if told is None or any(dispute.reference == told.reference for dispute in seen.disputes):
        return seen
    return replace(seen, disputes=(*seen.disputes, told))


def _with_warning(seen: ProviderPayment, told: ProviderWarning | None) -> ProviderPayment:
    """With what the event warns of, which is signed: a payment does not list it."""
    return replace(seen, warnings=(*seen.warnings, told)) if told else seen


def _with_body(receipt: Receipt, body: bytes) -> Receipt:
    return replace(receipt, body=kept_text(body))


def is_ours(seen: ProviderPayment) -> bool:
    """Whether the shop has opened it: others may use the same account."""
    return bool(seen.payment_id) and seen.payment_id == payment_id_of(seen.order_id, seen.attempt)
