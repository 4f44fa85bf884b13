"""Parcels of which the carrier says nothing: it is asked, they are watched, and people told once.

A parcel costs nothing more while it comes as it should. The orders' sweep asks after one that is under way for days
(`order.silent`); from then on it waits in an index for the moment its carrier has been silent for too long, and the job
looks again. One whose carrier can be asked is asked about every 6 to 24 hours, for its webhooks may be what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from shipping.domain.shipment import Queue, Shipment
from shipping.usecases import changes, scans
from shipping.usecases.ports import Carrier, CarrierRefused, CarrierReport, Shipments
from souk import clock
from souk.errors import NotFound, Unavailable
from souk.telemetry import count, logger

# Longer than the service takes from one scan to the next, a weekend included (the estimates are in orders' `rates`).
_PATIENCE = {"express": timedelta(days=3)}
_ORDINARY = timedelta(days=5)
# Carriers keep a parcel at a point for one to two weeks, and then say that it was collected, or comes back.
_AT_A_POINT = timedelta(days=16)
_SECONDS = 30.0  # of one run


def patience_of(shipment: Shipment) -> timedelta:
    """How long its carrier may say nothing of it."""
    if shipment.at_point:
        return _AT_A_POINT
    return _PATIENCE.get(shipment.consignment.service, _ORDINARY)


def begin(shipments: Shipments, carriers: Mapping[str, Carrier], shipment: Shipment) -> None:
    """Somebody waits for news of a parcel. A carrier is asked by the job alone: events behind this one do not wait."""
    if _may_ask(carriers, shipment):
        with changes.for_order(shipment):
            changes.change(shipments, shipment.id, lambda it: it.watched_from(clock.now()))
    else:
        _look(shipments, shipment, asked=False)


def look_due(shipments: Shipments, carriers: Mapping[str, Carrier], limit: int = 50) -> int:
    """Looks at the parcels whose time has come, and asks their carriers; how many. A carrier that does not answer is
    left alone until the next run: it would keep the others waiting.
    """
    now, deadline, away, done = clock.now(), clock.Deadline(_SECONDS), set[str](), 0
    for shipment_id in [*shipments.due(now, limit, Queue.WATCHED), *shipments.due(now, limit, Queue.SILENT)]:
        if deadline.passed:
            break
        try:
            shipment = changes.find(shipments, shipment_id)
            if shipment.carrier in away:
                continue
            asked = _may_ask(carriers, shipment)
            if asked and not _ask(shipments, carriers[shipment.carrier], shipment):
                away.add(shipment.carrier)
            _look(shipments, shipment, asked=asked)
        except (NotFound, Unavailable):
            continue  # the index is behind, or it moves
        done += 1
    return done


def _may_ask(carriers: Mapping[str, Carrier], shipment: Shipment) -> bool:
    carrier = carriers.get(shipment.carrier)
    booked = bool(shipment.booking.carrier_reference) and shipment.is_awaited
    return booked and carrier is not None and carrier.tracks


def _look(shipments: Shipments, shipment: Shipment, *, asked: bool) -> None:
    """Watches it while more is to come, and tells people when nothing was heard of it for too long."""
    with changes.for_order(shipment):
        # As it is by now: its carrier may have said just now that it lies at its point.
        before, after = changes.change(
            shipments, shipment.id, lambda it: it.looked_at(clock.now(), patience_of(it), asked=asked)
        )
        if after.silent_since and not before.silent_since:
            tell_of(after, "nothing was heard of it", since=clock.isoformat(after.silent_since))


def _ask(shipments: Shipments, carrier: Carrier, shipment: Shipment) -> bool:
    """False when it did not answer."""
    try:
        found = carrier.track(shipment.booking.carrier_reference)
    except (Unavailable, CarrierRefused) as error:
        logger.warning("carrier not asked", extra={"shipment_id": shipment.id, "reason": error.message})
        return isinstance(error, CarrierRefused)
    reports = [CarrierReport(shipment.id, shipment.booking, scan) for scan in found]
    with changes.for_order(shipment):
        if scans.take(shipments, shipment.id, shipment.carrier, reports):
            logger.info("scans asked for", extra={"shipment_id": shipment.id, "scans": len(reports)})
    return True


def tell_of(shipment: Shipment, reason: str, **more: object) -> None:
    """People must ask the carrier: no machine can."""
    logger.error(
        "a carrier is silent",
        extra={"shipment_id": shipment.id, "carrier": shipment.carrier, "reason": reason, **more},
    )
    count("CarrierSilent")
