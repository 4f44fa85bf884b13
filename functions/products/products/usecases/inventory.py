"""Stock: holding it for orders, selling it, giving it back, receiving and adjusting it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NoReturn, TypeVar

from products.domain import reservation, stock
from products.domain.reservation import Reservation, ReservationState, ReservationStep, Shortage
from products.domain.stock import Movement, MovementCause, MovementKind, StockLevel
from products.usecases import announcements
from products.usecases.counters import Counters
from products.usecases.ports import LevelChange, StockStore, StockWrite
from souk import clock
from souk.errors import Conflict, InvalidInput, NotFound, OutOfStock, Unavailable
from souk.staff.changes import note
from souk.storage.versioned import Stale, until_fresh
from souk.telemetry import count, logger

if TYPE_CHECKING:
    from products.domain.counting import CountLine

# Each try reads anew. Rivals only clash where a change leaves its band, so few ever need a second.
TRIES = 20
# No further try after that: the caller waits 4 seconds.
PATIENCE_SECONDS = 3
# What one run of the timer may take; the next goes on.
SWEEP_LIMIT = 2000
SWEEP_SECONDS = 40
# Orders that are short and looked at in one run.
SHORT_LIMIT = 2000
MAX_TTL = timedelta(days=30)

Result = TypeVar("Result")


class Inventory:
    """Every use case may be repeated: the reservation's state says what is already done.

    All that writes tries for `patience` seconds, and raises Unavailable then.
    """

    def __init__(self, store: StockStore, patience: float = PATIENCE_SECONDS) -> None:
        self._store = store
        self._patience = patience
        self._counters = Counters(store)

    def levels(self, skus: Iterable[str]) -> dict[str, StockLevel]:
        return self._store.levels(list(skus))

    def level(self, sku: str) -> StockLevel:
        """Raises NotFound."""
        level = self._store.levels([sku]).get(sku)
        if level is None:
            raise NotFound("there is no such SKU")
        return level

    def ledger(self, sku: str, limit: int, cursor: str | None) -> tuple[list[Movement], str | None]:
        return self._store.ledger(sku, limit, cursor)

    def reserve(self, reservation_id: str, lines: Iterable[tuple[str, int]], ttl_seconds: int) -> Reservation:
        """Holds all lines until the time is over.

        Raises OutOfStock with every shortage and what is left, Conflict when the id holds other lines,
        IllegalTransition when its hold is over.
        """
        total = reservation.summed(lines)
        if not reservation_id or not 0 < ttl_seconds <= MAX_TTL.total_seconds():
            raise InvalidInput("a reservation needs an id and a time of at least one second and at most 30 days")
        # The first look is the cheap one. What it shows may be old, so nothing rests on it but what the transaction
        # checks again, and what has been sold out for a while.
        looks = itertools.chain([False], itertools.repeat(True))

        def held() -> Reservation:
            sure = next(looks)
            levels, existing = self._store.before_reserving(reservation_id, total, sure=sure)
            short = reservation.shortages(total, levels)
            if not sure and (existing or not reservation.are_long_gone(short, levels, clock.now())):
                raise Stale("the cheap look does not do")
            if existing is not None:
                reservation.check_repeat(existing, total)
                return existing
            if short:
                self._refuse(short, levels)
            cause = _cause(reservation_id)
            until = _whole_milliseconds(cause.at + timedelta(seconds=ttl_seconds))
            owed = [sku for sku, quantity in total.items() if levels[sku].available < quantity]
            step = reservation.hold(reservation_id, total, until, cause, owed)
            return self._written(step, levels)

        return self._until_fresh(held)

    def release(self, reservation_id: str, reason: str) -> None:
        """Gives a hold back, if there is one. Raises IllegalTransition when its units are sold."""
        cause = _cause(reservation_id, reason)

        def step(existing: Reservation, _levels: Mapping[str, StockLevel]) -> ReservationStep | None:
            if existing.version == 0:
                return ReservationStep(replace(existing, version=1))
            return reservation.release(existing, cause)

        self._move_on(reservation.unseen(reservation_id, {}, ReservationState.RELEASED, cause), step)

    def commit(self, order_id: str, lines: Iterable[tuple[str, int]]) -> None:
        """The order is paid: its units are sold. `lines` count only when the hold is gone or was never seen."""
        total = reservation.summed(lines)
        cause = _cause(order_id, "order paid")

        def step(existing: Reservation, levels: Mapping[str, StockLevel]) -> ReservationStep | None:
            return reservation.commit(existing if existing.lines else replace(existing, lines=total), levels, cause)

        self._move_on(reservation.unseen(order_id, total, ReservationState.RELEASED, cause), step)

    def close(self, order_id: str, reason: str) -> None:
        """The order is cancelled or expired: what is held is released, what is sold comes back."""
        cause = _cause(order_id, reason)
        self._move_on(
            reservation.unseen(order_id, {}, ReservationState.RELEASED, cause),
            lambda existing, _levels: reservation.close(existing, cause),
        )

    def take_back(self, order_id: str, lines: Iterable[tuple[str, int]], once: str) -> None:
        """Sold units of an order are for sale again, `once` for this refund or return and never more than were sold.

        Raises Unavailable while the units are only held: the news of the sale is still on its way.
        """
        self._give_back(order_id, lines, once, reservation.take_back, sold=True)

    def give_up(self, order_id: str, lines: Iterable[tuple[str, int]], once: str, *, sold: bool) -> None:
        """Units of an order are for sale again, `once` for this cancellation: held ones as those that are `sold`.

        Raises Unavailable while units are only held that should be sold.
        """
        self._give_back(order_id, lines, once, reservation.give_up, sold=sold)

    def _give_back(
        self,
        order_id: str,
        lines: Iterable[tuple[str, int]],
        once: str,
        decide: Callable[[Reservation, Mapping[str, int], MovementCause], ReservationStep | None],
        *,
        sold: bool,
    ) -> None:
        wanted = reservation.summed(lines)
        cause = _cause(order_id, once.replace(":", " "))

        def given() -> None:
            existing = self._store.reservation(order_id)
            if sold and existing is not None and existing.state is ReservationState.HELD:
                raise Unavailable(f"the units of order {order_id} are not sold yet")
            step = decide(existing, wanted, cause) if existing else None
            if step is None or self._store.was_done(once):
                return
            levels = self._store.levels(wanted)
            changes = [LevelChange(levels[sku], movements) for sku, movements in step.by_sku().items()]
            self._counters.write(StockWrite(changes, step.after, announcements.of(changes), once))

        self._until_fresh(given)

    def sweep(self) -> int:
        """Releases the holds whose time is over; how many. Asks after those that are about to lapse, and sells what
        has come in to those that wait for it.
        """
        now, deadline = clock.now(), clock.Deadline(SWEEP_SECONDS)
        released = left = seen = 0
        for reservation_id in self._store.due(now + reservation.ASKED_BEFORE, SWEEP_LIMIT):
            if deadline.passed:
                left += 1
                break
            seen += 1
            try:
                released += self._lapsed(reservation_id)
            except Unavailable:  # one contended SKU must not keep the others held; the next sweep tries again
                logger.exception("a lapsed reservation could not be released", extra={"order_id": reservation_id})
                left += 1
        if not left and seen < SWEEP_LIMIT:
            self._store.swept(now)
        self._counters.cool()
        self.settle(deadline)
        if released:
            count("ReservationsExpired", released)
        return released

    def settle(self, deadline: clock.Deadline) -> int:
        """Paid orders that are short have what has come in meanwhile, whoever has waited longest first; how many.

        One that needs more than there is does not keep the units from the others: they are for sale anyway.
        """
        waiting = self._store.short(SHORT_LIMIT)
        levels = self._store.levels({sku for short in waiting for sku in short.lines}) if waiting else {}
        given: Counter[str] = Counter()
        settled = 0
        for short in waiting:
            left = {sku: replace(level, available=level.available - given[sku]) for sku, level in levels.items()}
            if reservation.shortages(short.lines, left) or deadline.passed:
                continue
            try:
                settled += self._settled(short.id)
            except Unavailable:  # the next sweep tries again
                logger.exception("a paid order could not have its units", extra={"order_id": short.id})
            given.update(short.lines)
        if settled:
            count("OrdersShortSettled", settled)
        return settled

    def move(self, sku: str, kind: MovementKind, quantity: int, reason: str, actor: str, key: str) -> StockLevel:
        """A receipt or an adjustment by staff; `key` makes it happen once.

        Raises NotFound, InvalidInput, and Conflict when fewer would be on hand than none.
        """
        make = {MovementKind.RECEIPT: stock.receipt, MovementKind.ADJUSTMENT: stock.adjustment}[kind]
        cause = MovementCause(actor=f"user:{actor}", at=clock.now(), reference=key, reason=reason)
        once = f"movement:{actor}:{sku}:{key}"

        def moved() -> StockLevel:
            level = self._single(sku)
            change = LevelChange(level, [make(sku, quantity, cause)], exact=True)
            if kind is MovementKind.ADJUSTMENT and quantity < 0 and change.after.on_hand < 0 and not level.backorder:
                if self._store.was_done(once):
                    return level
                raise Conflict(f"only {level.on_hand} of {sku!r} are on hand", on_hand=level.on_hand)
            try:
                self._counters.write(StockWrite([change], events=announcements.of_staff(change), once=once))
            except Stale:
                if self._store.was_done(once):
                    return self.level(sku)
                raise
            note(f"sku:{sku}", {"on_hand": level.on_hand}, {"on_hand": change.after.on_hand})
            logger.info("staff moved stock", extra={"actor": actor, "sku": sku, "kind": kind.value})
            _warn_of_holds(change)
            return self._after_coming_in(change)

        return self._until_fresh(moved)

    def book(self, count_id: str, line: CountLine, actor: str) -> CountLine:
        """Books the difference that a count found, once for good, and what the count says is booked with it.

        A difference that would leave fewer than none on hand is refused, and nothing moves then.
        """
        cause = MovementCause(f"user:{actor}", clock.now(), f"count:{count_id}", "counted")
        done = line.booked(cause.at)

        def booked() -> CountLine:
            if self._store.was_booked(count_id, line.sku):
                return done
            level = self._single(line.sku)
            change = LevelChange(level, [stock.adjustment(line.sku, line.difference, cause)], exact=True)
            if line.difference < 0 and change.after.on_hand < 0 and not level.backorder:
                return line.booked(cause.at, f"only {level.on_hand} are on hand")
            events = announcements.of_staff(change)
            self._counters.write(StockWrite([change], events=events, counted=(count_id, done)))
            note(f"sku:{line.sku}", {"on_hand": level.on_hand}, {"on_hand": change.after.on_hand})
            _warn_of_holds(change)
            self._after_coming_in(change)
            return done

        return self._until_fresh(booked)

    def set_threshold(self, sku: str, threshold: int, actor: str) -> StockLevel:
        """From how few units on a SKU counts as low. Raises NotFound and InvalidInput."""

        def changed() -> StockLevel:
            level = self._single(sku)
            after = level.with_threshold(threshold)
            if level.threshold == threshold:
                return level
            self._store.set_threshold(level, threshold, announcements.between(level, after))
            note(f"sku:{sku}", {"threshold": level.threshold}, {"threshold": threshold})
            logger.info("staff set a threshold", extra={"actor": actor, "sku": sku, "threshold": threshold})
            return after

        return self._until_fresh(changed)

    def count(self, sku: str, on_hand: int, cause: MovementCause) -> StockLevel:
        """Brings what is on hand to a counted number by a movement of the difference."""

        def counted() -> StockLevel:
            level = self._single(sku)
            movement = stock.counted(level, on_hand, cause)
            if movement is None:
                return level
            change = LevelChange(level, [movement], exact=True)
            self._counters.write(StockWrite([change], events=announcements.of([change])))
            _warn_of_holds(change)
            return change.after

        return self._until_fresh(counted)

    def _after_coming_in(self, change: LevelChange) -> StockLevel:
        """The level once those who have paid and wait have theirs, before anybody else can buy it."""
        deadline = clock.Deadline(self._patience)
        try:
            return self.level(change.before.sku) if change.difference > 0 and self.settle(deadline) else change.after
        except Unavailable:  # the goods are booked in; the next sweep settles
            return change.after

    def _settled(self, reservation_id: str) -> bool:
        cause = _cause(reservation_id, "in stock again")
        after = self._move_on(
            reservation.unseen(reservation_id, {}, ReservationState.CLOSED, cause),
            lambda existing, levels: reservation.commit(existing, levels, cause),
        )
        return after is not None

    def _lapsed(self, reservation_id: str) -> bool:
        """Whether a hold was released; one that is about to lapse is asked after."""
        cause = _cause(reservation_id, "not paid in time")
        after = self._move_on(
            reservation.unseen(reservation_id, {}, ReservationState.CLOSED, cause),
            lambda existing, _levels: reservation.expire(existing, cause) or reservation.ask(existing, cause),
        )
        return after is not None and after.state is ReservationState.EXPIRED

    def _move_on(
        self,
        otherwise: Reservation,
        decide: Callable[[Reservation, Mapping[str, StockLevel]], ReservationStep | None],
    ) -> Reservation | None:
        """Takes a reservation its next step, and answers what it is then; None when there is no step to take.

        `otherwise` stands for one never seen.
        """

        def moved_on() -> Reservation | None:
            existing = self._store.reservation(otherwise.id) or otherwise
            levels = self._store.levels(existing.lines or otherwise.lines)
            step = decide(existing, levels)
            if step is None:
                return None
            spread = [level for level in levels.values() if level.shards]
            if step.after.state is ReservationState.SHORT and spread:
                self._counters.collect(spread[0])  # as for a shopper: only the base alone says that none is left
                raise Stale("its shards are collected first")
            return self._written(step, levels)

        return self._until_fresh(moved_on)

    def _written(self, step: ReservationStep, levels: Mapping[str, StockLevel]) -> Reservation:
        """The reservation after the step. Raises Stale."""
        owed = step.after.owed
        changes = [LevelChange(levels[sku], moves, owed=sku in owed) for sku, moves in step.by_sku().items()]
        events = [*announcements.of(changes), *announcements.of_reservation(step)]
        self._counters.write(StockWrite(changes, step.after, events))
        if step.after.state is ReservationState.SHORT:
            logger.error("a paid order is short of stock", extra={"order_id": step.after.id})
        return step.after

    def _refuse(self, short: Sequence[Shortage], levels: Mapping[str, StockLevel]) -> NoReturn:
        """Raises OutOfStock, or Stale when shards are collected first: they are read one after the other while others
        sell, and only the base alone says that none is left.
        """
        spread = [levels[line.sku] for line in short if line.sku in levels and levels[line.sku].shards]
        if not spread:
            raise _out_of_stock(short)
        self._counters.collect(spread[0])
        raise Stale("its shards are collected first")

    def _single(self, sku: str) -> StockLevel:
        """The level when the base alone has everything, so that a change of it is exact. Raises NotFound."""

        def alone() -> StockLevel:
            level = self.level(sku)
            if level.shards:
                self._counters.collect(level)
                raise Stale("its shards are collected first")
            return level

        return self._until_fresh(alone)

    def _until_fresh(self, change: Callable[[], Result]) -> Result:
        return until_fresh(change, TRIES, self._patience)


def _warn_of_holds(change: LevelChange) -> None:
    """Fewer are on hand than orders hold: some that pay will be short, and staff hear of it now."""
    after = change.after
    if after.over_held and change.difference < 0:
        logger.warning("fewer on hand than held", extra={"sku": after.sku, "units": after.over_held})
        count("StockBelowHeld")


def _whole_milliseconds(moment: datetime) -> datetime:
    """As it is stored, so that the first answer and every later one are the same."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _cause(order_id: str, reason: str = "") -> MovementCause:
    return MovementCause(actor=f"order:{order_id}", at=clock.now(), reference=order_id, reason=reason)


def _out_of_stock(short: Sequence[Shortage]) -> OutOfStock:
    return OutOfStock(
        "not enough in stock of " + ", ".join(line.sku for line in short),
        shortages=[{"sku": line.sku, "requested": line.requested, "available": line.available} for line in short],
    )
