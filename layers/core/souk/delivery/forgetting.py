"""What a consumer has set aside of somebody whom the shop has forgotten: kept for repair, without the person.

An event may be set aside for as long as nobody repairs it, and it may be about money, so it is not let go of: it loses
what names its person, and stays an event of its type that can be worked on. An order is anonymous only when nothing can
come of it any more for which its person would have to be known. What an account told, on the other hand, leads to
letters only, and there is nobody left to write to.

It happens when the news pass by (`order.anonymised`, `user.erased`), whether the consumer has a handler for them or
not, and also when they themselves have to wait behind what is set aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from souk import clock
from souk.delivery.ports import Inbox, Waiting
from souk.delivery.record import ORDER_ANONYMISED, USER_ERASED, KafkaRecord
from souk.events import Event
from souk.shopper.owner import ERASED
from souk.telemetry import logger

_WHO = {"owner": ERASED, "cart_owner": ERASED, "email": "", "access_key": "", "code": "", "reason": "", "locale": ""}
# Where somebody collects a parcel is near where they live or work.
_BUSINESS = {"vat_number": ""}
_PARCEL = {"tracking_code": "", "tracking_url": "", "pickup_point": None}
_ADDRESS = "shipping_address"
_COUNTRY = "country"
# By what the type begins with: the members that name people or that people wrote, as in infra/personal-data.yaml, and
# what stands there afterwards.
UNNAMED: Mapping[str, Mapping[str, str | None]] = {
    "order.": _WHO | _PARCEL | _BUSINESS,
    "shipment.": _WHO | _PARCEL,
    "payment.": {"reason": ""},
    "refund.": {"reason": ""},
}
# More than may be set aside before a consumer stops (`souk.delivery.lane`).
_ALL = 100_000
_FAR = datetime(9999, 1, 1, tzinfo=UTC)


class Forgetting:
    """What is set aside in one service's table. Every call may be repeated."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def heed(self, records: Iterable[KafkaRecord]) -> None:
        """Looks whether somebody is forgotten by one of these records."""
        for record in records:
            kind = record.headers.get("type")
            if kind == ORDER_ANONYMISED:
                self.forget_order(record.key)
            elif kind == USER_ERASED:
                self.forget_user(record.key)

    def forget_order(self, order_id: str) -> None:
        """No event that is set aside of this order names its person any more."""
        for waiting, record in self._about(order_id):
            event = _event(record)
            if event is None:
                self._inbox.rewrite(waiting, replace(record, value=b""))
            elif order_id in (event.aggregate_id, event.data.get("order_id")):
                self._inbox.rewrite(waiting, replace(record, value=unnamed(event).text().encode()))

    def forget_user(self, user_id: str) -> None:
        """Nothing is set aside any more of what the account told, but that it is to be forgotten: nobody need repair
        what that waited behind, so it is tried at once.
        """
        for waiting, record in self._about(user_id):
            event = _event(record)
            if event is None:
                self._inbox.rewrite(waiting, replace(record, value=b""))
            elif event.aggregate_id == user_id and event.type != USER_ERASED:
                self._inbox.done(waiting, record)
                left = self._inbox.records(waiting)
                if not left:
                    self._inbox.finish(waiting)
                elif {told.type for each in left if (told := _event(each))} == {USER_ERASED}:
                    self._inbox.claim(waiting, clock.now())

    def _about(self, named: str) -> list[tuple[Waiting, KafkaRecord]]:
        everything = [*self._inbox.parked(_ALL), *self._inbox.due(_FAR, _ALL)]
        text = named.encode()
        found = [
            (waiting, record)
            for waiting in everything
            for record in self._inbox.records(waiting)
            if text in record.value
        ]
        if found:
            logger.warning("what is set aside names somebody who is forgotten", extra={"records": len(found)})
        return found


def unnamed(event: Event) -> Event:
    """The event without what names its person; itself for one that names nobody."""
    members = next((members for prefix, members in UNNAMED.items() if event.type.startswith(prefix)), {})
    data: dict[str, Any] = {**event.data, **{name: text for name, text in members.items() if name in event.data}}
    address = data.get(_ADDRESS)
    if isinstance(address, Mapping):
        data[_ADDRESS] = {name: text if name == _COUNTRY else "" for name, text in address.items()}
    return event.model_copy(update={"data": data})


def _event(record: KafkaRecord) -> Event | None:
    """None for what is no event, or only the beginning of one: nobody can tell what in it is whose."""
    try:
        return Event.model_validate_json(record.value)
    except (ValueError, RecursionError):
        return None
