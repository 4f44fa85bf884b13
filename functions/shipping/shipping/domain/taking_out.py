"""Taking units out of a parcel: each function answers the parcel afterwards. Pure.

While the shop itself has a parcel in its hands, it knows whether it is packed, and answers at once. Where nobody packs
here, a carrier that is to fetch it may have it already: it has to let go of its booking first, and what is left is
booked anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from shipping.domain.shipment import ON_ITS_WAY, Shipment
from shipping.domain.takeout import Takeout
from shipping.domain.tracking import MANUAL, Booking, ShipmentState
from shipping.domain.work import Work

_CANCELLED = "its order is being cancelled"
_PACKED = "it is packed already"


def wished(shipment: Shipment, wish: Takeout, now: datetime) -> Shipment:
    """Answered, or waiting for its carrier; the same for a wish that is known."""
    if any(known.number == wish.number for known in shipment.takeouts):
        return shipment
    why = _why_not(shipment, wish)
    if why:
        return replace(shipment, takeouts=(*shipment.takeouts, wish.refused(why)))
    if is_with_a_carrier(shipment):
        return replace(shipment, takeouts=(*shipment.takeouts, wish)).waiting_for_carrier(now)
    return _without(replace(shipment, takeouts=(*shipment.takeouts, wish.succeeded())), wish)


def let_go(shipment: Shipment, reference: str, now: datetime) -> Shipment:
    """Its carrier has called the booking off: the units of all that wait are out, and the rest is to be booked anew."""
    if not shipment.takeout:
        return shipment
    after = replace(
        shipment,
        consignment=shipment.consignment.rebooked(),
        booking=Booking(),
        booked_at=None,
        look_at=None,
        silent_since=None,
        attempts=0,
        next_attempt_at=now,
    )
    for wish in shipment.takeouts:
        if wish.is_open:
            why = _why_not(after, wish)
            after = _answered(after, wish.refused(why) if why else wish.succeeded(reference))
            after = after if why else _without(after, wish)
    return after


def released(shipment: Shipment, reference: str) -> bool:
    """Whether its carrier has let go of that booking."""
    return bool(reference) and any(wish.released == reference for wish in shipment.takeouts)


def _why_not(shipment: Shipment, wish: Takeout) -> str:
    if shipment.cancelled_at or shipment.unwanted:
        return _CANCELLED
    if shipment.has_reached(ShipmentState.SHIPPED):
        return ON_ITS_WAY
    if shipment.work and shipment.work.packing:
        return _PACKED
    held = shipment.consignment.units
    for sku, units in wish.lines:
        if units > held.get(sku, 0):
            return f"{held.get(sku, 0)} of {sku} are in it, not {units}"
    return "" if _is_sent(_without(shipment, wish)) else "nothing would be left to send"


def _is_sent(shipment: Shipment) -> bool:
    """Whether anything of it is there to be sent."""
    given_up = Counter[str]()
    for shortage in shipment.work.shortages if shipment.work else ():
        given_up[shortage.sku] += shortage.units * shortage.accepted
    return any(units > given_up[sku] for sku, units in shipment.consignment.units.items())


def is_with_a_carrier(shipment: Shipment) -> bool:
    asked = shipment.work is None and not shipment.refusal and shipment.consignment.is_here
    return shipment.carrier != MANUAL and asked


def _without(shipment: Shipment, wish: Takeout) -> Shipment:
    return without(shipment, wish.units, wish.weight_grams)


def without(shipment: Shipment, units: Mapping[str, int], weight_grams: int) -> Shipment:
    """Less these units by SKU, and what they weigh."""
    consignment = shipment.consignment.without(units, weight_grams)
    work = _adjusted(shipment.work, units, consignment.units) if shipment.work else None
    return replace(shipment, consignment=consignment, work=work)


def _adjusted(work: Work, out: Mapping[str, int], wanted: Mapping[str, int]) -> Work:
    """What was not found is not wanted first; what was counted beyond the rest goes back to its shelf."""
    shortages = [replace(known, units=known.units - out.get(known.sku, 0)) for known in work.shortages]
    left = replace(work, shortages=tuple(known for known in shortages if known.units > 0))
    counted = {sku: min(units, wanted.get(sku, 0) - left.short_of(sku)) for sku, units in work.counted.items()}
    return replace(left, counted={sku: units for sku, units in counted.items() if units > 0})


def _answered(shipment: Shipment, wish: Takeout) -> Shipment:
    takeouts = (wish if known.number == wish.number else known for known in shipment.takeouts)
    return replace(shipment, takeouts=tuple(takeouts))
