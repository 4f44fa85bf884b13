"""EasyPost: one API for many carriers (https://docs.easypost.com).

POST {base}/v2/shipments                  a shipment under our `reference`, with its rates; it costs nothing
GET  {base}/v2/shipments/{id, reference}
POST {base}/v2/shipments/{id}/rerate, /buy, /refund
POST {base}/v2/scan_forms                 a manifest
webhook to {public url}/api/webhooks/carriers/easypost, header X-Hmac-Signature

It knows no idempotency keys. So a parcel's shipment is looked for under its reference before one is made, and what was
bought is not bought again: EasyPost itself refuses to sell a second label for a shipment.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shipping.adapters.carriers.easypost_shapes import (
    MOVING,
    EasyPostShipment,
    Event,
    EventOfTracker,
    Failed,
    Refusal,
    Rerated,
    ScanForm,
    why_none,
)
from shipping.adapters.carriers.http import HttpGet, HttpPost
from shipping.adapters.carriers.post import Answer, Get, Post, shaped
from shipping.domain.consignment import STANDARD, Address, Consignment
from shipping.domain.rates import Rate, cheapest, named
from shipping.domain.tracking import Booking, Manifest, Scan
from shipping.usecases.ports import CarrierRefused, CarrierReport, NearbyPoint, NotUnderstood
from souk import clock
from souk.cloud.secrets import renew, secret
from souk.errors import NotFound, Unavailable
from souk.settings import Settings
from souk.webhooks import BadSignature

if TYPE_CHECKING:  # only what quotes loads it
    from souk.address.destination import Destination

NAME = "easypost"
BASE = "https://api.easypost.com"
SIGNATURE_HEADER = "x-hmac-signature"
_GRAMS_AN_OUNCE = 28.349523125
# 402: the account has no money left, which is ours to mend, as is a key that does not hold.
_BUSY = {402, 408, 425, 429}
# What was asked for may have happened, or is happening.
_UNDECIDED = ("IN_PROGRESS", "TIMED_OUT", "NO_RESPONSE")
_BOUGHT = "SHIPMENT.POSTAGE.EXISTS"
_CALLED_OFF = ("submitted", "refunded", "not_applicable")
# A refund that is asked for just after the purchase may be "rejected" though nobody has the parcel.
_SETTLES = timedelta(minutes=15)
_BOX = re.compile(r"([0-9]{1,3}(?:\.[0-9])?)x([0-9]{1,3}(?:\.[0-9])?)x([0-9]{1,3}(?:\.[0-9])?)")


class Account(BaseModel):
    """The secret. `from_…` is the sender's address, as EasyPost names its parts; `box` the usual parcel in inches, as
    "12x9x4" is. `webhook_secret_previous` may stay beside the new one while EasyPost changes over.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)

    api_key: str = Field(min_length=1)
    webhook_secret: str = ""
    webhook_secret_previous: str = ""
    from_name: str = Field(min_length=1)
    from_street1: str = Field(min_length=1)
    from_street2: str = ""
    from_city: str = Field(min_length=1)
    from_state: str = ""
    from_zip: str = Field(min_length=1)
    from_country: str = Field(min_length=2, max_length=2)
    from_phone: str = ""
    box: str = Field(default="12x9x4", pattern=_BOX)
    label_format: Literal["PDF", "PNG", "ZPL"] = "PDF"

    @property
    def sender(self) -> dict[str, str]:
        names = ("name", "street1", "street2", "city", "state", "zip", "country", "phone")
        return {name: text for name in names if (text := getattr(self, f"from_{name}"))}


@dataclass(frozen=True, slots=True)
class Wire:
    """HTTP to EasyPost, which takes its time to buy. `ask` is for who waits; as `post` where there is none."""

    get: Get
    post: Post
    buy: Post
    base: str = BASE
    ask: Post | None = None


def set_up(settings: Settings) -> EasyPostCarrier:
    name = f"/souk/{settings.stage}/shipping/{NAME}"
    # No POST is sent twice by itself. A booking takes 40 s at the longest.
    wire = Wire(
        HttpGet(read=5, retries=0),
        HttpPost(read=10, retries=0),
        HttpPost(read=15, retries=0),
        ask=HttpPost(connect=1.0, read=2.5, retries=0),
    )
    return EasyPostCarrier(lambda: _account(name), lambda: renew(name), wire)


def _account(name: str) -> Account:
    try:
        return Account.model_validate(secret(name))
    except ValidationError as error:
        fields = sorted({str(item["loc"][0]) if item["loc"] else "all" for item in error.errors()})
        raise Unavailable(f"the secret {name} is not complete: {', '.join(fields)}") from None


class EasyPostCarrier:
    """`account` is asked on every use, so that a rotation needs no deployment; `renew` has it read anew when a key does
    not hold, and answers False when that was done just before.
    """

    tracks = True
    labels_returns = True
    has_points = False  # its API tells of none

    def __init__(self, account: Callable[[], Account], renew: Callable[[], bool], wire: Wire) -> None:
        self._account = account
        self._renew = renew
        self._wire = wire

    def book(self, consignment: Consignment) -> Booking | None:
        shipment = self._offered(consignment.booking_key, consignment)
        if shipment.selected_rate is None:
            shipment = self._bought(shipment, _chosen(shipment, consignment.service, consignment.rate))
        return shipment.booking

    def points(self, _country: str, _postal_code: str) -> Sequence[NearbyPoint]:
        return ()

    def return_label(self, consignment: Consignment, return_id: str) -> Booking:
        """The whole way back of the parcel, by whatever is cheapest: EasyPost turns the addresses round."""
        shipment = self._offered(return_id, consignment, is_return=True)
        if shipment.selected_rate is None:
            shipment = self._bought(shipment, _chosen(shipment, STANDARD))
        return shipment.booking

    def cancel_return_label(self, carrier_reference: str, return_id: str) -> None:
        try:
            self._give_back(self._shipment(carrier_reference or return_id))
        except NotFound:
            return  # it was never made

    def quotes(self, to: Destination, grams: int) -> Sequence[Rate]:
        """By a shipment without a reference, which nobody looks for again."""
        address = {"state": to.region, "zip": to.postal_code, "country": to.country}
        shipment = {
            "to_address": {name: text for name, text in address.items() if text},
            "from_address": self._account().sender,
            "parcel": self._parcel(grams),
        }
        answer = self._checked(self._send(self._wire.ask or self._wire.post, "/v2/shipments", {"shipment": shipment}))
        return list(shaped(EasyPostShipment, answer).offers.values())

    def rates(self, consignment: Consignment) -> Sequence[Rate]:
        return list(self._offered(consignment.booking_key, consignment).offers.values())

    def cancel(self, carrier_reference: str) -> None:
        try:
            self._give_back(self._shipment(carrier_reference))
        except NotFound as error:
            # Of another account perhaps: nobody may say that the parcel stays here.
            raise CarrierRefused(error.message) from error

    def track(self, carrier_reference: str) -> Sequence[Scan]:
        try:
            tracker = self._shipment(carrier_reference).tracker
        except NotFound as error:
            raise CarrierRefused(error.message) from error
        return tracker.scans if tracker else ()

    def manifests(self, bookings: Sequence[Booking]) -> Sequence[Manifest]:
        """One for each carrier behind EasyPost, and one more for what joined later: a parcel is on one form at most."""
        carriers: dict[str, list[str]] = {}
        for booking in bookings:
            carriers.setdefault(booking.service.partition(" ")[0], []).append(booking.carrier_reference)
        return [manifest for name, parcels in sorted(carriers.items()) for manifest in self._manifests(name, parcels)]

    def read(self, headers: Mapping[str, str], body: bytes) -> Sequence[CarrierReport]:
        """What a tracker says names EasyPost's shipment, and not ours: that one is asked for."""
        self._verify(headers.get(SIGNATURE_HEADER, ""), body)
        tracker = _tracker_in(body)
        if tracker is None or not tracker.shipment_id or tracker.is_return or not tracker.scans:
            return ()
        try:
            shipment = self._shipment(tracker.shipment_id)
        except NotFound:
            return ()
        if not shipment.reference or shipment.is_return:
            return ()
        reference = shipment.reference.partition(".")[0]  # without the revision
        return [CarrierReport(reference, shipment.booking, scan) for scan in tracker.scans]

    # how

    def _manifests(self, carrier: str, references: Sequence[str]) -> list[Manifest]:
        try:
            return [_manifest(carrier, len(references), self._form(references))]
        except CarrierRefused as refused:
            # Some may be on a form already: of an earlier try, or handed over earlier.
            shipments = [self._shipment(reference) for reference in references]
            forms = {it.scan_form.id: it.scan_form for it in shipments if it.scan_form}
            found = [_manifest(carrier, sum(it.scan_form == form for it in shipments), form) for form in forms.values()]
            rest = [it.id for it in shipments if it.scan_form is None]
            if not rest:
                return found
            if not found:
                return [Manifest(carrier, len(rest), note=refused.message)]
            try:
                return [*found, _manifest(carrier, len(rest), self._form(rest))]
            except CarrierRefused as again:
                return [*found, Manifest(carrier, len(rest), note=again.message)]

    def _form(self, references: Sequence[str]) -> ScanForm:
        return shaped(ScanForm, self._post("/v2/scan_forms", {"shipments": [{"id": one} for one in references]}))

    def _give_back(self, shipment: EasyPostShipment) -> None:
        if shipment.selected_rate is None or shipment.refund_status in _CALLED_OFF:
            return
        if shipment.tracker and shipment.tracker.status in MOVING:
            raise CarrierRefused(f"the parcel is {shipment.tracker.status.replace('_', ' ')}")
        shipment = shaped(EasyPostShipment, self._post(f"/v2/shipments/{_path(shipment.id)}/refund", {}))
        if shipment.refund_status not in _CALLED_OFF:
            label = shipment.postage_label
            if label and label.created_at and clock.now() - label.created_at < _SETTLES:
                raise Unavailable("the carrier does not know the label yet")
            raise CarrierRefused(f"the refund of the label is {shipment.refund_status or 'not possible'}")

    def _offered(self, reference: str, consignment: Consignment, *, is_return: bool = False) -> EasyPostShipment:
        """What EasyPost has under our reference, made if there is none, with rates of today if it was not bought."""
        try:
            shipment = self._shipment(reference)
        except NotFound:
            return self._made(reference, consignment, is_return=is_return)
        if shipment.selected_rate is not None:
            return shipment
        rerated = shaped(Rerated, self._post(f"/v2/shipments/{_path(shipment.id)}/rerate", {}))
        return shipment.model_copy(update={"rates": rerated.rates})

    def _made(self, reference: str, consignment: Consignment, *, is_return: bool) -> EasyPostShipment:
        account = self._account()
        shipment = {
            "reference": reference,
            "is_return": is_return,
            "to_address": _address(consignment.address),
            "from_address": account.sender,
            "parcel": self._parcel(consignment.weight_grams),
            "options": {"label_format": account.label_format, "invoice_number": consignment.order_number},
        }
        return shaped(EasyPostShipment, self._post("/v2/shipments", {"shipment": shipment}))

    def _parcel(self, grams: int) -> dict[str, float]:
        """The usual box, in inches and ounces."""
        sides = _BOX.fullmatch(self._account().box)
        length, width, height = (float(side) for side in sides.groups()) if sides else (0, 0, 0)
        ounces = max(round(grams / _GRAMS_AN_OUNCE, 1), 0.1)
        return {"length": length, "width": width, "height": height, "weight": ounces}

    def _bought(self, shipment: EasyPostShipment, rate_id: str) -> EasyPostShipment:
        path = f"/v2/shipments/{_path(shipment.id)}"
        answer = self._send(self._wire.buy, f"{path}/buy", {"rate": {"id": rate_id}})
        if answer.status >= 300 and _refusal(answer).code == _BOUGHT:
            return self._shipment(shipment.id)
        return shaped(EasyPostShipment, self._checked(answer))

    def _shipment(self, reference: str) -> EasyPostShipment:
        """By EasyPost's id or our reference. Raises NotFound."""
        url = f"{self._wire.base}/v2/shipments/{_path(reference)}"
        answer = self._wire.get(url, {"Authorization": f"Bearer {self._account().api_key}"})
        if answer.status == 404:
            raise NotFound("EasyPost has no such shipment")
        return shaped(EasyPostShipment, self._checked(answer))

    def _post(self, path: str, body: dict[str, Any]) -> Answer:
        return self._checked(self._send(self._wire.post, path, body))

    def _send(self, post: Post, path: str, body: dict[str, Any]) -> Answer:
        headers = {"Authorization": f"Bearer {self._account().api_key}", "Content-Type": "application/json"}
        return post(self._wire.base + path, headers, json.dumps(body).encode())

    def _checked(self, answer: Answer) -> Answer:
        if answer.status < 300:
            return answer
        if answer.status >= 500 or answer.status in _BUSY:
            raise Unavailable(f"EasyPost answered {answer.status}")
        if answer.status in (401, 403):
            # Our key, not the parcel, is at fault: it is worth asking again once the key is right.
            self._renew()
            raise Unavailable("EasyPost does not accept our key")
        refusal = _refusal(answer)
        if refusal.code.endswith(_UNDECIDED):
            raise Unavailable(f"EasyPost answered {refusal.code}")
        raise CarrierRefused(_words(refusal) or f"EasyPost answered {answer.status}")

    def _verify(self, signature: str, body: bytes) -> None:
        try:
            _check_signature(signature, body, self._account())
        except BadSignature:
            if not self._renew():
                raise
            _check_signature(signature, body, self._account())


def sign(body: bytes, webhook_secret: str) -> str:
    """The header of a webhook. The time is not signed: the same may come again, and its scans are known by then."""
    key = unicodedata.normalize("NFKD", webhook_secret).encode()
    return f"hmac-sha256-hex={hmac.new(key, body, hashlib.sha256).hexdigest()}"


def _check_signature(signature: str, body: bytes, account: Account) -> None:
    secrets = [each for each in (account.webhook_secret, account.webhook_secret_previous) if each]
    # Every one is compared, so that the time taken says nothing.
    matches = [hmac.compare_digest(sign(body, each).encode(), signature.encode()) for each in secrets]
    if not any(matches):
        raise BadSignature("the webhook's signature does not match its body", signed=bool(signature))


def _tracker_in(body: bytes) -> Any:
    """None when it is about something else, batches or reports for instance. Raises NotUnderstood."""
    try:
        event = Event.model_validate_json(body)
        return EventOfTracker.model_validate_json(body).result if event.result.get("object") == "Tracker" else None
    except ValidationError as error:
        fields = sorted({".".join(map(str, item["loc"][:2])) or "body" for item in error.errors()})
        raise NotUnderstood(f"not valid: {', '.join(fields)}") from None


def _manifest(carrier: str, parcels: int, form: ScanForm) -> Manifest:
    return Manifest(carrier, parcels, form.form_url or "", "" if form.form_url else form.message or form.status)


def _chosen(shipment: EasyPostShipment, service: str, wanted: str = "") -> str:
    """The id of the rate it goes by: the one staff chose, or the cheapest that is fast enough."""
    offers = shipment.offers
    if not offers:
        raise CarrierRefused(why_none(shipment.messages)[:200])
    offered = list(offers.values())
    rate = named(offered, wanted) if wanted else cheapest(offered, service)
    if rate is None:
        raise CarrierRefused(f"{wanted} is not offered any more" if wanted else f"no rate meets {service}: choose one")
    return next(rate_id for rate_id, offer in offers.items() if offer == rate)


def _address(address: Address) -> dict[str, str]:
    members = {
        "name": address.name,
        "street1": address.line1,
        "street2": address.line2,
        "city": address.city,
        "state": address.region,
        "zip": address.postal_code,
        "country": address.country,
        "phone": address.phone,
    }
    return {name: text for name, text in members.items() if text}


def _path(part: str) -> str:
    return quote(part, safe="")


def _refusal(answer: Answer) -> Refusal:
    try:
        error = Failed.model_validate_json(answer.body).error
    except ValidationError:
        return Refusal()
    return error if isinstance(error, Refusal) else Refusal(message=error)


def _words(refusal: Refusal) -> str:
    """What EasyPost says in its error; at most 200 characters."""
    message = refusal.message
    return (message if isinstance(message, str) else json.dumps(message))[:200]
