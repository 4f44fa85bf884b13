"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from shipping.adapters.carriers.manual import ManualCarrier
from shipping.adapters.store import ShipmentStore
from shipping.domain.tracking import MANUAL
from shipping.usecases.ports import Carrier, Shipments
from shipping.usecases.shipments import Shipping
from souk.compose import Held
from souk.secrets import secret
from souk.settings import Settings

SANDBOX = "sandbox"


class ShippingSettings(Settings):
    @property
    def carrier_api_base(self) -> str:
        """Where the sandbox carrier's API is; empty when staff hand parcels over themselves."""
        return self.optional("CARRIER_API_BASE")


@dataclass(frozen=True, slots=True)
class Parts:
    """`default` is the carrier of new shipments."""

    shipments: Shipments
    carriers: Mapping[str, Carrier]
    default: str


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def shipping(self) -> Shipping:
        return Shipping(self.parts.shipments, self.parts.carriers, self.parts.default)


def real() -> Parts:
    settings = ShippingSettings()
    return parts_with(_sandbox(settings) if settings.carrier_api_base else None)


def parts_with(sandbox: Carrier | None) -> Parts:
    """The table, and the sandbox carrier, if there is one, before parcels that staff hand over themselves."""
    carriers: dict[str, Carrier] = {MANUAL: ManualCarrier()}
    if sandbox:
        carriers[SANDBOX] = sandbox
    return Parts(ShipmentStore(), carriers, SANDBOX if sandbox else MANUAL)


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


services = Held(Services, real)
