"""Who did it, route by route: whatever the staff ask for in any service is on record, once, with what was answered."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

import souk_openapi
import users.compose
from shipping.domain.tracking import ScanStatus
from souk.events import Event, data_of, topic_of
from souk.events.audit import StaffActed, StaffChange
from souk.http import Route, SessionState, audit
from tests.component.access.accounts import begin, with_pool
from tests.component.access.test_matrix import name
from tests.support import sessions
from tests.support.dynamo import environment
from tests.support.http import Response, call
from tests.support.trail import MemoryTrail, kept
from tests.support.world.catalogue import stock_up
from tests.support.world.shopper import ADDRESS, Member, Placed, Shopper
from tests.support.world.world import World, installed, new_world

APIS = souk_openapi.apis()
FOR_STAFF = [(service, route) for service, api in sorted(APIS.items()) for route in api.routes if route.needs]
ADMIN = SessionState(active=True, second_factor=True, groups=frozenset(["admin"]))
DRAFT = {
    "lines": [{"sku": "A", "quantity": 1}],
    "email": "bea@souk.example",
    "shipping_address": ADDRESS,
}
# Bodies that get as far as the use case, for those that need more than an empty one.
BODIES: dict[str, dict[str, Any]] = {
    "answer_dispute": {"answer": "accept"},
    "try_delivery": {
        "delivery": {"country": "DE", "zones": [{"id": "home", "name": "Home", "areas": [{"country": "DE"}]}]},
        "country": "DE",
    },
    "begin_evidence_file": {"media_type": "application/pdf"},
    "read_withdrawal": {"statement": "none", "answer": "It names nothing."},
    "refund_order": {"reason": "broken", "amount": {"amount": 1, "currency": "EUR"}},
    "change_locations": {"rule": "nearest", "locations": [{"id": "main", "name": "Main", "country": "DE"}]},
    "split_parcel": {"lines": [{"sku": "A", "units": 1}]},
    "enter_exchange_rates": {"rates": [{"currency": "SEK", "per_euro": "11.2345"}]},
    "choose_rate": {"name": "DHL Paket"},
    "refund_payment": {"reason": "broken", "amount": {"amount": 1, "currency": "EUR"}},
    # On a day that is over, so that nothing is issued.
    "issue_gift_card": {
        "reason": "a present",
        "amount": {"amount": 1, "currency": "EUR"},
        "expires_on": "2000-01-01",
    },
    "look_up_gift_card": {"code": "0" * 16},
    "block_gift_card": {"blocked": True},
    "correct_gift_card": {"reason": "typed wrongly", "amount": {"amount": -1, "currency": "EUR"}},
    "send_gift_card": {"email": "bea@example.com", "send_on": "2026-01-05"},
    "receive_transfer": {
        "reference": "SK-00000-00000",
        "amount": {"amount": 1, "currency": "EUR"},
        "arrived_on": "2026-01-05",
    },
    "mark_transfer_returned": {"payment_id": "none", "transfer_id": "none"},
    "read_statement": {"format": "camt053", "content": "<Document/>"},
    "invite_staff": {"email": "bob@souk.example", "role": "support"},
    "change_staff_role": {"role": "support"},
    "void_payment": {"reason": "a mistake"},
    "create_import": {"filename": "products.csv"},
    "change_stock": {"threshold": 3},
    "move_stock": {"kind": "receipt", "quantity": 5, "reason": "delivery"},
    "try_again": {"lane": "souk.orders.v1-0", "aggregate": "none"},
    "correct_order": {"reason": "misspelt"},
    "make_code": {"code": "SPRING"},
    "try_promotions": {"promotions": {"promotions": []}, "lines": [{"sku": "A", "quantity": 1}], "country": "DE"},
    "make_codes": {"count": 1},
    "edit_order": {"reason": "agreed", "remove": [{"sku": "A", "quantity": 1}]},
    "begin_draft": DRAFT,
    "change_draft": DRAFT,
    "order_draft": {"payment_method": "stripe", "expected_total": {"amount": 1, "currency": "EUR"}},
    "send_letter": {"kind": "order_received"},
    "preview_letter": {"kind": "welcome", "language": "en"},
    "dispatch": {"carrier": "manual", "tracking_code": "CODE1"},
    "add_note": {"text": "called"},
    "change_note": {"text": "called"},
    "put_view": {"name": "mine", "list": "orders", "query": {}},
    "count_picks": {"lines": [{"sku": "A", "units": 1}]},
    "report_shortage": {"sku": "A", "units": 1, "reason": "damaged"},
    "resolve_shortage": {"sku": "A", "resolution": "found"},
    "make_batch": {"size": 5},
    "reassign_batch": {"assignee": "bo"},
    "scan": {"code": "A"},
    "change_first_day": {"steps": [{"step": "taxes", "state": "skipped"}]},
    "create_picture": {"media_type": "image/png"},
    "create_bulk_edit": {"selection": {"ids": ["none-of-that-name"]}, "change": {"status": "draft"}},
    "receive_stock": {"lines": [{"sku": "A", "quantity": 5}], "reason": "delivery"},
    "begin_count": {"name": "shelf"},
    "enter_counted": {"lines": [{"code": "A", "counted": 5}]},
    "begin_picture": {"content_type": "image/png"},
    "begin_sold_file": {"sku": "A", "content_type": "audio/mpeg"},
    "attach_sold_file": {"sku": "A", "name": "song.mp3"},
    "give_downloads": {"sku": "A", "downloads": 1},
    "create_product": {"title": "Bowl", "variants": [{"sku": "BOWL", "price": {"amount": 100, "currency": "EUR"}}]},
    "replace_product": {"title": "Bowl", "variants": [{"sku": "BOWL", "price": {"amount": 100, "currency": "EUR"}}]},
    "duplicate_product": {"title": "Bowl"},
    "make_customer_group": {"id": "trade", "name": "Trade"},
    "change_customer_group": {"name": "Trade"},
    "try_customer_group_rule": {"rule": {"orders": 1}, "customers": ["none"]},
    "make_api_key": {"name": "ERP", "permissions": ["orders.read"]},
    "block_customer": {"reason": "fraud"},
    "unblock_customer": {"reason": "a mistake"},
    "create_endpoint": {"url": "https://somebody@hooks.example/"},
    "open_return": {
        "order_id": "none-of-that-name",
        "lines": [{"sku": "A", "quantity": 1, "reason": "damaged"}],
    },
    "decide_on_return": {"decision": "approve"},
    "decide_on_parcel": {"decision": "refund"},
    "repeat_failed": {"since": "2026-01-05T10:00:00Z"},
}
ABOUT_NOTHING = {"about": "order:none-of-that-name"}
OF_NO_ORDER = {"order_id": "none-of-that-name"}
QUERIES = {
    **dict.fromkeys(
        ("list_notes", "add_note", "show_note", "change_note", "delete_note", "restore_note"), ABOUT_NOTHING
    ),
    **dict.fromkeys(("list_letters", "show_address", "write_to_address_again"), OF_NO_ORDER),
    "remove_sold_file": {"sku": "A"},
    "peppol_document": {"buyer": "0088:7300010000001"},
    "find_customer": {"email": "bob@souk.example"},
    "read_liability": {"year": "2026"},
}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with installed(), users.compose.services.swap(with_pool):
        made = new_world("backoffice")
        begin(made, "ada", sessions.begun("ada", ADMIN), ("admin",), second_factor=True)
        stock_up(made, A=100)
        made.settle()
        yield made


@pytest.fixture
def trail() -> Iterator[MemoryTrail]:
    with kept() as found:
        yield found


def asked(world: World, service: str, method: str, path: str, **options: Any) -> Response:
    options = {"user": "ada", "groups": ["admin"], "headers": {"Idempotency-Key": str(uuid.uuid4())}, **options}
    if service in world.services:
        return world.request(service, method, path, **options)
    with world.inside("PaymentsApi"), environment(LOGGED_SERVICES="orders"):  # it has no part in the world
        return call(APIS[service], method, path, **options)


@pytest.mark.parametrize(("service", "route"), FOR_STAFF, ids=name)
def test_every_request_to_a_route_for_staff_is_on_record_once(
    world: World, trail: MemoryTrail, service: str, route: Route
) -> None:
    path = re.sub(r"{\w+}", "none-of-that-name", route.path)
    body = BODIES.get(route.name, {}) if route.body else None
    answer = asked(world, service, route.method, path, body=body, query=QUERIES.get(route.name))
    steps = ["staff.acted"] if route.method == "GET" else ["staff.intended", "staff.acted"]
    assert trail.types == steps, answer.body
    said = trail.last
    assert (said.service, said.operation, said.permission) == (service, route.name, str(route.needs))
    assert (said.actor_id, said.roles, said.status) == ("ada", ["admin"], answer.status)
    query = QUERIES.get(route.name, {})
    named = [*re.findall(r"{(\w+)}", route.path), *(each for each in query if each.endswith("_id"))]
    named = [f"{each.removesuffix('_id')}:none-of-that-name" for each in named]
    assert said.things == [*named, *(value for each, value in query.items() if each == "about")]
    world.errors.clear()


def test_what_staff_do_goes_out_to_the_trail_from_every_service(world: World) -> None:
    staffed = {service for service, _ in FOR_STAFF} & {*world.services}
    with audit.trail.swap(audit.OutboxTrail):
        for service in staffed:
            assert asked(world, service, "GET", f"/ops/dead-letters/{service}").status == 200
    world.settle()
    lanes = [records for (topic, _), records in world.broker.log.items() if topic == topic_of("staff.acted")]
    entries = [Event.model_validate_json(record.value) for records in lanes for record in records]
    assert {data_of(entry, StaffActed).service for entry in entries} == staffed


def test_what_the_query_asks_for_by_id_is_on_record_too(world: World, trail: MemoryTrail) -> None:
    order_id, _ = bought(world)
    assert asked(world, "shipping", "GET", "/admin/shipments", query={"order_id": order_id}).status == 200
    assert trail.last.things == [f"order:{order_id}"]


def changes(trail: MemoryTrail) -> list[StaffChange]:
    return [change for event in trail.events for change in data_of(event, StaffActed).changes]


def ordered(world: World, method: str = "stripe") -> Placed:
    """An order that is not paid yet."""
    shopper = Shopper(world, f"bob-{uuid.uuid4()}")
    shopper.add("A")
    answer = shopper.check_out(str(uuid.uuid4()), shopper.quote().json["total"], method)
    assert answer.status == 201, answer.body
    world.settle()
    return shopper.orders[-1]


def bought(world: World) -> tuple[str, str]:
    """A paid order and its payment."""
    placed = ordered(world)
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()
    return placed.order_id, placed.payment_id


def test_a_cancellation_says_what_the_order_was_and_is(world: World, trail: MemoryTrail) -> None:
    order_id, _ = bought(world)
    assert asked(world, "orders", "POST", f"/admin/orders/{order_id}/cancel", body={}).status == 200
    [change] = [each for each in changes(trail) if each.thing == f"order:{order_id}"]
    assert (change.before, change.after) == ({"cancellation": None}, {"cancellation": "requested"})


def test_a_block_says_that_the_customer_is_out_and_not_why(world: World, trail: MemoryTrail) -> None:
    eve = Member(world, "eve").user
    seen = asked(world, "users", "GET", f"/admin/customers/{eve}").headers["ETag"]
    body, headers = {"reason": "fraud"}, {"If-Match": seen}
    blocked = asked(world, "users", "POST", f"/admin/customers/{eve}/block", body=body, headers=headers)
    assert blocked.status == 200, blocked.body
    [change] = changes(trail)
    assert (change.thing, change.before, change.after) == (f"user:{eve}", {"blocked": False}, {"blocked": True})
    assert trail.last.things == [f"user:{eve}"]


def test_a_refund_says_what_the_payment_was_and_is(world: World, trail: MemoryTrail) -> None:
    _, payment_id = bought(world)
    body = {"reason": "broken", "amount": {"amount": 100, "currency": "EUR"}}
    assert asked(world, "payments", "POST", f"/admin/payments/{payment_id}/refunds", body=body).status == 201
    first, *_, last = changes(trail)
    assert {each.thing for each in changes(trail)} == {f"payment:{payment_id}"}
    assert (first.before["refunds"], last.after["refunded"]) == ("", 100)


def test_a_capture_says_what_the_payment_was_and_is(world: World, trail: MemoryTrail) -> None:
    placed = ordered(world)
    world.provider.holds(placed.reference)
    world.partners_call()
    world.settle()
    path = f"/admin/payments/{placed.payment_id}/capture"
    assert asked(world, "payments", "POST", path, body={}).status == 200
    [change] = changes(trail)
    assert change.thing == f"payment:{placed.payment_id}"
    assert (change.before, change.after) == (
        {"state": "authorised", "captured": 0},
        {"state": "captured", "captured": placed.total},
    )


def test_a_void_says_what_the_payment_was_and_is(world: World, trail: MemoryTrail) -> None:
    placed = ordered(world)
    path, body = f"/admin/payments/{placed.payment_id}/void", {"reason": "a mistake"}
    assert asked(world, "payments", "POST", path, body=body).status == 200
    [change] = changes(trail)
    assert (change.before, change.after) == ({"state": "pending"}, {"state": "voided"})


def test_money_marked_as_received_says_what_the_payment_was_and_is(world: World, trail: MemoryTrail) -> None:
    placed = ordered(world, "manual")
    assert asked(world, "payments", "POST", f"/admin/payments/{placed.payment_id}/mark-received").status == 200
    [change] = changes(trail)
    assert (change.before["state"], change.after["state"]) == ("pending", "captured")
    assert (change.before["captured"], change.after["captured"]) == (0, placed.total)


def test_a_decision_on_a_return_says_what_it_was_and_is(world: World, trail: MemoryTrail) -> None:
    order_id, _ = bought(world)
    while world.carrier.moves(f"{order_id}-1"):
        world.partners_call()
    body = {"order_id": order_id, "lines": [{"sku": "A", "quantity": 1, "reason": "damaged"}]}
    opened = asked(world, "shipping", "POST", "/admin/returns", body=body)
    assert opened.status == 201, opened.body
    headers = {"If-Match": opened.headers["ETag"]}
    body = {"decision": "reject", "reason": "it is worn"}
    path = f"/admin/returns/{opened.json['id']}"
    assert asked(world, "shipping", "PATCH", path, body=body, headers=headers).status == 200
    made, decided = changes(trail)
    assert made.thing == decided.thing == f"return:{opened.json['id']}"
    assert (made.after, decided.before) == ({"state": "approved"}, {"state": "approved"})
    assert decided.after == {"state": "rejected"}


def test_what_becomes_of_a_lost_parcel_says_what_it_was_and_is(world: World, trail: MemoryTrail) -> None:
    order_id, _ = bought(world)
    world.carrier.moves(f"{order_id}-1")
    world.carrier.reports(f"{order_id}-1", ScanStatus.LOST)
    world.partners_call()
    path = f"/admin/shipments/{order_id}-1"
    headers = {"If-Match": asked(world, "shipping", "GET", path).headers["ETag"]}
    assert asked(world, "shipping", "PATCH", path, body={"decision": "refund"}, headers=headers).status == 200
    [change] = changes(trail)
    assert (change.thing, change.before, change.after) == (
        f"shipment:{order_id}-1",
        {"state": "exception"},
        {"state": "undelivered"},
    )


def test_letters_to_an_address_that_is_written_to_again_say_so(world: World, trail: MemoryTrail) -> None:
    order_id, _ = bought(world)
    assert asked(world, "notifications", "DELETE", "/admin/letters/address", query={"order_id": order_id}).status == 204
    [change] = changes(trail)
    assert (change.thing, change.before, change.after) == (
        f"letters:{order_id}",
        {"unreachable": True},
        {"unreachable": False},
    )
    assert trail.last.things == [f"order:{order_id}"]


def test_a_changed_product_says_what_it_was_and_is(world: World, trail: MemoryTrail) -> None:
    items = asked(world, "products", "GET", "/admin/products").json["items"]
    [card] = [item for item in items if item["title"] == "Bowl A"]
    path = f"/admin/products/{card['id']}"
    version = asked(world, "products", "GET", path).headers["ETag"]
    body = {"variants": [{"sku": "A", "price": {"amount": 2000, "currency": "EUR"}}]}
    assert asked(world, "products", "PATCH", path, body=body, headers={"If-Match": version}).status == 200
    [change] = changes(trail)
    assert (change.before["price A"], change.after["price A"]) == ("10.00 EUR", "20.00 EUR")
    assert change.before.keys() == {"price A", "variants"}


def test_changed_stock_says_what_it_was_and_is(world: World, trail: MemoryTrail) -> None:
    level = asked(world, "products", "GET", "/admin/stock/A").json
    body = {"kind": "receipt", "quantity": 5, "reason": "delivery"}
    assert asked(world, "products", "POST", "/admin/stock/A/movements", body=body).status == 201
    assert asked(world, "products", "PATCH", "/admin/stock/A", body={"threshold": 7}).status == 200
    moved, threshold = changes(trail)
    assert (moved.before, moved.after) == ({"on_hand": level["on_hand"]}, {"on_hand": level["on_hand"] + 5})
    assert threshold.after == {"threshold": 7}
