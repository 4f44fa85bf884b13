"""Who sees which documents."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import pypdf
import pytest

from documents.doors import rpc
from documents.doors.api import api
from souk import clock
from souk.contracts import documents_pb2 as pb
from souk.contracts.documents_pb2_grpc import DocumentsStub
from souk.errors import NotFound
from souk.events import Event
from souk.events.orders import OrderAnonymised, OrderDelivered, OrdersExportAsked
from souk.events.shipping import ReturnChanged, ReturningLine
from souk.rpc.client import call as ask
from tests.component.documents.shop import Shop
from tests.contract.transports import over_lambda
from tests.support import clients
from tests.support.documents import KEY, SELLER, event, line, order_paid, paid, refund, shop_published
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
        told = OrderDelivered(
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


def approved(name: str = "R1") -> Event:
    told = ReturnChanged(
        return_id=f"order-1-{name}",
        order_id="order-1",
        order_number="SK-order-1",
        owner="user:ada",
        email="ada@example.com",
        kind="return",
        by="system",
        lines=[ReturningLine(sku="MUG", quantity=1, title="The MUG")],
        send_by="2026-07-01T10:00:00+00:00",
    )
    return event("return.approved", told, told.return_id)


def test_a_return_that_is_approved_has_a_slip_for_its_shopper_and_for_staff(shop: Shop) -> None:
    shop.hear(approved(), shop_published(), order_paid(), approved())
    link = shop.member("/me/orders/order-1/documents/return-R1").json["url"]
    assert "return-slips/order-1/return-R1.pdf" in link
    assert shop.staff("/admin/orders/order-1/documents/return-R1").status == 200
    (page,) = pypdf.PdfReader(io.BytesIO(shop.kept("return-slips/order-1/return-R1.pdf"))).pages
    text = " ".join(page.extract_text().split())
    for said in ("Return slip SK-order-1-R1", "Send to Souk Handels GmbH", "Marktgasse 12", "1 July 2026", "The MUG"):
        assert said in text
    assert "Ada" not in text
    assert shop.member("/me/orders/order-1/documents/return-R2").status == 404
    assert shop.member("/me/orders/order-1/documents/return-R1", "eve").status == 404
    anonymous = OrderAnonymised(order_id="order-1")
    shop.hear(event("order.anonymised", anonymous, version=12))
    assert shop.staff("/admin/orders/order-1/documents/return-R1").status == 404


def test_without_an_address_to_send_to_there_is_no_slip(shop: Shop) -> None:
    shop.hear(shop_published(SELLER.model_copy(update={"street": ""})), order_paid(), approved())
    assert shop.staff("/admin/orders/order-1/documents/return-R1").status == 404


def test_staff_have_a_document_for_the_network_of_whoever_is_on_it(shop: Shop) -> None:
    shop.hear(shop_published(), order_paid())
    path = f"/admin/orders/order-1/documents/{shop.numbers()[0]}/peppol"
    found = shop.staff(path, query={"buyer": "0088:7300010000001"}).json
    assert found["filename"] == f"{shop.numbers()[0]}.xml"
    assert 'schemeID="9930">DE136695976<' in found["xml"]
    assert "<cbc:BuyerReference>SK-order-1<" in found["xml"]
    for wrong in ({}, {"buyer": "Ada"}, {"buyer": "0088:1", "seller": "us"}):
        assert shop.staff(path, query=wrong).status == 400
    assert shop.staff(path.replace("INV", "CN"), query={"buyer": "0088:1"}).status == 404


def test_without_an_address_of_the_shop_there_is_nothing_for_the_network(shop: Shop) -> None:
    shop.hear(shop_published(SELLER.model_copy(update={"vat_id": "SE556677889901"})), order_paid())
    path = f"/admin/orders/order-1/documents/{shop.numbers()[0]}/peppol"
    assert shop.staff(path, query={"buyer": "0088:1"}).status == 400
    assert shop.staff(path, query={"buyer": "0088:1", "seller": "0007:5566778899"}).status == 200


def test_whoever_asks_for_their_data_gets_their_documents(shop: Shop) -> None:
    shop.hear(shop_published(), order_paid(), refund(100))
    asked = OrdersExportAsked(export_id="export-1", page=1, order_ids=["order-1", "never"])
    shop.hear(event("order.export_asked", asked, "export-1"))
    stored = clients.whole("s3").get_object(Bucket="exports", Key="parts/documents/export-1/00001.json")
    content = json.loads(stored["Body"].read())
    assert [document["number"] for document in content["documents"]] == shop.numbers()
    assert content["documents"][0]["buyer"]["name"] == "Ada Lovelace"


def test_another_service_gets_the_very_pdf_that_a_link_leads_to(shop: Shop) -> None:
    shop.hear(shop_published(), order_paid())
    (number,) = shop.numbers()
    asked = pb.GetPdfRequest(order_id="order-1", number=number)
    with over_lambda(rpc.server) as channel:
        stub = DocumentsStub(channel)
        first = ask(stub.GetPdf, asked).content
        assert first.startswith(b"%PDF-1.7")
        assert shop.pdf("order-1", number) == first
        # Made before, by an earlier version perhaps: what somebody has already is what everybody gets.
        clients.whole("s3").put_object(
            Bucket="documents", Key=f"documents/order-1/{number}.pdf", Body=b"%PDF as it was"
        )
        assert ask(stub.GetPdf, asked).content == b"%PDF as it was"
        with pytest.raises(NotFound):
            ask(stub.GetPdf, pb.GetPdfRequest(order_id="order-2", number=number))
        with pytest.raises(NotFound):
            ask(stub.GetPdf, pb.GetPdfRequest(order_id="order-1", number="packing-slip"))
        clients.whole("s3").put_object(
            Bucket="documents", Key=f"documents/order-1/{number}.pdf", Body=b"%PDF" + bytes(rpc.MOST_BYTES)
        )
        assert ask(stub.GetPdf, asked).content == b""  # larger than an answer of Lambda's may be
