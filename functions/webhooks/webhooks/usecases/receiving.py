"""Events become deliveries: one for each endpoint that wants to be told, however often an event comes.

Nothing is read or written for an event that nobody wants, but for the list of endpoints, twice a minute and process.
"""

from __future__ import annotations

from collections.abc import Sequence

from souk import clock
from souk.events import Event
from webhooks.domain.delivery import HookDelivery
from webhooks.domain.endpoint import Endpoint
from webhooks.domain.public import FORGETTING, PUBLIC, only
from webhooks.usecases.deliveries import wake
from webhooks.usecases.ports import Deliveries, Endpoints, HookPayload, Payloads, Senders

# For how long a process goes by the endpoints it has read.
KNOWN_SECONDS = 30


class Receiving:
    def __init__(self, endpoints: Endpoints, deliveries: Deliveries, payloads: Payloads, senders: Senders) -> None:
        self._endpoints = endpoints
        self._deliveries = deliveries
        self._payloads = payloads
        self._senders = senders
        self._known: list[Endpoint] = []
        self._known_until = 0

    def wants(self, event: Event) -> bool:
        """Whether there is anything to do about it."""
        return event.type in FORGETTING or (event.type in PUBLIC and bool(self._listeners(event.type)))

    def receive(self, events: Sequence[Event]) -> None:
        """Every step may be repeated. Payloads come before the deliveries that tell them."""
        told: dict[str, None] = {}
        for event in events:
            if event.type in FORGETTING:
                self._payloads.forget(_about(event))
            for endpoint in self._deliver(event):
                told[endpoint.id] = None
        for endpoint_id in told:
            wake(self._senders, endpoint_id)

    def _deliver(self, event: Event) -> list[Endpoint]:
        listeners = self._listeners(event.type)
        if not listeners:
            return []
        about, now = _about(event), clock.now()
        self._payloads.add(_payload(event, about, any(endpoint.personal_data for endpoint in listeners)))
        for endpoint in listeners:
            self._deliveries.add(HookDelivery(endpoint.id, event.id, event.type, about, now, now, now))
        return listeners

    def _listeners(self, event_type: str) -> list[Endpoint]:
        if clock.epoch() >= self._known_until:
            self._known = self._endpoints.all()
            self._known_until = clock.epoch() + KNOWN_SECONDS
        return [endpoint for endpoint in self._known if endpoint.wants(event_type)]


def _about(event: Event) -> str:
    return str(event.data.get(PUBLIC[event.type].about) or event.aggregate_id)


def _payload(event: Event, about: str, personal: bool) -> HookPayload:
    """What names people is kept only where an endpoint is to get it."""
    public = PUBLIC[event.type]
    named = only(event.data, public.personal) if personal else {}
    occurred = clock.isoformat(event.occurred_at)
    return HookPayload(event.id, about, event.type, occurred, only(event.data, public.fields), named or None)
