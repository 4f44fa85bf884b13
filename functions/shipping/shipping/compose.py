"""Puts the service together, once per process."""

from __future__ import annotations

from functools import cache

from shipping.carriers.http import HttpPost
from shipping.carriers.manual import ManualCarrier
from shipping.carriers.sandbox import SandboxCarrier, Secrets
from shipping.ports import Carrier
from shipping.store import ShipmentStore
from shipping.tracking import MANUAL
from shipping.workflow import Shipping
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
        carriers[SANDBOX] = SandboxCarrier(
            settings.carrier_api_base,
            f"{settings.public_url}/api/webhooks/carriers/{SANDBOX}",
            _sandbox_secrets,
            HttpPost(),
        )
    return Shipping(ShipmentStore(), carriers, default=SANDBOX if SANDBOX in carriers else MANUAL)


def reset() -> None:
    """Forgets what was built. For tests, which swap the environment."""
    shipping.cache_clear()


def _sandbox_secrets() -> Secrets:
    """`webhook_secret_previous` may stay beside the new `webhook_secret` while the carrier changes over."""
    held = secret(f"/souk/{Settings().stage}/shipping/{SANDBOX}")
    webhook_secrets = (held["webhook_secret"], held.get("webhook_secret_previous", ""))
    return Secrets(held["api_key"], tuple(value for value in webhook_secrets if value))
