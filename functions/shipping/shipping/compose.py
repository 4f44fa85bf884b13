"""Puts the service together, once per process."""

from __future__ import annotations

from functools import cache

from shipping.adapters.carriers.manual import ManualCarrier
from shipping.adapters.store import ShipmentStore
from shipping.domain.tracking import MANUAL
from shipping.usecases.ports import Carrier
from shipping.usecases.shipments import Shipping
from souk.secrets import secret
from souk.settings import Settings

SANDBOX = "sandbox"


class ShippingSettings(Settings):
    @property
    def carrier_api_base(self) -> str:
        """Where the sandbox carrier's API is; empty when staff hand parcels over themselves."""
        return self.optional("CARRIER_API_BASE")


@cache
def shipping() -> Shipping:
    settings = ShippingSettings()
    carriers: dict[str, Carrier] = {MANUAL: ManualCarrier()}
    if settings.carrier_api_base:
        carriers[SANDBOX] = _sandbox(settings)
    return Shipping(ShipmentStore(), carriers, default=SANDBOX if SANDBOX in carriers else MANUAL)


def reset() -> None:
    """Forgets what was built. For tests, which swap the environment."""
    shipping.cache_clear()


def _sandbox(settings: ShippingSettings) -> Carrier:
    # Imported here: a shop without it need not load an HTTP client.
    from shipping.adapters.carriers.http import HttpPost
    from shipping.adapters.carriers.sandbox import SandboxCarrier, Secrets

    def secrets() -> Secrets:
        """`webhook_secret_previous` may stay beside the new `webhook_secret` while the carrier changes over."""
        held = secret(f"/souk/{settings.stage}/shipping/{SANDBOX}")
        valid = (held["webhook_secret"], held.get("webhook_secret_previous", ""))
        return Secrets(held["api_key"], tuple(value for value in valid if value))

    callback_url = f"{settings.public_url}/api/webhooks/carriers/{SANDBOX}"
    return SandboxCarrier(settings.carrier_api_base, callback_url, secrets, HttpPost())
