"""What staff see of deliveries, and have done again."""

from __future__ import annotations

from datetime import datetime

from souk import clock
from souk.errors import Conflict, NotFound
from souk.ids import new_id
from souk.staff.changes import note
from souk.storage.versioned import Stale
from souk.telemetry import logger
from webhooks.domain.delivery import HookDelivery, HookState
from webhooks.domain.public import TEST
from webhooks.usecases.endpoints import found
from webhooks.usecases.ports import Deliveries, Endpoints, HookPayload, Payloads, Senders

MOST_AT_ONCE = 100


class DeliveryDesk:
    def __init__(self, endpoints: Endpoints, deliveries: Deliveries, payloads: Payloads, senders: Senders) -> None:
        self._endpoints = endpoints
        self._deliveries = deliveries
        self._payloads = payloads
        self._senders = senders

    def page(
        self, endpoint_id: str, state: HookState | None, limit: int, cursor: str | None
    ) -> tuple[list[HookDelivery], str | None]:
        """Raises NotFound when there is no such endpoint."""
        found(self._endpoints, endpoint_id)
        return self._deliveries.page(endpoint_id, state, limit, cursor)

    def repeat(self, endpoint_id: str, event_id: str) -> HookDelivery:
        """From the beginning, whatever became of it. Raises NotFound, Conflict when it is sent just now."""
        self._listening(endpoint_id)
        before = self._deliveries.find(endpoint_id, event_id)
        if before is None:
            raise NotFound("there is no such delivery")
        after = before.repeated(clock.now())
        try:
            self._deliveries.change(before, after)
        except Stale as error:
            raise Conflict("it is sent just now; look again") from error
        note(f"webhook_endpoint:{endpoint_id}", {"repeated": 0}, {"repeated": 1})
        wake(self._senders, endpoint_id)
        return after

    def repeat_failed(self, endpoint_id: str, since: datetime) -> tuple[int, bool]:
        """How many are sent anew of those that were given up since then, and whether there are more to ask for."""
        self._listening(endpoint_id)
        failed = self._deliveries.failed_since(endpoint_id, since, MOST_AT_ONCE)
        repeated = sum(self._repeated(delivery) for delivery in failed)
        if repeated:
            note(f"webhook_endpoint:{endpoint_id}", {"repeated": 0}, {"repeated": repeated})
            wake(self._senders, endpoint_id)
        return repeated, len(failed) == MOST_AT_ONCE

    def try_out(self, endpoint_id: str) -> HookDelivery:
        """Sends a made-up event. Raises NotFound, Conflict."""
        self._listening(endpoint_id)
        now, event_id = clock.now(), new_id()
        data = {"message": "This is a test. Nothing has happened in the shop."}
        self._payloads.add(HookPayload(event_id, event_id, TEST, clock.isoformat(now), data))
        delivery = HookDelivery(endpoint_id, event_id, TEST, event_id, now, now, now)
        self._deliveries.add(delivery)
        wake(self._senders, endpoint_id)
        return delivery

    def _repeated(self, before: HookDelivery) -> bool:
        try:
            self._deliveries.change(before, before.repeated(clock.now()))
        except Stale:
            return False
        return True

    def _listening(self, endpoint_id: str) -> None:
        if not found(self._endpoints, endpoint_id).enabled:
            raise Conflict("the endpoint is switched off; switch it on first")


def wake(senders: Senders, endpoint_id: str) -> None:
    """The timer comes by within a minute anyway: this only makes it sooner."""
    try:
        senders.start(endpoint_id)
    except Exception:
        logger.warning("the sender was not started; the timer will", extra={"endpoint_id": endpoint_id}, exc_info=True)
