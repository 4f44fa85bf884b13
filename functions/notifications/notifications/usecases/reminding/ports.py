"""What letters about carts that were left and about orders that have arrived need from outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from notifications.domain.held_cart import HeldCart
from notifications.domain.review import ReviewRequest


class MemberCarts(Protocol):
    def of_member(self, user_id: str) -> HeldCart | None:
        """As it is now; None for who never filled one. Raises Unavailable."""


class ReviewRequests(Protocol):
    def put(self, request: ReviewRequest) -> None:
        """Nothing when the order has one or had, or is not to be asked about."""

    def find(self, order_id: str) -> ReviewRequest | None:
        """What is still to be asked."""

    def close(self, order_id: str) -> None:
        """It is not asked about any more. Nothing is kept of whose order it is."""

    def due(self, now: datetime) -> Iterator[str]:
        """The orders that are asked about now, read as they are asked for."""
