"""The composition root (see `souk.compose`)."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from souk.compose import Held
from webhooks.adapters.delivery_store import DeliveryStore, PayloadStore
from webhooks.adapters.endpoint_store import EndpointStore, LaneStore
from webhooks.adapters.senders import LambdaSenders
from webhooks.adapters.signing_secrets import SsmSigningSecrets
from webhooks.settings import WebhooksSettings
from webhooks.usecases.ports import (
    Chance,
    Deliveries,
    Endpoints,
    Lanes,
    Payloads,
    Post,
    Senders,
    SigningSecrets,
    Targets,
)

if TYPE_CHECKING:
    from webhooks.usecases.deliveries import DeliveryDesk
    from webhooks.usecases.endpoints import EndpointDesk
    from webhooks.usecases.receiving import Receiving
    from webhooks.usecases.sending import Sending


@dataclass(frozen=True, slots=True)
class Parts:
    """`targets` and `post` are made when they are asked for: consumers connect to nobody."""

    endpoints: Endpoints
    deliveries: Deliveries
    payloads: Payloads
    lanes: Lanes
    secrets: SigningSecrets
    senders: Senders
    targets: Callable[[], Targets]
    post: Callable[[], Post]
    chance: Chance = random.random


@dataclass(frozen=True)
class Services:
    """Each function loads the use cases that it has to do with."""

    parts: Parts

    @cached_property
    def endpoints(self) -> EndpointDesk:
        from webhooks.usecases.endpoints import EndpointDesk

        return EndpointDesk(self.parts.endpoints, self.parts.secrets, self.parts.targets())

    @cached_property
    def deliveries(self) -> DeliveryDesk:
        from webhooks.usecases.deliveries import DeliveryDesk

        return DeliveryDesk(self.parts.endpoints, self.parts.deliveries, self.parts.payloads, self.parts.senders)

    @cached_property
    def receiving(self) -> Receiving:
        from webhooks.usecases.receiving import Receiving

        return Receiving(self.parts.endpoints, self.parts.deliveries, self.parts.payloads, self.parts.senders)

    @cached_property
    def sending(self) -> Sending:
        from webhooks.usecases.sending import Sending

        parts = self.parts
        return Sending(
            parts.endpoints,
            parts.deliveries,
            parts.payloads,
            parts.lanes,
            parts.secrets,
            parts.post(),
            parts.senders,
            parts.chance,
        )


def real() -> Parts:
    return Parts(
        EndpointStore(),
        DeliveryStore(),
        PayloadStore(),
        LaneStore(),
        SsmSigningSecrets(),
        LambdaSenders(),
        _targets,
        _post,
    )


def _targets() -> Targets:
    from webhooks.adapters.targets import PublicTargets

    return PublicTargets(local=WebhooksSettings().local)


def _post() -> Post:
    from webhooks.adapters.post import UrllibPost
    from webhooks.adapters.targets import PublicTargets

    return UrllibPost(PublicTargets(local=WebhooksSettings().local))


services = Held(Services, real)
