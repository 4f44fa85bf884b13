"""The port to payment providers. A provider is one file that answers these calls, and one line in the registry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from payments.domain.dispute import ProviderDispute
from payments.domain.snapshot import ProviderPayment, ProviderRefund
from souk.errors import PaymentRefused
from souk.money import Money


class ProviderRefused(PaymentRefused):
    """The provider has understood and says no; asking again will not help. `detail["provider_code"]`."""


@dataclass(frozen=True, slots=True)
class StartRequest:
    payment_id: str
    order_id: str
    attempt: str
    amount: Money
    description: str
    correlation_id: str = ""  # of the request that starts it; kept by the provider with our ids
    number: str = ""  # the order's, as people use it


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """A verified webhook.

    `reference` names what it is about, a payment or something of one that `fetch` can find it by; empty when it is
    about none. `dispute` is what it says of a dispute. `understood` is false for a shape that nobody knows.
    """

    provider: str
    event_id: str
    type: str
    reference: str = ""
    dispute: ProviderDispute | None = None
    understood: bool = True


class PaymentProvider(Protocol):
    """What every adapter does.

    All calls may raise Unavailable (ask again later), PaymentMisconfigured (staff have to mend it) and ProviderRefused.

    Every call that moves money carries an idempotency key derived from our ids: repeating it is harmless.
    """

    id: str
    remote: bool  # the provider has a memory of its own that can be asked; else our ledger is the only truth

    def start(self, request: StartRequest) -> ProviderPayment:
        """Opens a payment. The same payment_id again gives the same one. PaymentDeclined when not accepted."""
        ...

    def capture(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:
        """Takes `amount` of what is held."""
        ...

    def void(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:
        """Cancels it if that is still possible, and says how it stands: the answer may be captured."""
        ...

    def refund(self, refund_id: str, reference: str, amount: Money) -> ProviderRefund: ...

    def fetch(self, reference: str) -> ProviderPayment | None:
        """How it stands now; None when the provider keeps no memory of its own.

        `reference` is that of the payment, or of a charge, refund or dispute of it.
        """
        ...

    def disputes(self, since: datetime) -> Iterator[ProviderDispute]:
        """The disputes opened since then, newest first, read page by page as they are asked for."""
        ...

    def listed(self, since: datetime, after: str = "") -> Iterator[ProviderPayment]:
        """The payments opened since then, newest first, beginning after the one with reference `after`.

        Read page by page as they are asked for. None for a provider without a memory of its own.
        """
        ...

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        """Verifies the signature over the raw body. Raises BadSignature when it does not hold, and nothing else."""
        ...

    def publishable_key(self) -> str:
        """What the browser needs to talk to the provider; empty when it does not."""
        ...

    def close(self) -> None:
        """Lets go of connections; the next call makes new ones."""
        ...
