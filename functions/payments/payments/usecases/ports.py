"""What the use cases need of the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from payments.domain.ordered import OrderedLine
from payments.domain.payment import Payment
from souk.webhooks import KeptWebhook


class AlreadyReceived(Exception):
    """This webhook was handled before."""


@dataclass(frozen=True, slots=True)
class OrderPayments:
    """The attempts to pay one order. `closed` says why no further payment is wanted; empty while one is."""

    order_id: str
    attempts: Mapping[str, str]  # attempt -> payment id
    closed: str = ""
    paid_by: str = ""  # the payment the order says it was paid by
    revision: int = 0  # counts the writes; 0: nothing is stored yet
    lines: tuple[OrderedLine, ...] = ()  # empty: not known


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a webhook was received, and what became of it."""

    provider: str
    event_id: str
    type: str
    received_at: datetime
    reference: str = ""
    payment_id: str = ""
    outcome: str = "applied"
    body: str = field(default="", repr=False)  # of an event that nobody understood, cut (see `souk.webhooks`)


class PaymentStore(Protocol):
    def order(self, order_id: str) -> OrderPayments:
        """Strongly consistent; an order nobody has heard of has no attempts."""
        ...

    def close_order(self, order_id: str, reason: str) -> OrderPayments:
        """No payment of this order can be added any more. Keeps the first reason."""
        ...

    def acknowledge(self, order_id: str, payment_id: str, lines: tuple[OrderedLine, ...] = ()) -> OrderPayments:
        """The order counts as paid by this payment. Keeps the first, and the lines it knew before."""
        ...

    def load(self, payment_id: str) -> Payment:
        """Raises NotFound."""
        ...

    def add(self, payment: Payment, order: OrderPayments, check_at: datetime | None) -> None:
        """Writes a new payment with its events, and its place among the order's attempts.

        Raises souk.versioned.Stale when the order has changed since it was read.
        """
        ...

    def save(self, payment: Payment, previous_revision: int, check_at: datetime | None) -> None:
        """Writes a changed payment with its events in one item. Raises souk.versioned.Stale."""
        ...

    def received(self, provider: str, event_id: str) -> bool:
        """Whether this webhook came before and changed nothing. One that did is among its payment's receipts."""
        ...

    def keep(self, receipt: Receipt) -> None:
        """Remembers a webhook that changed nothing."""
        ...

    def kept(self, limit: int, after: str | None) -> tuple[list[KeptWebhook], str | None]:
        """The webhooks kept with what they said, the newest first, and the cursor of the next page."""
        ...

    def disputed(self, open_: bool, limit: int, after: str | None) -> tuple[list[Payment], str | None]:
        """The payments with an open dispute, the first to answer first; or with none but closed ones, the latest
        change first. And the cursor of the next page.
        """
        ...

    def compared_to(self, provider: str) -> str:
        """The reference the last comparison with the provider stopped after; empty when it came to its end."""
        ...

    def compare_from(self, provider: str, reference: str) -> None:
        """Where the next comparison goes on."""
        ...

    def due(self, before: datetime, limit: int) -> list[str]:
        """Ids of payments to be looked after, the longest waiting first."""
        ...

    def postpone(self, payment: Payment, check_at: datetime | None) -> None:
        """Moves the next look without changing the payment; nothing when it was changed meanwhile."""
        ...
