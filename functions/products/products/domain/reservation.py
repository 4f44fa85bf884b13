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
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from products.domain import stock
from products.domain.stock import Movement, MovementCause, StockLevel
from souk.errors import Conflict, IllegalTransition, InvalidInput

# One transaction takes 100 items: the reservation, and for each SKU its level, its ledger row and perhaps an event.
MAX_SKUS = 33
# So long before a hold lapses its order is asked about: orders end their holds ten minutes earlier, and outlive their
# time by five at most, so by then the news of what became of the order is late.
ASKED_BEFORE = timedelta(minutes=5)


class ReservationState(enum.StrEnum):
    HELD = "held"
    COMMITTED = "committed"
    RELEASED = "released"
    EXPIRED = "expired"
    SHORT = "short"
    CLOSED = "closed"


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

    @property
    def out(self) -> dict[str, int]:
        """Sold units by SKU that are still out."""
        left = {sku: quantity - self.returned.get(sku, 0) for sku, quantity in self.lines.items()}
        return {sku: quantity for sku, quantity in left.items() if quantity > 0}


@dataclass(frozen=True, slots=True)
class ReservationStep:
    """A reservation's next state and the movements that go with it; written together or not at all.

    `told` is the type of the event that tells of it, if any does; `short` are the lines that make it SHORT.
    """

    after: Reservation
    movements: tuple[Movement, ...] = ()
    short: tuple[Shortage, ...] = ()
    told: str = ""

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


def shortages(lines: Mapping[str, int], levels: Mapping[str, StockLevel]) -> list[Shortage]:
    """The lines that cannot be held, in order. A SKU nobody stocks has none available."""
    short = []
    for sku, quantity in lines.items():
        level = levels.get(sku)
        if level is None or not level.can_take(quantity):
            short.append(Shortage(sku, quantity, max(level.available, 0) if level else 0))
    return short


def missing(existing: Reservation, levels: Mapping[str, StockLevel]) -> tuple[Shortage, ...]:
    """The held lines of which fewer units are on hand than are to be sold."""
    return tuple(
        Shortage(sku, quantity, max(levels[sku].on_hand, 0))
        for sku, quantity in existing.lines.items()
        if sku not in existing.owed and not levels[sku].has(quantity)
    )


def are_long_gone(short: Iterable[Shortage], levels: Mapping[str, StockLevel], now: datetime) -> bool:
    """Whether all these lines have been sold out for a while, so that nobody else's hold can be on its way to us."""
    return all(line.sku in levels and levels[line.sku].is_long_sold_out(now) for line in short)


def hold(
    reservation_id: str, lines: Mapping[str, int], until: datetime, cause: MovementCause, owed: Iterable[str] = ()
) -> ReservationStep:
    after = Reservation(
        id=reservation_id, state=ReservationState.HELD, lines=dict(lines), until=until, owed=frozenset(owed)
    )
    return ReservationStep(after, tuple(stock.reservation(sku, quantity, cause) for sku, quantity in lines.items()))


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
    return ReservationStep(_to(existing, ReservationState.RELEASED, cause), _each(existing, stock.release, cause))


def expire(existing: Reservation, cause: MovementCause) -> ReservationStep | None:
    """Gives back a hold whose time is over; None when it is not held or not over yet."""
    if existing.state is not ReservationState.HELD or existing.until > cause.at:
        return None
    released = _each(existing, stock.release, cause)
    return ReservationStep(_to(existing, ReservationState.EXPIRED, cause), released, told="stock.reservation_expired")


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
    when units that were held are not there any more, and then gives back what it holds.

    None when there is nothing to do: committed before, cancelled meanwhile, or short and still short.
    """
    if existing.state is ReservationState.HELD:
        gone = missing(existing, levels)
        if gone:
            return _short(existing, gone, cause, _each(existing, stock.release, cause))
        return ReservationStep(_to(existing, ReservationState.COMMITTED, cause), _each(existing, stock.commit, cause))
    if existing.state in (ReservationState.COMMITTED, ReservationState.CLOSED):
        return None
    short = tuple(shortages(existing.lines, levels))
    if short:
        return None if existing.state is ReservationState.SHORT else _short(existing, short, cause)
    taken = _each(existing, stock.reservation, cause) + _each(existing, stock.commit, cause)
    ended = "stock.shortage_ended" if existing.state is ReservationState.SHORT else ""
    return ReservationStep(_to(existing, ReservationState.COMMITTED, cause), taken, told=ended)


def close(existing: Reservation, cause: MovementCause) -> ReservationStep | None:
    """The order is cancelled or expired: a hold is released, sold units come back. None when closed before."""
    if existing.state is ReservationState.CLOSED:
        return None
    movements: tuple[Movement, ...] = ()
    if existing.state is ReservationState.HELD:
        movements = _each(existing, stock.release, cause)
    elif existing.state is ReservationState.COMMITTED:
        movements = tuple(stock.returned(sku, quantity, cause) for sku, quantity in existing.out.items())
    return ReservationStep(_to(existing, ReservationState.CLOSED, cause), movements)


def take_back(existing: Reservation, lines: Mapping[str, int], cause: MovementCause) -> ReservationStep | None:
    """Some of the sold units come back; never more than are still out. None when none of them is."""
    back = {sku: min(quantity, existing.out.get(sku, 0)) for sku, quantity in lines.items()}
    back = {sku: quantity for sku, quantity in back.items() if quantity > 0}
    if existing.state is not ReservationState.COMMITTED or not back:
        return None
    total = {sku: existing.returned.get(sku, 0) + back.get(sku, 0) for sku in {*existing.returned, *back}}
    after = replace(_to(existing, ReservationState.COMMITTED, cause), returned=total)
    return ReservationStep(after, tuple(stock.returned(sku, quantity, cause) for sku, quantity in back.items()))


def give_up(existing: Reservation, lines: Mapping[str, int], cause: MovementCause) -> ReservationStep | None:
    """Units that the order does without: what is held of them is released, what is sold comes back, and what it is
    short of is not waited for any more. None when it has none of them, or is closed.
    """
    if existing.state is ReservationState.COMMITTED:
        return take_back(existing, lines, cause)
    out = {sku: min(quantity, existing.lines.get(sku, 0)) for sku, quantity in lines.items()}
    out = {sku: quantity for sku, quantity in out.items() if quantity > 0}
    if existing.state is ReservationState.CLOSED or not out:
        return None
    left = {sku: quantity - out.get(sku, 0) for sku, quantity in existing.lines.items()}
    after = replace(_to(existing, existing.state, cause), lines={sku: left[sku] for sku in left if left[sku]})
    is_held = existing.state is ReservationState.HELD
    return ReservationStep(
        after, tuple(stock.release(sku, quantity, cause) for sku, quantity in out.items()) if is_held else ()
    )


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
    return ReservationStep(_to(existing, ReservationState.SHORT, cause), movements, short, "stock.shortage")


def _to(existing: Reservation, state: ReservationState, cause: MovementCause) -> Reservation:
    return replace(existing, state=state, reason=cause.reason, version=existing.version + 1)


def _each(existing: Reservation, kind: stock.LineMovement, cause: MovementCause) -> tuple[Movement, ...]:
    return tuple(kind(sku, quantity, cause) for sku, quantity in existing.lines.items())
