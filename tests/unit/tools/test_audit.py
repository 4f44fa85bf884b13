"""Each rule of the audit finds what it is there for, in a small shop whose rows are written by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import souk_tools.audit
from orders.domain.states import MOVES, OrderState
from souk.storage import journal
from souk_tools.audit import Finding, Row, audit, files
from souk_tools.audit.__main__ import settled, told
from souk_tools.audit.files import MOST_PER_UNIT
from souk_tools.audit.progress import MOVES as AUDITED_MOVES
from souk_tools.audit.report import SHOWN, differences
from souk_tools.audit.rows import Shop

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
Tables = dict[str, list[Row]]


def level(pk: str, on_hand: int, available: int, **more: Any) -> Row:
    return {"pk": pk, "sk": "LEVEL", "on_hand": on_hand, "available": available, "threshold": 5, **more}


def movement(pk: str, number: int, kind: str, on_hand: int, reserved: int, reference: str = "") -> Row:
    row = {"pk": pk, "sk": f"LEDGER#{number}", "kind": kind, "on_hand": on_hand, "reserved": reserved}
    return {**row, "reference": reference} if reference else row


def reservation(order_id: str, state: str, quantity: int) -> Row:
    until = (NOW - timedelta(minutes=1)).isoformat()
    lines = json.dumps({"CUP": quantity})
    return {"pk": f"RESERVATION#{order_id}", "sk": "RESERVATION", "state": state, "lines": lines, "until": until}


def order(order_id: str, states: list[str], events: list[str], captured: int, refunded: int = 0) -> list[Row]:
    pk = f"ORDER#{order_id}"
    history = [[state, 0, "system", "", ""] for state in states]
    payments = [[f"pay-{order_id}", "stripe", "captured", captured, captured, refunded]] if captured else []
    head = {"pk": pk, "sk": "ORDER", "state": states[-1], "version": len(states), "history": json.dumps(history)}
    details = {
        "pk": pk,
        "sk": "ORDER#DETAILS",
        "totals": json.dumps({"total": 1000}),
        "lines": json.dumps([{"sku": "CUP", "quantity": 2}]),
        "pay_by": (NOW + timedelta(minutes=10)).isoformat(),
    }
    return [{**head, "payments": json.dumps(payments)}, details, *_outbox(pk, events)]


def payment(order_id: str, captured: int, refunded: int = 0, events: int = 1) -> list[Row]:
    pk = f"PAYMENT#pay-{order_id}"
    moved = {"sale": captured, "refunded": refunded}
    head = {
        "pk": pk,
        "sk": "PAYMENT",
        "order_id": order_id,
        "amount": 1000,
        "phase": "pending" if captured else "voided",
        "totals": totals(captured, refunded),
        "version": events,
        "ledger": [{"movement": kind, "amount": amount} for kind, amount in moved.items() if amount],
        "refunds": [{"amount": refunded, "status": "succeeded"}] if refunded else [],
    }
    return [head, *_outbox(pk, ["payment.happened"] * events)]


def totals(captured: int, refunded: int = 0, authorised: int | None = None) -> dict[str, int]:
    held = captured if authorised is None else authorised
    return {"authorised": held, "captured": captured, "voided": 0, "refunded": refunded}


def _outbox(pk: str, events: list[str], first: int = 1) -> list[Row]:
    return [
        {"pk": pk, "sk": f"OUTBOX#{n}", "event": json.dumps({"type": kind, "aggregate_version": n})}
        for n, kind in enumerate(events, first)
    ]


def claim(order_id: str, units: int) -> list[Row]:
    """What an unpaid transfer holds, and the counter it is counted in: its shopper's."""
    ends = int((NOW + timedelta(days=1)).timestamp())
    counter = {"pk": "LIMIT#1", "sk": "held-for#ada", "used": units, "expires_at": ends + 3600}
    counters = json.dumps([[counter["pk"], counter["sk"], units, ends]])
    return [{"pk": f"HELD#{order_id}", "sk": "HELD", "counters": counters, "expires_at": ends + 3600}, counter]


def document(number: str, kind: str, amount: int) -> Row:
    net = amount * 100 // 119
    position = ["CUP", "CUP", "Cup", "", 1, amount, 1900, net, amount]
    return {"number": number, "type": kind, "positions": [position], "sums": [[1900, net, amount - net]]}


def documents(order_id: str, *held: Row, **more: Any) -> Row:
    state = {"sale": {"total": 1000, "payments": [[f"pay-{order_id}", 1000]]}, "documents": held}
    return {"pk": f"ORDER#{order_id}", "sk": "DOCUMENTS", "packed": journal.pack(state, ()), **more}


def return_(order_id: str, state: str, units: int, request: str, **more: Any) -> Row:
    row = {"pk": f"ORDER#{order_id}", "sk": "RETURN#001", "kind": "return", "order_number": "SK-1", "request": request}
    return {**row, "state": state, "lines": [["CUP", units, "Cup", "other"]], **more}


def delivered(order_id: str, *more: str, refunded: int = 0, **head: Any) -> list[Row]:
    """One that has an invoice."""
    told = ["placed", "paid", "fulfilling", "shipped", "delivered"]
    rows = order(
        order_id, [*SENT, "SHIPPED", "DELIVERED"], [*(f"order.{name}" for name in told), *more], 1000, refunded
    )
    rows[0] |= head
    rows[1]["totals"] = INVOICED
    return rows


def goods(order_id: str) -> Row:
    row = {"pk": f"ORDER#{order_id}", "sk": "SHIPMENT#001", "kind": "shipment", "state": "delivered"}
    return {**row, "lines": [["CUP", 2, "Cup"]]}


def said(units: int, refusal: str = "") -> list[Any]:
    """A statement of withdrawal, as an order keeps it."""
    return ["Ada", "ada@example.com", "k", [["CUP", units]], 1, 0, 0, refusal]


SENT = ["PENDING", "AWAITING_PAYMENT", "PAID", "FULFILLING"]
INVOICED = json.dumps({"total": 1000, "shipping_rate": 1900})
CAME = ["CUP", 1, "resaleable", True]
WORN, QUIT = document("INV-2026-000001", "invoice", 1000), document("INV-2026-000002", "invoice", 1000)
SHORT = ["CUP", 2, "not_found", "", "2026-01-01", "staff:1", True]  # and sent without
# Of what came back from the order "worn"; the shop keeps a fee of it.
PAID_BACK = {
    "refund_id": "r1",
    "amount": 400,
    "status": "succeeded",
    "lines": [["CUP", 1, 400]],
    "return_id": "worn-R1",
}
NEVER_CAME = {
    "refund_id": "r9",
    "amount": 1000,
    "status": "succeeded",
    "lines": [["CUP", 2, 1000]],
    "return_id": "gone-R1",
}
TOLD = ["order.placed", "order.paid", "order.fulfilling"]
PICKED_UP = ["s1", "picked_up", "2026-01-01T10:00:00+00:00", "", "", "carrier"]
LOST = ["s2", "lost", "2026-01-02T10:00:00+00:00", "", "", "carrier"]
ENDED = ["2026-01-02T11:00:00+00:00", "staff:1", "lost", "refunded", "gone-R1"]
HEALTHY: Tables = {
    "products": [
        level("SKU#CUP", 12, 10, shards=1),
        level("SKU#CUP#1", 4, 4),
        movement("SKU#CUP", 1, "receipt", 25, 0),
        movement("SKU#CUP", 2, "reservation", 0, 2, "sent"),
        movement("SKU#CUP#1", 3, "commit", -2, -2, "sent"),
        movement("SKU#CUP", 4, "reservation", 0, 2, "open"),
        movement("SKU#CUP", 5, "reservation", 0, 2, "back"),
        movement("SKU#CUP", 6, "commit", -2, -2, "back"),
        movement("SKU#CUP", 7, "return", 2, 0, "back"),
        movement("SKU#CUP", 8, "adjustment", -2, 0),
        movement("SKU#CUP", 11, "reservation", 0, 2, "worn"),
        movement("SKU#CUP", 12, "commit", -2, -2, "worn"),
        {**movement("SKU#CUP", 13, "return", 1, 0, "worn"), "reason": "return worn-R1"},
        movement("SKU#CUP", 14, "reservation", 0, 2, "quit"),
        movement("SKU#CUP", 15, "commit", -2, -2, "quit"),
        movement("SKU#CUP", 16, "reservation", 0, 2, "gone"),
        movement("SKU#CUP", 17, "commit", -2, -2, "gone"),
        reservation("sent", "committed", 2),
        reservation("open", "held", 2),
        reservation("back", "closed", 2),
        reservation("worn", "committed", 2),
        reservation("quit", "committed", 2),
        reservation("gone", "committed", 2),
    ],
    "orders": [
        *order("sent", SENT, TOLD, 1000),
        *order("open", SENT[:2], ["order.placed"], 0),
        *claim("open", 2),
        *order("back", [*SENT[:3], "CANCELLED"], ["order.placed", "order.paid", "order.cancelled"], 1000, 1000),
        *order("gone", [*SENT, "SHIPPED"], [*TOLD, "order.shipped"], 1000, 1000),
        *delivered("worn", refunded=400),
        *delivered("quit", "withdrawal.declared", withdrawals=[said(2)]),
    ],
    "payments": [
        *payment("sent", 1000),
        *payment("open", 0),
        *payment("back", 1000, 1000),
        {**payment("gone", 1000, 1000)[0], "refunds": [NEVER_CAME]},
        {**payment("worn", 1000, 400)[0], "refunds": [PAID_BACK]},
        *payment("quit", 1000),
    ],
    "shipping": [
        {"pk": "ORDER#sent", "sk": "SHIPMENT#001", "kind": "shipment", "state": "created"},
        {**goods("gone"), "state": "undelivered", "scans": [PICKED_UP, LOST], "end": ENDED},
        return_("gone", "refunded", 2, "parcel:gone-1", refunding={"amount": 1000}),
        goods("worn"),
        return_("worn", "refunded", 1, "k", received=[CAME], refunding={"amount": 400, "fee": 100}),
        goods("quit"),
        return_("quit", "approved", 2, "withdrawal:1"),
    ],
    "documents": [
        documents("worn", WORN, document("CN-2026-000001", "credit_note", 400)),
        documents("quit", QUIT),
        {"pk": "RANGE#INV-2026", "sk": "TAKEN", "last": 2},
        {"pk": "RANGE#CN-2026", "sk": "TAKEN", "last": 1},
    ],
}


def find(tables: Tables, pk: str, sk: str) -> Row:
    return next(row for rows in tables.values() for row in rows if (row["pk"], row["sk"]) == (pk, sk))


# An invoice with two positions, of which a business owes the tax of one itself, and the sums that it makes.
TAXED = {
    **QUIT,
    "currency": "EUR",
    "paid_on": "2026-05-31",
    "issued_on": "2026-06-01",
    "buyer": {"vat_id": "FR40303265045"},
    "positions": [["CUP", "CUP", "Cup", "", 1, 900, 1900, 756, 900], ["BOX", "BOX", "Box", "", 1, 100, 0, 100, 100]],
    "sums": [[1900, 756, 144], [0, 100, 0, "K"]],
}
SUM = {"pk": "TAX#2026-05", "sk": "domestic#DE#1900#S#goods#EUR#", "net": 756, "tax": 144, "documents": 1}
UNTAXED = {
    "pk": "TAX#2026-06",
    "sk": "intra_community#FR#0#K#goods#EUR#",
    "net": 100,
    "tax": 0,
    "documents": 1,
}
BUSINESS = {"pk": "BUSINESSES#2026-06", "sk": "FR40303265045#goods#EUR", "net": 100}


def declared(document_: Row, *sums: Row) -> Callable[[Tables], None]:
    """A document that is in the reports of taxes, and what stands there beside what is untaxed."""

    def damage(tables: Tables) -> None:
        packed = documents("quit", document_)["packed"]
        state, _ = journal.unpack(packed)
        put("ORDER#quit", "DOCUMENTS", packed=journal.pack({**state, "counted": 1}, ()))(tables)
        tables["documents"] += [UNTAXED, *sums]

    return damage


def put(pk: str, sk: str, **values: Any) -> Callable[[Tables], None]:
    return lambda tables: find(tables, pk, sk).update(values)


def ordered(cart_id: str, order_id: str) -> Callable[[Tables], None]:
    """A filling of a cart that is said to have become this order."""

    def damage(tables: Tables) -> None:
        tables["orders"].append({"pk": f"CART#{cart_id}", "sk": "ORDERED", "order_id": order_id})

    return damage


def added(service: str, *rows: Row) -> Callable[[Tables], None]:
    return lambda tables: tables[service].extend(rows)


def filed(order_id: str, *held: Row) -> Callable[[Tables], None]:
    return put(f"ORDER#{order_id}", "DOCUMENTS", packed=documents(order_id, *held)["packed"])


def both(*damages: Callable[[Tables], None]) -> Callable[[Tables], None]:
    def damage(tables: Tables) -> None:
        for each in damages:
            each(tables)

    return damage


def refunds(*made: Row) -> Callable[[Tables], None]:
    """Of the payment of the order "worn"."""
    return put("PAYMENT#pay-worn", "PAYMENT", refunds=[*made])


def without(service: str, pk: str, sk: str = "") -> Callable[[Tables], None]:
    def damage(tables: Tables) -> None:
        tables[service][:] = [row for row in tables[service] if not (row["pk"] == pk and row["sk"].startswith(sk))]

    return damage


def parcel(order_id: str, state: str) -> Callable[[Tables], None]:
    row = {"pk": f"ORDER#{order_id}", "sk": "SHIPMENT#002", "kind": "shipment", "state": state}
    return lambda tables: tables["shipping"].append(row)


def history(order_id: str, *states: str) -> Callable[[Tables], None]:
    entries = [[state, 0, "system", "", ""] for state in states]
    return put(f"ORDER#{order_id}", "ORDER", state=states[-1], history=json.dumps(entries))


def wish(state: str) -> str:
    """A wish to cancel, as an order keeps it."""
    return json.dumps([state, 0, "shopper", "changed my mind", 0, ""])


def sent_on(tables: Tables) -> None:
    """The parcel of a cancelled order was delivered."""
    parcel("back", "delivered")(tables)
    tables["shipping"][-1]["scans"] = [["s1", "delivered", "2026-01-01", "", "", "carrier"]]


def astray(tables: Tables) -> None:
    """The same, but it had been called back, and staff see it."""
    sent_on(tables)
    tables["shipping"][-1].update(state="cancelled", cancelled_at="2026-01-01", gsi1pk="QUEUE#exception")


def twice(tables: Tables) -> None:
    tables["payments"] += [{**row, "pk": "PAYMENT#other"} for row in payment("sent", 1000)]


def set_aside(tables: Tables) -> None:
    row = {"pk": "INBOX#souk.orders.v1-0#sent", "sk": "WAITING", "lane": "souk.orders.v1-0", "aggregate": "sent"}
    tables["users"] = [{**row, "tries": 3, "reason": "KeyError", "event_type": "order.paid"}]


def counted(tables: Tables) -> None:
    """A difference is said to be booked, and nothing was."""
    line = {"pk": "COUNT#c1", "sk": "LINE#CUP", "counted": 3, "expected": 4, "booked_at": "2026-01-01"}
    tables["products"].append(line)


def arrival(id_: str, amount: int, surplus: int = 0, **more: Any) -> Row:
    return {"id": id_, "amount": amount, "surplus": surplus, "sources": ["camt053"], **more}


def entry(id_: str, amount: int) -> Callable[[Tables], None]:
    """One of a bank statement, said to be booked on the payment of the order that was sent."""
    row = {"pk": f"ENTRY#{id_}", "sk": "ENTRY", "amount": amount, "payments": '["pay-sent"]'}
    return lambda tables: tables["payments"].append(row)


def transferred(*arrivals: Row) -> Callable[[Tables], None]:
    """The payment of the order that was sent has these, and its ledger has what was due of them."""
    sales = [{"movement": "sale", "amount": it["amount"] - it["surplus"], "reference": it["id"]} for it in arrivals]
    surplus = [
        {"movement": "surplus", "amount": it["surplus"], "reference": it["id"]} for it in arrivals if it["surplus"]
    ]
    more = sum(it["surplus"] for it in arrivals)
    held = {**totals(1000), **({"surplus": more} if more else {})}
    return put("PAYMENT#pay-sent", "PAYMENT", arrivals=list(arrivals), ledger=[*sales, *surplus], totals=held)


# A cup is wanted for the one that came back.
INSTEAD = ["CUP", "CUP", 500, "EUR", "Cup"]


def became(order_id: str) -> Callable[[Tables], None]:
    """The exchange of the order "worn" is said to be this one."""
    return put("ORDER#worn", "ORDER", exchanges=[["worn-R1", order_id, "", [["CUP", 1, "Cup"]]]])


def more(order_id: str, total: int = 1000, refusal: str = "", wish: int = 0) -> Callable[[Tables], None]:
    """Two cups more were agreed on beside the order "sent", for nothing each and a delivery that is free."""
    kept = [[["CUP", 2, "Cup", 0]], 0, total, wish, 0, "staff:1", "", "k", order_id, refusal, 0]
    return put("ORDER#sent", "ORDER", supplements=[kept])


def of_sent(order_id: str, **details: Any) -> Callable[[Tables], None]:
    return put(f"ORDER#{order_id}", "ORDER#DETAILS", cart_id="draft:supplement:sent-S1", **details)


# Units that were withdrawn from and could not be taken out of the parcel any more.
WITHDRAWN = ["refused", [["CUP", 2]], 0, "shopper", "", "", 0, "packed", [], 0, {}, [["CUP", 2]]]


def lines_cancelled(order_id: str, state: str, units: int = 1, **parcel: Any) -> Callable[[Tables], None]:
    """Units are out of an order, or wanted out, and nothing has come of it."""

    def damage(tables: Tables) -> None:
        wish = [state, [["CUP", units]], 0, "shopper", "", "k", 0, "", [500 * units] * (state == "accepted"), 1]
        put(f"ORDER#{order_id}", "ORDER", line_cancellations=[wish])(tables)
        put(f"ORDER#{order_id}", "SHIPMENT#001", **parcel)(tables)

    return damage


def test_units_that_were_cancelled_as_they_should_be_are_no_difference() -> None:
    tables = deepcopy(HEALTHY)
    lines_cancelled("sent", "accepted", lines=[["CUP", 1]])(tables)
    back = {**movement("SKU#CUP", 9, "return", 1, 0, "sent"), "reason": "cancelled sent/1"}
    tables["products"].append(back)
    put("SKU#CUP", "LEVEL", on_hand=13, available=11)(tables)
    refund = {"amount": 500, "status": "succeeded", "requested_by": "cancellation"}
    ledger = [{"movement": "sale", "amount": 1000}, {"movement": "refunded", "amount": 500}]
    put("PAYMENT#pay-sent", "PAYMENT", totals=totals(1000, 500), refunds=[refund], ledger=ledger)(tables)
    put("ORDER#sent", "ORDER", payments=json.dumps([["pay-sent", "stripe", "captured", 1000, 1000, 500]]), version=6)(
        tables
    )
    told = [{"type": kind, "aggregate_version": n} for n, kind in enumerate(_LINES_TOLD, 5)]
    tables["orders"] += [{"pk": "ORDER#sent", "sk": f"OUTBOX#{n}", "event": json.dumps(e)} for n, e in enumerate(told)]
    assert rules(tables) == set()


def edited(before: int, after: int, less: int, *, was_paid: bool = True) -> Callable[[Tables], None]:
    """Staff lowered the price of both units of the order that was sent."""
    sums = json.dumps({"total": 1000, "shipping": 0, "tax_included": True})
    lines = json.dumps([{"sku": "CUP", "quantity": 2, "unit_price": 500}])
    edit = ["accepted", [], 0, "staff:1", "", "k", 0, "", [less], int(was_paid), {}, [], [[["CUP", before, after]], []]]

    def damage(tables: Tables) -> None:
        put("ORDER#sent", "ORDER", line_cancellations=[edit])(tables)
        put("ORDER#sent", "ORDER#DETAILS", totals=sums, lines=lines)(tables)

    return damage


def reduced(taken_off: int) -> Callable[[Tables], None]:
    """A promotion has taken so much off the units of the order that was sent, which was ordered for 1000."""
    sums = json.dumps({"total": 1000, "shipping": 100, "tax_included": True})
    line = {"sku": "CUP", "quantity": 2, "unit_price": 500, "reductions": [["spring", "Spring", taken_off]]}
    return put("ORDER#sent", "ORDER#DETAILS", totals=sums, lines=json.dumps([line]))


def test_what_promotions_took_off_is_no_difference() -> None:
    tables = deepcopy(HEALTHY)
    reduced(100)(tables)
    assert rules(tables) == set()


CUPS = {"sku": "CUP", "quantity": 2, "unit_price": 450, "tax_rate": 1900}


def taxed(*lines: Row, **sums: Any) -> Callable[[Tables], None]:
    """The order "worn" keeps rates: two cups of 4.50 and a delivery for one, with 19 % in all of it."""
    kept = {"subtotal": 900, "shipping": 100, "tax": 160, "total": 1000, "taxes": [[1900, 160]]}
    kept |= {"tax_included": True, "shipping_rate": 1900, **sums}
    return put("ORDER#worn", "ORDER#DETAILS", totals=json.dumps(kept), lines=json.dumps([*(lines or [CUPS])]))


@pytest.mark.parametrize(
    "lawful",
    [
        taxed(),
        taxed({**CUPS, "tax_rate": 700}, tax=75, taxes=[[700, 59], [1900, 16]]),
        taxed({**CUPS, "unit_price": 500, "reductions": [["spring", "Spring", 100]]}),
        # on top, of the sum and not of each line; and none, of goods that say why
        taxed(
            *({**CUPS, "sku": sku, "quantity": 1, "unit_price": 365} for sku in ("CUP", "POT")),
            subtotal=730,
            shipping=110,
            tax=160,
            tax_included=False,
        ),
        taxed({**CUPS, "tax_rate": 0, "tax_category": "K"}, tax=0, taxes=[], shipping_rate=0, shipping_category="K"),
    ],
)
def test_taxes_that_are_those_of_the_kept_rates_are_no_difference(lawful: Callable[[Tables], None]) -> None:
    tables = deepcopy(HEALTHY)
    lawful(tables)
    assert "order-taxes" not in rules(tables)


# The order that was sent took this of the promotion "spring", with a code, and of what one person may have of it.
TOOK = ["spring", "SPRING", 500, True, True, ["ada"]]


def used(
    taken: list[Any] | None = None, code: str = "SPRING", spent: int = 500, limit: int = 1, **coupon: Any
) -> Callable[[Tables], None]:
    """A code and its promotion are counted as used once; `taken` is what the order says that it took."""

    def damage(tables: Tables) -> None:
        put("ORDER#sent", "ORDER#DETAILS", uses=json.dumps([taken or TOOK]))(tables)
        tables["orders"] += [
            {"pk": "PROMOTION#spring", "sk": "USES", "used": 1, "spent": spent},
            {"pk": "COUPON#SPRING", "sk": "COUPON", "used": 1, "limit": limit, **coupon},
            {"pk": "PERSON#ada", "sk": "USES#spring", "used": 1},
            {"pk": "USES#sent", "sk": "USE#spring", "code": code, "amount": 500, "at": NOW.isoformat()},
        ]

    return damage


def test_what_was_taken_of_a_promotion_and_a_code_is_no_difference() -> None:
    tables = deepcopy(HEALTHY)
    used()(tables)
    assert rules(tables) == set()


def spent(
    parts: list[list[Any]] | None = None, payment: str = "pay-sent", *, ended: bool = True, **account: int
) -> Callable[[Tables], None]:
    """A gift card of 10.00 has paid the order that was sent; of the card's, `parts` are what was held, taken and given
    back.
    """
    moves = [
        {"pk": "CREDIT#c1", "sk": f"MOVE#{number}", "kind": kind, "amount": 1000}
        for number, kind in enumerate(("issued", "held", "captured"))
    ]
    owed = {"pk": "LIABILITY#2026-01-01", "sk": "DAY", "issued": 1000, "held": 1000, "captured": 1000}
    hold = {"pk": f"CREDIT_HOLD#{payment}", "sk": "HOLD", "parts": parts or [["c1", 1000, 1000, 0]], "ended": ended}
    row = {"pk": "CREDIT#c1", "sk": "ACCOUNT", "available": 0, "held": 0, **account}
    return added("payments", row, *moves, owed, hold)


def bought(order_id: str = "sent", amount: int = 1000) -> Callable[[Tables], None]:
    """A gift card that was issued for an order."""
    moved = {"pk": "CREDIT#g1", "sk": "MOVE#0", "kind": "issued", "amount": amount, "by": "order"}
    owed = {"pk": "LIABILITY#2026-01-01", "sk": "DAY", "issued": amount}
    row = {"pk": "CREDIT#g1", "sk": "ACCOUNT", "available": amount, "held": 0, "order_id": order_id}
    return added("payments", row, moved, owed)


def credited(refund_id: str, reference: str) -> Callable[[Tables], None]:
    """A refund that is store credit, and a movement of it."""
    refund = {"refund_id": refund_id, "amount": 9, "status": "succeeded", "as_credit": True}
    moved = {"pk": "CREDIT#s1", "sk": "MOVE#0", "kind": "raised", "amount": 9, "by": "refund", "reference": reference}
    owed = {"pk": "LIABILITY#2026-01-01", "sk": "DAY", "raised": 9}
    row = {"pk": "CREDIT#s1", "sk": "ACCOUNT", "available": 9, "held": 0}
    return both(put("PAYMENT#pay-worn", "PAYMENT", refunds=[refund]), added("payments", row, moved, owed))


VOUCHERS = json.dumps([{"sku": "CUP", "quantity": 2, "tax_class": "voucher"}])


@pytest.mark.parametrize("there", [bought(), credited("r1", "r1")])
def test_gift_cards_that_were_bought_and_refunds_as_credit_break_no_rule_of_theirs(
    there: Callable[[Tables], None],
) -> None:
    tables = deepcopy(HEALTHY)
    there(tables)
    # Without papers: those are the business of other rules.
    assert {rule for rule in rules(tables) if rule.startswith("gift-") or rule == "credit-given"} == set()


def test_what_a_gift_card_paid_is_no_difference() -> None:
    tables = deepcopy(HEALTHY)
    spent()(tables)
    assert rules(tables) == set()


def test_taxes_that_are_reported_as_documents_say_are_no_difference() -> None:
    tables = deepcopy(HEALTHY)
    declared(TAXED, SUM, BUSINESS)(tables)
    assert "tax-report" not in rules(tables)


def test_an_edit_that_was_paid_back_is_no_difference() -> None:
    tables = deepcopy(HEALTHY)
    edited(500, 400, 200)(tables)
    refund = {"amount": 200, "status": "succeeded", "requested_by": "cancellation"}
    ledger = [{"movement": "sale", "amount": 1000}, {"movement": "refunded", "amount": 200}]
    put("PAYMENT#pay-sent", "PAYMENT", totals=totals(1000, 200), refunds=[refund], ledger=ledger)(tables)
    put("ORDER#sent", "ORDER", payments=json.dumps([["pay-sent", "stripe", "captured", 1000, 1000, 200]]), version=5)(
        tables
    )
    told = json.dumps({"type": "order.edited", "aggregate_version": 5})
    tables["orders"].append({"pk": "ORDER#sent", "sk": "OUTBOX#edit", "event": told})
    assert rules(tables) == set()


def placed(units: dict[str, int], moved: int) -> Callable[[Tables], None]:
    """A book of locations, and what the ledger says of Lyon."""

    def damage(tables: Tables) -> None:
        tables["products"].append({"pk": "SKU#CUP", "sk": "PLACED", "units": json.dumps(units), "version": 1})
        tables["products"].append({**movement("SKU#CUP", 30, "transfer", 0, 0), "moved": json.dumps({"lyon": moved})})

    return damage


def test_goods_at_two_locations_that_add_up_are_no_difference() -> None:
    tables = deepcopy(HEALTHY)
    placed({"lyon": 4}, 4)(tables)
    put("RESERVATION#quit", "RESERVATION", allocated='{"main":{"CUP":2}}')(tables)
    assert rules(tables) == set()


def test_what_is_held_until_it_is_sent_is_no_difference() -> None:
    tables = deepcopy(HEALTHY)
    held(5)(tables)
    assert rules(tables) == set()
    held(5, left=True, differing="capture_refused: EUR 10.00 / EUR 0.00")(tables)
    assert rules(tables) == set(), "people were told"


_LINES_KEPT = ["order.lines_cancellation_requested", "order.lines_cancellation_refused"]
_LINES_TOLD = ["order.lines_cancellation_requested", "order.lines_cancelled"]


def disputed(sent_at: str = "", *, evidence: bool = False, file: bool = False) -> Callable[[Tables], None]:
    """Staff answered a dispute with evidence, which the provider was told at `sent_at`, but not of its file."""

    def damage(tables: Tables) -> None:
        answer = ["evidence", "k", "user:1", "2026-11-20T00:00:00+00:00", sent_at, ""]
        known = {"reference": "dp_1", "amount": 9, "status": "under_review", "refundable": True, "answer": answer}
        known["submissions"] = int(file)
        put("PAYMENT#pay-sent", "PAYMENT", disputes=[known])(tables)
        if evidence:
            tables["payments"].append({"pk": "PAYMENT#pay-sent", "sk": "EVIDENCE#dp_1", "evidence": "{}"})
            tables["payments"][-1]["files"] = json.dumps([["f1", "receipt", "a.pdf", "application/pdf", 9, ""]] * file)

    return damage


def held_by(reference: str) -> list[str]:
    """That a dispute keeps a parcel in the house."""
    return ["dispute", reference, "pay-sent", "2026-11-20T00:00:00+00:00", ""]


def refunded_over_two(tables: Tables) -> None:
    """Units of an order went back by two of its payments."""
    tables["payments"].append({"pk": "ORDER#back", "sk": "ORDER", "lines": '[["CUP", 1, 1000]]', "attempts": "{}"})
    lines = [["CUP", 1, 500]]
    refunds = [{"amount": 500, "status": "succeeded", "lines": lines} for _ in range(2)]
    put("PAYMENT#pay-back", "PAYMENT", refunds=refunds)(tables)


def held(days: int, *, left: bool = False, **payment: Any) -> Callable[[Tables], None]:
    """What pays an order is held for so many days more, and captured once a parcel has `left`."""

    def damage(tables: Tables) -> None:
        until = {"held_until": (NOW + timedelta(days=days)).isoformat()} if days else {}
        ledger = [{"movement": "authorised", "amount": 1000}]
        put(
            "PAYMENT#pay-sent",
            "PAYMENT",
            **({"totals": totals(0, authorised=1000), "ledger": ledger, "on_shipment": True} | until | payment),
        )(tables)
        parcels = [["sent-1", 2, "shipped", "c", "", "", [["CUP", 2]], left, True, False]] if left else []
        known = json.dumps([["pay-sent", "stripe", "held", 1000, 0, 0]])
        put("ORDER#sent", "ORDER", payments=known, parcels=json.dumps(parcels))(tables)
        for row in tables["orders"]:
            event = json.loads(row.get("event", "{}"))
            if row["pk"] == "ORDER#sent" and event.get("type") == "order.paid":
                row["event"] = json.dumps({**event, "data": {"on_shipment": True}})

    return damage


def drafted(tables: Tables) -> None:
    """A draft that names an order which another cart became."""
    tables["orders"].append({"pk": "DRAFT#d1", "sk": "DRAFT", "order_id": "sent"})


def waits(sku: str, units: int, order_id: str = "sent") -> Callable[[Tables], None]:
    """A paid order is listed as waiting."""

    def damage(tables: Tables) -> None:
        row = {"pk": f"RESERVATION#{order_id}", "sk": f"WAITS#{sku}", "units": units}
        tables["products"].append(row)

    return damage


def awaiting(tables: Tables) -> None:
    """A parcel waits for goods that its order has."""
    row = {"pk": "ORDER#sent", "sk": "SHIPMENT#002", "kind": "shipment", "state": "created", "awaits": ["CUP"]}
    tables["shipping"].append({**row, "lines": [["CUP", 1]]})


def downloaded(order_id: str, times: int = 1, first: int = 0, *, digital: bool = True) -> Callable[[Tables], None]:
    """A file of the cups of an order was, so often."""
    lines = [{"sku": "CUP", "quantity": 2, "requires_shipping": not digital}]

    def damage(tables: Tables) -> None:
        put(f"ORDER#{order_id}", "ORDER", downloads=[["CUP", "f1", "a.pdf", times, first]])(tables)
        put(f"ORDER#{order_id}", "ORDER#DETAILS", lines=json.dumps(lines))(tables)
        for entry in find(tables, f"PAYMENT#pay-{order_id}", "PAYMENT")["ledger"]:
            entry["at"] = NOW.isoformat()

    return damage


_LATER = int((NOW + timedelta(hours=1)).timestamp() * 1000)
DAMAGES: list[tuple[str, Callable[[Tables], None]]] = [
    ("files-unpaid", downloaded("open")),
    ("files-of-goods", downloaded("sent", digital=False)),
    ("files-over", downloaded("sent", 2 * MOST_PER_UNIT + 1)),
    ("files-after-end", downloaded("back", first=1)),
    ("files-after-end", downloaded("gone", first=_LATER)),
    ("hold-endless", held(0)),
    ("hold-lapsed", held(-1)),
    ("sent-uncharged", held(5, left=True)),
    ("paid-in-part", held(5, totals=totals(0), ledger=[])),
    (
        "order-events",
        added("orders", *_outbox("ORDER#sent", ["order.capture_asked", "order.charged", "order.charged"], 5)),
    ),
    ("stock-waiting", put("SKU#CUP", "LEVEL", waiting=1, most=5)),
    ("sent-again-and-paid", put("ORDER#worn", "RETURN#001", state="sent_again", granting=[["CUP", 2, 400]])),
    ("stock-waiting", put("RESERVATION#open", "RESERVATION", waits='{"CUP":[1,"2026-12-24"]}')),
    ("stock-beyond", put("SKU#CUP", "LEVEL", waiting=1)),
    ("stock-listed", put("RESERVATION#sent", "RESERVATION", waits='{"CUP":[1,"2026-12-24"]}')),
    ("stock-listed", waits("CUP", 1)),
    ("stock-moved-once", put("RESERVATION#sent", "RESERVATION", waits='{"CUP":[1,"2026-12-24"]}')),
    ("order-waiting", put("RESERVATION#sent", "RESERVATION", waits='{"CUP":[1,"2026-12-24"]}')),
    ("parcel-waiting", awaiting),
    ("stock-still-waiting", waits("CUP", 1)),
    ("draft-ordered", drafted),
    ("claims-counted", put("LIMIT#1", "held-for#ada", used=1)),
    ("claims-counted", without("orders", "HELD#open")),
    (
        "order-unclaimed",
        put("ORDER#open", "ORDER#DETAILS", claimed=True, lines=json.dumps([{"sku": "CUP", "quantity": 3}])),
    ),
    ("claim-lasts", put("HELD#open", "HELD", expires_at=int((NOW + timedelta(days=10)).timestamp()))),
    ("stock-ledger", put("SKU#CUP#1", "LEVEL", on_hand=5, available=5)),
    ("stock-ledger", without("products", "SKU#CUP#1", "LEDGER#3")),
    ("stock-held", without("products", "RESERVATION#open")),
    ("stock-moved-once", put("RESERVATION#sent", "RESERVATION", state="closed")),
    ("stock-counted", counted),
    ("stock-shards", without("products", "SKU#CUP#1", "LEVEL")),
    ("stock-shards", without("products", "SKU#CUP", "LEVEL")),
    ("stock-shards", put("SKU#CUP", "LEVEL", shards=None)),
    ("stock-shards", put("SKU#CUP", "LEVEL", available=5)),
    ("stock-shards", put("SKU#CUP#1", "LEVEL", available=-1)),
    ("stock-places", placed({"lyon": 2}, -1)),
    ("stock-places", placed({"lyon": -1}, 4)),
    ("stock-places", placed({"lyon": 30}, 30)),
    ("stock-allocated", put("RESERVATION#sent", "RESERVATION", allocated='{"lyon":{"CUP":1}}')),
    ("stock-allocated", put("RESERVATION#back", "RESERVATION", allocated='{"main":{"CUP":2}}')),
    ("parcel-allocated", put("RESERVATION#quit", "RESERVATION", allocated='{"lyon":{"CUP":2}}')),
    ("pickup-carried", put("ORDER#sent", "SHIPMENT#001", pickup={"location": "main"})),
    (
        "pickup-not-ready",
        put("ORDER#sent", "SHIPMENT#001", pickup={"location": "main"}, scans=[PICKED_UP, ["s3", "delivered", "3"]]),
    ),
    ("pickup-unseen", put("ORDER#sent", "SHIPMENT#001", pickup={"location": "main"}, state="shipped")),
    ("point-elsewhere", put("ORDER#worn", "ORDER#DETAILS", pickup_point={"id": "P1"})),
    ("point-of-another", put("ORDER#worn", "SHIPMENT#001", point={"id": "P1", "carrier": "sandbox"}, carrier="other")),
    ("stock-oversold", put("SKU#CUP", "LEVEL", available=-7)),
    ("stock-owed", put("SKU#CUP", "LEVEL", on_hand=-20)),
    ("order-without-stock", put("RESERVATION#open", "RESERVATION", state="expired")),
    ("order-without-stock", put("RESERVATION#sent", "RESERVATION", state="short")),
    ("order-without-stock", put("RESERVATION#sent", "RESERVATION", lines='{"CUP":1}')),
    ("order-without-stock", put("RESERVATION#back", "RESERVATION", state="held")),
    ("stock-still-short", put("RESERVATION#sent", "RESERVATION", state="short")),
    ("stock-without-order", without("orders", "ORDER#open")),
    ("stock-without-order", without("orders", "ORDER#sent")),
    ("payment-whole", without("payments", "PAYMENT#pay-sent", "PAYMENT")),
    ("payment-ledger", put("PAYMENT#pay-sent", "PAYMENT", ledger=[{"movement": "sale", "amount": 999}])),
    ("payment-bounds", put("PAYMENT#pay-sent", "PAYMENT", amount=999)),
    ("payment-bounds", put("PAYMENT#pay-back", "PAYMENT", totals=totals(1000, 1001))),
    ("payment-refunds", put("PAYMENT#pay-back", "PAYMENT", refunds=[{"amount": 1, "status": "succeeded"}])),
    ("payment-disputes", put("PAYMENT#pay-sent", "PAYMENT", totals={**totals(1000), "disputed": 300})),
    (
        "payment-disputes",
        put("PAYMENT#pay-sent", "PAYMENT", disputes=[{"amount": 9, "status": "lost", "withdrawn": 9}]),
    ),
    ("evidence-astray", added("payments", {"pk": "PAYMENT#pay-sent", "sk": "EVIDENCE#dp_1", "evidence": "{}"})),
    ("evidence-missing", disputed(sent_at="2026-11-20T00:00:00+00:00")),
    ("answer-unsent", disputed(evidence=True)),
    ("evidence-file-unsent", disputed(sent_at="2026-11-20T00:00:00+00:00", evidence=True, file=True)),
    (
        "held-and-sent",
        put(
            "ORDER#sent",
            "SHIPMENT#001",
            holds=[held_by("dp_1")],
            scans=[["sent-1:dispatched", "picked_up", "2026-12-01"]],
        ),
    ),
    (
        "held-for-nothing",
        both(
            put("PAYMENT#pay-sent", "PAYMENT", disputes=[{"reference": "dp_1", "amount": 9, "status": "won"}]),
            put("ORDER#sent", "SHIPMENT#001", holds=[held_by("dp_1")]),
        ),
    ),
    ("units-refunded-twice", refunded_over_two),
    ("payment-surplus", put("PAYMENT#pay-sent", "PAYMENT", totals={**totals(1000), "surplus": 5})),
    ("payment-surplus", put("PAYMENT#pay-sent", "PAYMENT", arrivals=[arrival("hand-1", 5, 5)])),
    ("transfer-ledger", put("PAYMENT#pay-sent", "PAYMENT", arrivals=[arrival("hand-1", 1000)])),
    ("transfer-without-entry", transferred(arrival("e1", 1000))),
    ("entry-unbooked", entry("e1", 1000)),
    ("charged-twice", twice),
    ("charged-too-much", put("ORDER#sent", "ORDER#DETAILS", totals='{"total":999}')),
    ("gift-without-order", bought("nobody's")),
    ("gift-unpaid", bought("open")),
    ("gift-unissued", both(bought(), put("ORDER#sent", "ORDER#DETAILS", lines=VOUCHERS))),
    ("gift-paid-back", bought(amount=1001)),
    ("credit-given", credited("r1", "r2")),
    ("payment-currency", put("PAYMENT#pay-sent", "PAYMENT", currency="JPY")),
    ("document-currency", put("ORDER#quit", "ORDER#DETAILS", currency="JPY")),
    ("order-money", put("ORDER#sent", "ORDER", payments="[]")),
    ("order-disputes", put("ORDER#sent", "ORDER", disputes='[["dp_1", "", 3, "lost", "", 9, 9, 9]]')),
    ("money-kept", put("PAYMENT#pay-back", "PAYMENT", totals=totals(1000))),
    ("payment-left-open", put("PAYMENT#pay-back", "PAYMENT", totals=totals(1000, 1000, authorised=1001))),
    ("paid-unnoticed", put("PAYMENT#pay-open", "PAYMENT", totals=totals(1000))),
    ("paid-in-part", put("PAYMENT#pay-sent", "PAYMENT", totals=totals(999))),
    ("payment-without-order", put("PAYMENT#pay-open", "PAYMENT", order_id="nobody")),
    ("order-state", history("sent", "PENDING", "PAID", "FULFILLING")),
    ("order-state", history("sent", "AWAITING_PAYMENT", "PAID", "FULFILLING")),
    ("order-state", history("back", "PENDING", "CANCELLED", "PAID")),
    ("order-state", put("ORDER#sent", "ORDER", state="SHIPPED")),
    ("order-state", put("ORDER#sent", "ORDER", state="LOST")),
    ("order-whole", without("orders", "ORDER#sent", "ORDER#DETAILS")),
    ("order-events", without("orders", "ORDER#sent", "OUTBOX#2")),
    ("order-events", put("ORDER#sent", "ORDER", reminded=0)),
    ("order-versions", put("ORDER#sent", "ORDER", version=1)),
    ("payment-events", put("PAYMENT#pay-sent", "PAYMENT", version=2)),
    ("cart-ordered-once", ordered("cart-1", "nobody")),
    ("order-overdue", put("ORDER#open", "ORDER#DETAILS", pay_by=NOW.isoformat())),
    ("parcel-unpaid", parcel("open", "created")),
    ("parcel-of-dead-order", parcel("back", "created")),
    ("sent-though-dead", sent_on),
    ("order-events", put("ORDER#sent", "ORDER", cancellation=wish("requested"))),
    ("cancellation-unanswered", put("ORDER#sent", "ORDER", cancellation=wish("requested"))),
    ("cancellation-answer", put("ORDER#sent", "ORDER", cancellation=wish("accepted"))),
    ("cancellation-answer", put("ORDER#back", "ORDER", cancellation=wish("refused"))),
    ("order-waits", put("ORDER#sent", "ORDER", readdressing=[1, {}, "requested", 0, "staff:1", "", ""])),
    ("cancelled-units", lines_cancelled("sent", "accepted", units=3)),
    ("cancelled-units", lines_cancelled("sent", "accepted", units=2)),
    ("lines-unanswered", lines_cancelled("sent", "requested")),
    ("cancelled-stock", lines_cancelled("sent", "accepted")),
    ("cancelled-money", lines_cancelled("sent", "accepted")),
    ("parcel-contents", lines_cancelled("sent", "accepted", lines=[["CUP", 2]])),
    ("order-events", lines_cancelled("sent", "accepted")),
    ("reductions", reduced(0)),
    ("reductions", reduced(1100)),
    ("reductions", reduced(150)),
    ("edit-prices", edited(600, 400, 200)),
    ("edit-prices", edited(500, 600, -200)),
    ("edit-prices", edited(500, 400, 300)),
    ("edit-prices", edited(500, 400, 200, was_paid=False)),
    ("cancelled-money", edited(500, 400, 200)),
    ("order-events", edited(500, 400, 200)),
    ("order-without-parcel", without("shipping", "ORDER#sent")),
    ("claim-granted", put("ORDER#worn", "RETURN#001", granting=[["CUP", 9, None]])),
    ("claim-amount", put("ORDER#worn", "RETURN#001", granting=[["CUP", 2, 1]])),
    ("withdrawal-unread", added("orders", {"pk": "ORDER#sent", "sk": "UNREAD"})),
    ("withdrawal-unread", put("ORDER#sent", "ORDER", unread=[["Ada", "ada@example.com", "k", "one of them", 0]])),
    ("order-events", put("ORDER#sent", "ORDER", unread=[["Ada", "ada@example.com", "k", "one of them", 0]])),
    (
        "supplement-end",
        both(more("open"), of_sent("open", pay_by=(NOW - timedelta(minutes=10)).isoformat())),
    ),
    ("event-set-aside", set_aside),
    ("order-behind", put("ORDER#sent", "SHIPMENT#001", state="delivered")),
]

# What these rules find, no other does.
EXACT: list[tuple[str, Callable[[Tables], None]]] = [
    ("parcel-end", put("ORDER#gone", "SHIPMENT#001", end=[*ENDED[:-1], ""])),
    ("parcel-end", put("ORDER#gone", "RETURN#001", request="parcel:gone-2")),
    ("parcel-end refund-without-return", without("shipping", "ORDER#gone", "RETURN#")),
    (
        "parcel-unseen",
        put("ORDER#sent", "SHIPMENT#001", state="exception", scans=[PICKED_UP, LOST], gsi1pk="QUEUE#exception"),
    ),
    (
        "parcel-unseen",
        put("ORDER#sent", "SHIPMENT#001", scans=[PICKED_UP, ["s2", "returned", *LOST[2:]], ["s3", "delivered", "3"]]),
    ),
    ("sent-again", put("ORDER#gone", "SHIPMENT#001", again=["gone-9", ""])),
    ("sent-again", put("ORDER#worn", "SHIPMENT#001", end=[*ENDED[:3], "sent_again", ""])),
    ("sent-again sent-again-unsold", put("ORDER#quit", "SHIPMENT#001", again=["quit-9", "gone-hold"])),
    ("undelivered-unpaid", put("ORDER#sent", "SHIPMENT#001", state="undelivered", end=[*ENDED[:-1], ""])),
    ("return-refund", put("ORDER#gone", "RETURN#001", lines=[["CUP", 1, "Cup", "lost"]])),
    (
        "return-unpaid payment-refunds",
        both(put("PAYMENT#pay-gone", "PAYMENT", refunds=[]), put("ORDER#gone", "RETURN#001", state="granted")),
    ),
    ("return-received", put("ORDER#worn", "RETURN#001", lines=[])),
    ("returned-twice", added("shipping", {**return_("worn", "approved", 2, "again"), "sk": "RETURN#002"})),
    ("returned-twice", put("ORDER#quit", "SHIPMENT#001", lines=[["CUP", 1, "Cup"]])),
    (
        "refund-without-return",
        put("PAYMENT#pay-back", "PAYMENT", refunds=[{"amount": 1000, "status": "succeeded", "return_id": "back-R1"}]),
    ),
    ("withdrawal-without-return", without("shipping", "ORDER#quit", "RETURN#")),
    ("withdrawal-without-return", put("ORDER#quit", "RETURN#001", request="withdrawal:2")),
    # its units were wanted out of the parcel, and were sent all the same
    (
        "withdrawal-without-return",
        both(
            put(
                "ORDER#quit", "ORDER", version=8, withdrawals=[[*said(2), [["CUP", 2]]]], line_cancellations=[WITHDRAWN]
            ),
            without("shipping", "ORDER#quit", "RETURN#"),
            added("orders", *_outbox("ORDER#quit", _LINES_KEPT, 7)),
        ),
    ),
    ("returned-paid-twice", refunds(PAID_BACK, {**PAID_BACK, "refund_id": "r2", "status": "requested"})),
    ("return-refund", refunds({**PAID_BACK, "lines": [["CUP", 2, 400]]})),
    ("return-refund", refunds({**PAID_BACK, "return_id": ""})),
    ("return-refund", put("ORDER#worn", "RETURN#001", refunding={"amount": 399})),
    ("return-refund", put("ORDER#worn", "RETURN#001", state="in_transit")),
    ("return-refund", put("ORDER#worn", "RETURN#001", state="refund_failed")),
    ("return-unpaid", put("ORDER#quit", "RETURN#001", state="received", received=[["CUP", 2, "damaged", False]])),
    ("return-unpaid", put("ORDER#quit", "RETURN#001", state="closed", received=[["CUP", 2, "damaged", False]])),
    ("return-restocked", put("SKU#CUP", "LEDGER#13", reason="return worn-R2")),
    ("return-restocked", put("ORDER#worn", "RETURN#001", received=[["CUP", 1, "damaged", False]])),
    ("exchange-answered", put("ORDER#worn", "RETURN#001", exchanges=[INSTEAD])),
    (
        "exchange-order",
        both(put("ORDER#worn", "RETURN#001", exchanges=[INSTEAD]), became("nobody")),
    ),
    (
        "exchange-agreed",
        both(
            put("ORDER#worn", "RETURN#001", exchanges=[INSTEAD]),
            became("quit"),
            put("ORDER#quit", "ORDER#DETAILS", cart_id="draft:exchange:worn-R1"),
        ),
    ),
    ("exchange-of-nothing", put("ORDER#quit", "ORDER#DETAILS", cart_id="draft:exchange:quit-R1")),
    ("supplement-of-nothing", of_sent("quit")),
    ("supplement-of-nothing", both(more("quit", wish=1), of_sent("quit"))),
    ("supplement-agreed", both(more("quit", 999), of_sent("quit"))),
    ("supplement-unanswered", more("")),
    ("supplement-order", more("quit")),
    ("supplement-order", both(more("quit", refusal="sold_out"), of_sent("quit"))),
    ("order-taxes", taxed(tax=159)),
    ("order-taxes", taxed(taxes=[[1900, 159]], tax=159)),
    ("order-taxes", taxed({**CUPS, "tax_rate": 700})),
    ("order-taxes", taxed(subtotal=800)),
    ("order-taxes", taxed(tax_included=False)),
    ("order-taxes", taxed({**CUPS, "tax_category": "AE"})),
    ("tax-report", declared(TAXED, BUSINESS)),
    ("tax-report", declared(TAXED, BUSINESS, {**SUM, "tax": 18})),
    ("tax-report", declared(TAXED, BUSINESS, {**SUM, "pk": "TAX#2026-06"})),
    ("tax-report", declared(TAXED, {**BUSINESS, "net": 101}, SUM)),
    ("tax-report", declared(TAXED, SUM)),
    ("document-numbers", put("RANGE#INV-2026", "TAKEN", last=3)),
    ("document-numbers", without("documents", "RANGE#CN-2026")),
    ("document-numbers", filed("quit", document("INV-2026-000001", "invoice", 1000))),
    ("document-sums", filed("quit", {**document("INV-2026-000002", "invoice", 1000), "positions": []})),
    ("document-numbers invoiced-twice", filed("quit", QUIT, document("INV-2026-000003", "invoice", 1000))),
    ("invoice-total", filed("quit", document("INV-2026-000002", "invoice", 999))),
    ("credited-too-much credit-notes", filed("worn", WORN, document("CN-2026-000001", "credit_note", 1001))),
    ("credit-notes", filed("worn", WORN, document("CN-2026-000001", "credit_note", 300))),
    ("credit-notes", filed("worn", WORN, document("CN-2026-000001", "reversal", 0))),
    ("invoice-missing", put("ORDER#sent", "ORDER#DETAILS", totals=INVOICED)),
    ("uses-counted", used(spent=499)),
    ("uses-counted", both(used(), without("orders", "PERSON#ada"))),
    ("uses-counted use-recorded", used([*TOOK[:2], 400, *TOOK[3:]])),
    ("use-recorded", used(code="OTHER")),
    ("use-recorded", both(used(), without("orders", "USES#sent"))),
    ("use-recorded", both(used(), added("orders", {"pk": "USES#open", "sk": "USE#spring", "at": NOW.isoformat()}))),
    ("uses-counted uses-within", used(limit=1, used=2)),
    ("credit-balance", both(spent(), put("CREDIT#c1", "MOVE#0", kind="raised", amount=1100))),
    ("credit-balance credit-liability", spent(available=1)),
    ("credit-balance credit-below-zero credit-liability", spent(available=-1)),
    ("credit-balance credit-held credit-liability", spent(held=1)),
    ("credit-whole", added("payments", {"pk": "CREDIT#c2", "sk": "MOVE#0", "kind": "issued", "amount": 1})),
    ("credit-liability", both(spent(), put("LIABILITY#2026-01-01", "DAY", captured=999))),
    ("credit-hold-alone", spent(payment="pay-nobody")),
    ("credit-held credit-left-held", spent(ended=False)),
    ("credit-differs", spent([["c1", 1000, 999, 0]])),
    ("credit-refunds", spent([["c1", 1000, 1000, 5]])),
]


def rules(tables: Tables) -> set[str]:
    return {finding.rule for finding in audit(tables, NOW, settled=True)}


def test_a_healthy_shop_has_no_difference() -> None:
    assert [str(finding) for finding in audit(HEALTHY, NOW, settled=True)] == []


@pytest.mark.parametrize(
    "allowed",
    [
        put("ORDER#back", "ORDER", cancellation=wish("accepted")),
        astray,
        # two cups more, which are paid; and those that were to be with a change that was not made
        both(more("quit"), of_sent("quit")),
        more("", wish=1),
        both(more("open"), of_sent("open")),
        # its invoice waits for staff
        both(
            put("ORDER#sent", "ORDER#DETAILS", totals=INVOICED), added("documents", documents("sent", gsi1pk="WAITING"))
        ),
        # a letter once more, as a consent to a download has it
        both(
            put("ORDER#sent", "ORDER", version=5),
            added("orders", *_outbox("ORDER#sent", ["order.letter_asked"], 4)),
        ),
        # what was withdrawn from was never sent, or too late, or staff had paid for it
        both(
            without("shipping", "ORDER#quit", "RETURN#"), put("ORDER#quit", "SHIPMENT#001", lines=[["POT", 1, "Pot"]])
        ),
        both(
            without("shipping", "ORDER#quit", "RETURN#"), put("ORDER#quit", "ORDER", withdrawals=[said(2, "too late")])
        ),
        both(without("shipping", "ORDER#quit", "RETURN#"), put("ORDER#quit", "SHIPMENT#001", work={"short": [SHORT]})),
        both(
            without("shipping", "ORDER#quit", "RETURN#"),
            put("PAYMENT#pay-quit", "PAYMENT", refunds=[{"amount": 9, "status": "failed", "lines": [["CUP", 2, 9]]}]),
        ),
    ],
)
def test_what_people_see_or_wanted_is_no_difference(allowed: Callable[[Tables], None]) -> None:
    tables = deepcopy(HEALTHY)
    allowed(tables)
    assert [str(finding) for finding in audit(tables, NOW, settled=True)] == []


@pytest.mark.parametrize("order_id", ["sent", "gone", "back"])
def test_files_are_downloaded_as_often_as_the_shop_and_its_staff_give_them(order_id: str) -> None:
    tables = deepcopy(HEALTHY)
    downloaded(order_id, times=11)(tables)
    shop = Shop.of(tables)
    assert [finding.rule for finding in files.given(shop, 5)] == ["files-over"]
    put(f"ORDER#{order_id}", "ORDER", granted=[["CUP", 1, 0]])(tables)
    assert list(files.given(Shop.of(tables), 5)) == []


def test_an_event_that_was_told_again_counts_once() -> None:
    tables = deepcopy(HEALTHY)
    rows = [row for row in tables["orders"] if row["pk"] == "ORDER#sent" and row["sk"].startswith("OUTBOX#")]
    for row in rows:
        row["event"] = json.dumps({**json.loads(row["event"]), "id": row["sk"]})
    tables["orders"].append({**rows[0], "sk": "OUTBOX#again"})
    assert [str(finding) for finding in audit(tables, NOW, settled=True)] == []


@pytest.mark.parametrize(("rule", "damage"), DAMAGES, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(DAMAGES)])
def test_damage_is_found_by_its_rule(rule: str, damage: Callable[[Tables], None]) -> None:
    tables = deepcopy(HEALTHY)
    damage(tables)
    assert rule in rules(tables)


@pytest.mark.parametrize(("named", "damage"), EXACT, ids=[f"{named}-{n}" for n, (named, _) in enumerate(EXACT)])
def test_damage_is_found_by_its_rules_alone(named: str, damage: Callable[[Tables], None]) -> None:
    tables = deepcopy(HEALTHY)
    damage(tables)
    assert rules(tables) == set(named.split())


def test_every_rule_is_seen_to_find_something() -> None:
    folder = Path(souk_tools.audit.__file__).parent
    named = {rule for path in folder.glob("*.py") for rule in re.findall(r'Finding\(\s*"([a-z-]+)"', path.read_text())}
    assert named == {rule for rule, _ in DAMAGES} | {rule for rules, _ in EXACT for rule in rules.split()}


def test_stock_that_staff_found_missing_and_backorders_are_not_oversold() -> None:
    tables = deepcopy(HEALTHY)
    put("SKU#CUP", "LEVEL", available=-7, backorder=True)(tables)
    assert "stock-oversold" not in rules(tables)
    put("SKU#CUP", "LEVEL", available=-6, backorder=False)(tables)
    assert "stock-oversold" not in rules(tables)


def test_goods_that_came_back_after_a_refund_are_no_difference() -> None:
    tables = deepcopy(HEALTHY)
    tables["products"].append(movement("SKU#CUP", 9, "return", 1, 0, "sent"))
    put("SKU#CUP", "LEVEL", on_hand=13, available=11)(tables)
    assert rules(tables) == set()


def test_what_a_bank_took_of_a_cancelled_order_is_not_kept_by_the_shop() -> None:
    tables = deepcopy(HEALTHY)
    taken = {
        "totals": {**totals(1000), "disputed": 1000},
        "refunds": [],
        "ledger": [{"movement": "sale", "amount": 1000}, {"movement": "dispute_withdrawn", "amount": 1000}],
        "disputes": [{"amount": 1000, "status": "lost", "withdrawn": 1000}],
    }
    put("PAYMENT#pay-back", "PAYMENT", **taken)(tables)
    payments = [["pay-back", "stripe", "captured", 1000, 1000, 0]]
    known = [["dp_1", "pay-back", 3, "lost", "", 1000, 1000, 1000, ""]]
    put("ORDER#back", "ORDER", payments=json.dumps(payments), disputes=json.dumps(known))(tables)
    assert rules(tables) == set()
    put("PAYMENT#pay-back", "PAYMENT", disputes=[{"amount": 1000, "status": "won", "withdrawn": 1000}])(tables)
    assert "money-kept" not in rules(tables)  # gone is gone, whatever the status says
    won = {"amount": 1000, "status": "won", "withdrawn": 1000, "reinstated": 1000}
    put("PAYMENT#pay-back", "PAYMENT", disputes=[won])(tables)
    assert "money-kept" in rules(tables)


def test_the_audit_knows_the_same_state_machine_as_the_orders_service() -> None:
    assert set(OrderState) == set(MOVES) == set(AUDITED_MOVES)
    assert {state.value: {str(to) for to in moves} for state, moves in MOVES.items()} == AUDITED_MOVES


def test_what_is_on_its_way_is_given_time(capsys: pytest.CaptureFixture[str]) -> None:
    broken = deepcopy(HEALTHY)
    put("ORDER#sent", "ORDER", payments="[]")(broken)
    reads = iter([broken, HEALTHY])
    rows, found = settled(lambda: next(reads), 1, lambda: NOW)
    assert told(rows, found) == 0
    assert "3 with" not in capsys.readouterr().out
    rows, found = settled(lambda: broken, 0, lambda: NOW)
    assert told(rows, found) == 1
    printed = capsys.readouterr().out
    assert "1 differences:" in printed
    assert "order-money: sent: knows (0, 0), payments have (1000, 0)" in printed
    assert "6: 1 AWAITING_PAYMENT, 1 CANCELLED, 2 DELIVERED, 1 FULFILLING, 1 SHIPPED" in printed


def test_many_differences_are_counted_and_only_the_first_are_shown() -> None:
    text = differences([Finding("stock-held", str(n), "x") for n in range(SHOWN + 5)])
    assert "and 5 more" in text
    assert text.endswith(f"{SHOWN + 5} stock-held")


def test_transfers_with_their_entries_and_what_is_to_be_given_back_are_no_difference() -> None:
    tables = deepcopy(HEALTHY)
    transferred(arrival("hand-1", 400), arrival("e1", 700, 100))(tables)
    entry("e1", 700)(tables)
    assert rules(tables) == set()


def test_an_entry_of_what_staff_had_marked_before_is_no_difference() -> None:
    tables = deepcopy(HEALTHY)
    transferred(arrival("hand-1", 1000, sources=["hand", "camt053"]))(tables)
    entry("e1", 1000)(tables)
    assert rules(tables) == set()
