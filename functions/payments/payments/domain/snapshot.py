"""A payment as its provider knows it at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from payments.domain.dispute import ProviderDispute
from payments.domain.warning import ProviderWarning
from souk.money import Money


class ProviderStatus(StrEnum):
    OPEN = "open"  # waits for the shopper
    REQUIRES_ACTION = "requires_action"
    DECLINED = "declined"  # the shopper may try again
    HELD = "held"  # authorised, not captured
    CAPTURED = "captured"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ProviderRefund:
    """A refund as the provider knows it. `refund_id` is ours when it was asked for by us, else empty."""

    reference: str
    amount: int  # minor units, as in souk.money
    status: str  # pending | succeeded | failed
    refund_id: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class ProviderPayment:
    """A payment as the provider knows it at one moment. Amounts are minor units as in souk.money.

    `authorised` and `captured` are running totals: what was ever authorised, what was ever captured.
    """

    reference: str
    status: ProviderStatus
    amount: Money
    authorised: int = 0
    captured: int = 0
    refunds: tuple[ProviderRefund, ...] = ()
    disputes: tuple[ProviderDispute, ...] = ()
    warnings: tuple[ProviderWarning, ...] = ()  # those that are told of; a payment is not asked for them
    charge: str = ""  # the provider's id of the movement of money
    failure: str = ""
    decline_code: str = ""
    payment_id: str = ""  # ours, as it was sent along
    order_id: str = ""
    attempt: str = ""
    correlation_id: str = ""
    opened_at: datetime | None = None
    on_shipment: bool = False  # as it was sent along
    held_until: datetime | None = None  # when the bank lets go of what is held, where that is known
    client_secret: str = field(default="", repr=False)
    instructions: str = ""
