"""The sandbox carrier's adapter and its signatures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shipping.adapters.carriers.post import Answer, Get
from shipping.adapters.carriers.sandbox import SIGNATURE_HEADER, SandboxCarrier, Secrets
from shipping.adapters.carriers.signature import sign, verify
from shipping.domain.consignment import Consignment, PickupPoint
from shipping.domain.tracking import Booking, ScanStatus
from shipping.usecases.orders import consignment_of
from shipping.usecases.ports import CarrierRefused, NotUnderstood
from souk import clock
from souk.errors import InvalidInput, Unavailable
from souk.webhooks import BadSignature
from tests.unit.shipping.fakes import NOW, SHIPMENT, paid

EPOCH = int(NOW.timestamp())
BOOKED = {
    "carrier_reference": "CR1",
    "tracking_code": "T1",
    "tracking_url": "https://carrier.example/t/T1",
    "label_url": "https://carrier.example/l/T1",
    "status": "booked",
}
WEBHOOK = {
    "event_id": "e1",
    "carrier_reference": "CR1",
    "reference": SHIPMENT,
    "tracking_code": "T1",
    "status": "picked_up",
    "occurred_at": "2026-05-04T09:59:00Z",
    "location": "Wien",
    "description": "Collected",
}


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


class FakePost:
    def __init__(self, status: int = 201, body: Any = BOOKED) -> None:
        self.answer = Answer(status, json.dumps(body).encode())
        self.sent: list[tuple[str, Mapping[str, str], Any]] = []

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.sent.append((url, headers, json.loads(body)))
        return self.answer


def carrier(post: FakePost | None = None, *secrets: str) -> SandboxCarrier:
    held = Secrets("key", secrets or ("whsec",))
    return with_secrets(lambda: held, lambda: False, post or FakePost())


def nothing(_url: str, _headers: Mapping[str, str]) -> Answer:
    return Answer(404, b"{}")


def with_secrets(
    secrets: Callable[[], Secrets], renew: Callable[[], bool], post: FakePost, get: Get = nothing
) -> SandboxCarrier:
    callback_url = "http://shop.test/api/webhooks/carriers/sandbox"
    return SandboxCarrier("http://carrier.test/", callback_url, secrets, renew, post, get)


class Rotated:
    """Secrets that were read before a rotation, and those that are read anew, when they may be."""

    def __init__(self, before: Secrets, after: Secrets, may_renew: bool = True) -> None:
        self.held, self._after, self._may_renew = before, after, may_renew

    def renew(self) -> bool:
        if self._may_renew:
            self.held = self._after
        return self._may_renew

    def carrier(self, post: FakePost | None = None) -> SandboxCarrier:
        return with_secrets(lambda: self.held, self.renew, post or FakePost())


def consignment() -> Consignment:
    made = consignment_of(paid(), NOW)
    assert made is not None
    return made


def signed(body: Any = WEBHOOK, secret: str = "whsec", at: int = EPOCH) -> tuple[dict[str, str], bytes]:
    raw = json.dumps(body).encode()
    return {SIGNATURE_HEADER: sign(raw, secret, at)}, raw


def test_a_booking_names_the_shipment_as_its_idempotency_key() -> None:
    post = FakePost()
    assert carrier(post).book(consignment()) == Booking(
        "CR1", "T1", "https://carrier.example/t/T1", "https://carrier.example/l/T1"
    )
    url, headers, body = post.sent[0]
    assert url == "http://carrier.test/v1/shipments"
    assert headers["Idempotency-Key"] == SHIPMENT
    assert headers["Authorization"] == "Bearer key"
    assert body["reference"] == SHIPMENT
    assert body["address"]["city"] == "Wien"
    assert body["parcels"] == [{"weight_grams": 600}]
    assert body["callback_url"] == "http://shop.test/api/webhooks/carriers/sandbox"


def test_a_parcel_is_booked_to_its_point_and_comes_back_from_the_address() -> None:
    post, point = FakePost(), PickupPoint("sandbox", "P1", "shop", "Kiosk", "Ring 1", "1010", "Wien", "AT")
    made = replace(consignment(), point=point)
    carrier(post).book(made)
    carrier(post).return_label(made, "R1")
    assert [body.get("pickup_point") for _, _, body in post.sent] == ["P1", None]


def test_points_are_told_with_their_distance_if_they_can_be_read() -> None:
    asked: list[str] = []
    told: dict[str, Any] = {"id": "P1", "kind": "shop", "name": "Kiosk", "line1": "Ring 1", "postal_code": "1010"}
    told |= {"city": "Wien", "country": "AT", "hours": "8–20", "distance": 40}

    def get(url: str, _headers: Mapping[str, str]) -> Answer:
        asked.append(url)
        return Answer(200, json.dumps({"points": [told]}).encode())

    held = Secrets("key", ("whsec",))
    [near] = with_secrets(lambda: held, lambda: False, FakePost(), get).points("AT", "10 10&x=1")
    assert asked == ["http://carrier.test/v1/pickup-points?country=AT&postal_code=10+10%26x%3D1"]
    assert near.point == PickupPoint("sandbox", "P1", "shop", "Kiosk", "Ring 1", "1010", "Wien", "AT", "8–20")
    assert near.distance == 40
    told["kind"] = "boat"
    with pytest.raises(Unavailable):
        with_secrets(lambda: held, lambda: False, FakePost(), get).points("AT", "1010")


def test_a_cancellation_goes_to_the_booking() -> None:
    post = FakePost(200, {"status": "cancelled"})
    carrier(post).cancel("CR/1")
    assert post.sent[0][0] == "http://carrier.test/v1/shipments/CR%2F1/cancel"


@pytest.mark.parametrize("status", [401, 403, 408, 429, 500, 503])
def test_what_may_pass_is_tried_again(status: int) -> None:
    with pytest.raises(Unavailable):
        carrier(FakePost(status, {})).book(consignment())


def test_an_answer_that_makes_no_sense_is_tried_again() -> None:
    for nonsense in ({}, {"carrier_reference": ""}, {**BOOKED, "tracking_url": "javascript:alert(1)"}):
        with pytest.raises(Unavailable):
            carrier(FakePost(201, nonsense)).book(consignment())


def test_a_refusal_carries_the_carriers_reason() -> None:
    with pytest.raises(CarrierRefused, match="no such street"):
        carrier(FakePost(422, {"error": "no such street"})).book(consignment())
    with pytest.raises(CarrierRefused, match="answered 404"):
        carrier(FakePost(404, ["what"])).cancel("CR1")


def test_a_signed_webhook_is_read() -> None:
    [report] = carrier().read(*signed())
    assert (report.reference, report.booking) == (SHIPMENT, Booking("CR1", "T1"))
    assert (report.scan.event_id, report.scan.status) == ("e1", ScanStatus.PICKED_UP)
    assert report.scan.occurred_at == NOW - timedelta(minutes=1)


def test_two_secrets_are_valid_during_a_rotation() -> None:
    for secret in ("old", "new"):
        assert carrier(None, "new", "old").read(*signed(secret=secret))[0].reference == SHIPMENT


def test_a_new_secret_counts_at_once_and_an_old_one_no_more_when_it_is_gone() -> None:
    rotated = Rotated(Secrets("key", ("old",)), Secrets("key", ("new",))).carrier()
    assert rotated.read(*signed(secret="new"))[0].reference == SHIPMENT
    with pytest.raises(BadSignature):
        rotated.read(*signed(secret="old"))


def test_forged_webhooks_do_not_have_the_secrets_read_again_and_again() -> None:
    rotated = Rotated(Secrets("key", ("old",)), Secrets("key", ("new",)), may_renew=False).carrier()
    with pytest.raises(BadSignature):
        rotated.read(*signed(secret="new"))


def test_a_refused_key_is_read_anew_for_the_next_try() -> None:
    post = FakePost(401, {})
    rotated = Rotated(Secrets("old", ("s",)), Secrets("new", ("s",))).carrier(post)
    for _ in range(2):
        with pytest.raises(Unavailable):
            rotated.book(consignment())
    assert [headers["Authorization"] for _, headers, _ in post.sent] == ["Bearer old", "Bearer new"]


@pytest.mark.parametrize("age", [-301, 301, 100_000])
def test_an_old_signature_is_refused(age: int) -> None:
    with pytest.raises(InvalidInput, match="300 seconds"):
        carrier().read(*signed(at=EPOCH - age))


def test_a_signature_just_within_the_tolerance_is_accepted() -> None:
    assert carrier().read(*signed(at=EPOCH - 300))[0].reference == SHIPMENT


@pytest.mark.parametrize(
    "header",
    ["", "garbage", "t=,v1=", f"t={EPOCH}", "v1=00", f"t={EPOCH},v1=00", f"t={EPOCH},t={EPOCH},v1=00", "t=9e9,v1=é"],
)
def test_a_missing_or_wrong_signature_is_refused(header: str) -> None:
    with pytest.raises(InvalidInput):
        carrier().read({SIGNATURE_HEADER: header}, b"{}")


def test_a_changed_body_or_another_secret_is_refused() -> None:
    headers, body = signed()
    with pytest.raises(InvalidInput):
        carrier().read(headers, body.replace(b"picked_up", b"delivered"))
    with pytest.raises(InvalidInput):
        carrier().read(*signed(secret="other"))


def test_no_secret_set_up_means_no_signature_is_good() -> None:
    body = b"{}"
    with pytest.raises(InvalidInput):
        verify(sign(body, "", EPOCH), body, [""], EPOCH)


@pytest.mark.parametrize(
    "broken",
    [
        [],
        {**WEBHOOK, "status": "teleported"},
        {**WEBHOOK, "occurred_at": "yesterday"},
        {**WEBHOOK, "occurred_at": "2026-05-04T09:59:00"},
        {**WEBHOOK, "event_id": ""},
    ],
)
def test_a_signed_webhook_that_makes_no_sense_is_not_understood(broken: Any) -> None:
    with pytest.raises(NotUnderstood, match="not valid"):
        carrier().read(*signed(broken))


def test_a_long_text_is_cut() -> None:
    [report] = carrier().read(*signed({**WEBHOOK, "description": "x" * 5000, "location": "y" * 5000}))
    assert (len(report.scan.description), len(report.scan.location)) == (300, 100)


def test_what_it_has_scanned_is_asked_for_under_the_ids_of_its_webhooks() -> None:
    asked: list[tuple[str, Mapping[str, str]]] = []
    event = {
        **{"event_id": "evt_1", "carrier_reference": "CR/1", "reference": SHIPMENT, "status": "lost"},
        "occurred_at": "2026-05-04T09:00:00+00:00",
    }

    def get(url: str, headers: Mapping[str, str]) -> Answer:
        asked.append((url, headers))
        return Answer(200, json.dumps({**BOOKED, "events": [event]}).encode())

    found = with_secrets(lambda: Secrets("key", ("whsec",)), lambda: False, FakePost(), get).track("CR/1")
    assert [(scan.event_id, scan.status) for scan in found] == [("evt_1", ScanStatus.LOST)]
    assert asked == [("http://carrier.test/v1/shipments/CR%2F1", {"Authorization": "Bearer key"})]


@pytest.mark.parametrize("body", [b"", b'{"events": [{}]}', b'{"events": 1}'])
def test_an_answer_about_scans_that_cannot_be_read_is_none(body: bytes) -> None:
    asked = with_secrets(lambda: Secrets("key", ("w",)), lambda: False, FakePost(), lambda _url, _h: Answer(200, body))
    with pytest.raises(Unavailable):
        asked.track("CR1")
