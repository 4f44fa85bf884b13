"""What providers send us: verified, remembered once, and taken as a hint to look, never as the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from payments.completion import IMPOSSIBLE, Completion
from payments.payment import payment_id_of
from payments.ports import AlreadyReceived, Receipt
from payments.provider import ProviderPayment, ProviderRefused
from payments.workflow import Payments
from souk import clock
from souk.errors import NotFound


class Webhooks:
    """The payment is fetched from the provider for every event, so neither order nor age of events matters."""

    def __init__(self, completion: Completion, payments: Payments) -> None:
        self._completion = completion
        self._payments = payments
        self._store = completion.store

    def receive(self, provider_id: str, body: bytes, headers: Mapping[str, str]) -> str:
        """Handles one delivery and returns what became of it.

        Raises InvalidInput for a bad signature, Unavailable when the provider cannot be asked: it delivers again.
        """
        provider = self._completion.providers.get(provider_id)
        event = provider.parse_webhook(body, headers)
        if self._store.received(provider_id, event.event_id):
            return "repeated"
        receipt = Receipt(provider_id, event.event_id, event.type, clock.now(), event.reference)
        if not event.reference:
            return self._keep(receipt, "ignored")
        try:
            seen = provider.fetch(event.reference)
        except ProviderRefused:
            return self._keep(receipt, "unknown")
        if seen is None or not is_ours(seen):
            return self._keep(receipt, "not ours")
        return self._apply(seen, replace(receipt, payment_id=seen.payment_id))

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


def is_ours(seen: ProviderPayment) -> bool:
    """Whether the shop has opened it: others may use the same account."""
    return bool(seen.payment_id) and seen.payment_id == payment_id_of(seen.order_id, seen.attempt)
