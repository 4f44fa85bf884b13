"""What a carrier says of a parcel, by itself or when asked: the same scan counts once, whichever way it comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from shipping.domain.shipment import Shipment
from shipping.domain.taking_out import released
from shipping.domain.tracking import ShipmentState
from shipping.usecases import changes
from shipping.usecases.ports import CarrierReport, Shipments
from souk import clock
from souk.telemetry import count, logger


def take(shipments: Shipments, shipment_id: str, carrier: str, reports: Sequence[CarrierReport]) -> bool:
    """Whether any of it was news. People are told of a parcel that moves though nobody wants it to."""

    def decide(shipment: Shipment) -> Shipment:
        for report in reports:
            shipment = _scanned(shipment, carrier, report)
        return shipment

    before, after = changes.change(shipments, shipment_id, decide)
    if after.is_astray and not before.is_astray:
        newest = after.scans[-1].status
        tell_staff(after.id, f"{newest} after the carrier had confirmed to call it off")
    if after.end and after.state is ShipmentState.DELIVERED is not before.state:
        # Its money goes back, and it has arrived: people must ask the shopper.
        logger.error(
            "a parcel that was given up has arrived",
            extra={"shipment_id": after.id, "outcome": after.outcome},
        )
        count("CancelledInTransit")
    return after != before


def tell_staff(shipment_id: str, reason: str) -> None:
    """The order is off and its money goes back, but the parcel is with the carrier: people must get it back."""
    logger.error("cancelled order is on its way", extra={"shipment_id": shipment_id, "reason": reason})
    count("CancelledInTransit")


def _scanned(shipment: Shipment, carrier_name: str, report: CarrierReport) -> Shipment:
    ours, scan = shipment.booking.carrier_reference, report.scan
    theirs = report.booking.carrier_reference
    is_former = any(former.reference == theirs for former in shipment.former) or released(shipment, theirs)
    if shipment.carrier != carrier_name or (ours and ours != theirs) or is_former:
        logger.warning("scan of another booking", extra={"shipment_id": shipment.id, "event_id": scan.event_id})
        return shipment
    # A carrier's clock ahead of ours must not make its scan the newest for ever.
    if scan.occurred_at > clock.now() + timedelta(minutes=5):
        scan = replace(scan, occurred_at=clock.now())
    return shipment.adopted(report.booking).scanned(scan)
