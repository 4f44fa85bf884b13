"""Making an order's row anew from all its events, while other events go on.

Whoever rebuilds has read the row's version before it read the events. What is heard of an order after that changes the
version, and then nothing is written: it is to be read again. So nothing that was heard is lost, and what the row
counted for is taken back exactly, whatever the rules were by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from backoffice.domain.facts import Facts
from backoffice.usecases.hearing import HEARD, heard
from backoffice.usecases.ports import OrderRow, RowChange, Rows
from backoffice.usecases.projecting import Projection, stands_under
from souk.events import Event
from souk.storage.versioned import Stale


class Rebuilding:
    def __init__(self, rows: Rows, projection: Projection) -> None:
        self._rows = rows
        self._projection = projection

    def rebuild(self, order_id: str, version: int, events: Sequence[Event]) -> bool:
        """Whether it was done; not when the row has another version by now. Repeating it changes nothing.

        An order whose person is forgotten has no events left: what its row knows is counted anew. Any other row without
        events is removed.
        """
        before = self._rows.rows([order_id]).get(order_id, OrderRow(Facts(order_id=order_id)))
        if before.version != version:
            return False
        after = self._after(before, events)
        if after is None:  # the row goes last: it names where it stands
            self._rows.remove([*before.leaving, *self._rows.places(before.facts, stands_under(before.facts))])
        try:
            if after == before and before.version:
                # An earlier version may have put it elsewhere in the lists: it is written as it is.
                after = replace(before, version=before.version + 1)
            if after != before:
                self._projection.write([RowChange(before, after)])
            if after is not None:
                self._rows.put_words_if(after, stands_under(after.facts))
            self._projection.leave(after)
        except Stale:
            return False
        return True

    def _after(self, before: OrderRow, events: Sequence[Event]) -> OrderRow | None:
        facts = before.facts if before.facts.erased else Facts(order_id=before.facts.order_id)
        for event in events:
            if event.type in HEARD:
                facts = heard(facts, event)
        if facts == Facts(order_id=facts.order_id):
            return None if before.version else before
        return self._projection.after(before, facts)
