"""All that the service hears, by what it is about."""

from __future__ import annotations

from collections.abc import Sequence

from backoffice.usecases.hearing import HEARD
from backoffice.usecases.ports import Notes, Rows
from backoffice.usecases.projecting import Persons, Projection
from backoffice.usecases.stock import STOCK, warned
from souk.events import Event, data_of
from souk.events.orders import OrdersExportAsked
from souk.events.users import ExportAsked, PersonErased, UserChanged
from souk.exports.parts import ExportParts

_NAMED = ("user.registered", "user.updated")
_ERASED, _OF_PERSON, _OF_ORDERS = "user.erased", "user.export_asked", "order.export_asked"
TYPES = frozenset({*HEARD, *STOCK, *_NAMED, _ERASED, _OF_PERSON, _OF_ORDERS})
# The pages of orders count from 1; what is noted about the person is before them.
_PERSONS_PAGE = 0


class Following:
    def __init__(self, projection: Projection, people: Persons, rows: Rows, notes: Notes, exports: ExportParts) -> None:
        self._projection = projection
        self._people = people
        self._rows = rows
        self._notes = notes
        self._exports = exports

    def hear(self, events: Sequence[Event]) -> None:
        """What is about an order is worked on together, the rest one after the other."""
        self._projection.hear([event for event in events if event.type in HEARD])
        for event in events:
            if event.type in STOCK:
                warned(self._rows, event)
            elif event.type not in HEARD:
                self._hear_of_person(event)

    def _hear_of_person(self, event: Event) -> None:
        if event.type in _NAMED:
            user = data_of(event, UserChanged)
            self._people.named(user.user_id, event.aggregate_version, user.email, user.name)
        elif event.type == _ERASED:
            self._people.erased(data_of(event, PersonErased).user_id)
        elif event.type == _OF_PERSON:
            asked = data_of(event, ExportAsked)
            self._put(asked.export_id, _PERSONS_PAGE, [f"customer:{asked.user_id}"])
        elif event.type == _OF_ORDERS:
            page = data_of(event, OrdersExportAsked)
            self._put(page.export_id, page.page, [f"order:{order_id}" for order_id in page.order_ids])

    def _put(self, export_id: str, page: int, abouts: list[str]) -> None:
        self._exports.put(export_id, page, {"notes": self._notes.exported(abouts)})
