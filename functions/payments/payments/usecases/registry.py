"""The payment providers a shop offers, by id."""

from __future__ import annotations

from collections.abc import Iterable

from payments.usecases.ports import PaymentProvider
from souk.errors import InvalidInput


class Providers:
    """A further provider is one more argument in `compose`."""

    def __init__(self, providers: Iterable[PaymentProvider]) -> None:
        self._by_id = {provider.id: provider for provider in providers}

    def __contains__(self, provider_id: str) -> bool:
        return provider_id in self._by_id

    def get(self, provider_id: str) -> PaymentProvider:
        """Raises InvalidInput for one the shop does not have."""
        try:
            return self._by_id[provider_id]
        except KeyError:
            known = ", ".join(sorted(self._by_id))
            raise InvalidInput(f"there is no payment provider {provider_id!r}; choose one of {known}") from None

    def remote(self) -> list[PaymentProvider]:
        """Those with a memory of their own to compare ours with."""
        return [provider for provider in self._by_id.values() if provider.remote]

    def close(self) -> None:
        """Lets go of the providers' connections."""
        for provider in self._by_id.values():
            provider.close()
