"""Every request of the staff is on record before it is answered, and nothing is done that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from souk import context
from souk.errors import Conflict
from souk.events import data_of
from souk.events.audit import StaffActed, StaffChange
from souk.http import Api, Request, SessionState, audit
from souk.http.audit import network_of, trail
from souk.staff.changes import MAX_TEXT, note
from souk.staff.permissions import Permission
from tests.support import outbox
from tests.support.clients import whole
from tests.support.dynamo import table
from tests.support.http import Response, call
from tests.support.trail import MemoryTrail, kept

FINANCE = SessionState(active=True, second_factor=True, groups=frozenset({"finance"}))


class Office:
    """A service whose staff void payments, and see them."""

    def __init__(self) -> None:
        self.done = 0
        api = self.api = Api("office", sessions=lambda: lambda *_: FINANCE)

        @api.post("/admin/payments/{payment_id}/void", needs=Permission.PAYMENTS_VOID)
        def void(_request: Request[None, None], payment_id: str) -> dict[str, Any]:
            if payment_id == "broken":
                raise RuntimeError(payment_id)
            if payment_id == "captured":
                raise Conflict("it is captured")
            self.done += 1
            context.adopt("of-the-purchase")
            note(f"payment:{payment_id}", {"state": "OPEN", "amount": 5}, {"state": "VOIDED", "amount": 5})
            return {}

        @api.get("/admin/payments/{payment_id}", needs=Permission.PAYMENTS_READ)
        def read(_request: Request[None, None], payment_id: str) -> dict[str, Any]:
            self.done += 1
            return {"id": payment_id}

        @api.get("/ops/errors", needs=Permission.LOGS_READ)
        def errors(_request: Request[None, None]) -> dict[str, Any]:
            return {}

    def void(self, payment_id: str = "p1", **options: Any) -> Response:
        return call(self.api, "POST", f"/admin/payments/{payment_id}/void", user="fin", groups=["finance"], **options)

    def read(self) -> Response:
        return call(self.api, "GET", "/admin/payments/p1", user="fin", groups=["finance"])


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def entries() -> Iterator[MemoryTrail]:
    with kept() as found:
        yield found


def test_a_change_is_recorded_before_and_after_it_is_done(office: Office, entries: MemoryTrail) -> None:
    headers = {"X-Correlation-Id": "request-1", "User-Agent": "Firefox " + "x" * 500}
    assert office.void(headers=headers).status == 200
    intended, acted = entries.events
    assert [(e.type, e.aggregate_version, e.correlation_id) for e in entries.events] == [
        ("staff.intended", 1, "request-1"),
        ("staff.acted", 2, "request-1"),
    ]
    assert intended.aggregate_id == acted.aggregate_id
    assert data_of(intended, StaffActed).status == 0
    said = entries.last
    assert (said.actor_id, said.roles, said.operation, said.permission) == ("fin", ["finance"], "void", "payments.void")
    assert (said.service, said.things, said.source, said.status) == ("office", ["payment:p1"], "127.0.0.0/24", 200)
    assert said.changes == [StaffChange(thing="payment:p1", before={"state": "OPEN"}, after={"state": "VOIDED"})]
    assert len(said.user_agent) == 200
    assert (said.reads, said.personal) == (False, False)


@pytest.mark.parametrize(("payment_id", "status"), [("captured", 409), ("broken", 500)])
def test_what_fails_is_recorded_with_what_it_answered(
    office: Office, entries: MemoryTrail, payment_id: str, status: int
) -> None:
    assert office.void(payment_id).status == status
    assert entries.types == ["staff.intended", "staff.acted"]
    assert (entries.last.status, entries.last.changes) == (status, [])


def test_what_is_only_read_is_recorded_once_and_says_that_it_is_about_people(
    office: Office, entries: MemoryTrail
) -> None:
    assert office.read().status == 200
    assert entries.types == ["staff.acted"]
    assert (entries.last.reads, entries.last.personal, entries.last.things) == (True, True, ["payment:p1"])


def test_nothing_is_done_whose_intention_cannot_be_recorded(office: Office) -> None:
    with kept(MemoryTrail(full_after=0)):
        answer = office.void()
    assert (answer.status, answer.json["code"], office.done) == (503, "unavailable", 0)
    assert "Retry-After" in answer.headers


def test_nothing_is_shown_that_cannot_be_recorded(office: Office) -> None:
    with kept(MemoryTrail(full_after=0)):
        answer = office.read()
    assert (answer.status, answer.json["code"]) == (503, "unavailable")
    assert "p1" not in answer.body


def test_what_was_done_is_not_answered_while_it_cannot_be_recorded_and_its_intention_stays(office: Office) -> None:
    with kept(MemoryTrail(full_after=1)) as entries:
        answer = office.void()
    assert (answer.status, office.done, entries.types) == (503, 1, ["staff.intended"])


def test_who_is_refused_has_done_nothing(office: Office, entries: MemoryTrail) -> None:
    assert call(office.api, "GET", "/ops/errors", user="fin", groups=["finance"]).status == 403
    assert call(office.api, "GET", "/ops/errors").status == 401
    assert office.void(raw="x", query={"unheard": "of"}).status == 400
    assert len(entries) == 0


def test_the_trail_of_a_service_is_its_tables_outbox(office: Office) -> None:
    with table(service="orders") as name, trail.swap(audit.OutboxTrail):
        assert office.void().status == 200
        assert outbox.types(name) == ["staff.intended", "staff.acted"]


def test_a_table_that_does_not_answer_lets_nobody_act(office: Office) -> None:
    with table(service="orders", name="orders") as name, trail.swap(audit.OutboxTrail):
        whole("dynamodb").delete_table(TableName=name)
        assert (office.void().status, office.done) == (503, 0)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("", ""),
        ("unknown", ""),
    ],
)
def test_of_an_address_the_network_is_kept(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_note_is_bounded_and_says_what_differs() -> None:
    from souk.staff.changes import noted

    note("product:p1", {"title": "a"}, {"title": "b"})  # nobody listens
    with noted() as heard:
        note("product:p1", {"title": "a" * 999, "status": "draft"}, {"title": "b", "status": "draft"})
        note("product:p1", {"title": "a"}, {"title": "a"})
    assert [(dict(one.before), dict(one.after)) for one in heard] == [({"title": "a" * MAX_TEXT}, {"title": "b"})]


def test_both_entries_are_of_the_request_whatever_its_work_goes_on_under(office: Office) -> None:
    with kept() as found:
        office.void(headers={"X-Correlation-Id": "of-the-request"})
    assert [event.correlation_id for event in found.events] == ["of-the-request", "of-the-request"]
