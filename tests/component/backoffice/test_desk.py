"""How staff find orders and customers, keep views and notes, and take a list with them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from backoffice import compose
from backoffice.adapters.files import LINK_SECONDS
from backoffice.doors import exporter
from backoffice.usecases.exporter import ListExportSizes
from souk import clock
from souk.cloud import aws
from souk.events.orders import OrdersExportAsked
from souk.events.users import ExportAsked
from souk.storage.dynamo import Record
from tests.component.backoffice.conftest import BUCKET, EXPORTS, Office
from tests.support.lambdas import LambdaContext
from tests.support.told import START, Order, account, told


def many(office: Office, number: int, sku: str = "MUG") -> None:
    """So many placed orders of one SKU, one a minute, the even ones paid."""
    for n in range(number):
        order = Order(
            id=f"o{n:03}",
            number=f"SK-{n:05}-AAAAA",
            email=f"p{n}@example.com",
            name="Ann Smith" if n % 2 else "Bo Ångström",
            country="DE" if n % 2 else "SE",
            units={sku: 1},
            at=START + timedelta(minutes=n),
        )
        office.hear(order.placed(), *(() if n % 2 else (order.payment("payment.captured"), order.paid())))


def pages(office: Office, path: str = "/orders", **query: str) -> list[str]:
    """The orders of a list, page by page."""
    found: list[str] = []
    cursor = None
    while True:
        answer = office.get(path, **query, **({"cursor": cursor} if cursor else {}))
        found += [row["order_id"] for row in answer["items"]]
        cursor = answer["next_cursor"]
        if not cursor:
            return found


def test_an_order_is_found_by_whatever_staff_know_of_it(office: Office) -> None:
    order = Order(units={"MUG-RED": 1, "POT": 2})
    office.hear(*order.delivered())
    for text in (
        "SK-7Q2M9-XK4TD",
        "7q2m9-xk4",
        "sk-7q2",
        "ADA@example",
        "lovelace",
        "Love Ada",
        "mug-r",
        "track1",
        "pot",
    ):
        assert office.numbers(q=text) == ["o1"], text
    for text in ("bob", "ada bob", "mug-blue", "track2"):
        assert office.numbers(q=text) == [], text
    assert office.send("GET", "/orders", query={"q": "a"}).status == 400


def test_accents_do_not_matter(office: Office) -> None:
    many(office, 2)
    assert office.numbers(q="angstrom") == office.numbers(q="ÅNGSTRÖM") == ["o000"]


def test_a_popular_sku_is_paged_newest_first(office: Office) -> None:
    many(office, 9)
    wanted = [f"o{n:03}" for n in reversed(range(9))]
    assert pages(office, q="mug", limit="2") == wanted
    assert pages(office, limit="2") == wanted
    assert pages(office, limit="4", sort="oldest") == wanted[::-1]
    assert pages(office, q="mug", limit="2", sort="oldest") == wanted[::-1]


def test_filters_narrow_a_list(office: Office) -> None:
    many(office, 6)
    assert office.numbers(state="PAID") == office.numbers(payment="captured") == ["o004", "o002", "o000"]
    assert office.numbers(country="DE") == office.numbers(state="AWAITING_PAYMENT") == ["o005", "o003", "o001"]
    assert office.numbers(q="mug", country="SE", state="PAID") == ["o004", "o002", "o000"]
    later = {"from": "2026-03-01T12:03:00Z", "to": "2026-03-01T12:05:00Z"}
    assert office.numbers(**later) == office.numbers(q="mug", **later) == ["o003", "o002"]
    assert office.send("GET", "/orders", query={"state": "NO_STATE"}).status == 400


LOOKS: tuple[dict[str, str], ...] = (
    *({}, {"q": "mug"}, {"country": "FR"}, {"state": "PAID"}, {"state": "AWAITING_PAYMENT"}),
    *({"payment": "captured"}, {"payment": "refunded"}, {"payment": "voided"}, {"waiting": "dispute"}),
)


def test_a_page_takes_no_more_requests_however_large_the_shop(office: Office) -> None:
    """Many more rows take the same requests once a page is full. One round looks through the seven lists and reads the
    rows it finds, and three rounds at most make a page."""
    many(office, 20)
    few = [requests(office, query) for query in LOOKS]
    many(office, 80)
    assert [requests(office, query) for query in LOOKS] == few
    assert max(few) <= 3 * 8


def requests(office: Office, query: dict[str, str], path: str = "/orders") -> int:
    seen: list[str] = []
    events = Record._get_connection().connection.client.meta.events

    def count(model: Any, **_: Any) -> None:
        seen.append(model.name)

    events.register("before-call.dynamodb", count)
    office.get(path, **({"limit": "5"} if path == "/orders" else {}), **query)
    events.unregister("before-call.dynamodb", count)
    return len(seen)


def test_customers_are_found_page_by_page(office: Office) -> None:
    many(office, 8)
    office.hear(account("u1", 1, "zoe@example.com", "Zoe Zed"))
    first = office.get("/customers", limit="3")
    rest = office.get("/customers", limit="3", cursor=first["next_cursor"])
    emails = [each["email"] for each in [*first["items"], *rest["items"]]]
    assert emails == ["p0@example.com", "p2@example.com", "p4@example.com", "p6@example.com", "zoe@example.com"]
    assert [each["customer_id"] for each in office.get("/customers", q="zed")["items"]] == ["u1"]


def test_whoever_has_no_account_is_found_once_by_the_last_order(office: Office) -> None:
    many(office, 8)
    office.hear(account("u1", 1, "zoe@example.com", "Bo Zed"))
    again = Order(
        id="o9", number="SK-99999-AAAAA", email="p2@example.com", name="Bo Angstrom", at=START.replace(hour=13)
    )
    office.hear(again.placed(), again.paid(), Order(id="o8", user="u1", email="zoe@example.com", name="Bo Z").placed())
    for limit in ("1", "2", "3", "50"):
        found, cursor = [], None
        while True:
            page = office.get("/customers", q="bo", limit=limit, **({"cursor": cursor} if cursor else {}))
            found += [each["email"] for each in page["items"]]
            if not (cursor := page["next_cursor"]):
                break
        # The account first, then guests by their last orders.
        assert found == ["zoe@example.com", "p2@example.com", "p6@example.com", "p4@example.com", "p0@example.com"]
    assert [each["email"] for each in office.get("/customers", q="angst p4")["items"]] == ["p4@example.com"]
    # What an order has beside its person's words is no customer's.
    assert office.get("/customers", q="mug")["items"] == office.get("/customers", q="smith")["items"] == []
    assert office.send("GET", "/customers", query={"q": "bo", "cursor": "eyJwbGFjZSI6e319"}).status == 400


def test_a_view_is_ones_own_until_it_is_shared(office: Office) -> None:
    body: dict[str, Any] = {"name": "To send", "list": "orders", "query": {"state": "PAID"}}
    made = office.send("PUT", "/views/v1", body=body)
    assert (made.status, made.json["version"], made.json["own"]) == (200, 1, True)
    assert office.send("PUT", "/views/v1", body=body).status == 428
    assert office.send("GET", "/views/v1", user="bob").status == 404
    shared = office.send("PUT", "/views/v1", body={**body, "shared": True}, headers={"If-Match": made.headers["ETag"]})
    assert shared.json["version"] == 2
    assert office.send("PUT", "/views/v1", body=body, headers={"If-Match": '"1"'}).status == 412
    seen = office.send("GET", "/views/v1", user="bob")
    assert (seen.json["own"], seen.json["query"]) == (False, {"state": "PAID"})
    assert office.send("GET", "/views/v1", headers={"If-None-Match": seen.headers["ETag"]}).status == 304
    assert office.send("PUT", "/views/v1", user="bob", body=body, headers={"If-Match": '"2"'}).status == 403
    assert [view["view_id"] for view in office.send("GET", "/views", user="bob").json["items"]] == ["v1"]
    assert office.send("DELETE", "/views/v1", headers={"If-Match": '"2"'}).status == 204
    assert office.get("/views")["items"] == []


def note(office: Office, about: str, text: str, key: str, **options: Any) -> Any:
    more: dict[str, Any] = {"query": {"about": about}, "body": {"text": text}, "headers": {"Idempotency-Key": key}}
    return office.send("POST", "/notes", **more, **options)


def test_a_note_is_written_once_and_changed_by_who_has_seen_it(office: Office) -> None:
    office.hear(Order().placed())
    made = note(office, "order:o1", "call back", "k1")
    assert note(office, "order:o1", "call back", "k1").json == made.json
    about: dict[str, Any] = {"query": {"about": "order:o1"}}
    path = f"/notes/{made.json['note_id']}"
    assert office.send("PATCH", path, **about, body={"text": "called"}).status == 428
    edited = office.send("PATCH", path, user="bob", **about, body={"text": "called"}, headers={"If-Match": '"1"'})
    assert (edited.json["text"], edited.json["author"], edited.json["version"]) == ("called", "ann", 2)
    assert office.send("PATCH", path, **about, body={"text": "late"}, headers={"If-Match": '"1"'}).status == 412
    assert office.send("GET", path, **about).headers["ETag"] == '"2"'
    note(office, "order:o1", "second", "k2")
    listed = office.send("GET", "/notes", **about)
    assert [each["text"] for each in listed.json["items"]] == ["second", "called"]
    seen = {"If-None-Match": listed.headers["ETag"]}
    assert office.send("GET", "/notes", **about, headers=seen).status == 304
    assert office.send("DELETE", path, **about, headers={"If-Match": '"2"'}).status == 204
    assert [each["text"] for each in office.send("GET", "/notes", **about, headers=seen).json["items"]] == ["second"]
    assert note(office, "order:nobody", "x", "k3").status == 404
    assert note(office, "customer:nobody", "x", "k4", groups=("fulfilment",)).status == 403


def test_a_deleted_note_is_had_back_for_a_day_and_not_once_its_person_is_forgotten(office: Office) -> None:
    office.hear(Order().placed())
    made = note(office, "order:o1", "call back", "k1").json
    about: dict[str, Any] = {"query": {"about": "order:o1"}}
    path = f"/notes/{made['note_id']}"
    assert office.send("DELETE", path, **about, headers={"If-Match": '"1"'}).status == 204
    for attempt in (
        office.send("GET", path, **about),
        office.send("PATCH", path, **about, body={"text": "x"}, headers={"If-Match": '"2"'}),
        office.send("DELETE", path, **about, headers={"If-Match": '"2"'}),
    ):
        assert attempt.status == 404
    for _ in range(2):
        restored = office.send("POST", f"{path}/restore", user="bob", **about)
        assert restored.json == {**made, "version": 3}
    assert [each["text"] for each in office.get("/notes", about="order:o1")["items"]] == ["call back"]
    assert office.send("DELETE", path, **about, headers={"If-Match": '"3"'}).status == 204
    with clock.freeze(clock.now() + timedelta(days=1, minutes=1)):
        assert office.send("POST", f"{path}/restore", **about).status == 404
    office.hear(Order().anonymised())
    assert office.send("POST", f"{path}/restore", **about).status == 404


def test_whoever_asks_for_their_data_gets_the_notes_about_them(office: Office) -> None:
    office.hear(account("u1", 1, "ada@example.com"), Order(user="u1").placed())
    note(office, "customer:u1", "likes tea", "k1")
    note(office, "order:o1", "call back", "k2")
    office.hear(told("user.export_asked", "u1", 1, ExportAsked(user_id="u1", export_id="e1")))
    asked = OrdersExportAsked(export_id="e1", page=1, order_ids=["o1", "o2"])
    office.hear(told("order.export_asked", "e1", 1, asked))
    parts = [part(f"parts/backoffice/e1/{page:05}.json") for page in (0, 1)]
    assert [[each["text"] for each in found["notes"]] for found in parts] == [["likes tea"], ["call back"]]
    assert "author" not in str(parts)


def part(key: str) -> Any:
    return json.loads(aws.client("s3").get_object(Bucket=EXPORTS, Key=key)["Body"].read())


def export(office: Office, **body: Any) -> str:
    started = office.send("POST", "/exports", body=body, headers={"Idempotency-Key": "k"})
    assert started.status == 202, started.body
    return str(started.json["export_id"])


def rows(office: Office, export_id: str) -> list[dict[str, str]]:
    job = office.get(f"/exports/{export_id}")
    assert job["status"] == "succeeded"
    assert parse_qs(urlsplit(job["url"]).query)["X-Amz-Expires"] == [str(LINK_SECONDS)]
    stored = aws.client("s3").get_object(Bucket=BUCKET, Key=f"orders/{export_id}.csv")
    return list(csv.DictReader(io.StringIO(stored["Body"].read().decode())))


def test_a_list_of_orders_is_written_to_a_file(office: Office) -> None:
    many(office, 6)
    office.hear(Order(id="evil", number="SK-99999-99999", name="=1+1", country="DE").placed())
    export_id = export(office, country="DE", sort="oldest")
    assert office.get(f"/exports/{export_id}")["url"] is None
    exporter.handler({"export_id": export_id}, LambdaContext())
    found = rows(office, export_id)
    assert sorted(row["number"] for row in found) == [*(f"SK-0000{n}-AAAAA" for n in (1, 3, 5)), "SK-99999-99999"]
    assert {row["name"] for row in found} == {"Ann Smith", "'=1+1"}


def test_exports_are_listed_newest_first(office: Office) -> None:
    made = [
        office.send("POST", "/exports", body={"country": "DE"}, headers={"Idempotency-Key": key}).json["export_id"]
        for key in "abc"
    ]
    first = office.get("/exports", limit="2")
    assert [job["export_id"] for job in first["items"]] == [made[2], made[1]]
    rest = office.get("/exports", limit="2", cursor=first["next_cursor"])
    assert [job["export_id"] for job in rest["items"]] == [made[0]]
    exporter.handler({"export_id": made[0]}, LambdaContext())
    (done,) = office.get("/exports", limit="2", cursor=first["next_cursor"])["items"]
    assert (done["status"], done["created_by"], done["url"] is None) == (
        "succeeded",
        first["items"][0]["created_by"],
        False,
    )
    assert office.send("GET", "/exports", groups=("support",)).status == 403


def test_an_export_goes_on_in_the_next_worker_where_the_last_one_stopped(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moto.s3.models.S3_UPLOAD_PART_MIN_SIZE", 1)
    many(office, 7)
    parts = replace(compose.services().parts, export_sizes=ListExportSizes(page=2, part_bytes=1))
    with compose.services.swap(lambda: parts):
        export_id = export(office)
        exporter.handler({"export_id": export_id}, LambdaContext(remaining_ms=10_000))
        assert office.get(f"/exports/{export_id}")["orders_done"] == 2
        assert office.workers.started == [export_id, export_id]
        exporter.handler({"export_id": export_id}, LambdaContext(remaining_ms=600_000))
        assert [row["number"][4:8] for row in rows(office, export_id)] == [f"000{n}" for n in range(6, -1, -1)]


def test_who_may_not_export_does_not(office: Office) -> None:
    answer = office.send("POST", "/exports", body={}, headers={"Idempotency-Key": "k"}, groups=("support",))
    assert answer.status == 403
