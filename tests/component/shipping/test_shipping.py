"""Shipping from the paid order to the doorstep: handlers, store and carrier together."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shipping.adapters import records
from shipping.adapters.carriers.signature import sign
from shipping.adapters.store import ShipmentStore
from shipping.doors import api, consumers, schedule
from souk import clock
from souk.context import bound
from souk.events import Event, data_of
from souk.events.audit import StaffActed
from souk.events.common import EventData
from souk.events.factory import new_event
from souk.events.orders import OrderReaddressing, OrderSilent
from souk.webhooks import digest
from tests.component.shipping.carrier import Carrier
from tests.support import outbox as stored
from tests.support.http import Response, call
from tests.support.kafka import batch
from tests.support.lambdas import LambdaContext
from tests.support.trail import kept
from tests.unit.shipping.fakes import ORDER, SHIPMENT, WISH, cancelled, paid
from tests.unit.shipping.test_holding import dispute, warning

NO_FAILURES: dict[str, Any] = {"set_aside": 0}


def event(event_type: str, data: EventData, correlation_id: str = "corr-1") -> Event:
    with bound(correlation_id):
        return new_event(event_type, aggregate_id=ORDER, aggregate_version=2, data=data)


def order_paid() -> None:
    assert batch(consumers.consumer, [event("order.paid", paid())]) == NO_FAILURES


def webhook(
    status: str, event_id: str = "", *, minutes: int = 0, secret: str = "whsec", age: int = 0, booking: str = "CR1"
) -> Response:
    at = datetime.now(UTC) - timedelta(hours=1) + timedelta(minutes=minutes)
    raw = json.dumps(
        {
            "event_id": event_id or f"{status}-{minutes}",
            "carrier_reference": booking,
            "reference": SHIPMENT,
            "status": status,
            "occurred_at": at.isoformat(),
            "location": "Wien",
            "description": f"It is {status}",
        }
    )
    signature = sign(raw.encode(), secret, clock.epoch() - age)
    return call(api.api, "POST", "/webhooks/carriers/sandbox", raw=raw, headers={"X-Carrier-Signature": signature})


def shipment() -> Any:
    headers = {"X-Order-Key": "the-key"}
    return call(api.api, "GET", "/shipments", query={"order_id": ORDER}, headers=headers).json["items"][0]


def test_a_paid_order_is_booked_with_the_carrier_and_announced(outbox: str, carrier: Carrier) -> None:
    order_paid()
    seen = shipment()
    assert (seen["state"], seen["carrier"], seen["tracking_code"]) == ("booked", "sandbox", "TRACK1")
    assert seen["lines"] == [{"sku": "MUG-BLUE", "quantity": 2, "title": "Blue mug"}]
    (created,) = stored.events(outbox)
    assert (created.type, created.aggregate_id, created.correlation_id) == ("shipment.created", SHIPMENT, "corr-1")


def test_what_is_disputed_before_it_is_a_parcel_is_held(outbox: str, carrier: Carrier) -> None:
    disputed = event("dispute.opened", dispute("needs_response"))
    assert batch(consumers.consumer, [disputed, event("fraud_warning.received", warning())]) == NO_FAILURES
    order_paid()
    order_paid()
    (parcel,) = ShipmentStore().of_order(ORDER)
    assert ([hold.reason for hold in parcel.held], parcel.state) == (["dispute", "fraud_warning"], "created")
    won = event("dispute.closed", dispute("won"))
    assert batch(consumers.consumer, [won]) == NO_FAILURES
    assert ShipmentStore().of_order(ORDER)[0].held == ()


def test_what_is_disputed_and_then_called_off_is_no_parcel(outbox: str, carrier: Carrier) -> None:
    told = [event("dispute.opened", dispute("needs_response")), event("order.cancelled", cancelled())]
    assert batch(consumers.consumer, [*told, event("dispute.closed", dispute("lost"))]) == NO_FAILURES
    order_paid()
    assert ShipmentStore().of_order(ORDER) == []


def test_the_same_order_told_twice_is_sent_once(outbox: str, carrier: Carrier) -> None:
    order_paid()
    order_paid()
    assert list(carrier.bookings) == [SHIPMENT]
    assert stored.types(outbox) == ["shipment.created"]


def test_a_carrier_that_stumbles_is_asked_again_under_the_same_key(outbox: str, carrier: Carrier) -> None:
    carrier.failing = [503, 500]
    order_paid()
    assert carrier.keys == [SHIPMENT] * 3
    assert shipment()["state"] == "booked"


def test_what_could_not_be_booked_is_booked_by_the_job(outbox: str, carrier: Carrier) -> None:
    carrier.failing = [503] * 3
    order_paid()
    assert shipment()["state"] == "created"
    assert run_job() == 0
    with clock.freeze(datetime.now(UTC) + timedelta(minutes=3)):
        assert run_job() == 1
    assert run_job() == 0
    assert shipment()["state"] == "booked"


def run_job() -> int:
    answer: dict[str, int] = schedule.handler({"job": "book"}, LambdaContext())
    return answer["done"]


def test_webhooks_carry_the_parcel_to_the_door(outbox: str, carrier: Carrier) -> None:
    order_paid()
    states = []
    for minutes, status in enumerate(["picked_up", "in_transit", "out_for_delivery", "delivered"]):
        answer = webhook(status, minutes=minutes)
        assert (answer.status, answer.json) == (200, {"received": True})
        states.append(shipment()["state"])
    assert states == ["shipped", "shipped", "out_for_delivery", "delivered"]
    events = stored.events(outbox)
    assert [e.type for e in sorted(events, key=lambda e: e.aggregate_version)] == [
        "shipment.created",
        "shipment.shipped",
        "shipment.in_transit",
        "shipment.out_for_delivery",
        "shipment.delivered",
    ]
    assert events[-1].data["complete"] is True
    assert {e.correlation_id for e in events} == {"corr-1"}, "the request's that bought it"
    assert [e["state"] for e in shipment()["events"]] == [
        "picked_up",
        "in_transit",
        "out_for_delivery",
        "delivered",
    ]


def test_webhooks_out_of_order_and_twice_leave_the_shipment_right(outbox: str, carrier: Carrier) -> None:
    order_paid()
    for minutes, status in [(9, "delivered"), (1, "picked_up"), (9, "delivered"), (5, "in_transit")]:
        assert webhook(status, minutes=minutes).status == 200
    seen = shipment()
    assert seen["state"] == "delivered"
    assert [e["state"] for e in seen["events"]] == ["picked_up", "in_transit", "delivered"]
    assert sorted(stored.types(outbox)) == ["shipment.created", "shipment.delivered", "shipment.shipped"]


def test_an_unsigned_or_old_webhook_is_a_problem_and_changes_nothing(outbox: str, carrier: Carrier) -> None:
    order_paid()
    for answer in (webhook("delivered", secret="wrong"), webhook("delivered", age=301)):
        assert answer.status == 400
        assert answer.json["code"] == "invalid_input"
    unsigned = call(api.api, "POST", "/webhooks/carriers/sandbox", raw="{}")
    unknown = call(api.api, "POST", "/webhooks/carriers/pigeon", raw="{}")
    assert (unsigned.status, unknown.status) == (400, 404)
    assert shipment()["state"] == "booked"


def signed(raw: str, *, secret: str = "whsec", header: bool = True) -> Response:
    headers = {"X-Carrier-Signature": sign(raw.encode(), secret, clock.epoch())} if header else {}
    return call(api.api, "POST", "/webhooks/carriers/sandbox", raw=raw, headers=headers)


def kept_webhooks(**query: str) -> Any:
    return call(api.api, "GET", "/admin/webhooks/carriers", query=query or None, user="bo", groups=["admin"]).json


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "no JSON",
        "[]",
        "null",
        '{"event_id": "e1"}',
        '{"event_id": "e1", "carrier_reference": "CR1", "reference": "x", "status": "lost", "occurred_at": "now"}',
        "[" * 5_000,
        "x" * 20_000,
        "\x00\ud83d\ude00",
    ],
    ids=range(9),
)
def test_a_signed_webhook_of_unknown_shape_is_kept_for_staff_and_acknowledged(
    outbox: str, carrier: Carrier, raw: str
) -> None:
    raw = raw.encode("utf-16", "surrogatepass").decode("utf-16")
    for _ in range(2):
        answer = signed(raw)
        assert (answer.status, answer.json) == (200, {"received": True})
    (kept,) = kept_webhooks()["items"]
    assert (kept["partner"], kept["body"]) == ("sandbox", raw[:8_000])
    assert kept["outcome"].startswith("not valid")
    (item,) = records.WebhookRecord.query("WEBHOOK#sandbox")
    assert 89 * 86_400 < int(item.expires_at) - clock.epoch() <= 90 * 86_400


def test_an_unsigned_webhook_of_unknown_shape_is_refused_and_leaves_nothing(outbox: str, carrier: Carrier) -> None:
    for answer in (signed("no JSON", secret="forged"), signed("no JSON", header=False)):
        assert answer.status == 400
    assert kept_webhooks()["items"] == []


def test_a_carrier_that_signs_nonsense_for_ever_fills_no_table(outbox: str, carrier: Carrier) -> None:
    nonsense = [f"nonsense {number}" for number in range(15_000)]
    # Of the 4,096 places these have 16.
    few = [body for body in nonsense if digest(body.encode()).startswith("00")]
    assert len(few) > 40
    for body in few:
        assert signed(body).status == 200
    first = kept_webhooks(limit="10")
    rest = kept_webhooks(limit="10", cursor=first["next_cursor"])
    bodies = [webhook["body"] for webhook in first["items"] + rest["items"]]
    assert bodies[0] == few[-1], "the newest first"
    assert len(bodies) <= 16


def test_only_staff_read_the_kept_webhooks(outbox: str) -> None:
    assert call(api.api, "GET", "/admin/webhooks/carriers").status == 401
    assert call(api.api, "GET", "/admin/webhooks/carriers", user="ada").status == 403


def test_a_webhook_that_overtakes_our_own_write_is_kept(outbox: str, carrier: Carrier) -> None:
    carrier.failing = [503] * 3
    order_paid()
    assert webhook("picked_up").status == 200
    assert shipment()["state"] == "shipped"


def test_a_cancelled_order_is_cancelled_at_the_carrier(outbox: str, carrier: Carrier) -> None:
    order_paid()
    told = event("order.cancelled", cancelled())
    assert batch(consumers.consumer, [told, told]) == NO_FAILURES
    assert carrier.cancelled == ["CR1"]
    assert shipment()["state"] == "cancelled"
    assert stored.types(outbox) == ["shipment.created", "shipment.cancelled"]


def test_an_order_cancelled_before_it_is_heard_of_is_never_sent(outbox: str, carrier: Carrier) -> None:
    told = [event("order.cancelled", cancelled()), event("order.paid", paid())]
    assert batch(consumers.consumer, [*told, *told]) == NO_FAILURES
    assert carrier.bookings == {}
    assert stored.types(outbox) == []


def test_a_cancellation_the_carrier_cannot_take_now_is_left_to_the_job(outbox: str, carrier: Carrier) -> None:
    order_paid()
    carrier.failing = [503] * 3
    told = event("order.cancelled", cancelled())
    assert batch(consumers.consumer, [told]) == NO_FAILURES
    assert shipment()["state"] == "booked"
    with clock.freeze(clock.now() + timedelta(minutes=2)):
        schedule.handler({"job": "book"}, LambdaContext())
        assert shipment()["state"] == "cancelled"


def test_a_booking_to_a_former_address_is_called_off_until_the_carrier_answers(outbox: str, carrier: Carrier) -> None:
    def put_right() -> None:
        """The carrier refuses another attempt, and the address is put right, before it answers the first one."""
        carrier.failing = [422]
        order_paid()
        address = paid().shipping_address.model_copy(update={"line1": "Ring 2"})
        members = {**paid().model_dump(), "shipping_address": address, "number_of_wish": 1}
        asked = OrderReaddressing.model_validate(members)
        assert batch(consumers.consumer, [event("order.readdressing_asked", asked)]) == NO_FAILURES

    def waits() -> list[str]:
        query = {"queue": "to_book"}
        answer = call(api.api, "GET", "/admin/shipments", query=query, user="f", groups=["fulfilment"])
        return [item["id"] for item in answer.json["items"]]

    carrier.meanwhile = put_right
    carrier.away = "/cancel"
    order_paid()
    assert ([*carrier.bookings], carrier.cancelled) == ([f"{SHIPMENT}.1", SHIPMENT], [])
    assert (shipment()["tracking_code"], shipment()["state"], waits()) == ("TRACK1", "booked", [SHIPMENT])
    in_vain = carrier.keys.count("cancel-CR2")
    webhook("picked_up", booking="CR2")
    assert shipment()["state"] == "booked", "a scan of what is to be called off"
    for minutes in (2, 6):
        with clock.freeze(clock.now() + timedelta(minutes=minutes)):
            assert run_job() == 1
        assert carrier.cancelled == []
    assert carrier.keys.count("cancel-CR2") == 3 * in_vain
    carrier.away = "nothing"
    with clock.freeze(clock.now() + timedelta(minutes=20)):
        assert run_job() == 1
        assert (carrier.cancelled, waits(), run_job()) == (["CR2"], [], 0)
    assert (shipment()["tracking_code"], shipment()["state"]) == ("TRACK1", "booked")
    assert webhook("picked_up").status == 200
    assert shipment()["state"] == "shipped"


def recalled(times: int = 1) -> None:
    assert batch(consumers.consumer, [event("order.cancellation_requested", WISH)] * times) == NO_FAILURES


def test_a_wish_to_cancel_is_answered_once_and_again_under_the_same_id(outbox: str, carrier: Carrier) -> None:
    order_paid()
    recalled(times=2)
    assert (carrier.cancelled, shipment()["state"]) == (["CR1"], "cancelled")
    answers = [told for told in stored.events(outbox) if told.type == "recall.succeeded"]
    assert [answer.aggregate_id for answer in answers] == [ORDER, ORDER]
    assert len({answer.id for answer in answers}) == 1


def test_a_wish_to_cancel_that_comes_after_the_pick_up_is_refused(outbox: str, carrier: Carrier) -> None:
    order_paid()
    webhook("picked_up")
    recalled()
    assert stored.types(outbox) == ["shipment.created", "shipment.shipped", "recall.refused"]
    assert shipment()["state"] == "shipped"


def test_a_wish_to_cancel_that_comes_before_the_news_of_payment_keeps_the_parcel_from_being_made(
    outbox: str, carrier: Carrier
) -> None:
    recalled(times=2)
    order_paid()
    assert carrier.bookings == {}
    assert stored.types(outbox) == ["recall.succeeded"] * 2
    assert len({told.id for told in stored.events(outbox)}) == 1


def test_a_wish_to_cancel_waits_for_a_carrier_that_is_away(outbox: str, carrier: Carrier) -> None:
    order_paid()
    carrier.failing = [503] * 3
    recalled()
    assert stored.types(outbox) == ["shipment.created"]
    with clock.freeze(clock.now() + timedelta(minutes=2)):
        schedule.handler({"job": "book"}, LambdaContext())
    assert stored.types(outbox) == ["shipment.created", "shipment.cancelled", "recall.succeeded"]


def test_an_order_that_heard_nothing_is_told_again_what_is_known(outbox: str, carrier: Carrier) -> None:
    order_paid()
    webhook("picked_up")
    silent = OrderSilent(order_id=ORDER, number="SK-000001", state="FULFILLING", since="2026-05-04T10:00:00.000Z")
    assert batch(consumers.consumer, [event("order.silent", silent)]) == NO_FAILURES
    told = stored.events(outbox)
    assert [one.type for one in told] == ["shipment.created"] * 2 + ["shipment.shipped"] * 2
    assert len({one.id for one in told}) == 2


def test_staff_find_the_parcel_of_a_silent_carrier_until_it_speaks(outbox: str, carrier: Carrier) -> None:
    order_paid()

    def silent() -> list[Any]:
        answer = call(api.api, "GET", "/admin/shipments", query={"queue": "silent"}, user="bo", groups=["fulfilment"])
        return [(item["id"], item["queue"], item["silent_since"] is not None) for item in answer.json["items"]]

    asked = OrderSilent(order_id=ORDER, number="SK-000001", state="FULFILLING", since="2026-05-04T10:00:00.000Z")
    with clock.freeze(datetime.now(UTC) + timedelta(days=3)):
        assert batch(consumers.consumer, [event("order.silent", asked)]) == NO_FAILURES
    assert silent() == []
    with clock.freeze(datetime.now(UTC) + timedelta(days=5, minutes=1)):
        assert [schedule.handler({"job": "watch"}, LambdaContext())["done"] for _ in range(2)] == [1, 0]
    assert silent() == [(SHIPMENT, "silent", True)]
    assert webhook("delivered", minutes=61).status == 200
    assert silent() == []


@pytest.mark.parametrize(("order_id", "key"), [(ORDER, "wrong"), ("other", "the-key")])
def test_a_wrong_key_is_not_found(outbox: str, carrier: Carrier, order_id: str, key: str) -> None:
    order_paid()
    answer = call(api.api, "GET", "/shipments", query={"order_id": order_id}, headers={"X-Order-Key": key})
    assert answer.status == 404


def test_people_see_their_own_shipments_only(outbox: str, carrier: Carrier) -> None:
    order_paid()
    query = {"order_id": ORDER}
    assert call(api.api, "GET", "/me/shipments", user="ada", query=query).json["items"][0]["id"] == SHIPMENT
    assert call(api.api, "GET", "/me/shipments", user="eve", query=query).status == 404
    assert call(api.api, "GET", "/me/shipments", query=query).status == 401


def staff(method: str, path: str, **options: Any) -> Response:
    return call(api.api, method, path, user="sam", groups=["fulfilment"], **options)


def test_staff_find_dispatch_and_deliver_what_waits(outbox: str) -> None:
    order_paid()
    (waiting,) = staff("GET", "/admin/shipments", query={"queue": "to_dispatch"}).json["items"]
    assert (waiting["id"], waiting["address"]["city"], waiting["weight_grams"]) == (SHIPMENT, "Wien", 600)
    body = {"carrier": "manual", "tracking_code": "RR1", "tracking_url": "https://post.example/RR1"}
    for _ in range(2):
        answer = staff("POST", f"/admin/shipments/{SHIPMENT}/dispatch", body=body)
        assert (answer.status, answer.json["state"], answer.json["queue"]) == (200, "shipped", None)
    assert staff("GET", "/admin/shipments", query={"queue": "to_dispatch"}).json["items"] == []
    assert staff("POST", f"/admin/shipments/{SHIPMENT}/delivered").json["state"] == "delivered"
    assert shipment()["tracking_url"] == "https://post.example/RR1"
    assert stored.types(outbox) == ["shipment.created", "shipment.shipped", "shipment.delivered"]
    (found,) = staff("GET", "/admin/shipments", query={"order_id": ORDER}).json["items"]
    assert found["id"] == SHIPMENT


def test_what_staff_do_with_a_parcel_is_told_to_the_trail_with_before_and_after(outbox: str) -> None:
    order_paid()
    with kept() as trail:
        body = {"carrier": "manual", "tracking_code": "RR1"}
        assert staff("POST", f"/admin/shipments/{SHIPMENT}/dispatch", body=body).status == 200
        assert staff("POST", f"/admin/shipments/{SHIPMENT}/delivered").status == 200
    told = [change for event in trail.events for change in data_of(event, StaffActed).changes]
    assert [(change.thing, change.before, change.after) for change in told] == [
        (f"shipment:{SHIPMENT}", {"state": "created"}, {"state": "shipped"}),
        (f"shipment:{SHIPMENT}", {"state": "shipped"}, {"state": "delivered"}),
    ]


def test_a_queue_is_read_page_by_page(outbox: str) -> None:
    orders = [f"order-{number}" for number in range(5)]
    batch(consumers.consumer, [event("order.paid", paid(order_id)) for order_id in orders])
    seen: list[str] = []
    query = {"queue": "to_dispatch", "limit": "2"}
    while True:
        page = staff("GET", "/admin/shipments", query=query).json
        seen += [item["order_id"] for item in page["items"]]
        if not page["next_cursor"]:
            break
        query["cursor"] = page["next_cursor"]
    assert sorted(seen) == orders


@pytest.mark.parametrize("query", [{}, {"queue": "to_dispatch", "order_id": "x"}, {"queue": "lost"}])
def test_a_staff_list_needs_to_know_what_it_lists(outbox: str, query: dict[str, str]) -> None:
    assert staff("GET", "/admin/shipments", query=query).status == 400


def test_what_staff_may_not_do_says_why(outbox: str, carrier: Carrier) -> None:
    order_paid()
    body = {"carrier": "manual", "tracking_code": "RR1"}
    booked = staff("POST", f"/admin/shipments/{SHIPMENT}/dispatch", body=body)
    assert (booked.status, booked.json["code"], booked.json["state"]) == (409, "illegal_transition", "booked")
    assert staff("POST", f"/admin/shipments/{SHIPMENT}/delivered").status == 409
    assert staff("POST", "/admin/shipments/other-1/dispatch", body=body).status == 404
    assert staff("POST", "/admin/shipments/nonsense/dispatch", body=body).status == 400
    assert staff("POST", f"/admin/shipments/{SHIPMENT}/dispatch", body={**body, "x": 1}).status == 400
    shopper = call(api.api, "POST", f"/admin/shipments/{SHIPMENT}/dispatch", body=body, user="ada")
    assert shopper.status == 403


def test_the_consumer_answers_a_health_check(outbox: str) -> None:
    for handler in (consumers.handler, schedule.handler):
        assert handler({"health": True}, LambdaContext()) == {"status": "ok", "service": "shipping"}
