"""Picking, packing and handing over: what each act makes of a parcel, and when it is refused. Pure.

As with a shipment's other methods, a result that equals the parcel before means that nothing happened: an act that is
repeated changes nothing. Who acts on a parcel that is not to be sent any more is told so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from shipping.domain.shipment import Shipment
from shipping.domain.tracking import MANUAL, Booking, Scan, ShipmentState
from shipping.domain.work import AddressChanged, Packed, Pick, PickShortage, Resolution, Work
from souk.errors import Conflict, IllegalTransition, InvalidInput, NotFound


class CalledOff(Conflict):
    """Its order is cancelled, or about to be. `detail["shipment_id"]`; what was picked goes back to the shelf."""

    code, title = "called_off", "This parcel is not to be sent any more"


class NotIn(Conflict):
    """`detail["skus"]`: what was ordered beyond the stock."""

    code, title = "not_in", "Its goods have not come in yet"


class HasLeft(Conflict):
    code, title = "already_shipped", "This parcel has left"


class Surplus(Conflict):
    """`detail["missing"]`: how many units are still to be picked."""

    code, title = "surplus", "More than is missing"


class UnknownCode(NotFound):
    """No line wants it: another article, or a barcode that nobody has turned into its SKU."""

    code, title = "unknown_code", "Nothing here has this code"


class AlreadyPacked(Conflict):
    code, title = "already_packed", "This parcel is packed"


class NotPacked(Conflict):
    code, title = "not_packed", "This parcel is not packed"


class NotBooked(Conflict):
    code, title = "not_booked", "The carrier has not taken the booking yet"


class ShortageOpen(Conflict):
    """`detail["skus"]`: those of which units were not found."""

    code, title = "shortage_open", "Something of this parcel was not found"


class WrongCode(Conflict):
    code, title = "wrong_code", "This is not the code of the order"


class InAnotherBatch(Conflict):
    """`detail["batch_id"]` names it."""

    code, title = "in_another_batch", "This parcel is in another batch"


def missing_of(shipment: Shipment, sku: str) -> int:
    """How many units of a SKU are still to be picked for it."""
    return shipment.work.missing(sku, shipment.consignment.units.get(sku, 0)) if shipment.work else 0


def is_called_off(shipment: Shipment) -> bool:
    return bool(shipment.cancelled_at) or shipment.unwanted


def at_work(shipment: Shipment) -> Work:
    """What was done with a parcel that has not left yet. Raises CalledOff, HasLeft, NotIn, IllegalTransition."""
    if is_called_off(shipment):
        raise CalledOff(
            "its order is cancelled or is being cancelled: put what was picked back to its shelf",
            shipment_id=shipment.id,
        )
    if shipment.has_reached(ShipmentState.SHIPPED):
        raise HasLeft("this parcel is on its way", state=shipment.state)
    if not shipment.consignment.is_here:
        raise NotIn("what it waits for has not come in yet", skus=sorted(shipment.consignment.awaits))
    if shipment.work is None:
        raise IllegalTransition("this parcel was made while the shop did not pick: dispatch it", state=shipment.state)
    return shipment.work


def open_work(shipment: Shipment) -> Work:
    """What was done with a parcel that may still be changed. Raises what `at_work` does, AlreadyPacked."""
    work = at_work(shipment)
    if work.packing:
        raise AlreadyPacked("it is packed: open it first if something is to be changed", packed_at=_text(work.packing))
    return work


def picked(shipment: Shipment, pick: Pick) -> Shipment:
    """With units counted into it. The same when this request has counted all of them before.

    Raises what `at_work` does, UnknownCode, Surplus, AlreadyPacked.
    """
    work = open_work(shipment)
    if pick.sku not in shipment.consignment.units:
        raise UnknownCode("no line of this parcel has this SKU", code=pick.sku)
    units = pick.units - work.counted_by(pick.id)
    if units <= 0:
        return shipment
    missing = missing_of(shipment, pick.sku)
    if units > missing:
        raise Surplus(f"{missing} of this SKU are still to be picked: put the others back", missing=missing)
    return replace(shipment, work=work.with_pick(replace(pick, units=units)))


def counted(shipment: Shipment, counts: Mapping[str, int]) -> Shipment:
    """With these units by SKU in the place of what was counted of them. Raises as `picked` does."""
    work, wanted = open_work(shipment), shipment.consignment.units
    for sku, units in counts.items():
        if sku not in wanted:
            raise UnknownCode("no line of this parcel has this SKU", code=sku)
        most = wanted[sku] - work.short_of(sku)
        if units > most:
            raise Surplus(f"at most {most} of {sku} belong into this parcel", missing=most)
    held = {**work.counted, **counts}
    return replace(shipment, work=replace(work, counted={sku: units for sku, units in held.items() if units}))


def packed(shipment: Shipment, packing: Packed, address_revision: int | None = None) -> Shipment:
    """Closed. Whoever does not count lines packs without: nothing asks for it. The same when it says so already.
    `address_revision`: the one that the packer's slip is made out to.

    Raises what `at_work` does, AddressChanged, AlreadyPacked, ShortageOpen.
    """
    work = at_work(shipment)
    if address_revision is not None and address_revision != shipment.consignment.revision:
        raise AddressChanged("its address was changed since its slip was printed: print it again, and pack with that")
    if work.packing and work.packing.says_as(packing):
        return shipment
    open_work(shipment)
    _whole(work)
    return replace(shipment, work=replace(work, packing=packing, relabel=False))


def unpacked(shipment: Shipment) -> Shipment:
    """Opened again. Raises what `at_work` does."""
    return replace(shipment, work=replace(at_work(shipment), packing=None))


def short(shipment: Shipment, shortage: PickShortage) -> Shipment:
    """With units that were not found, in the place of what was said of that SKU before. If it was packed, it is open.

    Raises what `at_work` does, UnknownCode, Surplus.
    """
    work, wanted = at_work(shipment), shipment.consignment.units.get(shortage.sku, 0)
    if not wanted:
        raise UnknownCode("no line of this parcel has this SKU", code=shortage.sku)
    if shortage.units > wanted:
        raise Surplus(f"{wanted} of this SKU belong into this parcel", missing=wanted)
    known = [each for each in work.shortages if each.sku == shortage.sku]
    if known and replace(known[0], accepted=False).says_as(shortage):
        return shipment
    there = min(work.counted.get(shortage.sku, 0), wanted - shortage.units)
    held = {**work.counted, shortage.sku: there}
    return replace(
        shipment,
        work=replace(
            work,
            counted={sku: units for sku, units in held.items() if units},
            shortages=(*work.without(shortage.sku), shortage),
            packing=None,
        ),
    )


def resolved(shipment: Shipment, sku: str, resolution: Resolution) -> Shipment:
    """What was not found was found after all, and is picked; or the parcel goes without it.

    Raises what `at_work` does, NotFound, and Conflict when nothing would be left to send.
    """
    work = at_work(shipment)
    known = [shortage for shortage in work.shortages if shortage.sku == sku]
    if resolution is Resolution.FOUND:
        return replace(shipment, work=replace(work, shortages=work.without(sku)))
    if not known:
        raise NotFound("nobody said that units of this SKU are missing")
    shortages = (*work.without(sku), replace(known[0], accepted=True))
    without = Counter({each.sku: each.units for each in shortages if each.accepted})
    if all(without[each] >= units for each, units in shipment.consignment.units.items()):
        raise Conflict("nothing would be left to send: have the order cancelled")
    return replace(shipment, work=replace(work, shortages=shortages))


def batched(shipment: Shipment, batch_id: str) -> Shipment:
    """In this batch. Raises what `at_work` does, InAnotherBatch, ShortageOpen."""
    work = at_work(shipment)
    if work.batch and work.batch != batch_id:
        raise InAnotherBatch("this parcel is in another batch", batch_id=work.batch)
    _whole(work)
    return replace(shipment, work=replace(work, batch=batch_id))


def unbatched(shipment: Shipment, batch_id: str) -> Shipment:
    """Out of this batch again, with what was counted; the same when it is not in it, or has left."""
    work = shipment.work
    if work is None or work.batch != batch_id or is_called_off(shipment) or shipment.has_reached(ShipmentState.SHIPPED):
        return shipment
    return replace(shipment, work=replace(work, batch=""))


def handed_over(shipment: Shipment, scan: Scan, booking: Booking | None = None) -> Shipment:
    """Given to its carrier by staff, or ready to be fetched; the same when it is that already. `booking`: how one goes
    that no carrier booked.

    Raises CalledOff, IllegalTransition, ShortageOpen, AddressChanged, NotBooked, ParcelHeld.
    """
    if shipment.has_reached(ShipmentState.SHIPPED) and not is_called_off(shipment):
        return shipment
    shipment.check_held()
    if shipment.consignment.pickup and shipment.work is None:
        return shipment.dispatched(Booking(), scan)
    work = at_work(shipment)
    _whole(work)
    work.check_address()
    if shipment.carrier == MANUAL:
        return shipment.dispatched(booking or Booking(), scan)
    if booking is not None:
        raise InvalidInput(f"{shipment.carrier} has given this parcel its tracking code", shipment_id=shipment.id)
    if shipment.state is ShipmentState.EXCEPTION:
        raise IllegalTransition("the carrier will not take it: dispatch it by hand", state=shipment.state)
    if shipment.state is not ShipmentState.BOOKED:
        raise NotBooked(
            "the carrier has not answered yet, and is asked again: hand it over later, or dispatch it by hand"
        )
    return shipment.scanned(scan)


def handed_out(shipment: Shipment, code: str, scan: Scan) -> Shipment:
    """Given to whoever came for it with the order's code; the same when it was.

    Raises IllegalTransition unless it lies ready, or was reported as not fetched and is not given up; WrongCode,
    ParcelHeld.
    """
    # Imported here: only staff need it.
    from souk.shop.pickup import code_of

    if shipment.end:
        raise IllegalTransition("it was given up: what was in it is paid back, or sent again", state=shipment.state)
    if not shipment.consignment.pickup:
        raise IllegalTransition("it is sent, not fetched", state=shipment.state)
    after = shipment.delivered(scan)
    if after != shipment:
        shipment.check_held()
    if after != shipment and code != code_of(shipment.consignment.order_id, shipment.consignment.code):
        raise WrongCode("ask for the code in the letter, or on the order's page")
    return after


def _whole(work: Work) -> None:
    if work.is_short:
        skus = [shortage.sku for shortage in work.shortages if not shortage.accepted]
        raise ShortageOpen("say first what becomes of what was not found", skus=skus)


def _text(packing: Packed) -> str:
    return packing.packed_at.isoformat()
