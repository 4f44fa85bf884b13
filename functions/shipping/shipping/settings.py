"""The environment of the shipping functions."""

from __future__ import annotations

from datetime import timedelta

from shipping.domain.returns import ReturnRules
from souk.settings import Settings


class ShippingSettings(Settings):
    @property
    def picks(self) -> bool:
        """Whether staff pick and pack parcels here: then each waits in their queues before it leaves."""
        return self.optional("PICKING", "off") == "on"

    @property
    def returns(self) -> ReturnRules:
        """What the shop grants those who send something back."""
        return ReturnRules(
            window=timedelta(days=int(self.optional("RETURN_DAYS", "30"))),
            by_itself=self.optional("RETURN_APPROVAL", "automatic") == "automatic",
            fee=int(self.optional("RETURN_FEE", "0")),
        )
