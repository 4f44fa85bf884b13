"""Puts the service together, once per process."""

from __future__ import annotations

from functools import cache

from shipping.adapters.carriers.registry import carriers
from shipping.adapters.store import ShipmentStore
from shipping.usecases.shipments import Shipping
from souk.settings import Settings


@cache
def shipping() -> Shipping:
    available = carriers(Settings())
    return Shipping(ShipmentStore(), available, default=next(iter(available)))


def reset() -> None:
    """Forgets what was built. For tests, which swap the environment."""
    shipping.cache_clear()
