"""Staff choose by which offer of the carrier a parcel goes. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from shipping.domain.shipment import FormerBooking, Shipment
from shipping.domain.tracking import MANUAL, Booking
from souk.errors import IllegalTransition


def chosen(shipment: Shipment, rate: str, now: datetime) -> Shipment:
    """To go by that rate: booked anew under a key of its own, and what was booked before is called off after that. The
    same when it goes by it already, or is to.

    Raises IllegalTransition unless it is in the house, unpacked, and the carrier has answered for it.
    """
    if rate in (shipment.consignment.rate, shipment.booking.service) and not shipment.refusal:
        return shipment
    why = _why_not(shipment)
    if why:
        raise IllegalTransition(why, state=shipment.state)
    anew = replace(
        shipment,
        consignment=replace(shipment.consignment.rebooked(), rate=rate),
        booking=Booking(),
        booked_at=None,
        refusal="",
        attempts=0,
    )
    if not shipment.booking.carrier_reference:
        return anew.waiting_for_carrier(now)
    return anew.booked_elsewhere(FormerBooking(shipment.carrier, shipment.booking.carrier_reference), now)


def _why_not(shipment: Shipment) -> str:
    if shipment.carrier == MANUAL:
        return "no carrier takes it: it is handed over by hand"
    if shipment.cancelled_at or shipment.unwanted or shipment.takeout or shipment.former:
        return "it is being called off, or changed"
    if shipment.held:
        return "it is held"
    if shipment.scans:
        return "the carrier has it"
    if shipment.work and shipment.work.packing:
        return "it is packed with its label: open it first"
    if not shipment.booking.carrier_reference and not shipment.refusal:
        return "the carrier was asked to take it and has not answered yet"
    return ""
