"""Lists of what is ordinary, of what is rare, and how many there are of what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any

import pytest

from backoffice.adapters.desk import DynamoNotes
from backoffice.adapters.records import WordRecord
from backoffice.adapters.rows import DynamoRows
from backoffice.usecases.ports import OrderRow
from backoffice.usecases.projecting import Projection
from tests.component.backoffice.conftest import Office
from tests.component.backoffice.test_desk import pages, requests
from tests.support.told import START, Order


def order(number: int) -> Order:
    """One an hour."""
    return Order(
        id=f"o{number}",
        number=f"SK-1111{number}-11111",
        email=f"p{number}@example.com",
        at=START + timedelta(hours=number),
    )


def test_each_state_has_its_list(office: Office) -> None:
    sent, parts, arrived, gone = map(order, range(4))
    for each in (sent, parts, arrived):
        office.hear(each.placed(), each.paid(), each.moved("order.fulfilling"))
    office.hear(sent.moved("order.shipped"), *(arrived.moved(f"order.{state}") for state in ("shipped", "delivered")))
    office.hear(parts.moved("order.partially_shipped"))
    office.hear(gone.placed(), gone.cancelled())
    states = ("SHIPPED", "PARTIALLY_SHIPPED", "DELIVERED", "CANCELLED")
    assert [office.numbers(state=state) for state in states] == [["o0"], ["o1"], ["o2"], ["o3"]]
    assert office.numbers(state="FULFILLING") == office.numbers(state="AWAITING_PAYMENT") == []
    assert office.numbers(payment="captured") == ["o2", "o1", "o0"]
    assert office.numbers(payment="captured", state="AWAITING_PAYMENT") == []
    office.hear(parts.moved("order.shipped"))
    assert (office.numbers(state="PARTIALLY_SHIPPED"), office.numbers(state="SHIPPED")) == ([], ["o1", "o0"])


def test_what_is_rare_is_found_amid_any_number_of_others(office: Office) -> None:
    """The fifteen that are newer would be more than a page looks through."""
    refunded, failed, parts, held = map(order, range(4))
    for each in (refunded, parts):
        office.hear(each.placed(), each.payment("payment.captured"), each.paid())
    office.hear(refunded.refunded(2000), parts.refunded(500))
    office.hear(failed.placed(), failed.payment("payment.failed"), held.placed(), held.payment("payment.authorised"))
    for number in range(4, 9):
        office.hear(*order(number).delivered())
    looked = {paid: office.numbers(payment=paid, limit="1") for paid in ("refunded", "failed", "authorised")}
    assert looked == {"refunded": ["o0"], "failed": ["o1"], "authorised": ["o3"]}
    rare = {"payment": ["refunded", "partially_refunded", "authorised", "failed"]}
    assert pages(office, **rare, limit="2") == ["o3", "o2", "o1", "o0"]  # type: ignore[arg-type]
    assert pages(office, **rare, limit="3", sort="oldest") == ["o0", "o1", "o2", "o3"]  # type: ignore[arg-type]
    span = {"from": (START + timedelta(hours=1)).isoformat(), "to": (START + timedelta(hours=2)).isoformat()}
    assert office.numbers(**rare, **span) == ["o1"]  # type: ignore[arg-type]
    assert office.numbers(payment="refunded", country="SE") == []
    backwards = {"from": span["to"], "to": span["from"]}
    assert office.numbers(payment="refunded", **backwards) == office.numbers(**backwards) == []
    office.hear(failed.payment("payment.captured"), held.payment("payment.captured"))
    assert office.numbers(payment="failed") == office.numbers(payment="authorised") == []
    office.hear(refunded.anonymised())
    assert office.numbers(payment="refunded") == []


def test_what_waits_for_several_reasons_is_found_once(office: Office) -> None:
    for number in range(3):
        each = order(number)
        office.hear(each.placed(), each.paid(), each.short(), each.parcel("shipment.exception"))
    wanted: Any = {"waiting": ["short", "exception"], "limit": "1"}
    assert pages(office, **wanted) == ["o2", "o1", "o0"]


class Dying(DynamoRows):
    """The worker dies before it puts a mark."""

    def put_words_if(self, row: OrderRow, words: Sequence[str]) -> None:
        raise RuntimeError("killed")


def test_a_mark_is_put_when_its_event_comes_again(office: Office) -> None:
    """The row was written, and then the worker died."""
    late = order(1)
    office.hear(late.placed())
    declined = late.payment("payment.failed")
    with pytest.raises(RuntimeError):
        Projection(Dying(), DynamoNotes(), UTC, "EUR").hear([declined])
    assert office.get("/orders")["items"][0]["payment"] == "failed"
    assert office.numbers(payment="failed") == []
    office.hear(declined)
    assert office.numbers(payment="failed") == ["o1"]


def test_what_waits_costs_no_more_to_count_than_a_hundred(office: Office) -> None:
    short(office, 0)
    few = requests(office, {}, "/waiting")
    assert waiting(office) == {"short": (1, False), "to_send": (1, False)}
    with WordRecord.batch_write() as batch:
        for number in range(150):
            batch.save(WordRecord("WORD#O#W:", f"W:short {number:014} p{number}"))
    short(office, 1)
    assert waiting(office) == {"short": (100, True), "to_send": (2, False)}
    assert requests(office, {}, "/waiting") == few == 13


def short(office: Office, number: int) -> None:
    each = order(number)
    office.hear(each.placed(), each.paid(), each.short())


def waiting(office: Office) -> dict[str, tuple[int, bool]]:
    items = office.get("/waiting")["items"]
    return {item["what"]: (item["count"], item["more"]) for item in items if item["count"]}
