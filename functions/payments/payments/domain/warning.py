"""A card's issuer says that a payment may be fraud, before anybody disputes it. To give the money back avoids the
dispute and its fee.

The words are those of Stripe (docs.stripe.com/api/radar/early_fraud_warnings/object).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ProviderWarning:
    """A warning as a provider tells it. `actionable`: it is neither disputed nor given back in full.

    `payment` is the provider's reference of the payment. `payment_id` is ours where the provider tells it, empty for a
    payment of somebody else, None where it says nothing.
    """

    reference: str
    payment: str
    kind: str
    actionable: bool
    payment_id: str | None = None


@dataclass(frozen=True, slots=True)
class FraudWarning:
    """`kind` is what the issuer calls it, for instance `made_with_stolen_card`."""

    reference: str
    kind: str
    actionable: bool
    heard_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, seen: ProviderWarning, at: datetime) -> FraudWarning:
        return cls(seen.reference, seen.kind, seen.actionable, at, at)

    def joined(self, seen: ProviderWarning, at: datetime) -> FraudWarning:
        """What can no longer be acted on stays so."""
        if seen.actionable or not self.actionable:
            return self
        return replace(self, actionable=False, changed_at=at)
