"""The sandbox carrier: a carrier over HTTP with signed tracking webhooks, as real ones have.

POST {base}/v1/shipments               Authorization: Bearer <api key>, Idempotency-Key: <shipment id and revision>
POST {base}/v1/shipments/{ref}/cancel
POST {base}/v1/rates                   what it offers to take parcels for, to an `address` where one is named
POST {base}/v1/manifests               a list of parcels to print
GET  {base}/v1/pickup-points           ?country=…&postal_code=…, the nearest first
GET  {base}/v1/shipments/{ref}         with its `events`, each as the webhook of it
webhook to {public url}/api/webhooks/carriers/sandbox, header X-Carrier-Signature
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote, urlencode

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from shipping.adapters.carriers.post import Answer, Get, Post, shaped
from shipping.adapters.carriers.signature import verify
from shipping.domain.consignment import Consignment, PickupPoint
from shipping.domain.rates import Rate
from shipping.domain.tracking import Booking, Manifest, Scan, ScanStatus
from shipping.usecases.ports import CarrierRefused, CarrierReport, NearbyPoint, NotUnderstood
from souk import clock
from souk.cloud.secrets import renew, secret
from souk.errors import Unavailable
from souk.money import Money
from souk.settings import Settings
from souk.webhooks import BadSignature

if TYPE_CHECKING:  # only what quotes loads it
    from souk.address.destination import Destination

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
    ask = HttpPost(connect=1.0, read=2.5, retries=0)
    return SandboxCarrier(base, callback_url, lambda: _secrets(name), lambda: renew(name), HttpPost(), HttpGet(), ask)


def _secrets(name: str) -> Secrets:
    """`webhook_secret_previous` may stay beside the new `webhook_secret` while the carrier changes over."""
    held = secret(name)
    valid = (held["webhook_secret"], held.get("webhook_secret_previous", ""))
    return Secrets(held["api_key"], tuple(value for value in valid if value))


class _Text(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Rate(_Text):
    """`amount` in minor units of `currency`."""

    name: str = Field(min_length=1, max_length=100)
    amount: int = Field(ge=0)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    days: int | None = None

    @property
    def cost(self) -> Money:
        return Money(self.amount, self.currency)


class _Rates(_Text):
    rates: list[_Rate]


class _Point(_Text):
    """`distance` in metres."""

    id: str = Field(min_length=1, max_length=100)
    kind: Literal["shop", "locker"]
    name: str = Field(min_length=1, max_length=100)
    line1: str = Field(min_length=1, max_length=200)
    postal_code: str = Field(default="", max_length=20)
    city: str = Field(min_length=1, max_length=100)
    country: str = Field(pattern=r"^[A-Z]{2}$")
    hours: str = Field(default="", max_length=200)
    distance: int | None = Field(default=None, ge=0)


class _Points(_Text):
    points: list[_Point] = Field(max_length=200)


class _Manifest(_Text):
    url: str = Field(max_length=2000, pattern=r"^https?://")


class _Booked(_Text):
    carrier_reference: str = Field(min_length=1, max_length=200)
    tracking_code: str = Field(default="", max_length=200)
    tracking_url: str = Field(default="", max_length=1000, pattern=r"^(https?://|$)")
    label_url: str = Field(default="", max_length=1000, pattern=r"^(https?://|$)")
    rate: _Rate | None = None


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
    labels_returns = True
    has_points = True

    def __init__(
        self,
        base: str,
        callback_url: str,
        secrets: Callable[[], Secrets],
        renew: Callable[[], bool],
        post: Post,
        get: Get,
        ask: Post | None = None,
    ) -> None:
        """`ask` is a POST for who waits for the answer, and gets none twice; as `post` where there is none."""
        self._base = base.rstrip("/")
        self._callback_url = callback_url
        self._secrets = secrets
        self._renew = renew
        self._post = post
        self._get = get
        self._ask = ask or post

    def book(self, consignment: Consignment) -> Booking | None:
        return self._booked(consignment.booking_key, self._order(consignment))

    def return_label(self, consignment: Consignment, return_id: str) -> Booking:
        order = self._order(replace(consignment, point=None))
        return self._booked(return_id, order | {"reference": return_id, "return": True})

    def cancel_return_label(self, carrier_reference: str, _return_id: str) -> None:
        """Of one whose answer was lost the reference is not known; nothing is charged before it is used."""
        if carrier_reference:
            self.cancel(carrier_reference)

    def _order(self, consignment: Consignment) -> dict[str, Any]:
        order: dict[str, Any] = {
            "reference": consignment.shipment_id,
            "address": asdict(consignment.address),
            "parcels": _parcels(consignment),
            "callback_url": self._callback_url,
        }
        if consignment.rate:
            order["rate"] = consignment.rate
        if consignment.point:
            order["pickup_point"] = consignment.point.id
        return order

    def _booked(self, key: str, order: dict[str, Any]) -> Booking:
        booked = shaped(_Booked, self._call("/v1/shipments", key, order))
        rate = booked.rate
        return Booking(
            booked.carrier_reference,
            booked.tracking_code,
            booked.tracking_url,
            booked.label_url,
            service=rate.name if rate else "",
            cost=rate.cost if rate else None,
        )

    def cancel(self, carrier_reference: str) -> None:
        path = f"/v1/shipments/{quote(carrier_reference, safe='')}/cancel"
        self._call(path, f"cancel-{carrier_reference}", {})

    def track(self, carrier_reference: str) -> Sequence[Scan]:
        answer = self._asked(f"/v1/shipments/{quote(carrier_reference, safe='')}")
        return [_scan(event) for event in shaped(_Tracked, answer).events]

    def points(self, country: str, postal_code: str) -> Sequence[NearbyPoint]:
        answer = self._asked(f"/v1/pickup-points?{urlencode({'country': country, 'postal_code': postal_code})}")
        return [
            NearbyPoint(PickupPoint(NAME, **told.model_dump(exclude={"distance"})), told.distance)
            for told in shaped(_Points, answer).points
        ]

    def _asked(self, path: str) -> Answer:
        return self._checked(self._get(self._base + path, {"Authorization": f"Bearer {self._secrets().api_key}"}))

    def quotes(self, to: Destination, grams: int) -> Sequence[Rate]:
        address = {"country": to.country, "region": to.region, "postal_code": to.postal_code}
        body = json.dumps({"parcels": [{"weight_grams": grams}], "address": address}).encode()
        headers = {"Authorization": f"Bearer {self._secrets().api_key}", "Content-Type": "application/json"}
        answer = self._checked(self._ask(f"{self._base}/v1/rates", headers, body))
        return [Rate(told.name, told.cost, told.days) for told in shaped(_Rates, answer).rates]

    def rates(self, consignment: Consignment) -> Sequence[Rate]:
        answer = self._call("/v1/rates", consignment.booking_key, {"parcels": _parcels(consignment)})
        return [Rate(told.name, told.cost, told.days) for told in shaped(_Rates, answer).rates]

    def manifests(self, bookings: Sequence[Booking]) -> Sequence[Manifest]:
        references = sorted(booking.carrier_reference for booking in bookings)
        key = hashlib.sha256(",".join(references).encode()).hexdigest()
        answer = self._call("/v1/manifests", f"manifest-{key}", {"shipments": references})
        return [Manifest(NAME, len(references), shaped(_Manifest, answer).url)]

    def read(self, headers: Mapping[str, str], body: bytes) -> Sequence[CarrierReport]:
        self._verify(headers.get(SIGNATURE_HEADER, ""), body)
        try:
            webhook = _Webhook.model_validate_json(body)
        except ValidationError as error:
            fields = sorted({str(item["loc"][0]) if item["loc"] else "body" for item in error.errors()})
            raise NotUnderstood(f"not valid: {', '.join(fields)}") from None
        booking = Booking(webhook.carrier_reference, webhook.tracking_code)
        return [CarrierReport(webhook.reference, booking, _scan(webhook))]

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


def _parcels(consignment: Consignment) -> list[dict[str, int]]:
    return [{"weight_grams": consignment.weight_grams}]


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
