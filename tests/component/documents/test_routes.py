"""Who sees which documents."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from documents.doors.api import api
from souk import clock
from souk.events.orders import OrdersExportAsked, OrderStateChanged
from tests.component.documents.shop import Shop
from tests.support import clients
from tests.support.documents import KEY, event, line, order_paid, paid, refund, shop_published
from tests.support.http import call

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def test_a_member_sees_the_documents_of_their_own_order_alone(shop: Shop) -> None:
    shop.hear(shop_published(), order_paid(), refund(100))
    listed = shop.member("/me/orders/order-1/documents").json["items"]
    assert [(each["number"], each["type"]) for each in listed] == list(
        zip(shop.numbers(), ["invoice", "credit_note"], strict=True)
    )
    assert listed[0]["total"] == {"amount": 5783, "currency": "EUR"}
    assert listed[1]["refers_to"] == listed[0]["number"]
    link = shop.member(f"/me/orders/order-1/documents/{listed[0]['number']}")
    assert link.status == 200
    assert f"documents/order-1/{listed[0]['number']}.pdf" in link.json["url"]
    for path in ("/me/orders/order-1/documents", f"/me/orders/order-1/documents/{listed[0]['number']}"):
        assert shop.member(path, "eve").status == 404
    assert shop.member("/me/orders/order-1/documents/INV-2026-999999").status == 404
    assert shop.member("/me/orders/order-1/documents/delivery-note").status == 404
    assert shop.member("/me/orders/never/documents").status == 404
    assert shop.guest("/orders/order-1/documents", KEY).status == 404


def test_a_guest_needs_the_orders_key_while_it_is_good(shop: Shop) -> None:
    with clock.freeze(NOW):
        shop.hear(shop_published(), order_paid(paid(owner="guest:1")))
        assert shop.guest("/orders/order-1/documents", KEY).status == 200
        assert shop.guest("/orders/order-1/documents", "another").status == 404
        assert shop.guest(f"/orders/order-1/documents/{shop.numbers()[0]}", "").status == 404
        assert shop.guest(f"/orders/order-1/documents/{shop.numbers()[0]}", KEY).status == 200
        told = OrderStateChanged(
            order_id="order-1",
            number="SK-order-1",
            owner="guest:1",
            email="ada@example.com",
            state="DELIVERED",
            previous="SHIPPED",
        )
        shop.hear(event("order.delivered", told, version=9))
    with clock.freeze(NOW + timedelta(days=61)):
        answer = shop.guest("/orders/order-1/documents", KEY)
        assert (answer.status, answer.json["code"]) == (403, "order_key_expired")


def test_what_nobody_has_to_send_is_at_its_end_when_it_is_paid(shop: Shop) -> None:
    with clock.freeze(NOW):
        shop.hear(shop_published(), order_paid(paid(lines=[line(requires_shipping=False)], owner="guest:1")))
        answer = shop.staff("/admin/orders/order-1/documents").json
        assert not answer["delivery_note"]
        assert shop.staff("/admin/orders/order-1/documents/delivery-note").status == 404
    with clock.freeze(NOW + timedelta(days=61)):
        assert shop.guest("/orders/order-1/documents", KEY).status == 403


def test_staff_see_all_and_have_delivery_notes(shop: Shop) -> None:
    shop.hear(shop_published(), order_paid())
    answer = shop.staff("/admin/orders/order-1/documents").json
    assert [each["number"] for each in answer["items"]] == shop.numbers()
    assert (answer["waits_for"], answer["delivery_note"]) == (None, True)
    link = shop.staff("/admin/orders/order-1/documents/delivery-note").json["url"]
    assert "delivery-notes/order-1/" in link
    assert shop.staff("/admin/orders/never/documents").json["items"] == []
    assert call(api, "GET", "/admin/orders/order-1/documents", user="mia", groups=["merchandiser"]).status == 403


def test_whoever_asks_for_their_data_gets_their_documents(shop: Shop) -> None:
    shop.hear(shop_published(), order_paid(), refund(100))
    asked = OrdersExportAsked(export_id="export-1", page=1, order_ids=["order-1", "never"])
    shop.hear(event("order.export_asked", asked, "export-1"))
    stored = clients.whole("s3").get_object(Bucket="exports", Key="parts/documents/export-1/00001.json")
    content = json.loads(stored["Body"].read())
    assert [document["number"] for document in content["documents"]] == shop.numbers()
    assert content["documents"][0]["buyer"]["name"] == "Ada Lovelace"
