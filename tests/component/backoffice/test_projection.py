"""What events make of orders, customers and figures, as staff see it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from backoffice import compose
from backoffice.adapters.rows import DynamoRows
from backoffice.usecases.ports import OrderRow
from tests.component.backoffice.conftest import Office
from tests.support.told import START, Order, account, erased, life

SPAN = {"from": "2026-03-01", "to": "2026-03-01"}


def test_an_order_is_a_row_with_what_staff_look_for(office: Office) -> None:
    order = Order()
    office.hear(*order.delivered(), order.refunded(500))
    (row,) = office.get("/orders")["items"]
    assert row == {
        "order_id": "o1",
        "number": "SK-7Q2M9-XK4TD",
        "customer_id": row["customer_id"],
        "guest": True,
        "email": "ada@example.com",
        "name": "Ada Lovelace",
        "country": "DE",
        "state": "DELIVERED",
        "payment": "partially_refunded",
        "total": {"amount": 2000, "currency": "EUR"},
        "refunded": {"amount": 500, "currency": "EUR"},
        "placed_at": "2026-03-01T12:01:00.618000Z",
        "lines": [{"sku": "MUG", "units": 2}],
        "tracking_codes": ["TRACK1"],
        "disputed": False,
        "waiting": [],
        "pay_by": None,
        "received": {"amount": 0, "currency": "EUR"},
    }
    assert office.get("/orders/o1") == row


def test_figures_are_exact_sums_over_orders(office: Office) -> None:
    office.hear(*life(), *life())
    answer = office.get("/figures", **SPAN, step="hour", compare="week")
    total = answer["total"]
    assert (total["placed"], total["paid"], total["cancelled"], total["conversion"]) == (3, 3, 1, 1.0)
    assert (total["gross"], total["refunded"], total["net"], total["average"]) == (7700, 300, 7400, 2567)
    assert (total["units"], total["refunds"], total["payments_failed"]) == (8, 1, 1)
    assert [step["at"] for step in answer["steps"] if step["placed"]] == ["2026-03-01T12"]
    assert answer["best_sellers"][0]["sku"] == "MUG"
    assert [(best["sku"], best["units"]) for best in answer["best_sellers"]] == [("MUG", 5), ("POT", 3)]
    assert answer["compared"]["total"]["placed"] == 0
    assert answer["links"]["placed"]["query"] == {
        "from": "2026-03-01T00:00:00+00:00",
        "to": "2026-03-02T00:00:00+00:00",
    }


def test_an_unpaid_order_is_counted_where_it_stands_and_then_where_it_went(office: Office) -> None:
    unpaid, called_off = Order(), Order(id="o2", number="SK-22222-22222")
    later = Order(id="o3", number="SK-33333-33333", at=START.replace(hour=23))
    office.hear(unpaid.placed(), called_off.placed(), later.placed())

    def figures() -> tuple[int, int, int]:
        total = office.get("/figures", **SPAN)["total"]
        return total["placed"], total["paid"], total["cancelled"]

    assert figures() == (3, 0, 0)
    placed = {step["at"]: step["placed"] for step in office.get("/figures", **SPAN)["steps"] if step["placed"]}
    assert placed == {"2026-03-01T12": 2, "2026-03-01T23": 1}
    office.hear(unpaid.payment("payment.authorised"), called_off.cancelled())
    assert figures() == (3, 0, 1)
    office.hear(unpaid.payment("payment.captured"), later.paid())
    assert figures() == (3, 1, 1)
    office.hear(unpaid.paid(), later.anonymised(), called_off.anonymised())
    assert figures() == (3, 2, 1)


def test_what_waits_is_counted_and_its_list_is_named(office: Office) -> None:
    capture, short, lost = (Order(id=f"o{n}", number=f"SK-1111{n}-11111") for n in (4, 5, 6))
    office.hear(*life(), capture.placed(), capture.payment("payment.authorised"))
    office.hear(short.placed(), short.paid(), short.short(), lost.placed(), lost.paid())
    office.hear(lost.parcel("shipment.exception"))
    waiting = {item["what"]: item for item in office.get("/waiting")["items"]}
    counts = {what: item["count"] for what, item in waiting.items() if item["count"]}
    reasons = ("capture", "dispute", "exception", "short", "mismatch")
    assert counts == {**dict.fromkeys((*reasons, "unpaid", "reorder"), 1), "to_send": 3}
    for what in ("capture", "dispute", "exception", "short"):
        assert len(office.numbers(**waiting[what]["link"]["query"])) == 1
    assert [row["sku"] for row in office.get("/stock")["items"]] == ["POT"]


def test_what_is_held_until_it_is_sent_waits_for_nobody(office: Office) -> None:
    held = Order(id="o7", number="SK-77777-77777")
    office.hear(held.placed(), held.payment("payment.authorised"), held.paid())
    assert not [item for item in office.get("/waiting")["items"] if item["what"] == "capture" and item["count"]]
    assert office.numbers(payment="authorised") == office.numbers(state="PAID") == ["o7"]
    office.hear(held.payment("payment.captured"))
    assert office.numbers(payment="authorised") == []


def test_customers_have_the_sums_of_their_orders(office: Office) -> None:
    office.hear(*life())
    found = office.get("/customers")["items"]
    assert [(each["email"], each["guest"], each["orders"], each["spent"]["amount"]) for each in found] == [
        ("ada@example.com", True, 2, 6700),
        ("bob@example.org", False, 1, 700),
    ]
    assert [each["email"] for each in office.get("/customers", q="love")["items"]] == ["ada@example.com"]
    one = office.get(f"/customers/{found[0]['customer_id']}")
    assert [row["order_id"] for row in one["items"]] == ["o2", "o1"]
    assert office.send("GET", "/customers/nobody").status == 404


def test_an_order_that_is_put_right_is_found_by_what_it_says_now(office: Office) -> None:
    first, second = Order(), Order(id="o2", number="SK-22222-22222")
    office.hear(*first.delivered())
    office.hear(*second.delivered(), second.refunded(500))
    office.hear(second.corrected("eda@example.org", "Eda King"))
    assert [office.numbers(q=text) for text in ("eda@", "king", "ada@", "lovelace")] == [["o2"], ["o2"], ["o1"], ["o1"]]
    assert {(row["email"], row["name"]) for row in office.get("/orders", q="eda")["items"]} == {
        ("eda@example.org", "Eda King")
    }
    customers = {each["email"]: each for each in office.get("/customers")["items"]}
    assert {email: (each["orders"], each["spent"]["amount"]) for email, each in customers.items()} == {
        "ada@example.com": (1, 2000),
        "eda@example.org": (1, 1500),
    }
    # Whose last order went to somebody else is found by the one before.
    for text in ("ada", "eda"):
        assert [each["name"][:3].lower() for each in office.get("/customers", q=text)["items"]] == [text]
    office.hear(second.corrected(name="Ada Byron"))
    assert [each["name"] for each in office.get("/customers", q="byron")["items"]] == ["Ada Byron"]
    office.hear(first.anonymised(), second.anonymised())
    stored = str(office.items()).lower()
    assert not [name for name in ("ada", "eda", "king", "byron", "lovelace") if name in stored]


class Behind(DynamoRows):
    """The index of a customer's orders has nothing the first three times."""

    def __init__(self) -> None:
        self.asked = 0

    def placed_by(self, customer_id: str, most: int) -> list[OrderRow]:
        self.asked += 1
        return super().placed_by(customer_id, most) if self.asked > 3 else []


def test_an_index_that_is_behind_is_asked_again(office: Office) -> None:
    first, second = Order(), Order(id="o2", number="SK-22222-22222")
    office.hear(*first.delivered())
    office.hear(*second.delivered())
    behind = Behind()
    parts = replace(compose.real(), rows=behind)
    with compose.services.swap(lambda: parts):
        office.hear(second.corrected("eda@example.org"))
    (ada,) = office.get("/customers", q="ada@")["items"]
    assert (ada["orders"], ada["last_paid_at"], behind.asked) == (1, "2026-03-01T12:03:00.618000Z", 4)


def test_of_whom_is_forgotten_the_numbers_stay_and_nothing_else(office: Office) -> None:
    first, second = Order(), Order(id="o2", number="SK-22222-22222")
    events = [*first.delivered(), *second.delivered()]
    office.hear(*events)
    assert (
        office.send("POST", "/notes", query={"about": "order:o1"}, body={"text": "called"}, headers=key(1)).status
        == 201
    )
    before = office.get("/figures", **SPAN)["total"]
    office.hear(first.anonymised(), second.anonymised())
    assert office.get("/figures", **SPAN)["total"] == before
    assert office.get("/orders")["items"] == office.get("/orders", q="ada")["items"] == []
    assert office.get("/customers")["items"] == []
    # Late and repeated events bring nothing back.
    office.hear(*events, first.parcel("shipment.delivered", "TRACK9"))
    stored = str([item for item in office.items() if item["sk"]["S"] != "IDEMPOTENCY"]).lower()
    for name in ("ada", "lovelace", "sk-7q2m9", "track", "called", "guest:"):
        assert name not in stored, name
    assert {item["pk"]["S"].partition("#")[0] for item in office.items()} == {
        *("ORDER", "FIGURES", "DAYS", "SOLD", "IDEMPOTENCY")
    }


def test_who_closes_the_account_is_no_customer_any_more(office: Office) -> None:
    order = Order(user="u1")
    office.hear(account("u1", 1, "ada@example.com", "Ada"), *order.delivered())
    note: dict[str, Any] = {"query": {"about": "customer:u1"}, "body": {"text": "likes tea"}, "headers": key(1)}
    assert office.send("POST", "/notes", **note).status == 201
    office.hear(erased("u1"))
    office.hear(order.anonymised(), account("u1", 2, "ada@example.com", "Ada"), order.refunded(5))
    assert office.send("GET", "/customers/u1").status == 404
    assert office.get("/customers", q="ada")["items"] == []
    stored = str([item for item in office.items() if item["sk"]["S"] != "IDEMPOTENCY"])
    assert "ada" not in stored.lower()
    assert "tea" not in stored


def test_a_row_of_an_ordinary_order_is_one_write_unit(office: Office) -> None:
    order = Order(user="7c0b5f1e-4c1f-4e8e-9a2b-2f3f1c9a7d11", id="01958f3e-5a3c-7d3e-8d1f-0a1b2c3d4e5f")
    office.hear(*order.delivered())
    (row,) = [item for item in office.items() if item["pk"]["S"].startswith("ORDER#")]
    assert (
        sum(len(name) + len(str(next(iter(value.values())))) for name, value in row.items() if name != "row")
        + len(row["row"]["B"])
        < 900
    )


def key(number: int) -> dict[str, str]:
    return {"Idempotency-Key": str(number)}
