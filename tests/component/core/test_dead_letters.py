"""Staff see what a consumer has set aside, and have it tried again, with no right over any other service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import souk_openapi
from backoffice.doors.api import api as backoffice
from payments.doors.api import api
from souk import clock
from souk.delivery.ports import Why
from souk.delivery.record import KafkaRecord
from souk.delivery.table import TableInbox
from tests.support.dynamo import table
from tests.support.http import Response, call

LANE = "souk.orders.v1-0"
FUNCTIONS = Path(__file__).parents[3] / "functions"
PATH = "/ops/dead-letters/payments"


@pytest.fixture
def inbox() -> Iterator[TableInbox]:
    with table("payments", service="payments"):
        yield TableInbox()


def ask(method: str, path: str, body: Any = None, group: str = "admin") -> Response:
    return call(api, method, path, body=body, user="s1", groups=[group])


def set_aside(inbox: TableInbox, aggregate: str, offset: int, *, hopeless: bool = False) -> None:
    record = KafkaRecord("souk.orders.v1", LANE, offset, aggregate, b"{}", 0, {})
    why = Why("KeyError", "order.paid", "purchase-1", hopeless)
    inbox.set_aside(LANE, aggregate, record, why, None if hopeless else clock.now() + timedelta(hours=1))


def test_what_waits_for_a_person_comes_first_with_what_leads_to_its_logs(inbox: TableInbox) -> None:
    set_aside(inbox, "o1", 1)
    set_aside(inbox, "o2", 2, hopeless=True)
    answer = ask("GET", PATH)
    assert answer.status == 200
    assert [(one["aggregate"], one["due_at"] is None) for one in answer.json["items"]] == [("o2", True), ("o1", False)]
    first = answer.json["items"][0]
    told = (first["reason"], first["event_type"], first["correlation_id"])
    assert told == ("KeyError", "order.paid", "purchase-1")
    assert answer.json["more"] is False


def test_what_is_to_be_tried_again_is_due_at_once(inbox: TableInbox) -> None:
    set_aside(inbox, "o1", 1)
    assert inbox.due(clock.now(), 9) == []
    assert ask("POST", PATH, {"lane": LANE, "aggregate": "o1"}).status == 202
    assert [waiting.aggregate for waiting in inbox.due(clock.now() + timedelta(seconds=1), 9)] == ["o1"]
    assert ask("POST", PATH, {"lane": LANE, "aggregate": "o9"}).status == 404


def test_a_page_is_bounded_however_much_is_set_aside(inbox: TableInbox) -> None:
    for number in range(52):
        set_aside(inbox, f"o{number}", number)
    answer = ask("GET", PATH).json
    assert (len(answer["items"]), answer["more"]) == (50, True)


def test_every_service_with_a_consumer_and_staff_shows_what_it_has_set_aside() -> None:
    consume = {path.parts[-3] for path in FUNCTIONS.glob("*/*/doors/consumers.py")} - {"cart", "search"}
    served = {route.path for api in souk_openapi.apis().values() for route in api.routes}
    assert {path for path in served if re.fullmatch("/ops/dead-letters/[^/]+", path)} == {
        f"/ops/dead-letters/{service}" for service in consume
    }


def test_an_index_of_keys_alone_leads_to_the_whole() -> None:
    with table("backoffice", service="backoffice"):
        set_aside(TableInbox(), "o1", 1)
        answer = call(backoffice, "GET", "/ops/dead-letters/backoffice", user="s1", groups=["admin"])
    assert [(one["aggregate"], one["event_type"]) for one in answer.json["items"]] == [("o1", "order.paid")]


def test_only_who_may_reads_it_and_tries_again(inbox: TableInbox) -> None:
    assert ask("GET", PATH, group="support").status == 403
    assert ask("POST", PATH, {"lane": LANE, "aggregate": "o1"}, group="finance").status == 403
