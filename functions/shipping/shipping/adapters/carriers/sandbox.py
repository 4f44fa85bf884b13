"""The sandbox carrier: a carrier over HTTP with signed tracking webhooks, as real ones have.

POST {base}/v1/shipments               Authorization: Bearer <api key>, Idempotency-Key: <shipment id and revision>
POST {base}/v1/shipments/{ref}/cancel
GET  {base}/v1/shipments/{ref}         with its `events`, each as the webhook of it
webhook to {public url}/api/webhooks/carriers/sandbox, header X-Carrier-Signature
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from shipping.adapters.carriers.post import Answer, Get, Post
from shipping.adapters.carriers.signature import verify
from shipping.domain.consignment import Consignment
from shipping.domain.tracking import Booking, Scan, ScanStatus
from shipping.usecases.ports import CarrierRefused, CarrierReport, NotUnderstood
from souk import clock
from souk.cloud.secrets import renew, secret
from souk.errors import Unavailable
from souk.settings import Settings
from souk.webhooks import BadSignature

NAME = "sandbox"
SIGNATURE_HEADER = "x-carrier-signature"
_BUSY = {408, 425, 429}
# Longer texts are cut: a refused webhook would only come again.
_MAX_LOCATION, _MAX_DESCRIPTION = 100, 300


@dataclass(frozen=True, slots=True)
class Secrets:
    """`webhook_secrets` are all that are valid now: two while one is being rotated."""

    api_key: str
    webhook_secrets: tuple[str, ...]


def set_up(settings: Settings) -> SandboxCarrier | None:
    """None where CARRIER_API_BASE, the address of the carrier's API, is empty."""
    base = settings.optional("CARRIER_API_BASE")
    if not base:
        return None
    # Imported here: a shop without it need not load an HTTP client.
    from shipping.adapters.carriers.http import HttpGet, HttpPost

    callback_url = f"{settings.public_url}/api/webhooks/carriers/{NAME}"
    name = f"/souk/{settings.stage}/shipping/{NAME}"
    return SandboxCarrier(base, callback_url, lambda: _secrets(name), lambda: renew(name), HttpPost(), HttpGet())


def _secrets(name: str) -> Secrets:
    """`webhook_secret_previous` may stay beside the new `webhook_secret` while the carrier changes over."""
    held = secret(name)
    valid = (held["webhook_secret"], held.get("webhook_secret_previous", ""))
    return Secrets(held["api_key"], tuple(value for value in valid if value))


class _Text(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Booked(_Text):
    carrier_reference: str = Field(min_length=1, max_length=200)
    tracking_code: str = Field(default="", max_length=200)
    tracking_url: str = Field(default="", max_length=1000, pattern=r"^(https?://|$)")
    label_url: str = Field(default="", max_length=1000, pattern=r"^(https?://|$)")


class _Webhook(_Text):
    event_id: str = Field(min_length=1, max_length=200)
    carrier_reference: str = Field(min_length=1, max_length=200)
    reference: str = Field(min_length=1, max_length=200)
    tracking_code: str = Field(default="", max_length=200)
    status: ScanStatus
    occurred_at: AwareDatetime
    location: str = ""
    description: str = ""


class _Tracked(_Text):
    events: list[_Webhook] = []


class SandboxCarrier:
    """`secrets` is asked on every use, so that a rotation needs no deployment; `renew` has them read anew when one does
    not hold, and answers False when that was done just before.
    """

    tracks = True

    def __init__(
        self,
        base: str,
        callback_url: str,
        secrets: Callable[[], Secrets],
        renew: Callable[[], bool],
        post: Post,
        get: Get,
    ) -> None:
        self._base = base.rstrip("/")
        self._callback_url = callback_url
        self._secrets = secrets
        self._renew = renew
        self._post = post
        self._get = get

    def book(self, consignment: Consignment) -> Booking | None:
        answer = self._call(
            "/v1/shipments",
            consignment.booking_key,
            {
                "reference": consignment.shipment_id,
                "address": asdict(consignment.address),
                "parcels": [{"weight_grams": consignment.weight_grams}],
                "callback_url": self._callback_url,
            },
        )
        try:
            booked = _Booked.model_validate_json(answer.body)
        except ValidationError as error:
            raise Unavailable("the carrier's answer cannot be read") from error
        return Booking(**booked.model_dump())

    def cancel(self, carrier_reference: str) -> None:
        path = f"/v1/shipments/{quote(carrier_reference, safe='')}/cancel"
        self._call(path, f"cancel-{carrier_reference}", {})

    def track(self, carrier_reference: str) -> Sequence[Scan]:
        path = f"/v1/shipments/{quote(carrier_reference, safe='')}"
        answer = self._checked(self._get(self._base + path, {"Authorization": f"Bearer {self._secrets().api_key}"}))
        try:
            events = _Tracked.model_validate_json(answer.body).events
        except ValidationError as error:
            raise Unavailable("the carrier's answer cannot be read") from error
        return [_scan(event) for event in events]

    def read(self, headers: Mapping[str, str], body: bytes) -> CarrierReport:
        self._verify(headers.get(SIGNATURE_HEADER, ""), body)
        try:
            webhook = _Webhook.model_validate_json(body)
        except ValidationError as error:
            fields = sorted({str(item["loc"][0]) if item["loc"] else "body" for item in error.errors()})
            raise NotUnderstood(f"not valid: {', '.join(fields)}") from None
        booking = Booking(webhook.carrier_reference, webhook.tracking_code)
        return CarrierReport(webhook.reference, booking, _scan(webhook))

    def _verify(self, signature: str, body: bytes) -> None:
        try:
            verify(signature, body, self._secrets().webhook_secrets, clock.epoch())
        except BadSignature:
            if not self._renew():
                raise
            verify(signature, body, self._secrets().webhook_secrets, clock.epoch())

    def _call(self, path: str, idempotency_key: str, body: dict[str, Any]) -> Answer:
        headers = {
            "Authorization": f"Bearer {self._secrets().api_key}",
            "Content-Type": "application/json",
            "Idempotency-Key": idempotency_key,
        }
        return self._checked(self._post(self._base + path, headers, json.dumps(body).encode()))

    def _checked(self, answer: Answer) -> Answer:
        if answer.status < 300:
            return answer
        if answer.status >= 500 or answer.status in _BUSY:
            raise Unavailable(f"the carrier answered {answer.status}")
        if answer.status in (401, 403):
            # Our key, not the parcel, is at fault: it is worth asking again once the key is right.
            self._renew()
            raise Unavailable("the carrier does not accept our key")
        raise CarrierRefused(_reason(answer))


def _scan(told: _Webhook) -> Scan:
    return Scan(
        told.event_id,
        told.status,
        told.occurred_at,
        told.location[:_MAX_LOCATION],
        told.description[:_MAX_DESCRIPTION],
    )


def _reason(answer: Answer) -> str:
    """What the carrier says in its error, wherever it says it; at most 200 characters."""
    try:
        body = json.loads(answer.body)
    except ValueError:
        body = None
    text = ""
    if isinstance(body, dict):
        text = next((str(body[name]) for name in ("detail", "message", "error") if body.get(name)), "")
    return (text or f"the carrier answered {answer.status}")[:200]
