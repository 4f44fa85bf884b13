"""What concerns all parcels of an order at once: each function answers the parcels that are other afterwards. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from shipping.domain.consignment import DEFAULT_WEIGHT_GRAMS, Address, ConsignmentLine, Elsewhere, Resending
from shipping.domain.shipment import ON_ITS_WAY, FormerBooking, Recall, Shipment
from shipping.domain.takeout import Takeout
from shipping.domain.taking_out import is_with_a_carrier, wished, without
from shipping.domain.tracking import MANUAL, Booking, ShipmentState
from shipping.domain.work import Work
from souk.errors import Conflict, IllegalTransition, InvalidInput
from souk.shopper.owner import ERASED

MOST_PARCELS = 20


def readdressed(parcels: Sequence[Shipment], number: int, address: Address) -> list[Shipment]:
    """All of them go there, or none does: one that cannot speaks for the order."""
    parcels = [parcel for parcel in parcels if not parcel.cancelled_at] or list(parcels)
    after = [parcel.readdressed(number, address) for parcel in parcels]
    refused = [parcel for parcel in after if parcel.readdressing and parcel.readdressing.refusal]
    if not refused:
        return after
    answer = refused[0].readdressing
    return [replace(parcel, readdressing=answer) for parcel in parcels if parcel.readdressing != answer]


def asked_back(parcels: Sequence[Shipment], now: datetime) -> list[Shipment]:
    """Nobody hands one over while its carrier is asked to give it back. Raises IllegalTransition when one has left."""
    _here(parcels)
    return [parcel.asked_back(now, recalled=True) for parcel in parcels]


def had_back(parcels: Sequence[Shipment], now: datetime) -> list[Shipment]:
    """All are here, and none leaves any more. Raises IllegalTransition when one has left."""
    _here(parcels)
    return [parcel.cancelled(now, recalled=True) for parcel in parcels]


def kept(parcels: Sequence[Shipment], now: datetime, by: str = "") -> list[Shipment]:
    """One has left, or its carrier keeps it (`by` its id): all of them go on. What a carrier may have called off for
    nothing is booked anew, and packed anew where it is packed here, with another label.
    """
    after = []
    for parcel in parcels:
        going_on = parcel.recall_refused()
        booked, is_here = parcel.booking.carrier_reference, not parcel.has_reached(ShipmentState.SHIPPED)
        if parcel.unwanted and parcel.id != by and is_here and booked and parcel.carrier != MANUAL:
            going_on = replace(
                going_on.booked_elsewhere(FormerBooking(parcel.carrier, booked), now),
                consignment=parcel.consignment.rebooked(),
                booking=Booking(),
                booked_at=None,
                attempts=0,
                next_attempt_at=now,
                work=parcel.work.readdressed() if parcel.work else None,
            )
        after.append(going_on)
    return after


def units_out(parcels: Sequence[Shipment], wish: Takeout, now: datetime) -> list[Shipment]:
    """The wish answered: by the one parcel that has all the units, or by several that are all in the house, and then at
    once. One that is emptied is called off.
    """
    # What is sent again is not the order's to cancel: its money is not owed.
    going = [parcel for parcel in parcels if not (parcel.cancelled_at or parcel.consignment.again)] or list(parcels)
    going.sort(key=lambda parcel: parcel.consignment.is_here)
    alone = [wished(parcel, wish, now) for parcel in going]
    # Units that have not come in go first: the stock has it so, too.
    first = [parcel for parcel in alone if _awaits(parcel, wish, going)] or alone
    answered = [parcel for parcel in first if not any(each.refusal for each in parcel.takeouts[-1:])]
    if len(going) == 1 or answered:
        return [next(iter(answered), alone[0])]
    shares = _shares(going, wish)
    if not shares:
        return [alone[0]]
    after = []
    for parcel in going:
        share = shares.get(parcel.id)
        if share:
            mine = replace(wish, lines=tuple(share.items()), weight_grams=_weight(wish, share))
            after.append(_emptied(parcel, mine, now) if _is_all(parcel, share) else wished(parcel, mine, now))
    if any(each.refusal for parcel in after for each in parcel.takeouts[-1:]):
        return [alone[0]]
    return after


def split(parcels: Sequence[Shipment], shipment_id: str, units: Mapping[str, int], now: datetime) -> list[Shipment]:
    """These units of a parcel in another one, the next of its order, from the same location.

    Raises InvalidInput for units that are not in it, IllegalTransition once it has left or a carrier has it booked as
    it is, Conflict when nothing would be left in it.
    """
    parcel = next(each for each in parcels if each.id == shipment_id)
    if parcel.cancelled_at or parcel.unwanted or parcel.has_reached(ShipmentState.SHIPPED):
        raise IllegalTransition("it has left, or is called off", state=parcel.state)
    if parcel.work and parcel.work.packing:
        raise IllegalTransition("it is packed: open it first", state=parcel.state)
    if parcel.takeout or is_with_a_carrier(parcel):
        raise IllegalTransition("its carrier has it booked with what is in it", state=parcel.state)
    if len(parcels) >= MOST_PARCELS:
        raise Conflict(f"an order has at most {MOST_PARCELS} parcels")
    for sku, count in units.items():
        there = parcel.consignment.units.get(sku, 0)
        if not 0 < count <= there:
            raise InvalidInput(f"{there} of {sku} are in it, not {count}", sku=sku)
    if _is_all(parcel, units):
        raise Conflict("nothing would be left in it")
    weight = parcel.consignment.weight_grams * sum(units.values()) // sum(parcel.consignment.units.values())
    taken = parcel.consignment.only(units)
    # What is brought for the whole goes with the units that are taken out of it.
    rest = without(replace(parcel, consignment=parcel.consignment.brought_without(taken)), units, weight)
    number = max(each.consignment.parcel for each in parcels) + 1
    consignment = replace(taken, parcel=number, weight_grams=max(weight, 1), created_at=now, revision=0)
    new = Shipment(consignment, parcel.carrier, work=Work() if parcel.work else None, holds=parcel.holds)
    # A carrier that is to be asked is asked by the job, should the process die.
    return [rest, new.waiting_until(now)]


def in_the_place_of(
    parcels: Sequence[Shipment],
    like: Shipment,
    lines: Collection[ConsignmentLine],
    again: Resending,
    carrier: str,
    now: datetime,
    *,
    picks: bool,
    location: str = "",
) -> Shipment:
    """The next parcel of an order, to where `like` was to go, with what is sent once more.

    Raises Conflict when the order has all the parcels it can have, IllegalTransition once its person is forgotten.
    """
    if like.consignment.owner == ERASED:
        raise IllegalTransition("its person is forgotten: nobody knows where it goes")
    if len(parcels) >= MOST_PARCELS:
        raise Conflict(f"an order has at most {MOST_PARCELS} parcels")
    weighed = sum(parcel.consignment.weight_grams for parcel in parcels)
    of_all = sum(sum(parcel.consignment.units.values()) for parcel in parcels)
    weight = weighed * sum(line.quantity for line in lines) // max(of_all, 1)
    here = like.consignment.location
    source = location or here
    # What is fetched stays where it is fetched: what another location has of it is brought.
    brought = lines if like.consignment.pickup and source != here else ()
    consignment = replace(
        like.consignment,
        lines=tuple(lines),
        weight_grams=weight or DEFAULT_WEIGHT_GRAMS,
        created_at=now,
        parcel=max(parcel.consignment.parcel for parcel in parcels) + 1,
        revision=0,
        rate="",
        location=here if brought else source,
        again=again,
        awaits=(),  # what is held for it is there, whatever else the order waits for
        elsewhere=tuple(Elsewhere(source, line.sku, line.quantity) for line in brought),
    )
    # A carrier that is to be asked is asked by the job, should the process die.
    carrier = consignment.carried_by(carrier)
    holds = tuple(
        {hold.reference: hold for parcel in parcels for hold in parcel.holds if not hold.released_by}.values()
    )
    return Shipment(consignment, carrier, work=Work() if picks else None, holds=holds).waiting_until(now)


def _here(parcels: Sequence[Shipment]) -> None:
    if any(parcel.has_reached(ShipmentState.SHIPPED) for parcel in parcels if not parcel.cancelled_at):
        raise IllegalTransition(ON_ITS_WAY)
    if any(parcel.recall is Recall.REFUSED for parcel in parcels):
        raise IllegalTransition("a carrier keeps one of its parcels")


def _shares(parcels: Sequence[Shipment], wish: Takeout) -> dict[str, dict[str, int]]:
    """The wanted units, by the parcel that gives them. Empty when they cannot all be had, when nothing would be left to
    send, or when one that left would then be all there is.
    """
    shares: dict[str, dict[str, int]] = {}
    left = Counter(dict(wish.lines))
    open_ones = [parcel for parcel in parcels if _is_open(parcel)]
    for parcel in open_ones:
        units = parcel.consignment.units
        share = {sku: min(count, units.get(sku, 0)) for sku, count in left.items()}
        share = {sku: count for sku, count in share.items() if count}
        if share:
            shares[parcel.id] = share
            left -= Counter(share)
    if left.total():
        return {}
    emptied = [parcel for parcel in open_ones if parcel.id in shares and _is_all(parcel, shares[parcel.id])]
    going_on = [parcel for parcel in parcels if parcel not in emptied]
    here = [parcel for parcel in emptied if parcel.consignment.is_here]
    if not going_on or (here and all(parcel.has_reached(ShipmentState.SHIPPED) for parcel in going_on)):
        return {}
    return shares


def _awaits(after: Shipment, wish: Takeout, before: Sequence[Shipment]) -> bool:
    parcel = next(each for each in before if each.id == after.id)
    wanted = {sku for sku, _ in wish.lines} & set(parcel.consignment.awaits)
    return bool(wanted & set(parcel.consignment.units))


def _is_open(parcel: Shipment) -> bool:
    if parcel.cancelled_at or parcel.unwanted or parcel.has_reached(ShipmentState.SHIPPED):
        return False
    return not is_with_a_carrier(parcel) and not (parcel.work and parcel.work.packing)


def _is_all(parcel: Shipment, units: Mapping[str, int]) -> bool:
    return all(units.get(sku, 0) >= count for sku, count in parcel.consignment.units.items())


def _emptied(parcel: Shipment, wish: Takeout, now: datetime) -> Shipment:
    """It is off, and its carrier, if it has one, is to be told."""
    off = parcel.cancelled(now)
    if parcel.carrier != MANUAL and parcel.consignment.is_here:
        off = replace(off, unwanted=True, next_attempt_at=now)
    return replace(off, takeouts=(*off.takeouts, wish.succeeded()))


def _weight(wish: Takeout, share: Mapping[str, int]) -> int:
    return wish.weight_grams * sum(share.values()) // max(1, sum(units for _, units in wish.lines))
