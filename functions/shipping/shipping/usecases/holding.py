"""Parcels that are held: what paid their order is disputed at the bank, or its card's issuer warns of fraud.

Only what is still in the house is held, and what is yet to be packed for an order without parcels. Nobody is told but
the staff, by their queue.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial

from shipping.domain.shipment import HoldReason, ParcelHold, Shipment, let_go, with_hold
from shipping.usecases import changes
from shipping.usecases.ports import Shipments
from souk import clock
from souk.errors import IllegalTransition
from souk.events.payments import DisputeChanged, FraudWarned
from souk.storage.versioned import require_version, until_fresh
from souk.telemetry import logger

# How a dispute ends well. One that is lost has taken the money: people say what becomes of the goods.
_OURS = frozenset({"won", "warning_closed"})
BANK = "bank"


class Holding:
    """`reasons`: for what the shop holds parcels."""

    def __init__(self, shipments: Shipments, reasons: Collection[HoldReason]) -> None:
        self._shipments = shipments
        self._reasons = reasons

    def disputed(self, dispute: DisputeChanged) -> None:
        """Holds the order's parcels until the bank has decided for the shop, and releases them then, with what was held
        by warnings of the same payment. Repeatable.
        """
        if dispute.status in _OURS:
            self._end(dispute)
        else:
            self._begin(dispute.order_id, HoldReason.DISPUTE, dispute.dispute_id, dispute.payment_id)

    def warned(self, warning: FraudWarned) -> None:
        """Holds the order's parcels, until people or the bank decide. Repeatable."""
        if warning.actionable:
            self._begin(warning.order_id, HoldReason.FRAUD_WARNING, warning.warning_id, warning.payment_id)

    def release(self, shipment_id: str, staff_id: str, version: int) -> Shipment:
        """Staff have it sent all the same; again, it changes nothing. Raises NotFound, IllegalTransition when it never
        was held, PreconditionFailed when it is another version by now.
        """

        def decide(known: Shipment) -> Shipment:
            if known.holds and not known.held:
                return known
            require_version(version, known.version)
            if not known.held:
                raise IllegalTransition("it is not held", state=known.state)
            return known.released({hold.reference for hold in known.held}, f"staff:{staff_id}", clock.now())

        return changes.change(self._shipments, shipment_id, decide)[1]

    def _begin(self, order_id: str, reason: HoldReason, reference: str, payment_id: str) -> None:
        if reason not in self._reasons:
            return
        hold = ParcelHold(reason, reference, payment_id, clock.now())
        for known in self._parcels(order_id, lambda holds: with_hold(holds, hold)):
            with changes.for_order(known):
                before, after = changes.change(self._shipments, known.id, lambda it: it.held_by(hold))
            if before != after:
                logger.warning("a parcel is held", extra={"shipment_id": known.id, "reason": reason})

    def _end(self, dispute: DisputeChanged) -> None:
        def over(holds: Sequence[ParcelHold]) -> set[str]:
            warned = {
                hold.reference
                for hold in holds
                if hold.reason is HoldReason.FRAUD_WARNING and hold.payment_id == dispute.payment_id
            }
            return {dispute.dispute_id, *warned}

        for known in self._parcels(dispute.order_id, lambda holds: let_go(holds, over(holds), BANK)):
            release = partial(Shipment.released, references=over(known.holds), by=BANK, now=clock.now())
            with changes.for_order(known):
                changes.change(self._shipments, known.id, release)

    def _parcels(
        self, order_id: str, change: Callable[[tuple[ParcelHold, ...]], tuple[ParcelHold, ...]]
    ) -> Sequence[Shipment]:
        """The order's parcels. Of one that has none yet, what holds those that it will have is changed."""

        def once() -> Sequence[Shipment]:
            parcels = self._shipments.of_order(order_id)
            holds = None if parcels else self._shipments.holds_of(order_id)
            if holds is None:
                return parcels or self._shipments.of_order(order_id)
            if (after := change(holds)) != holds:
                self._shipments.hold(order_id, after, holds)
            return ()

        return until_fresh(once)
