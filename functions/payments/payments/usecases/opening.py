"""Opening a payment at its provider."""

from __future__ import annotations

from payments.domain.snapshot import ProviderPayment
from payments.usecases.ports import PaymentProvider, ProviderRefused, StartRequest
from souk.errors import Unavailable
from souk.telemetry import logger


class Opening:
    """A payment that is opened at its provider once, however often our own write has to be tried."""

    def __init__(self, provider: PaymentProvider, request: StartRequest) -> None:
        self._provider = provider
        self._request = request
        self._seen: ProviderPayment | None = None

    def opened(self) -> ProviderPayment:
        """Raises what the provider does."""
        self._seen = self._seen or self._provider.start(self._request)
        return self._seen

    def discard(self, kept: str = "") -> None:
        """Cancels what was opened, unless it is the one with the reference `kept`. Nobody was told of it."""
        seen, payment_id = self._seen, self._request.payment_id
        if seen is None or seen.reference == kept:
            return
        try:
            self._provider.void(payment_id, seen.reference, seen.amount)
        except (Unavailable, ProviderRefused) as error:
            logger.warning("left open at the provider", extra={"payment_id": payment_id, "detail": error.message})
