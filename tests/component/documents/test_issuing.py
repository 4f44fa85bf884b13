"""From what other services tell to documents: handlers and store together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from documents.adapters.store import FileStore
from documents.compose import services
from documents.doors import schedule
from souk import clock
from souk.events.orders import OrderAnonymised, OrderCancelled, OrderCorrected, OrderPaid
from souk.money import Money
from tests.component.documents.shop import Shop
from tests.support import outbox
from tests.support.documents import (
    BERLIN,
    KEY,
    SELLER,
    euro,
    event,
    line,
    order_paid,
    paid,
    refund,
    refunded,
    shop_published,
)
from tests.support.lambdas import LambdaContext


def test_an_order_that_is_paid_gets_one_invoice_however_often_it_is_heard(shop: Shop) -> None:
    shop.hear(shop_published())
    told = order_paid()
    shop.hear(told, order_paid())
    shop.hear(told)
    (invoice,) = shop.documents()
    assert invoice.number == f"INV-{clock.now().year}-000001"
    assert (invoice.total.amount, invoice.tax.amount) == (5783, 717 + 85)
    assert (invoice.seller.vat_id, invoice.buyer.name) == ("DE136695976", "Ada Lovelace")


def test_what_is_held_until_the_order_is_sent_is_invoiced_when_it_is_charged(shop: Shop) -> None:
    """For what is left of it then. It is packed before, so it has a delivery note."""
    held = order_paid(paid().model_copy(update={"on_shipment": True, "payments": []}))
    shop.hear(shop_published(), held)
    assert not shop.documents()
    assert services().issuing.issue_waiting() == 0
    answer = shop.staff("/admin/orders/order-1/documents").json
    assert (answer["items"], answer["waits_for"], answer["delivery_note"]) == ([], None, True)
    assert "delivery-notes/order-1/" in shop.staff("/admin/orders/order-1/documents/delivery-note").json["url"]
    told = order_paid(paid(lines=[line()]))
    shop.hear(told.model_copy(update={"type": "order.charged"}), held)
    (invoice,) = shop.documents()
    assert invoice.total.amount == 2 * 1999 + 490


def test_who_is_forgotten_before_anything_was_charged_leaves_nothing(shop: Shop) -> None:
    shop.hear(shop_published(), order_paid(paid(owner="guest:1").model_copy(update={"on_shipment": True})))
    assert FileStore().find("order-1").kept_until is None
    shop.hear(event("order.anonymised", OrderAnonymised(order_id="order-1"), version=9))
    file = FileStore().find("order-1")
    assert (file.sale, file.who.owner, file.sent_to, file.held) == (None, "", None, False)


def test_each_document_is_told_once_and_the_event_names_nobody(shop: Shop) -> None:
    shop.hear(shop_published())
    told = [order_paid(), refund(1999, lines=[refunded("MUG", 1)])]
    shop.hear(*told)
    shop.hear(*told)
    published = [one for one in outbox.events("documents") if one.type == "document.issued"]
    invoice, note = shop.documents()
    assert [one.data for one in published] == [
        {
            "order_id": "order-1",
            "order_number": "SK-order-1",
            "number": document.number,
            "type": document.type,
            "issued_on": document.issued_on.isoformat(),
            "total": {"amount": document.total.amount, "currency": "EUR"},
            "corrects": corrects,
        }
        for document, corrects in ((invoice, ""), (note, invoice.number))
    ]
    assert [(one.aggregate_id, one.aggregate_version) for one in published] == [("order-1", 1), ("order-1", 2)]
    assert not any(said in one.text() for one in published for said in ("Ada", "user:", BERLIN.line1, KEY))


def test_money_that_went_back_makes_a_credit_note_by_line(shop: Shop) -> None:
    shop.hear(shop_published(), order_paid())
    shop.hear(refund(1999, lines=[refunded("MUG", 1)]), refund(1999, lines=[refunded("MUG", 1)]))
    _, note = shop.documents()
    assert note.number == f"CN-{clock.now().year}-000001"
    assert note.refers_to is not None
    assert note.refers_to[0] == shop.numbers()[0]
    assert [(each.sku, each.quantity, each.gross.amount) for each in note.positions] == [("MUG", 1, 1999)]


def test_a_refund_that_is_heard_first_gets_its_credit_note_with_the_invoice(shop: Shop) -> None:
    shop.hear(shop_published(), refund(100))
    assert not shop.numbers()
    shop.hear(order_paid())
    assert [number[:3] for number in shop.numbers()] == ["INV", "CN-"]


def test_a_refund_that_fails_after_all_is_reversed(shop: Shop) -> None:
    shop.hear(shop_published(), order_paid(), refund(100), refund(100, version=6, type_="refund.failed"))
    assert [document.type.value for document in shop.documents()] == ["invoice", "credit_note", "reversal"]
    year = clock.now().year
    assert shop.numbers() == [f"INV-{year}-000001", f"CN-{year}-000001", f"INV-{year}-000002"]


def test_without_the_seller_an_invoice_waits_and_takes_no_number(shop: Shop) -> None:
    shop.hear(shop_published(SELLER.model_copy(update={"vat_id": "", "street": ""})), order_paid(), refund(100))
    shop.hear(order_paid(paid("order-2")))
    answer = shop.staff("/admin/orders/order-1/documents").json
    assert (answer["waits_for"], answer["missing"]) == ("seller_incomplete", ["street", "vat_id"])
    waiting = shop.staff("/admin/documents/waiting").json["items"]
    assert [entry["order_id"] for entry in waiting] == ["order-1", "order-2"]
    assert schedule.handler({"job": "issue"}, LambdaContext())["done"] == 0
    shop.hear(shop_published(number=2))
    services.reset()
    assert schedule.handler({"job": "issue"}, LambdaContext())["done"] == 2
    assert not shop.staff("/admin/documents/waiting").json["items"]
    year = clock.now().year
    assert shop.numbers() == [f"INV-{year}-000001", f"CN-{year}-000001"]
    assert shop.numbers("order-2") == [f"INV-{year}-000002"]


def test_of_a_sale_from_before_lines_had_rates_nobody_guesses_at_taxes(shop: Shop) -> None:
    shop.hear(shop_published())
    one, two = paid("order-1", [line(), line("CUP", 999, 1)]), paid("order-2")
    untold: dict[str, Any] = {"taxes": [], "payments": []}
    for order in (one, two, paid("order-3").model_copy(update=untold), free("order-4").model_copy(update=untold)):
        lines = [each.model_copy(update={"tax_rate": None}) for each in order.lines]
        shop.hear(order_paid(order.model_copy(update={"lines": lines, "shipping_rate": None})))
    (invoice,) = shop.documents("order-1")
    assert [part.rate for part in invoice.sums] == [1900]
    waiting = shop.staff("/admin/documents/waiting").json["items"]
    assert {(each["order_id"], each["waits_for"]) for each in waiting} == {
        ("order-2", "tax_rates_unknown"),
        ("order-3", "tax_rates_unknown"),
    }
    shop.hear(refund(100, order_id="order-4"))
    assert len(shop.documents("order-4")) == 2


def free(order_id: str) -> OrderPaid:
    """A sale without tax."""
    return paid(order_id, [line(rate=0)], 0)


def test_each_year_counts_anew(shop: Shop) -> None:
    shop.hear(shop_published())
    for year in (2026, 2027):
        with clock.freeze(datetime(year, 1, 1, tzinfo=UTC)):
            shop.hear(order_paid(paid(f"order-{year}")))
        assert shop.numbers(f"order-{year}") == [f"INV-{year}-000001"]


def test_dates_follow_numbers_where_clocks_differ(shop: Shop) -> None:
    shop.hear(shop_published())
    for day, order in ((3, "order-1"), (2, "order-2")):
        with clock.freeze(datetime(2026, 6, day, tzinfo=UTC)):
            shop.hear(order_paid(paid(order)))
    assert shop.documents("order-1")[0].issued_on == shop.documents("order-2")[0].issued_on


def test_who_is_forgotten_is_in_documents_alone(shop: Shop) -> None:
    shop.hear(shop_published(), order_paid(paid(owner="guest:1")))
    shop.hear(event("order.anonymised", OrderAnonymised(order_id="order-1"), version=9))
    shop.hear(event("order.anonymised", OrderAnonymised(order_id="never-paid"), "never-paid", 9))
    assert shop.guest("/orders/order-1/documents", KEY).status == 404
    file = FileStore().find("order-1")
    assert (file.who.owner, file.who.access_key, file.sent_to) == ("", "", None)
    assert file.documents[0].buyer.name == "Ada Lovelace"
    shop.hear(order_paid(paid(owner="guest:1")), refund(100))
    assert len(shop.documents()) == 2
    assert FileStore().find("order-1").who.owner == ""


def test_an_address_that_is_put_right_changes_no_invoice(shop: Shop) -> None:
    shop.hear(shop_published(), order_paid())
    moved = OrderCorrected(
        order_id="order-1",
        number="SK-order-1",
        owner="user:ada",
        email="ada@example.com",
        shipping_address=BERLIN.model_copy(update={"line1": "Neue Straße 2"}),
    )
    shop.hear(event("order.corrected", moved, version=7))
    file = FileStore().find("order-1")
    assert file.sent_to is not None
    assert (file.sent_to.line1, file.documents[0].buyer.line1) == ("Neue Straße 2", "Ring 1")


@pytest.mark.parametrize(("owner", "ends"), [("guest:1", True), ("user:ada", False)])
def test_the_end_of_an_order_is_noted_for_guests_keys_alone(shop: Shop, owner: str, ends: bool) -> None:
    shop.hear(shop_published(), order_paid(paid(owner=owner)))
    cancelled = OrderCancelled(
        order_id="order-1",
        number="SK-order-1",
        owner=owner,
        email="ada@example.com",
        reason="",
        cancelled_by="staff",
        total=euro(5783),
    )
    shop.hear(event("order.cancelled", cancelled, version=8))
    assert (FileStore().find("order-1").who.ended_at is not None) is ends


def test_a_sale_that_costs_nothing_has_an_invoice_of_nothing(shop: Shop) -> None:
    shop.hear(shop_published())
    shop.hear(order_paid(paid(lines=[line(price=0)], shipping=0, payments=[])))
    (invoice,) = shop.documents()
    assert invoice.total == Money(0, "EUR")
