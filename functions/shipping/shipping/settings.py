"""The environment of the shipping functions."""

from __future__ import annotations

from souk.settings import Settings


class ShippingSettings(Settings):
    @property
    def picks(self) -> bool:
        """Whether staff pick and pack parcels here: then each waits in their queues before it leaves."""
        return self.optional("PICKING", "off") == "on"
