"""Parcels that do not arrive: staff say so where the carrier did not, and what becomes of what was in them.

The parcel's end and the return that pays for it are one write: no parcel is given up without its money, and none is
paid for while it may still arrive.
"""

from __future__ import annotations

from shipping.domain import trouble
from shipping.domain.consignment import order_of
from shipping.domain.shipment import Shipment
from shipping.domain.tracking import Scan, ScanStatus
from shipping.usecases import announcements, changes
from shipping.usecases.ports import ReturnStore, Shipments
from shipping.usecases.returning import return_news
from shipping.usecases.returning.returns import Returns
from souk import clock
from souk.errors import IllegalTransition, NotFound
from souk.staff.changes import note
from souk.storage.versioned import require_version, until_fresh
from souk.telemetry import count

_TRIES = 6


class Troubles:
    def __init__(self, shipments: Shipments, store: ReturnStore, returns: Returns) -> None:
        self._shipments = shipments
        self._store = store
        self._returns = returns

    def report(self, shipment_id: str, what: ScanStatus, words: str, staff_id: str, version: int) -> Shipment:
        """Staff say that a parcel does not arrive. Raises NotFound, IllegalTransition, PreconditionFailed when it is
        another version by now.
        """
        by = f"staff:{staff_id}"

        def decide(known: Shipment) -> Shipment:
            scan = Scan(f"{shipment_id}:{what}:{known.version}", what, clock.now(), description=words, by=by)
            after = trouble.reported(known, scan)
            if after != known:
                require_version(version, known.version)
            return after

        return changes.change(self._shipments, shipment_id, decide)[1]

    def end(self, shipment_id: str, outcome: str, staff_id: str, version: int) -> Shipment:
        """What was in it is paid back: at once, or when the goods are back. The same again changes nothing.

        Raises NotFound, IllegalTransition, InvalidInput, PreconditionFailed when it is another version by now.
        """
        order_id, _ = order_of(shipment_id)
        by = f"staff:{staff_id}"

        def once() -> Shipment:
            sold = self._store.sold(order_id)
            before = next((parcel for parcel in sold.parcels if parcel.id == shipment_id), None)
            if before is None:
                raise NotFound("no such shipment")
            if before.end:
                return _ended_so(before, outcome)
            require_version(version, before.version)
            now = clock.now()
            trouble.claim(sold, before, outcome, now, by)  # refused before anything is changed
            for return_ in trouble.in_the_way(sold, before):
                self._returns.never_arrives(return_.id)
                sold = self._store.sold(order_id)
            claim = trouble.claim(sold, before, outcome, now, by)
            after = announcements.changing(before, trouble.ended(before, outcome, claim, now, by), sold.parcels)
            self._store.end(after, before.version, claim and return_news.telling(None, claim))
            count("ParcelsGivenUp")
            note(f"shipment:{shipment_id}", {"state": before.state.value}, {"state": after.state.value})
            return after

        return until_fresh(once, _TRIES)


def _ended_so(parcel: Shipment, outcome: str) -> Shipment:
    if parcel.outcome not in (outcome, trouble.SETTLED):
        raise IllegalTransition(f"it was given up before: {parcel.outcome}", state=parcel.state)
    return parcel
