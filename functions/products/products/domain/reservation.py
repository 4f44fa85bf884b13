"""A reservation: stock held for one order, all lines or none, until a moment.

                  paid                      cancelled
    HELD ──────────────────▶ COMMITTED ──────────────────▶ CLOSED   (the units come back)
     │ released, expired         ▲                           ▲
     ▼      paid, still there    │                           │
    RELEASED, EXPIRED ───────────┤                           │
     │      paid, but gone       │ paid again, now there     │ cancelled: nothing to give back
     └────────────▶ SHORT ───────┘                           │
    RELEASED, EXPIRED, SHORT or never seen ──────────────────┘

A hold becomes SHORT too when it is paid and its units are not there any more: goods broke, or a count found fewer than
were held. Who pays first is served first. When units come in, whoever has been SHORT for longest has them first.

CLOSED is final: an event that comes late, or again, finds nothing left to do.

Units that were ordered beyond the stock wait: once the order is paid the others are sold, and these stay held until
goods come in (`give`), whoever has waited longest first. So what is on hand is what is there, and never below zero for
them.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from products.domain import stock
from products.domain.places.network import MAIN
from products.domain.stock import Movement, MovementCause, StockLevel
from souk.errors import Conflict, IllegalTransition, InvalidInput

# One transaction takes 100 items: the reservation, and for each SKU its level, its ledger row and perhaps an event.
MAX_SKUS = 33
# Where a SKU may take six (a second ledger row, its book of locations, what is waited for), so many go in one step, and
# what is left in the next: with the reservation and the mark of what asked for it that makes 98.
PART = 16
# So long may it take from holding units anew to selling them. If that dies, the order is asked about, and tells again.
HELD_ANEW = timedelta(minutes=15)
# So long before a hold lapses its order is asked about: orders end their holds ten minutes earlier, and outlive their
# time by five at most, so by then the news of what became of the order is late.
ASKED_BEFORE = timedelta(minutes=5)
# Units by location and SKU.
Shares = Mapping[str, Mapping[str, int]]
NOWHERE: Shares = {}


class ReservationState(enum.StrEnum):
    HELD = "held"
    COMMITTED = "committed"
    RELEASED = "released"
    EXPIRED = "expired"
    SHORT = "short"
    CLOSED = "closed"


_HOLDING = frozenset({ReservationState.HELD, ReservationState.COMMITTED})


@dataclass(frozen=True, slots=True)
class Shortage:
    """A line that cannot be held: `requested` units of which only `available` are left."""

    sku: str
    requested: int
    available: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """`id` is the order's. `lines` are units by SKU, `until` is when a hold lapses, `version` counts the changes.

    `returned` are the sold units that came back one by one, `owed` the SKUs of which more were promised than there
    were, as their policy allowed then. `asked`: its order was asked about, for the hold is about to lapse.
    `allocated` are the sold units that are still out, by location and SKU, once they were shared out between locations
    (see `products.domain.places`); empty, all are the first one's. `waiting` are those of the units that were ordered
    beyond the stock and are not there yet, `promised` the day each such SKU was promised for; they are waited for
    `since` the order was paid.
    """

    id: str
    state: ReservationState
    lines: Mapping[str, int]
    until: datetime
    reason: str = ""
    version: int = 1
    returned: Mapping[str, int] = field(default_factory=dict)
    owed: frozenset[str] = frozenset()
    asked: bool = False
    allocated: Shares = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)
    promised: Mapping[str, str] = field(default_factory=dict)
    since: datetime | None = None

    @property
    def here(self) -> dict[str, int]:
        """Its units by SKU that are not waited for."""
        left = {sku: quantity - self.waiting.get(sku, 0) for sku, quantity in self.lines.items()}
        return {sku: quantity for sku, quantity in left.items() if quantity > 0}

    @property
    def out(self) -> dict[str, int]:
        """Sold units by SKU that are still out."""
        left = {sku: quantity - self.returned.get(sku, 0) for sku, quantity in self.here.items()}
        return {sku: quantity for sku, quantity in left.items() if quantity > 0}


@dataclass(frozen=True, slots=True)
class ReservationStep:
    """A reservation's next state and the movements that go with it; written together or not at all.

    `told` is the type of the event that tells of it, if any does; `short` are the lines that make it SHORT. `waiting`
    is by how much more of each SKU is waited for. `given` is the SKU that the order has got its units of. `sold`: it is
    the sale. `moved` is the SKU that is promised for another day. `unfinished`: the next step follows at once.
    """

    after: Reservation
    movements: tuple[Movement, ...] = ()
    short: tuple[Shortage, ...] = ()
    told: str = ""
    waiting: Mapping[str, int] = field(default_factory=dict)
    given: str = ""
    sold: bool = False
    moved: str = ""
    unfinished: bool = False

    def by_sku(self) -> dict[str, list[Movement]]:
        grouped: dict[str, list[Movement]] = {}
        for movement in self.movements:
            grouped.setdefault(movement.sku, []).append(movement)
        return grouped


def summed(lines: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Units by SKU, repeated lines added up, so that no line is judged alone.

    Raises InvalidInput for no line, a quantity that is not positive, or more than 33 SKUs.
    """
    total: dict[str, int] = {}
    for sku, quantity in lines:
        if not sku or not 0 < quantity <= stock.MAX_QUANTITY:
            raise InvalidInput(f"a line needs a SKU and a quantity from 1 to {stock.MAX_QUANTITY}")
        total[sku] = total.get(sku, 0) + quantity
    if not total:
        raise InvalidInput("there is no line to reserve")
    if len(total) > MAX_SKUS:
        raise InvalidInput(f"at most {MAX_SKUS} different SKUs fit into one order", limit=MAX_SKUS)
    return total


def parts(lines: Mapping[str, int]) -> list[dict[str, int]]:
    """The lines, as many at a time as one transaction takes for certain. The same ones make the same parts."""
    each = list(lines.items())
    return [dict(each[start : start + PART]) for start in range(0, len(each), PART)]


def shortages(lines: Mapping[str, int], levels: Mapping[str, StockLevel]) -> list[Shortage]:
    """The lines that cannot be held, in order. A SKU nobody stocks has none available."""
    short = []
    for sku, quantity in lines.items():
        level = levels.get(sku)
        if level is None or not level.can_take(quantity):
            short.append(Shortage(sku, quantity, level.for_sale if level else 0))
    return short


def shortages_of(existing: Reservation, levels: Mapping[str, StockLevel]) -> list[Shortage]:
    """The lines of an order without its hold of which too few are there: no more of it can wait than was promised."""
    short = []
    for sku, quantity in existing.lines.items():
        level = levels.get(sku)
        there = max(level.available, 0) if level else 0
        needed = quantity - existing.waiting.get(sku, 0)
        if level is None or not level.can_take(quantity) or (needed > there and not level.backorder):
            short.append(Shortage(sku, quantity, there))
    return short


def missing(existing: Reservation, levels: Mapping[str, StockLevel]) -> tuple[Shortage, ...]:
    """The held lines of which fewer units are on hand than are to be sold."""
    return tuple(
        Shortage(sku, quantity, max(levels[sku].on_hand, 0))
        for sku, quantity in existing.here.items()
        if sku not in existing.owed and not levels[sku].has(quantity)
    )


def are_long_gone(short: Iterable[Shortage], levels: Mapping[str, StockLevel], now: datetime) -> bool:
    """Whether all these lines have been sold out for a while, so that nobody else's hold can be on its way to us."""
    return all(line.sku in levels and levels[line.sku].is_long_sold_out(now) for line in short)


def hold(
    reservation_id: str,
    lines: Mapping[str, int],
    until: datetime,
    cause: MovementCause,
    levels: Mapping[str, StockLevel],
) -> ReservationStep:
    """Holds lines that these levels can take."""
    owed = (sku for sku, quantity in lines.items() if levels[sku].backorder and levels[sku].available < quantity)
    waiting = {sku: beyond for sku, quantity in lines.items() if (beyond := levels[sku].beyond(quantity))}
    after = Reservation(
        id=reservation_id,
        state=ReservationState.HELD,
        lines=dict(lines),
        until=until,
        owed=frozenset(owed),
        waiting=waiting,
        promised={sku: levels[sku].promised for sku in waiting},
    )
    movements = tuple(stock.reservation(sku, quantity, cause) for sku, quantity in lines.items())
    return ReservationStep(after, movements, waiting=waiting)


def check_repeat(existing: Reservation, lines: Mapping[str, int]) -> None:
    """Accepts the same request again while its units are held or sold.

    Raises Conflict when the lines differ, IllegalTransition when the hold is over.
    """
    if existing.state not in (ReservationState.HELD, ReservationState.COMMITTED):
        raise IllegalTransition(
            f"reservation {existing.id} is {existing.state}; use a new one", state=existing.state.value
        )
    if dict(existing.lines) != dict(lines):
        raise Conflict(f"reservation {existing.id} exists with other lines")


def release(existing: Reservation, cause: MovementCause) -> ReservationStep | None:
    """Gives a hold back; None when there is none. Raises IllegalTransition when the units are sold."""
    if existing.state is ReservationState.COMMITTED:
        raise IllegalTransition(
            f"reservation {existing.id} is committed; cancel the order instead", state=existing.state.value
        )
    if existing.state is not ReservationState.HELD:
        return None
    released = _each(existing, stock.release, cause)
    return ReservationStep(_to(existing, ReservationState.RELEASED, cause), released, waiting=_none_of(existing))


def expire(existing: Reservation, cause: MovementCause) -> ReservationStep | None:
    """Gives back a hold whose time is over; None when it is not held or not over yet."""
    if existing.state is not ReservationState.HELD or existing.until > cause.at:
        return None
    released = _each(existing, stock.release, cause)
    return ReservationStep(
        _to(existing, ReservationState.EXPIRED, cause),
        released,
        told="stock.reservation_expired",
        waiting=_none_of(existing),
    )


def ask(existing: Reservation, cause: MovementCause) -> ReservationStep | None:
    """Asks what became of the order, once, shortly before the hold lapses; None when it is not time, or too late."""
    soon = existing.until - ASKED_BEFORE <= cause.at < existing.until
    if existing.state is not ReservationState.HELD or existing.asked or not soon:
        return None
    return ReservationStep(
        replace(_to(existing, ReservationState.HELD, cause), asked=True), told="stock.reservation_lapsing"
    )


def commit(existing: Reservation, levels: Mapping[str, StockLevel], cause: MovementCause) -> ReservationStep | None:
    """Sells the held units. When the hold lapsed, takes them again if all are there, else the order is SHORT; so it is
    when units that were held are not there any more, and then gives back what it holds. Of many SKUs those that are
    taken again are held first.

    None when there is nothing to do: committed before, cancelled meanwhile, or short and still short.
    """
    if existing.state is ReservationState.HELD:
        gone = missing(existing, levels)
        if gone:
            return _short(existing, gone, cause, _each(existing, stock.release, cause))
        return ReservationStep(_sold(existing, cause), _those(existing.here, stock.commit, cause), sold=True)
    if existing.state in (ReservationState.COMMITTED, ReservationState.CLOSED):
        return None
    short = tuple(shortages_of(existing, levels))
    if short:
        return None if existing.state is ReservationState.SHORT else _short(existing, short, cause)
    taken = _each(existing, stock.reservation, cause)
    ended = "stock.shortage_ended" if existing.state is ReservationState.SHORT else ""
    if len(existing.lines) > PART:
        held = replace(_to(existing, ReservationState.HELD, cause), until=cause.at + HELD_ANEW, asked=False)
        return ReservationStep(held, taken, told=ended, waiting=existing.waiting, unfinished=True)
    taken += _those(existing.here, stock.commit, cause)
    return ReservationStep(_sold(existing, cause), taken, told=ended, waiting=existing.waiting, sold=True)


def give(existing: Reservation, sku: str, level: StockLevel, cause: MovementCause) -> ReservationStep | None:
    """Sells what it waits for of a SKU, all of it, once so much came in; None before, and when it waits for none."""
    units = existing.waiting.get(sku, 0)
    if existing.state is not ReservationState.COMMITTED or not 0 < units <= level.free:
        return None
    left = {other: count for other, count in existing.waiting.items() if other != sku}
    after = replace(_to(existing, ReservationState.COMMITTED, cause), waiting=left)
    movements = (stock.commit(sku, units, cause),)
    return ReservationStep(after, movements, told="stock.units_in", waiting={sku: -units}, given=sku)


def promise(existing: Reservation, sku: str, day: str, cause: MovementCause) -> ReservationStep | None:
    """What it waits for of a SKU is promised for another day; None when it waits for none, or was promised that."""
    waits = existing.state is ReservationState.COMMITTED and existing.waiting.get(sku)
    if not waits or existing.promised.get(sku) == day:
        return None
    after = replace(_to(existing, ReservationState.COMMITTED, cause), promised={**existing.promised, sku: day})
    return ReservationStep(after, told="stock.day_moved", moved=sku)


def close(existing: Reservation, cause: MovementCause) -> ReservationStep | None:
    """The order is cancelled or expired: a hold is released, sold units come back, of many SKUs some after the others.
    None when closed before.
    """
    if existing.state is ReservationState.CLOSED:
        return None
    out, still = existing.out, existing.waiting
    left = {sku: units for sku, units in existing.lines.items() if out.get(sku) or still.get(sku)}
    if existing.state is ReservationState.COMMITTED and len(left) > PART:
        step = _given_up(existing, parts(left)[0], cause, NOWHERE)
        return replace(step, unfinished=True) if step else None
    movements: tuple[Movement, ...] = ()
    waiting = _none_of(existing) if existing.state in _HOLDING else {}
    if existing.state is ReservationState.HELD:
        movements = _each(existing, stock.release, cause)
    elif existing.state is ReservationState.COMMITTED:
        released = _those(existing.waiting, stock.release, cause)
        movements, existing = _back(existing, existing.out, cause)
        movements += released
    return ReservationStep(_to(existing, ReservationState.CLOSED, cause), movements, waiting=waiting)


def take_back(
    existing: Reservation, lines: Mapping[str, int], cause: MovementCause, at: Shares = NOWHERE
) -> ReservationStep | None:
    """Some of the sold units come back; never more than are still out. None when none of them is.

    `at` are the locations that have them, by SKU, once the order was shared out; of what is not named there, those
    they were sent from.
    """
    back = {sku: min(quantity, existing.out.get(sku, 0)) for sku, quantity in lines.items()}
    back = {sku: quantity for sku, quantity in back.items() if quantity > 0}
    if existing.state is not ReservationState.COMMITTED or not back:
        return None
    total = {sku: existing.returned.get(sku, 0) + back.get(sku, 0) for sku in {*existing.returned, *back}}
    movements, left = _back(existing, back, cause, at)
    after = replace(_to(left, ReservationState.COMMITTED, cause), returned=total)
    return ReservationStep(after, movements)


def give_up(
    existing: Reservation, lines: Mapping[str, int], cause: MovementCause, at: Shares = NOWHERE
) -> ReservationStep | None:
    """Units that the order does without: what is held of them is released, what is sold comes back, and what it is
    short of is not waited for any more. None when it has none of them, or is closed.
    """
    if existing.state is ReservationState.COMMITTED:
        return _given_up(existing, lines, cause, at)
    out = {sku: min(quantity, existing.lines.get(sku, 0)) for sku, quantity in lines.items()}
    out = {sku: quantity for sku, quantity in out.items() if quantity > 0}
    if existing.state is ReservationState.CLOSED or not out:
        return None
    after, waiting = _without(existing, out, cause)
    is_held = existing.state is ReservationState.HELD
    return ReservationStep(
        after, _those(out, stock.release, cause) if is_held else (), waiting=waiting if is_held else {}
    )


def _given_up(
    existing: Reservation, lines: Mapping[str, int], cause: MovementCause, at: Shares
) -> ReservationStep | None:
    """Of sold ones those first that are waited for: they are nobody's any more."""
    spared = {sku: min(quantity, existing.waiting.get(sku, 0)) for sku, quantity in lines.items()}
    spared = {sku: quantity for sku, quantity in spared.items() if quantity}
    if not spared:
        return take_back(existing, lines, cause, at)
    after, waiting = _without(existing, spared, cause)
    rest = {sku: quantity - spared.get(sku, 0) for sku, quantity in lines.items()}
    back = take_back(replace(after, version=existing.version), rest, cause, at)
    movements = _those(spared, stock.release, cause)
    return ReservationStep(back.after if back else after, movements + (back.movements if back else ()), waiting=waiting)


def _without(existing: Reservation, out: Mapping[str, int], cause: MovementCause) -> tuple[Reservation, dict[str, int]]:
    """Without these units, of which those go first that are waited for; and by how much more of each is waited for."""
    left = {sku: quantity - out.get(sku, 0) for sku, quantity in existing.lines.items()}
    waits = {sku: max(0, quantity - out.get(sku, 0)) for sku, quantity in existing.waiting.items()}
    after = replace(
        _to(existing, existing.state, cause),
        lines={sku: quantity for sku, quantity in left.items() if quantity},
        waiting={sku: quantity for sku, quantity in waits.items() if quantity},
    )
    return after, {sku: waits[sku] - quantity for sku, quantity in existing.waiting.items() if waits[sku] != quantity}


def allocate(existing: Reservation, shares: Shares, cause: MovementCause) -> tuple[Reservation, tuple[Movement, ...]]:
    """Sold units shared out between locations, once for all, and what that takes from those beside the first."""
    after = replace(existing, allocated=shares, version=existing.version + 1)
    moved: dict[str, dict[str, int]] = {}
    for location, units in shares.items():
        for sku, quantity in units.items():
            if location != MAIN:
                moved.setdefault(sku, {})[location] = -quantity
    return after, tuple(stock.allocated(sku, each, cause) for sku, each in moved.items())


def send_again(
    order: Reservation,
    held: Reservation,
    levels: Mapping[str, StockLevel],
    places: Mapping[str, Mapping[str, int]],
    cause: MovementCause,
    location: str,
) -> tuple[ReservationStep, Reservation] | None:
    """The units that are held to be sent again are sold to their order: its step and the end of the hold. `places` are
    the units of each SKU by location: they are taken from `location` first, then where there are some.

    None when the order's units are not sold, the hold is over, or fewer are there than it holds.
    """
    if order.state is not ReservationState.COMMITTED or held.state is not ReservationState.HELD:
        return None
    if missing(held, levels):
        return None
    allocated = {place: dict(share) for place, share in (order.allocated or {MAIN: order.out}).items()}
    movements = list(_each(held, stock.release, replace(cause, reference=held.id)))
    for sku, quantity in held.lines.items():
        moved = _from(location, places[sku], sku, quantity)
        for place, units in moved.items():
            share = allocated.setdefault(place, {})
            share[sku] = share.get(sku, 0) + units
        elsewhere = {place: -units for place, units in moved.items() if place != MAIN}
        movements.append(replace(stock.sent_again(sku, quantity, cause), moved=elsewhere))
    lines = Counter(order.lines)
    lines.update(held.lines)
    known = allocated if order.allocated or any(each.moved for each in movements) else {}
    after = replace(_to(order, ReservationState.COMMITTED, cause), lines=dict(lines), allocated=known)
    return ReservationStep(after, tuple(movements)), _to(held, ReservationState.CLOSED, cause)


def _from(location: str, places: Mapping[str, int], sku: str, quantity: int) -> dict[str, int]:
    """Where so many units of a SKU are taken from; what is nowhere is the first location's to find."""
    there = {place: {sku: max(places.get(place, 0), 0)} for place in (location, MAIN, *places)}
    moved = Counter(_taken(there, sku, quantity))
    moved[MAIN] += quantity - moved.total()
    return dict(+moved)


def _back(
    existing: Reservation, units: Mapping[str, int], cause: MovementCause, at: Shares = NOWHERE
) -> tuple[tuple[Movement, ...], Reservation]:
    """The movements of sold units that come back, and the reservation without them at the locations they came from."""
    allocated = {place: dict(share) for place, share in existing.allocated.items()}
    movements = []
    for sku, quantity in units.items():
        there = _taken({place: dict(share) for place, share in at.items()}, sku, quantity)
        # A location that has them has sent them, too, if it has sent so many; else it was any of the others.
        sent = Counter[str]()
        for place, count in there.items():
            sent.update(_taken({place: allocated.get(place, {})}, sku, count))
        sent.update(_taken(allocated, sku, quantity - sent.total()))
        unnamed = quantity - sum(there.values())
        back = Counter(there)
        for place, count in sent.items():
            of_it = min(count - min(count, there.get(place, 0)), unnamed)
            back[place] += of_it
            unnamed -= of_it
        moved = {place: count for place, count in back.items() if count and place != MAIN}
        movements.append(replace(stock.returned(sku, quantity, cause), moved=moved))
    left = {place: {sku: count for sku, count in share.items() if count} for place, share in allocated.items()}
    return tuple(movements), replace(existing, allocated={place: share for place, share in left.items() if share})


def _taken(shares: Mapping[str, dict[str, int]], sku: str, quantity: int) -> dict[str, int]:
    """Up to so many units of a SKU, taken out of `shares`, from the first location on."""
    taken = {}
    for place, share in shares.items():
        count = min(quantity, share.get(sku, 0))
        if count:
            taken[place] = count
            share[sku] -= count
            quantity -= count
    return taken


def unseen(reservation_id: str, lines: Mapping[str, int], state: ReservationState, cause: MovementCause) -> Reservation:
    """What stands for a reservation we never held: its release or its order's event came first, or alone.

    Written as a tombstone, so that a Reserve that arrives late cannot hold stock nobody will release.
    `version` 0 says that it is not stored yet.
    """
    return Reservation(
        id=reservation_id, state=state, lines=dict(lines), until=cause.at, reason=cause.reason, version=0
    )


def _short(
    existing: Reservation, short: tuple[Shortage, ...], cause: MovementCause, movements: tuple[Movement, ...] = ()
) -> ReservationStep:
    waiting = _none_of(existing) if existing.state is ReservationState.HELD else {}
    return ReservationStep(
        _to(existing, ReservationState.SHORT, cause), movements, short, "stock.shortage", waiting=waiting
    )


def _sold(existing: Reservation, cause: MovementCause) -> Reservation:
    after = _to(existing, ReservationState.COMMITTED, cause)
    return replace(after, since=cause.at) if existing.waiting else after


def _none_of(existing: Reservation) -> dict[str, int]:
    """Nothing of it is waited for any more."""
    return {sku: -quantity for sku, quantity in existing.waiting.items()}


def _to(existing: Reservation, state: ReservationState, cause: MovementCause) -> Reservation:
    return replace(existing, state=state, reason=cause.reason, version=existing.version + 1)


def _each(existing: Reservation, kind: stock.LineMovement, cause: MovementCause) -> tuple[Movement, ...]:
    return _those(existing.lines, kind, cause)


def _those(units: Mapping[str, int], kind: stock.LineMovement, cause: MovementCause) -> tuple[Movement, ...]:
    return tuple(kind(sku, quantity, cause) for sku, quantity in units.items())
