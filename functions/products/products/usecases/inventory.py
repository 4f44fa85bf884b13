"""Stock: holding it for orders, selling it, giving it back, receiving and adjusting it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NoReturn, TypeVar

from products.domain import reservation, stock
from products.domain.places.network import MAIN, Placed
from products.domain.reservation import Reservation, ReservationState, ReservationStep, Shares, Shortage
from products.domain.stock import Movement, MovementCause, MovementKind, StockLevel
from products.usecases import announcements
from products.usecases.counters import Counters
from products.usecases.ports import Awaited, LevelChange, StockStore, StockWrite
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
# Orders that get units of a SKU they wait for, in one request or turn of the timer.
GIVEN_LIMIT = 25
# What is waited for and looked at in one run.
LOOKED_AT = 500
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

    def waits(self, sku: str, limit: int, cursor: str | None) -> tuple[list[Awaited], str | None]:
        """What paid orders wait for: of a SKU those that have waited longest, or of all, SKU by SKU."""
        return self._store.waits(sku, limit, cursor) if sku else self._store.all_waits(limit, cursor)

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
            return self._written(reservation.hold(reservation_id, total, until, cause, levels), levels)

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

    def take_back(
        self, order_id: str, lines: Iterable[tuple[str, int]], once: str, at: Shares = reservation.NOWHERE
    ) -> None:
        """Sold units of an order are for sale again, `once` for this refund or return and never more than were sold.
        `at` are the locations that have them; where none is named, those they were sent from.

        Raises Unavailable while the units are only held: the news of the sale is still on its way.
        """
        self._give_back(order_id, lines, once, partial(reservation.take_back, at=at), sold=True)

    def give_up(
        self,
        order_id: str,
        lines: Iterable[tuple[str, int]],
        once: str,
        *,
        sold: bool,
        at: Shares = reservation.NOWHERE,
    ) -> None:
        """Units of an order are for sale again, `once` for this cancellation: held ones as those that are `sold`.
        `at` are the locations of sold ones.

        Raises Unavailable while units are only held that should be sold.
        """
        self._give_back(order_id, lines, once, partial(reservation.give_up, at=at), sold=sold)

    def _give_back(
        self,
        order_id: str,
        lines: Iterable[tuple[str, int]],
        once: str,
        decide: Callable[[Reservation, Mapping[str, int], MovementCause], ReservationStep | None],
        *,
        sold: bool,
    ) -> None:
        wanted = reservation.parts(reservation.summed(lines))
        if len(wanted) > 1 and self._store.was_done(once):
            return  # in one, by an earlier version
        for number, part in enumerate(wanted, start=1):
            mark = once if len(wanted) == 1 else f"{once}#{number}"
            self._give_part_back(order_id, part, mark, decide, sold=sold)

    def _give_part_back(
        self,
        order_id: str,
        wanted: Mapping[str, int],
        once: str,
        decide: Callable[[Reservation, Mapping[str, int], MovementCause], ReservationStep | None],
        *,
        sold: bool,
    ) -> None:
        cause = _cause(order_id, once.partition("#")[0].replace(":", " "))

        def given() -> None:
            existing = self._store.reservation(order_id)
            if sold and existing is not None and existing.state is ReservationState.HELD:
                raise Unavailable(f"the units of order {order_id} are not sold yet")
            step = decide(existing, wanted, cause) if existing else None
            if step is None or self._store.was_done(once):
                return
            levels, placed = self._store.levels(wanted), self._placed(step)
            changes = [
                LevelChange(levels[sku], moves, placed=placed.get(sku), waiting=step.waiting.get(sku, 0))
                for sku, moves in step.by_sku().items()
            ]
            write = StockWrite(changes, step.after, announcements.of(changes), once)
            self._counters.write(_with_waits(write, step))

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
        self.serve(deadline)
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
            if reservation.shortages_of(short, left) or deadline.passed:
                continue
            try:
                settled += self._settled(short.id)
            except Unavailable:  # the next sweep tries again
                logger.exception("a paid order could not have its units", extra={"order_id": short.id})
            given.update(short.lines)
        if settled:
            count("OrdersShortSettled", settled)
        return settled

    def serve(self, deadline: clock.Deadline) -> None:
        """Goes on with what orders wait for, where the last run ended: what came in otherwise than by a receipt, or was
        more than a request gives.
        """
        begun = self._store.look_from()
        waits, next_time = self._store.all_waits(LOOKED_AT, begun)
        levels = self._store.levels({wait.sku for wait in waits}) if waits else {}
        for sku, level in levels.items():
            if level.free > 0 and not deadline.passed:
                try:
                    self.give(sku, deadline)
                except Unavailable:  # the next turn tries again
                    logger.exception("waiting orders could not have their units", extra={"sku": sku})
        self._tell_of_days(waits, levels, deadline)
        if next_time != begun:
            self._store.looked_to(next_time)

    def give(self, sku: str, deadline: clock.Deadline) -> int:
        """Paid orders that wait for units of this SKU have those that came in, whoever has waited longest first; how
        many orders. One that waits for more than there is does not keep the units from the others.
        """
        given, free = 0, self.level(sku).free
        for wait in self._waiting(sku):
            if deadline.passed or free <= 0 or given >= GIVEN_LIMIT:
                break
            if wait.units <= free and self._given(wait):
                given, free = given + 1, free - wait.units
        if given:
            count("WaitingOrdersServed", given)
        return given

    def _waiting(self, sku: str) -> Iterator[Awaited]:
        """Those who wait for it, whoever has waited longest first, read as they are asked for."""
        cursor: str | None = None
        while True:
            waits, cursor = self._store.waits(sku, LOOKED_AT, cursor)
            yield from waits
            if cursor is None:
                return

    def move(
        self, sku: str, kind: MovementKind, quantity: int, reason: str, actor: str, key: str, location: str = MAIN
    ) -> StockLevel:
        """A receipt or an adjustment by staff, at a location that there is; `key` makes it happen once.

        Raises NotFound, InvalidInput, and Conflict when fewer would be on hand there than none.
        """
        make = {MovementKind.RECEIPT: stock.receipt, MovementKind.ADJUSTMENT: stock.adjustment}[kind]
        cause = MovementCause(actor=f"user:{actor}", at=clock.now(), reference=key, reason=reason)
        once = f"movement:{actor}:{sku}:{key}"

        def moved() -> StockLevel:
            level = self.single(sku)
            # What comes in at the first location changes no book, and is never too much.
            placed = Placed(sku) if location == MAIN and quantity > 0 else self._store.placed([sku])[sku]
            movement = make(sku, quantity, cause)
            if location != MAIN:
                movement = stock.at_location(movement, location)
            change = LevelChange(level, [movement], exact=True, placed=placed if location != MAIN else None)
            there = placed.levels(level.on_hand).get(location, 0)
            if quantity < 0 and there + quantity < 0 and not (level.backorder and location == MAIN):
                if self._store.was_done(once):
                    return level
                raise Conflict(f"only {there} of {sku!r} are on hand", on_hand=there)
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
            level = self.single(line.sku)
            change = LevelChange(level, [stock.adjustment(line.sku, line.difference, cause)], exact=True)
            there = self._at_main(level) if line.difference < 0 else level.on_hand
            if line.difference < 0 and there + line.difference < 0 and not level.backorder:
                return line.booked(cause.at, f"only {there} are on hand")
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
            level = self.single(sku)
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
            level = self.single(sku)
            # What is recorded at other locations stays there: a file knows of no locations.
            elsewhere = self._store.placed([sku])[sku].elsewhere if on_hand < level.on_hand else 0
            movement = stock.counted(level, max(on_hand, elsewhere), cause)
            if movement is None:
                return level
            change = LevelChange(level, [movement], exact=True)
            self._counters.write(StockWrite([change], events=announcements.of([change])))
            _warn_of_holds(change)
            return change.after

        return self._until_fresh(counted)

    def _at_main(self, level: StockLevel) -> int:
        """How many units are at the first location."""
        return level.on_hand - self._store.placed([level.sku])[level.sku].elsewhere

    def _after_coming_in(self, change: LevelChange) -> StockLevel:
        """The level once those who have paid and wait have theirs, before anybody else can buy it."""
        deadline, sku = clock.Deadline(self._patience), change.before.sku
        try:
            served = change.difference > 0 and self.settle(deadline)
            if change.difference > 0 and change.before.waiting:
                served = self.give(sku, deadline) or served
            return self.level(sku) if served else change.after
        except Unavailable:  # the goods are booked in; the next sweep settles
            return change.after

    def _settled(self, reservation_id: str) -> bool:
        cause = _cause(reservation_id, "in stock again")
        after = self._move_on(
            reservation.unseen(reservation_id, {}, ReservationState.CLOSED, cause),
            lambda existing, levels: reservation.commit(existing, levels, cause),
        )
        return after is not None

    def _given(self, wait: Awaited) -> bool:
        cause = _cause(wait.order_id, "came in")

        def step(existing: Reservation, levels: Mapping[str, StockLevel]) -> ReservationStep | None:
            return reservation.give(existing, wait.sku, levels[wait.sku], cause) if wait.sku in levels else None

        unseen = reservation.unseen(wait.order_id, {}, ReservationState.CLOSED, cause)
        return self._move_on(unseen, step) is not None

    def _tell_of_days(
        self, waits: Sequence[Awaited], levels: Mapping[str, StockLevel], deadline: clock.Deadline
    ) -> None:
        """Those who wait for what staff promise for another day since are promised that."""
        for wait in waits:
            level = levels.get(wait.sku)
            if level is None or level.promised in ("", wait.promised) or deadline.passed:
                continue
            try:
                self._promise(wait, level.promised)
            except Unavailable:  # the next turn tries again
                logger.exception("an order could not be told of another day", extra={"order_id": wait.order_id})

    def _promise(self, wait: Awaited, day: str) -> None:
        cause = _cause(wait.order_id, "another day")
        self._move_on(
            reservation.unseen(wait.order_id, {}, ReservationState.CLOSED, cause),
            lambda existing, _levels: reservation.promise(existing, wait.sku, day, cause),
        )

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
        while True:
            after, unfinished = self._until_fresh(partial(self._one_step, otherwise, decide))
            if not unfinished:
                return after

    def _one_step(
        self,
        otherwise: Reservation,
        decide: Callable[[Reservation, Mapping[str, StockLevel]], ReservationStep | None],
    ) -> tuple[Reservation | None, bool]:
        """The reservation after its step, and whether another follows. Raises Stale."""
        existing = self._store.reservation(otherwise.id) or otherwise
        levels = self._store.levels(existing.lines or otherwise.lines)
        step = decide(existing, levels)
        if step is None:
            return None, False
        spread = [level for level in levels.values() if level.shards]
        if step.after.state is ReservationState.SHORT and spread:
            self._counters.collect(spread[0])  # as for a shopper: only the base alone says that none is left
            raise Stale("its shards are collected first")
        return self._written(step, levels), step.unfinished

    def _written(self, step: ReservationStep, levels: Mapping[str, StockLevel]) -> Reservation:
        """The reservation after the step. Raises Stale."""
        owed, placed = step.after.owed, self._placed(step)
        changes = [
            LevelChange(
                levels[sku],
                moves,
                bool(step.given),
                owed=sku in owed,
                placed=placed.get(sku),
                waiting=step.waiting.get(sku, 0),
            )
            for sku, moves in step.by_sku().items()
        ]
        events = [*announcements.of(changes), *announcements.of_reservation(step)]
        self._counters.write(_with_waits(StockWrite(changes, step.after, events), step))
        if step.after.state is ReservationState.SHORT:
            logger.error("a paid order is short of stock", extra={"order_id": step.after.id})
        return step.after

    def _placed(self, step: ReservationStep) -> Mapping[str, Placed]:
        """The books of the SKUs that move at another location than the first."""
        skus = {movement.sku for movement in step.movements if movement.moved}
        return self._store.placed(skus) if skus else {}

    def _refuse(self, short: Sequence[Shortage], levels: Mapping[str, StockLevel]) -> NoReturn:
        """Raises OutOfStock, or Stale when shards are collected first: they are read one after the other while others
        sell, and only the base alone says that none is left.
        """
        spread = [levels[line.sku] for line in short if line.sku in levels and levels[line.sku].shards]
        if not spread:
            raise _out_of_stock(short)
        self._counters.collect(spread[0])
        raise Stale("its shards are collected first")

    def single(self, sku: str) -> StockLevel:
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


def _with_waits(write: StockWrite, step: ReservationStep) -> StockWrite:
    """With what the order waits for after this step of its reservation, where it has been paid."""
    after = step.after
    if after.since is None:
        return write
    live = after.waiting if after.state is ReservationState.COMMITTED else {}
    waits = [
        Awaited(after.id, sku, units, after.since, after.promised.get(sku, ""))
        for sku, units in live.items()
        if step.sold or sku in step.waiting or sku == step.moved
    ]
    return replace(write, waits=waits, waited=[sku for sku in step.waiting if sku not in live])


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
