"""Sending units once more that did not arrive, or arrived damaged, instead of paying them back.

Stock is held by the products service first, then the end of the old parcel, or of the claim, and the new parcel are one
write, whose event has the hold sold. So nothing is given up that is not sent again, and a process that dies in between
leaves a hold that lapses.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from shipping.domain import several, trouble
from shipping.domain.consignment import Resending, order_of
from shipping.domain.returns import GrantedLine, Return, Sold, order_of_return, sent_in
from shipping.domain.shipment import Shipment
from shipping.usecases import announcements, changes
from shipping.usecases.bookings import Bookings
from shipping.usecases.ports import ReturnStore, StockHolds
from shipping.usecases.returning import return_news
from souk import clock
from souk.errors import Conflict, NotFound, SoukError, Unavailable
from souk.ids import new_id
from souk.staff.changes import note
from souk.storage.versioned import require_version, until_fresh
from souk.telemetry import count, logger

Ended = TypeVar("Ended", Shipment, Return)
_TRIES = 6
# What selling a hold takes must fit into one transaction of the products service.
MOST_SKUS = 24


@dataclass(slots=True)
class _Hold:
    """Of stock for one try, and whether products has it."""

    name: str
    held: bool = False


class SendingAgain:
    """`carrier` names the one that new parcels go with. `picks`: staff pick and pack them before they leave."""

    def __init__(self, store: ReturnStore, holds: StockHolds, bookings: Bookings, carrier: str, *, picks: bool) -> None:
        self._store = store
        self._holds = holds
        self._bookings = bookings
        self._carrier = carrier
        self._picks = picks

    def parcel(
        self, shipment_id: str, staff_id: str, version: int, why: str, *, as_it_is: bool = False, location: str = ""
    ) -> Shipment:
        """What was in a parcel that does not arrive is sent again, from the shelf or, where it came back, `as_it_is`.
        The parcel that has ended; the same again changes nothing.

        Raises NotFound, IllegalTransition, InvalidInput, OutOfStock, Conflict, PreconditionFailed when it is another
        version by now.
        """
        order_id, _ = order_of(shipment_id)
        hold = _Hold("" if as_it_is else _hold_of(order_id))

        def once() -> tuple[Shipment, Shipment | None]:
            sold = self._store.sold(order_id)
            before = next((parcel for parcel in sold.parcels if parcel.id == shipment_id), None)
            if before is None:
                raise NotFound("no such shipment")
            if before.end and before.outcome == trouble.SENT_AGAIN:
                return before, None
            require_version(version, before.version)
            by = f"staff:{staff_id}"
            ended, back = trouble.sent_again(sold, before, clock.now(), by, why, as_it_is=as_it_is)
            new = self._new(sold, before, sent_in(before), Resending(shipment_id, hold.name), hold, location)
            after = announcements.changing(before, ended, sold.parcels)
            self._store.end(after, before.version, back and return_news.telling(None, back), new)
            note(f"shipment:{shipment_id}", {"state": before.state.value}, {"state": after.state.value})
            return after, new

        return self._sent(hold, once)

    def claim(
        self, return_id: str, staff_id: str, version: int, lines: Sequence[GrantedLine], why: str, location: str = ""
    ) -> Return:
        """These units of a claim, or all of it, are sent again. Raises as `parcel` does."""
        order_id = order_of_return(return_id)
        hold = _Hold(_hold_of(order_id))

        def once() -> tuple[Return, Shipment | None]:
            sold = self._store.sold(order_id)
            before = sold.one(return_id)
            decided = before.sent_again(clock.now(), f"staff:{staff_id}", lines, why)
            if decided == before:
                return before, None
            require_version(version, before.version)
            like = [parcel for parcel in sold.parcels if not parcel.cancelled_at][-1]
            new = self._new(sold, like, decided.owed, Resending(return_id, hold.name), hold, location)
            after = return_news.telling(before, decided)
            self._store.send_again(after, before.version, new)
            note(f"return:{return_id}", {"state": before.state.value}, {"state": after.state.value})
            return after, new

        return self._sent(hold, once)

    def _new(
        self, sold: Sold, like: Shipment, units: Mapping[str, int], again: Resending, hold: _Hold, location: str
    ) -> Shipment:
        """The new parcel, with stock held for it."""
        known = sold.lines
        lines = [replace(known[sku], quantity=count) for sku, count in units.items() if count > 0]
        if len(lines) > MOST_SKUS:
            raise Conflict(f"at most {MOST_SKUS} different SKUs are sent again in one parcel", limit=MOST_SKUS)
        new = several.in_the_place_of(
            sold.parcels, like, lines, again, self._carrier, clock.now(), picks=self._picks, location=location
        )
        if hold.name:
            self._holds.hold(hold.name, new.consignment.units)
            hold.held = True
        return announcements.sending_again(new)

    def _sent(self, hold: _Hold, once: Callable[[], tuple[Ended, Shipment | None]]) -> Ended:
        try:
            ended, new = until_fresh(once, _TRIES)
        except Unavailable:
            raise  # what became of the write is not known: the hold is sold, or lapses
        except SoukError:
            self._release(hold)
            raise
        if new is None:
            self._release(hold)
            return ended
        count("ParcelsSentAgain")
        logger.info(
            "sent again", extra={"shipment_id": new.id, "replaces": new.consignment.again and new.consignment.again.of}
        )
        with changes.for_order(new):
            self._bookings.book(new)
        return ended

    def _release(self, hold: _Hold) -> None:
        """What was held in vain; where that is not heard, it lapses."""
        if hold.held:
            with contextlib.suppress(Unavailable):
                self._holds.release(hold.name)


def _hold_of(order_id: str) -> str:
    """A name of its own for each try: one that lapsed, or was given back, cannot be held again."""
    return f"{order_id}-again-{new_id()}"
