"""Sends what is due, endpoint by endpoint.

One sender at a time looks after an endpoint, and each has its own: a slow one delays no other. What is not noted as
answered is sent again, so an endpoint may get an event twice, and never not at all for a sender's death.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from souk import clock
from souk.storage.versioned import Stale
from souk.telemetry import count, logger
from webhooks.domain.delivery import HookAnswer, HookDelivery, HookState
from webhooks.domain.endpoint import Endpoint, OffReason
from webhooks.domain.signing import signature
from webhooks.usecases.deliveries import wake
from webhooks.usecases.ports import (
    Chance,
    Deliveries,
    Endpoints,
    HookPayload,
    Lanes,
    Outgoing,
    Payloads,
    Post,
    Senders,
    SigningSecrets,
)

# So many at a time to one endpoint.
AT_ONCE = 8
# Longer than the sender's function may run (template.yaml), or a second one would begin beside it.
LEASE = timedelta(seconds=90)
_HIDDEN = "[hidden]"


class Sending:
    def __init__(
        self,
        endpoints: Endpoints,
        deliveries: Deliveries,
        payloads: Payloads,
        lanes: Lanes,
        secrets: SigningSecrets,
        post: Post,
        senders: Senders,
        chance: Chance,
    ) -> None:
        self._endpoints = endpoints
        self._deliveries = deliveries
        self._payloads = payloads
        self._lanes = lanes
        self._secrets = secrets
        self._post = post
        self._senders = senders
        self._chance = chance

    def sweep(self) -> int:
        """Starts a sender for every endpoint with something due; answers how many."""
        now = clock.now()
        waiting = [e.id for e in self._endpoints.all() if e.enabled and self._deliveries.due(e.id, now, limit=1)]
        for endpoint_id in waiting:
            wake(self._senders, endpoint_id)
        return len(waiting)

    def run(self, endpoint_id: str, more: Callable[[], bool]) -> int:
        """Sends to the endpoint until nothing is due, there is no more time, or a whole round has failed: what is left
        then waits for the timer, so that a dead endpoint costs a round a minute. Answers how many attempts it made.
        """
        lane = self._lanes.take(endpoint_id, clock.now() + LEASE)
        if lane is None:
            return 0
        attempts, since, goes_on = 0, lane.failing_since, True
        try:
            while goes_on and more():
                endpoint = self._endpoints.find(endpoint_id)
                due = self._deliveries.due(endpoint_id, clock.now(), AT_ONCE) if endpoint and endpoint.enabled else []
                if endpoint is None or not due:
                    break
                answers = self._round(endpoint, due)
                attempts += len(answers)
                since = _failing_since(since, answers)
                goes_on = not answers or any(answer.taken for answer in answers)
                self._give_up(endpoint, answers, since)
        finally:
            self._lanes.give_back(replace(lane, failing_since=since))
        return attempts

    def _round(self, endpoint: Endpoint, due: Sequence[HookDelivery]) -> list[HookAnswer]:
        payloads = self._payloads.of(due)
        told = [delivery for delivery in due if delivery.event_id in payloads]
        for delivery in due:
            if delivery.event_id not in payloads:
                self._note(delivery, delivery.lost(clock.now()))
        secrets = [self._secrets.get(endpoint.id, secret_id) for secret_id in endpoint.signing(clock.now())]
        requests = [_request(endpoint, payloads[delivery.event_id], secrets) for delivery in told]
        answers = self._post.send(requests)
        for delivery, request, answer in zip(told, requests, answers, strict=True):
            hides = _tells_of_people(endpoint, payloads[delivery.event_id])
            kept = replace(answer, text="" if hides else _without_secrets(answer.text, request, secrets))
            self._note(delivery, delivery.answered(kept, clock.now(), self._chance()))
        return answers

    def _note(self, before: HookDelivery, after: HookDelivery) -> None:
        try:
            self._deliveries.change(before, after)
        except Stale:
            return  # somebody has it repeated, and so it is
        ids = {"endpoint_id": after.endpoint_id, "event_id": after.event_id, "event_type": after.type}
        logger.info(
            "webhook sent", extra={**ids, "status": after.status, "state": after.state, "tries": after.attempts}
        )
        if after.state is HookState.FAILED:
            count("WebhooksGivenUp")

    def _give_up(self, endpoint: Endpoint, answers: Sequence[HookAnswer], since: datetime | None) -> None:
        """Switches off what nobody listens at any more."""
        if any(answer.gone for answer in answers):
            self._switch_off(endpoint, OffReason.GONE)
        elif since is not None and endpoint.seems_dead(since, clock.now()):
            self._switch_off(endpoint, OffReason.FAILING)

    def _switch_off(self, endpoint: Endpoint, why: OffReason) -> None:
        try:
            self._endpoints.change(endpoint, endpoint.switched_off(why, clock.now()))
        except Stale:
            return  # staff have changed it just now: the next round shows whether that helped
        count("WebhookEndpointsOff")
        logger.error("a webhook endpoint is switched off", extra={"endpoint_id": endpoint.id, "why": why.value})


def _failing_since(since: datetime | None, answers: Sequence[HookAnswer]) -> datetime | None:
    if any(answer.taken for answer in answers):
        return None
    return since or (clock.now() if answers else None)


def _request(endpoint: Endpoint, payload: HookPayload, secrets: Sequence[str]) -> Outgoing:
    data: Mapping[str, Any] = payload.data
    if _tells_of_people(endpoint, payload):
        data = {**data, **(payload.personal or {})}
    told = {"type": payload.type, "timestamp": payload.occurred_at, "data": data}
    body, at = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), clock.epoch()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Souk-Webhooks/1",
        "webhook-id": payload.event_id,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(secrets, payload.event_id, at, body),
    }
    return Outgoing(endpoint.url, headers, body)


def _tells_of_people(endpoint: Endpoint, payload: HookPayload) -> bool:
    """Of such a delivery no answer is kept: what repeats its request would keep what is to be forgotten."""
    return endpoint.personal_data and payload.personal is not None


def _without_secrets(text: str, request: Outgoing, secrets: Sequence[str]) -> str:
    for word in (*secrets, *request.headers["webhook-signature"].split()):
        text = text.replace(word.replace(",", "_").rpartition("_")[2], _HIDDEN)
    return text
