"""The environment of the shipping functions."""

from __future__ import annotations

from datetime import timedelta

from shipping.domain.returns import ReturnReason, ReturnRules
from shipping.domain.shipment import HoldReason
from souk.settings import Settings


class ShippingSettings(Settings):
    @property
    def picks(self) -> bool:
        """Whether staff pick and pack parcels here: then each waits in their queues before it leaves."""
        return self.optional("PICKING", "off") == "on"

    @property
    def locations(self) -> bool:
        """Whether orders are shared out between several."""
        return self.optional("LOCATIONS", "off") == "on"

    @property
    def inventory_function(self) -> str:
        """Which function shares orders out between locations, and has stock held for what is sent again."""
        return self.required("INVENTORY_FUNCTION")

    @property
    def catalogue_function(self) -> str:
        """Which function says what variants cost that are wanted in the place of what comes back."""
        return self.required("CATALOGUE_FUNCTION")

    @property
    def pickup_patience(self) -> timedelta:
        """How long a parcel lies ready to be fetched before its shopper is reminded."""
        return timedelta(days=int(self.optional("PICKUP_DAYS", "14")))

    @property
    def hold_reasons(self) -> frozenset[HoldReason]:
        """For what parcels are held that have not left."""
        named = self.optional("HOLD_PARCELS", "dispute,fraud_warning")
        return frozenset(
            HoldReason(reason.strip()) for reason in named.split(",") if reason.strip() not in ("", "none")
        )

    @property
    def returns(self) -> ReturnRules:
        """What the shop grants those who send something back."""
        return ReturnRules(
            window=timedelta(days=int(self.optional("RETURN_DAYS", "30"))),
            by_itself=self.optional("RETURN_APPROVAL", "automatic") == "automatic",
            currency=self.currency,
            fee=int(self.optional("RETURN_FEE", "0")),
            up_to=int(self.optional("RETURN_APPROVAL_UP_TO", "0")),
            reasons=frozenset(
                ReturnReason(reason.strip())
                for reason in self.optional("RETURN_APPROVAL_REASONS").split(",")
                if reason.strip()
            ),
            claim_window=timedelta(days=int(self.optional("CLAIM_DAYS", "30"))),
            claims_up_to=int(self.optional("CLAIMS_UP_TO", "0")),
            excluded=self.optional("RETURN_EXCLUDED", "refused") == "accepted",
        )
