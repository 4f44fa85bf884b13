"""EasyPost's adapter, on what EasyPost documents that it answers and sends."""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shipping.adapters.carriers.easypost import SIGNATURE_HEADER, EasyPostCarrier, Wire, sign
from shipping.adapters.carriers.post import Answer
from shipping.adapters.carriers.registry import EASYPOST
from shipping.domain.consignment import Consignment
from shipping.domain.tracking import Booking, Manifest, ScanStatus
from shipping.usecases.orders import consignment_of
from shipping.usecases.ports import CarrierRefused, NotUnderstood
from shipping.usecases.shipments import Shipping
from souk import clock
from souk.errors import Unavailable
from souk.money import Money
from souk.webhooks import BadSignature
from tests.unit.shipping.easypost import ACCOUNT, GROUND, PRIORITY, EasyPost, detail, error, event, rate, tracker
from tests.unit.shipping.fakes import NOW, ORDER, SHIPMENT, FakeShipments, paid

BOOKED = Booking(
    "shp_1",
    "9400100208303109505657",
    "https://track.easypost.com/djE6",
    "https://easypost-files.example/shp_1.pdf",
    "USPS GroundAdvantage",
    Money(607, "USD"),
)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


@pytest.fixture
def easypost() -> EasyPost:
    return EasyPost()


def consignment(**changed: Any) -> Consignment:
    made = consignment_of(paid(), NOW)
    assert made is not None
    return replace(made, **changed)


def signed(body: bytes, secret: str = "sécret") -> tuple[dict[str, str], bytes]:
    return {SIGNATURE_HEADER: sign(body, secret)}, body


# buying


def test_a_parcel_is_looked_for_then_made_then_bought_at_the_cheapest_rate(easypost: EasyPost) -> None:
    assert easypost.carrier.book(consignment()) == BOOKED
    assert easypost.calls == [f"GET /shipments/{SHIPMENT}", "POST /shipments", "POST /shipments/shp_1/buy"]
    asked = easypost.sent[1]["shipment"]
    assert asked["reference"] == SHIPMENT
    assert asked["to_address"] == {"name": "Ada", "street1": "Ring 1", "city": "Wien", "zip": "1010", "country": "AT"}
    assert asked["from_address"]["street1"] == "417 Montgomery Street"
    assert asked["parcel"] == {"length": 12.0, "width": 9.0, "height": 4.0, "weight": 21.2}
    assert asked["options"]["label_format"] == "PDF"
    assert easypost.sent[2] == {"rate": {"id": "rate_ground"}}
    assert easypost.headers["Authorization"] == "Bearer EZTK-test"


@pytest.mark.parametrize("lost", ["/shipments", "/buy"])
def test_whose_answer_is_lost_is_found_and_not_bought_again(easypost: EasyPost, lost: str) -> None:
    easypost.lost = lost
    with pytest.raises(Unavailable):
        easypost.carrier.book(consignment())
    assert easypost.carrier.book(consignment()) == BOOKED
    assert (len(easypost.shipments), easypost.bought) == (1, ["shp_1"])


def test_a_purchase_that_was_never_stored_is_stored_by_the_next_try(easypost: EasyPost) -> None:
    """The process dies after EasyPost sold and before the shop wrote it down; the news of the payment comes again."""
    shipments = FakeShipments()
    save = shipments.save
    shipments.save = lambda *_: (_ for _ in ()).throw(KeyboardInterrupt())  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        Shipping(shipments, {EASYPOST: easypost.carrier}, EASYPOST).open_for(paid())
    assert shipments[SHIPMENT].booking == Booking()
    shipments.save = save  # type: ignore[method-assign]
    Shipping(shipments, {EASYPOST: easypost.carrier}, EASYPOST).open_for(paid())
    assert shipments[SHIPMENT].booking == BOOKED
    assert easypost.bought == ["shp_1"]


def test_what_somebody_else_bought_meanwhile_is_taken(easypost: EasyPost) -> None:
    easypost.carrier.rates(consignment())
    stale = easypost.shipments["shp_1"] | {}
    easypost.carrier.book(consignment())
    easypost.failing = [Answer(200, _json(stale)), Answer(200, _json({"rates": easypost.rates}))]
    assert easypost.carrier.book(consignment()) == BOOKED
    assert easypost.bought == ["shp_1"]


def test_express_is_bought_fast_and_not_cheap(easypost: EasyPost) -> None:
    booking = easypost.carrier.book(consignment(service="express"))
    assert booking is not None
    assert (booking.service, booking.cost) == ("USPS Priority", Money(742, "USD"))


def test_what_staff_chose_is_bought_or_nothing(easypost: EasyPost) -> None:
    booking = easypost.carrier.book(consignment(rate="USPS Express"))
    assert booking is not None
    assert booking.cost == Money(3415, "USD")
    with pytest.raises(CarrierRefused, match="DHL Express is not offered any more"):
        easypost.carrier.book(consignment(rate="DHL Express", revision=1))


def test_no_rate_that_is_fast_enough_is_for_people_to_decide(easypost: EasyPost) -> None:
    easypost.rates = [rate(*GROUND), rate("rate_x", "Unsaid", "1.00", None)]
    with pytest.raises(CarrierRefused, match="no rate meets express"):
        easypost.carrier.book(consignment(service="express"))


def test_no_rate_at_all_says_why(easypost: EasyPost) -> None:
    easypost.rates = []
    easypost.messages = [{"carrier": "USPS", "type": "rate_error", "message": "Unable to retrieve rates: zip"}]
    with pytest.raises(CarrierRefused, match="USPS: Unable to retrieve rates: zip"):
        easypost.carrier.book(consignment())
    assert not easypost.bought


def test_rates_are_shown_without_buying_and_those_that_cannot_be_read_left_out(easypost: EasyPost) -> None:
    easypost.rates = [rate(*PRIORITY), rate("rate_odd", "Odd", "6.071", 3)]
    offers = easypost.carrier.rates(consignment())
    assert [(offer.name, offer.cost, offer.days) for offer in offers] == [("USPS Priority", Money(742, "USD"), 2)]
    assert not easypost.bought


@pytest.mark.parametrize("status", [401, 402, 403, 408, 429, 500, 503])
def test_what_is_no_word_about_the_parcel_is_tried_again(easypost: EasyPost, status: int) -> None:
    easypost.failing = [error(status, "SOMETHING", "went wrong")]
    with pytest.raises(Unavailable):
        easypost.carrier.book(consignment())


@pytest.mark.parametrize("code", ["SHIPMENT.PURCHASE.IN_PROGRESS", "SHIPMENT.POSTAGE.TIMED_OUT"])
def test_what_may_have_been_bought_is_asked_for_again(easypost: EasyPost, code: str) -> None:
    easypost.carrier.rates(consignment())
    easypost.failing = [
        Answer(200, _json(easypost.shipments["shp_1"])),
        Answer(200, _json({"rates": easypost.rates})),
        error(422, code, "Try again"),
    ]
    with pytest.raises(Unavailable):
        easypost.carrier.book(consignment())


@pytest.mark.parametrize(("message", "words"), [("Invalid zip.", "Invalid zip."), ({"zip": ["is bad"]}, "is bad")])
def test_a_refusal_is_in_its_words(easypost: EasyPost, message: Any, words: str) -> None:
    easypost.failing = [error(404, "NOT_FOUND", ""), error(422, "ADDRESS.INVALID", message)]
    with pytest.raises(CarrierRefused, match=words):
        easypost.carrier.book(consignment())


def test_an_answer_nobody_can_read_is_none(easypost: EasyPost) -> None:
    easypost.failing = [Answer(200, b"<html>")]
    with pytest.raises(Unavailable):
        easypost.carrier.book(consignment())


# calling off


@pytest.mark.parametrize("answer", ["submitted", "refunded", "not_applicable"])
def test_a_label_is_given_back_once(easypost: EasyPost, answer: str) -> None:
    easypost.carrier.book(consignment())
    easypost.refund_status = answer
    for _ in range(2):
        easypost.carrier.cancel("shp_1")
    assert easypost.calls.count("POST /shipments/shp_1/refund") == 1


def test_what_was_not_bought_needs_no_calling_off(easypost: EasyPost) -> None:
    easypost.carrier.rates(consignment())
    easypost.carrier.cancel("shp_1")
    assert "POST /shipments/shp_1/refund" not in easypost.calls


def test_a_parcel_that_moves_is_not_called_off(easypost: EasyPost) -> None:
    easypost.carrier.book(consignment())
    easypost.shipments["shp_1"]["tracker"] = tracker("shp_1", detail("in_transit", "2026-05-04T09:30:00Z"))
    with pytest.raises(CarrierRefused, match="the parcel is in transit"):
        easypost.carrier.cancel("shp_1")
    assert "POST /shipments/shp_1/refund" not in easypost.calls


def test_a_refund_rejected_just_after_the_purchase_is_asked_for_again(easypost: EasyPost) -> None:
    easypost.carrier.book(consignment())
    easypost.refund_status = "rejected"
    easypost.shipments["shp_1"]["postage_label"]["created_at"] = clock.isoformat(NOW - timedelta(minutes=1))
    with pytest.raises(Unavailable):
        easypost.carrier.cancel("shp_1")
    easypost.shipments["shp_1"]["postage_label"]["created_at"] = clock.isoformat(NOW - timedelta(hours=1))
    with pytest.raises(CarrierRefused, match="rejected"):
        easypost.carrier.cancel("shp_1")


# the way back


def test_a_return_label_is_bought_once_with_the_addresses_of_the_way_out(easypost: EasyPost) -> None:
    easypost.lost = "/buy"
    with pytest.raises(Unavailable):
        easypost.carrier.return_label(consignment(service="express"), f"{ORDER}-R1")
    label = easypost.carrier.return_label(consignment(service="express"), f"{ORDER}-R1")
    asked = easypost.sent[1]["shipment"]
    assert (asked["is_return"], asked["reference"], asked["to_address"]["name"]) == (True, f"{ORDER}-R1", "Ada")
    assert (easypost.bought, label.cost) == (["shp_1"], Money(607, "USD"))


def test_a_return_label_is_given_back_by_either_name_and_none_that_was_never_made(easypost: EasyPost) -> None:
    easypost.carrier.cancel_return_label("", f"{ORDER}-R1")
    easypost.carrier.return_label(consignment(), f"{ORDER}-R1")
    easypost.carrier.cancel_return_label("", f"{ORDER}-R1")
    assert easypost.shipments["shp_1"]["refund_status"] == "submitted"


def test_what_comes_back_is_no_news_of_what_went_out(easypost: EasyPost) -> None:
    easypost.carrier.return_label(consignment(), f"{ORDER}-R1")
    told = tracker("shp_1", detail("in_transit", "2026-05-04T08:00:00Z"))
    for said in (told, told | {"is_return": True}):
        assert easypost.carrier.read(*signed(event(said))) == ()


@pytest.mark.parametrize("asked", ["cancel", "track"])
def test_what_easypost_does_not_know_is_refused(easypost: EasyPost, asked: str) -> None:
    with pytest.raises(CarrierRefused, match="no such shipment"):
        getattr(easypost.carrier, asked)("shp_of_another_account")


# manifests


def three(easypost: EasyPost) -> list[Booking]:
    booked = [easypost.carrier.book(consignment(order_id=f"order-{number}")) for number in (1, 2, 3)]
    return [booking for booking in booked if booking]


def test_parcels_are_on_one_form_and_those_that_came_later_on_another(easypost: EasyPost) -> None:
    first, second, third = three(easypost)
    form = Manifest("USPS", 2, "https://easypost-files.example/sf_1.pdf")
    for _ in range(2):
        assert easypost.carrier.manifests([first, second]) == [form]
    later = Manifest("USPS", 1, "https://easypost-files.example/sf_2.pdf")
    for _ in range(2):
        assert easypost.carrier.manifests([first, second, third]) == [form, later]
    assert easypost.forms == 2


def test_each_carrier_behind_easypost_has_a_form_of_its_own(easypost: EasyPost) -> None:
    first, second, _ = three(easypost)
    manifests = easypost.carrier.manifests([first, replace(second, service="UPS Ground")])
    assert [(one.carrier, one.parcels) for one in manifests] == [("UPS", 1), ("USPS", 1)]


def test_a_form_that_is_being_made_or_refused_says_so(easypost: EasyPost) -> None:
    first, *_ = three(easypost)
    easypost.failing = [error(422, "SCAN_FORM.UNSUPPORTED", "The carrier has no forms.")]
    assert easypost.carrier.manifests([first]) == [Manifest("USPS", 1, note="The carrier has no forms.")]
    easypost.prints = False
    assert easypost.carrier.manifests([first]) == [Manifest("USPS", 1, note="creating")]


# tracking


@pytest.mark.parametrize(
    ("status", "why", "expected"),
    [
        ("in_transit", "arrived_at_facility", ScanStatus.IN_TRANSIT),
        ("out_for_delivery", "out_for_delivery", ScanStatus.OUT_FOR_DELIVERY),
        ("available_for_pickup", "arrived_at_pickup_location", ScanStatus.OUT_FOR_DELIVERY),
        ("delivered", "arrived_at_destination", ScanStatus.DELIVERED),
        ("return_to_sender", "refused", ScanStatus.RETURNED),
        ("failure", "damaged", ScanStatus.DAMAGED),
        ("failure", "lost", ScanStatus.LOST),
        ("failure", "refused", ScanStatus.REFUSED),
        ("failure", "delivery_exception", ScanStatus.EXCEPTION),
        ("error", "unknown", ScanStatus.EXCEPTION),
    ],
)
def test_a_trackers_statuses_are_ours(easypost: EasyPost, status: str, why: str, expected: ScanStatus) -> None:
    easypost.carrier.book(consignment())
    place = {"city": "HOUSTON", "state": "TX", "country": "US"}
    told = [
        detail("pre_transit", "2026-05-04T08:00:00Z"),
        detail(status, "2026-05-04T09:00:00+02:00", why, "Said so", **place),
    ]
    easypost.shipments["shp_1"]["tracker"] = tracker("shp_1", *told)
    [scan] = easypost.carrier.track("shp_1")
    assert (scan.status, scan.location, scan.description) == (expected, "HOUSTON, TX, US", "Said so")
    assert clock.isoformat(scan.occurred_at) == "2026-05-04T07:00:00.000Z"


def test_a_webhook_is_of_the_parcel_whose_label_it_is_and_says_what_a_question_would(easypost: EasyPost) -> None:
    easypost.carrier.book(consignment(revision=2))
    told = tracker("shp_1", detail("in_transit", "2026-05-04T08:00:00Z"), detail("delivered", "2026-05-04T09:00:00Z"))
    reports = easypost.carrier.read(*signed(event(told)))
    assert {report.reference for report in reports} == {SHIPMENT}
    assert {report.booking for report in reports} == {BOOKED}
    easypost.shipments["shp_1"]["tracker"] = told
    assert [report.scan for report in reports] == easypost.carrier.track("shp_1")


def test_the_signature_is_what_easypost_documents(easypost: EasyPost) -> None:
    body = event(tracker(None))
    secret = unicodedata.normalize("NFKD", "sécret").encode()
    expected = "hmac-sha256-hex=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    assert easypost.carrier.read({SIGNATURE_HEADER: expected}, body) == ()
    for signature, was_signed in (("", False), (expected[:-1], True), (sign(body, "other"), True)):
        with pytest.raises(BadSignature) as refused:
            easypost.carrier.read({SIGNATURE_HEADER: signature}, body)
        assert refused.value.signed is was_signed


def test_both_secrets_hold_during_a_rotation_and_none_does_without_any(easypost: EasyPost) -> None:
    wire = Wire(easypost.get, easypost.post, easypost.post)
    body = event(tracker(None))
    rotating = ACCOUNT.model_copy(update={"webhook_secret": "new", "webhook_secret_previous": "old"})
    for secret in ("new", "old"):
        assert EasyPostCarrier(lambda: rotating, lambda: False, wire).read(*signed(body, secret)) == ()
    without = ACCOUNT.model_copy(update={"webhook_secret": ""})
    with pytest.raises(BadSignature):
        EasyPostCarrier(lambda: without, lambda: False, wire).read(*signed(body, ""))


@pytest.mark.parametrize(
    "body",
    [
        event({"id": "batch_1", "object": "Batch", "state": "purchased"}, "batch.updated"),
        event(tracker(None, detail("in_transit", "2026-05-04T08:00:00Z"))),
        event(tracker("shp_of_another", detail("in_transit", "2026-05-04T08:00:00Z"))),
        event(tracker("shp_1", detail("pre_transit", "2026-05-04T08:00:00Z"))),
    ],
)
def test_what_is_not_about_a_parcel_under_way_is_taken_and_left(easypost: EasyPost, body: bytes) -> None:
    assert easypost.carrier.read(*signed(body)) == ()


@pytest.mark.parametrize("body", [b"{}", b"nonsense", event({"object": "Tracker", "tracking_details": [{}]})])
def test_a_shape_nobody_knows_is_not_understood(easypost: EasyPost, body: bytes) -> None:
    with pytest.raises(NotUnderstood):
        easypost.carrier.read(*signed(body))


def test_a_webhook_waits_for_easypost_when_it_is_away(easypost: EasyPost) -> None:
    easypost.failing = [Unavailable("no answer")]
    with pytest.raises(Unavailable):
        easypost.carrier.read(*signed(event(tracker("shp_1", detail("in_transit", "2026-05-04T08:00:00Z")))))


def _json(body: Any) -> bytes:
    return json.dumps(body).encode()
