"""What the use cases need from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from webhooks.domain.delivery import HookAnswer, HookDelivery, HookState
from webhooks.domain.endpoint import Endpoint


class Endpoints(Protocol):
    def all(self) -> list[Endpoint]:
        """Those there are, the oldest first, in one request."""

    def find(self, endpoint_id: str) -> Endpoint | None: ...

    def add(self, endpoint: Endpoint) -> None: ...

    def change(self, before: Endpoint, after: Endpoint) -> None:
        """Raises Stale when it was changed meanwhile."""

    def remove(self, endpoint: Endpoint) -> None:
        """Raises Stale when it was changed meanwhile."""


class SigningSecrets(Protocol):
    """Written once and never changed, each under an id of its own."""

    def put(self, endpoint_id: str, secret_id: str, secret: str) -> None: ...

    def get(self, endpoint_id: str, secret_id: str) -> str:
        """Raises Unavailable when it is not there."""

    def remove(self, endpoint_id: str, secret_ids: Iterable[str]) -> None: ...


class Targets(Protocol):
    def check(self, url: str) -> None:
        """Raises InvalidInput for an address that nothing may be sent to."""


@dataclass(frozen=True, slots=True)
class HookPayload:
    """What an event tells, by itself and of people; `personal` is None where there is nothing of them, or any more."""

    event_id: str
    about: str
    type: str
    occurred_at: str
    data: Mapping[str, Any]
    personal: Mapping[str, Any] | None = field(default=None, repr=False)


class Payloads(Protocol):
    def add(self, payload: HookPayload) -> None:
        """Keeps it; nothing when it is kept already, whatever became of it since."""

    def of(self, deliveries: Sequence[HookDelivery]) -> dict[str, HookPayload]:
        """By the event's id; what is not kept any more is not there."""

    def forget(self, about: str) -> int:
        """Takes away what names people; answers of how many events."""


class Deliveries(Protocol):
    def add(self, delivery: HookDelivery) -> None:
        """Keeps it; nothing when the endpoint has one of this event already."""

    def find(self, endpoint_id: str, event_id: str) -> HookDelivery | None: ...

    def change(self, before: HookDelivery, after: HookDelivery) -> None:
        """Raises Stale when it was changed meanwhile."""

    def due(self, endpoint_id: str, at: datetime, limit: int) -> list[HookDelivery]:
        """What is to be sent, as it stands now, the longest due first."""

    def page(
        self, endpoint_id: str, state: HookState | None, limit: int, cursor: str | None
    ) -> tuple[list[HookDelivery], str | None]:
        """Newest first: of a state by the last change, of all by the event."""

    def failed_since(self, endpoint_id: str, since: datetime, limit: int) -> list[HookDelivery]:
        """The oldest first."""


@dataclass(frozen=True, slots=True)
class Lane:
    """The right to send to an endpoint. `failing_since` is when the attempts began to fail, None when one succeeded."""

    endpoint_id: str
    holder: str
    failing_since: datetime | None = None


class Lanes(Protocol):
    def take(self, endpoint_id: str, until: datetime) -> Lane | None:
        """None while another holds it."""

    def give_back(self, lane: Lane) -> None:
        """Frees it, and remembers since when attempts fail. Nothing when another holds it by now."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Post(Protocol):
    def send(self, requests: Sequence[Outgoing]) -> list[HookAnswer]:
        """Sends them side by side, none for longer than a few seconds; the answers in their order. Never raises for
        what an endpoint does."""


class Senders(Protocol):
    def start(self, endpoint_id: str) -> None:
        """Has a sender look after an endpoint, soon."""


# From 0 to 1.
Chance = Callable[[], float]
