"""Picking, packing and shipping as staff do it: routes, table and carrier together."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from shipping import compose
from shipping.adapters.store import ShipmentStore
from shipping.doors import api, consumers
from souk import clock
from souk.events.factory import new_event
from souk.events.orders import OrderAnonymised
from tests.component.shipping.carrier import Carrier
from tests.support import outbox as stored
from tests.support.dynamo import environment
from tests.support.http import Response, call
from tests.support.kafka import batch
from tests.unit.shipping.fakes import NOW, WISH, line, paid

STAFF = "sam"


@pytest.fixture
def picks(outbox: str) -> Iterator[str]:
    """A shop that picks and whose staff hand parcels over themselves; the name of its table."""
    with environment(PICKING="on"):
        compose.services.reset()
        yield outbox


def staff(method: str, path: str, *, user: str = STAFF, key: str = "", match: str = "", **options: Any) -> Response:
    headers = {"Idempotency-Key": key} if key else {}
    headers |= {"If-Match": match} if match else {}
    return call(api.api, method, path, user=user, groups=["fulfilment"], headers=headers, **options)


def made(size: int, key: str = "batch-1", **options: Any) -> Any:
    answer = staff("POST", "/admin/batches", body={"size": size}, key=key, **options)
    assert answer.status == 201, answer.body
    return answer.json


def orders_paid(*numbers: int) -> list[str]:
    """Orders of two mugs and a bowl each, an hour apart; the ids of their parcels."""
    for number in numbers:
        order = paid(f"order-{number}", [line(), line("BOWL", 1)])
        with clock.freeze(NOW + timedelta(hours=number)):
            told = new_event("order.paid", aggregate_id=order.order_id, aggregate_version=2, data=order)
            batch(consumers.consumer, [told])
    return [f"order-{number}-1" for number in numbers]


def waiting(queue: str, **query: str) -> list[str]:
    answer = staff("GET", "/admin/shipments", query={"queue": queue, **query})
    assert answer.status == 200, answer.body
    return [item["id"] for item in answer.json["items"]]


def counts() -> dict[str, int]:
    return {each["queue"]: each["count"] for each in staff("GET", "/admin/fulfilment").json["queues"] if each["count"]}


def refused(answer: Response) -> tuple[int, str]:
    return answer.status, answer.json["code"]


def test_a_batch_of_five_is_picked_packed_and_shipped(picks: str) -> None:
    ids = orders_paid(*range(1, 7))
    assert (waiting("to_pick"), counts()) == (ids, {"to_pick": 6})
    held = made(5)
    assert [shipment["id"] for shipment in held["shipments"]] == ids[:5]
    path = f"/admin/batches/{held['id']}"
    assert (waiting("to_pick"), waiting("picking")) == (ids[5:], ids[:5])

    listed = staff("GET", f"{path}/pick-list").json
    assert [(each["sku"], each["wanted"], each["missing"]) for each in listed["lines"]] == [
        ("BOWL", 5, 5),
        ("MUG-BLUE", 10, 10),
    ]
    scanned = staff("POST", f"{path}/scans", body={"code": "MUG-BLUE", "units": 3}, key="scan-1").json
    assert scanned["counted"] == [{"shipment_id": ids[0], "units": 2}, {"shipment_id": ids[1], "units": 1}]
    assert (scanned["missing"], scanned["missing_in_all"]) == (7, 12)
    again = staff("POST", f"{path}/scans", body={"code": "MUG-BLUE", "units": 3}, key="scan-1").json
    assert again == scanned
    assert staff("POST", f"{path}/scans", body={"code": "MUG-BLUE", "units": 7}, key="scan-2").status == 200
    assert staff("POST", f"{path}/scans", body={"code": "BOWL", "units": 5}, key="scan-3").json["missing_in_all"] == 0
    assert waiting("to_pack") == ids[:5]

    for shipment_id in ids[:5]:
        packed = staff("POST", f"/admin/shipments/{shipment_id}/packing", body={"weight_grams": 900, "box": "M"})
        assert packed.json["work"]["packing"]["weight_grams"] == 900
    assert counts() == {"to_pick": 1, "to_ship": 5}

    codes = [{"shipment_id": ids[0], "tracking_code": "T1"}]
    dispatched = staff("POST", f"{path}/dispatch", body={"parcels": codes}).json
    assert [each["outcome"] for each in dispatched["parcels"]] == ["dispatched"] * 5
    assert (dispatched["done"], dispatched["closed_at"] is not None) == (True, True)
    again = staff("POST", f"{path}/dispatch", body={}).json
    assert [each["outcome"] for each in again["parcels"]] == ["already"] * 5
    assert stored.types(picks).count("shipment.shipped") == 5
    assert counts() == {"to_pick": 1}
    assert [each["id"] for each in staff("GET", "/admin/batches", query={"closed": "true"}).json["items"]] == [
        held["id"]
    ]
    assert staff("GET", "/admin/batches").json["items"] == []


def test_wrong_codes_are_told_apart(picks: str) -> None:
    ids = orders_paid(1, 2)
    path = f"/admin/batches/{made(1)['id']}/scans"
    assert refused(staff("POST", path, body={"code": "4006381333931"}, key="a")) == (404, "unknown_code")
    surplus = staff("POST", path, body={"code": "BOWL", "units": 2}, key="b")
    assert (*refused(surplus), surplus.json["missing"]) == (409, "surplus", 1)
    assert staff("POST", path, body={"code": "BOWL"}).status == 400, "without an Idempotency-Key"
    assert refused(staff("POST", path, body={"code": "BOWL", "shipment_id": ids[1]}, key="c")) == (404, "not_found")
    assert staff("POST", path, body={"code": "BOWL"}, key="d").status == 200
    assert refused(staff("POST", path, body={"code": "MUG-BLUE"}, key="d")) == (422, "idempotency_key_reused")


def test_a_recalled_parcel_leaves_the_queues_at_once_and_who_works_on_it_is_told(picks: str) -> None:
    order = paid()
    batch(consumers.consumer, [new_event("order.paid", aggregate_id="o", aggregate_version=2, data=order)])
    shipment_id, path = f"{order.order_id}-1", f"/admin/batches/{made(1)['id']}"
    assert staff("POST", f"{path}/scans", body={"code": "MUG-BLUE"}, key="a").status == 200
    wish = new_event("order.cancellation_requested", aggregate_id="o", aggregate_version=3, data=WISH)
    batch(consumers.consumer, [wish])
    assert counts() == {}
    off = staff("POST", f"{path}/scans", body={"code": "MUG-BLUE"}, key="b")
    assert (*refused(off), off.json["shipment_id"]) == (409, "called_off", shipment_id)
    assert refused(staff("POST", f"/admin/shipments/{shipment_id}/packing", body={})) == (409, "called_off")
    assert refused(staff("POST", f"/admin/shipments/{shipment_id}/hand-over", body={})) == (409, "called_off")
    assert staff("GET", f"{path}/pick-list").json["put_back"] == [shipment_id]
    dispatched = staff("POST", f"{path}/dispatch", body={}).json
    assert [(each["outcome"], each["code"]) for each in dispatched["parcels"]] == [("refused", "called_off")]
    assert dispatched["closed_at"], "nothing of it is left to do"


def test_a_shortage_is_shown_among_the_exceptions_with_its_reason(picks: str) -> None:
    [shipment_id] = orders_paid(1)
    path, seen = f"/admin/shipments/{shipment_id}/shortages", f"/admin/shipments/{shipment_id}"
    body = {"sku": "BOWL", "units": 1, "reason": "damaged", "note": "cracked"}
    short = staff("POST", path, body=body)
    assert staff("POST", path, body=body).headers["ETag"] == short.headers["ETag"], "told again"
    assert (waiting("exception"), waiting("to_pick")) == ([shipment_id], [])
    [told] = short.json["work"]["shortages"]
    assert (told["reason"], told["note"], told["accepted"], short.json["note"]) == (
        "damaged",
        "cracked",
        False,
        "1 × BOWL damaged",
    )
    assert refused(staff("POST", f"{seen}/packing", body={})) == (409, "shortage_open")
    found = staff("POST", f"{path}/resolution", body={"sku": "BOWL", "resolution": "send_without"})
    assert (found.json["work"]["queue"], waiting("exception")) == ("to_pick", [])
    slip = staff("GET", f"{seen}/packing-slip").json
    assert (slip["left_out"], [each["short"] for each in slip["lines"]]) == (1, [0, 1])
    assert stored.types(picks) == ["shipment.created"], "nobody else is told"


def test_lines_are_counted_by_hand_unless_somebody_else_was_faster(picks: str) -> None:
    [shipment_id] = orders_paid(1)
    path = f"/admin/shipments/{shipment_id}"
    seen = staff("GET", path)
    body = {"lines": [{"sku": "MUG-BLUE", "units": 2}]}
    assert refused(staff("PUT", f"{path}/picks", body=body)) == (428, "precondition_required")
    mine = staff("PUT", f"{path}/picks", body=body, match=seen.headers["ETag"])
    assert [each["missing"] for each in mine.json["work"]["lines"]] == [0, 1]
    others = staff("PUT", f"{path}/picks", body=body, match=seen.headers["ETag"])
    assert refused(others) == (412, "precondition_failed")
    assert refused(staff("PUT", f"{path}/picks", body=body, match='"x"')) == (412, "precondition_failed")
    answer = call(
        api.api, "GET", path, user=STAFF, groups=["fulfilment"], headers={"If-None-Match": mine.headers["ETag"]}
    )
    assert answer.status == 304


def test_two_people_take_the_same_parcels_and_each_has_their_own(picks: str) -> None:
    ids = orders_paid(1, 2, 3)
    mine = made(2)
    chosen = staff("POST", "/admin/batches", body={"shipment_ids": ids}, key="batch-2", user="cy")
    assert [each["id"] for each in chosen.json["shipments"]] == ids[2:]
    assert [(each["shipment_id"], each["code"]) for each in chosen.json["refused"]] == [
        (ids[0], "in_another_batch"),
        (ids[1], "in_another_batch"),
    ]
    assert refused(staff("POST", "/admin/batches", body={"size": 5}, key="batch-3")) == (409, "nothing_to_pick")
    assert made(2)["id"] == mine["id"], "the same request makes no second one"
    assert refused(staff("POST", "/admin/batches", body={"size": 3}, key="batch-1")) == (422, "idempotency_key_reused")
    assert staff("POST", "/admin/batches", body={}, key="batch-4").status == 400
    assert len(staff("GET", "/admin/batches").json["items"]) == 2


def test_a_batch_is_given_to_somebody_else_and_closed(picks: str) -> None:
    ids = orders_paid(1, 2)
    path = f"/admin/batches/{made(2)['id']}"
    seen = staff("GET", path)
    staff("POST", f"{path}/scans", body={"code": "BOWL"}, key="a")
    assert staff("GET", path).headers["ETag"] != seen.headers["ETag"], "a scan is seen by who looks again"
    given = staff("PATCH", path, body={"assignee": "cy"}, match=seen.headers["ETag"])
    assert (given.status, given.json["assignee"]) == (200, "cy"), "and is no obstacle"
    assert refused(staff("PATCH", path, body={"assignee": "di"}, match=seen.headers["ETag"])) == (
        412,
        "precondition_failed",
    )
    assert refused(staff("PATCH", path, body={"assignee": "di"})) == (428, "precondition_required")
    closed = staff("POST", f"{path}/close")
    assert (closed.status, closed.json["parcels"]) == (200, 0)
    assert waiting("to_pick") == ids


def test_a_queue_is_chosen_from_by_carrier_service_country_and_age(picks: str) -> None:
    ids = orders_paid(1, 2, 3)
    assert waiting("to_pick", country="AT", carrier="manual", service="standard") == ids
    for nothing in ({"country": "DE"}, {"carrier": "sandbox"}, {"service": "express"}):
        assert waiting("to_pick", **nothing) == []
    assert waiting("to_pick", before=clock.isoformat(NOW + timedelta(hours=3))) == ids[:2]
    first = staff("GET", "/admin/shipments", query={"queue": "to_pick", "limit": "2"}).json
    query = {"queue": "to_pick", "limit": "2", "cursor": first["next_cursor"]}
    assert [each["id"] for each in staff("GET", "/admin/shipments", query=query).json["items"]] == ids[2:]


def test_a_parcel_that_a_carrier_has_booked_is_handed_over_with_its_label(outbox: str, carrier: Carrier) -> None:
    with environment(PICKING="on"):
        compose.services.reset()
        [shipment_id] = orders_paid(1)
        slip = staff("GET", f"/admin/shipments/{shipment_id}/packing-slip").json
        assert slip["label"] == {"url": f"{carrier.base}/label/1", "reason": ""}
        assert (slip["tracking_code"], slip["address"]["city"]) == ("TRACK1", "Wien")
        path = f"/admin/shipments/{shipment_id}/hand-over"
        assert staff("POST", path, body={"tracking_code": "MINE"}).status == 400
        handed = [staff("POST", path, body={}) for _ in range(2)]
        assert [each.json["state"] for each in handed] == ["shipped", "shipped"]
        assert stored.types(outbox).count("shipment.shipped") == 1


def test_a_parcel_that_no_carrier_has_booked_yet_stays(outbox: str, carrier: Carrier) -> None:
    with environment(PICKING="on"):
        compose.services.reset()
        carrier.failing = [503] * 3
        [shipment_id] = orders_paid(1)
        assert (waiting("to_book"), waiting("to_pick")) == ([shipment_id], [shipment_id])
        assert refused(staff("POST", f"/admin/shipments/{shipment_id}/hand-over", body={})) == (409, "not_booked")


def test_what_staff_skip_stays_possible(picks: str) -> None:
    [shipment_id] = orders_paid(1)
    body = {"carrier": "manual", "tracking_code": "T9"}
    assert staff("POST", f"/admin/shipments/{shipment_id}/dispatch", body=body).json["state"] == "shipped"
    assert counts() == {}


def test_a_shop_that_does_not_pick_works_as_before(outbox: str) -> None:
    [shipment_id] = orders_paid(1)
    assert (counts(), waiting("to_dispatch")) == ({"to_dispatch": 1}, [shipment_id])
    seen = staff("GET", f"/admin/shipments/{shipment_id}").json
    assert (seen["work"], seen["queue"]) == (None, "to_dispatch")
    assert refused(staff("POST", f"/admin/shipments/{shipment_id}/packing", body={})) == (409, "illegal_transition")
    slip = staff("GET", f"/admin/shipments/{shipment_id}/packing-slip").json
    assert (slip["label"]["url"], [each["quantity"] for each in slip["lines"]]) == (None, [2, 1])


def test_all_that_was_done_is_stored_and_read_and_forgotten_with_its_person(picks: str) -> None:
    [shipment_id] = orders_paid(1)
    path = f"/admin/shipments/{shipment_id}"
    made(1)
    staff("POST", f"{path}/shortages", body={"sku": "BOWL", "units": 1, "reason": "not_found", "note": "Ada called"})
    staff("POST", f"{path}/shortages/resolution", body={"sku": "BOWL", "resolution": "send_without"})
    revision = staff("GET", f"{path}/packing-slip").json["address_revision"]
    assert refused(staff("POST", f"{path}/packing", body={"address_revision": revision + 1})) == (
        409,
        "address_changed",
    )
    box = {"length_mm": 300, "width_mm": 200, "height_mm": 100, "address_revision": revision}
    assert staff("POST", f"{path}/packing", body=box).json["work"]["relabel"] is False
    [before] = ShipmentStore().of_order("order-1")
    assert before.work is not None
    assert before.work.packing is not None
    assert (before.work.packing.length_mm, before.work.packing.by, before.work.shortages[0].note) == (
        300,
        STAFF,
        "Ada called",
    )
    forgotten = OrderAnonymised(order_id="order-1")
    batch(
        consumers.consumer,
        [new_event("order.anonymised", aggregate_id="order-1", aggregate_version=9, data=forgotten)],
    )
    [after] = ShipmentStore().of_order("order-1")
    assert after.work is not None
    assert (after.work.shortages[0].note, after.work.packing) == ("", before.work.packing)
    assert "Ada" not in repr(after)


def test_a_stranger_to_the_house_picks_nothing(picks: str) -> None:
    orders_paid(1)
    for groups, status in (([], 403), (["support"], 403), (["fulfilment"], 201)):
        key = {"Idempotency-Key": str(uuid.uuid4())}
        answer = call(api.api, "POST", "/admin/batches", body={"size": 1}, user="eve", groups=groups, headers=key)
        assert answer.status == status
