"""Routes for staff: who gets in is decided by how the session stands now, not by what the token says."""

from __future__ import annotations

from typing import Any

import pytest

from souk.errors import Unavailable
from souk.http import Api, Auth, Request, SessionState
from souk.staff.permissions import Permission, Role
from tests.support.http import Response, call

HOLDS = SessionState(active=True, second_factor=True, groups=frozenset({"finance"}))
ENDED = SessionState(active=False)


class Office:
    """A service with a route for staff, and the check of its sessions."""

    def __init__(self) -> None:
        self.state: SessionState | Unavailable = HOLDS
        self.asked: list[str] = []
        self.seen: Request[None, None] | None = None
        api = self.api = Api("office", sessions=lambda: self.check)

        @api.post("/admin/payments/{payment_id}/refunds", needs=Permission.PAYMENTS_REFUND)
        def refund(request: Request[None, None], payment_id: str) -> dict[str, Any]:
            self.seen = request
            return {"refunded": payment_id}

        @api.get("/me/orders", auth=Auth.USER)
        def orders(_request: Request[None, None]) -> dict[str, Any]:
            return {"items": []}

    def check(self, user_id: str, _session_id: str) -> SessionState:
        self.asked.append(user_id)
        if isinstance(self.state, Unavailable):
            raise self.state
        return self.state

    def refund(self, *, user: str | None = "u1", groups: list[str]) -> Response:
        return call(self.api, "POST", "/admin/payments/p1/refunds", user=user, groups=groups)


@pytest.fixture
def office() -> Office:
    return Office()


def refused(office: Office, answer: Response) -> tuple[int, str]:
    assert office.seen is None, "the view was run"
    return answer.status, answer.json["code"]


def test_staff_with_the_permission_get_in_as_who_they_are_now(office: Office) -> None:
    assert office.refund(groups=["support"]).json == {"refunded": "p1"}
    assert office.seen is not None
    assert office.seen.signed_in.groups == {"finance"}


def test_a_role_that_was_taken_away_counts_no_more_whatever_the_token_says(office: Office) -> None:
    office.state = SessionState(active=True, second_factor=True)
    answer = office.refund(groups=["admin"])
    assert refused(office, answer) == (403, "forbidden")
    assert answer.json["detail"] == "this needs the permission payments.refund"


def test_an_ended_session_is_signed_in_no_more(office: Office) -> None:
    office.state = ENDED
    assert refused(office, office.refund(groups=["admin"])) == (401, "unauthenticated")


def test_staff_without_a_second_factor_are_told_to_use_it(office: Office) -> None:
    office.state = SessionState(active=True, second_factor=False, groups=frozenset({"admin"}))
    assert refused(office, office.refund(groups=["admin"])) == (403, "second_factor_required")


def test_nobody_of_the_staff_gets_in_while_sessions_cannot_be_checked(office: Office) -> None:
    office.state = Unavailable("users is down")
    answer = office.refund(groups=["admin"])
    assert refused(office, answer) == (503, "unavailable")
    assert "Retry-After" in answer.headers
    assert call(office.api, "GET", "/me/orders", user="u1").status == 200


@pytest.mark.parametrize(("user", "refusal"), [(None, (401, "unauthenticated")), ("u1", (403, "forbidden"))])
def test_for_whoever_is_no_staff_nobody_is_asked(office: Office, user: str | None, refusal: tuple[int, str]) -> None:
    assert refused(office, office.refund(user=user, groups=[])) == refusal
    assert call(office.api, "GET", "/me/orders", user="u1", groups=["admin"]).status == 200
    assert office.asked == []


@pytest.mark.parametrize("path", ["/admin", "/admin/orders", "/ops/logs"])
def test_a_route_for_staff_is_not_declared_without_its_permission(path: str) -> None:
    with pytest.raises(ValueError, match="says what permission it needs"):
        Api("office", sessions=lambda: lambda *_: HOLDS).get(path, auth=Auth.USER)(lambda request: None)


@pytest.mark.parametrize("path", ["/me/orders", "/administrators", "/orders/admin"])
def test_what_is_not_for_staff_asks_for_no_permission(path: str) -> None:
    with pytest.raises(ValueError, match="says what permission it needs"):
        Api("office", sessions=lambda: lambda *_: HOLDS).get(path, needs=Permission.ORDERS_READ)(lambda request: None)


def test_an_api_that_cannot_check_sessions_has_no_route_for_staff() -> None:
    with pytest.raises(ValueError, match="cannot check"):
        Api("office").get("/admin/orders", needs=Permission.ORDERS_READ)(lambda request: None)


def test_the_former_group_of_staff_sees_and_moves_no_money(office: Office) -> None:
    office.state = SessionState(active=True, second_factor=True, groups=frozenset({"staff"}))
    assert refused(office, office.refund(groups=["staff"])) == (403, "forbidden")
    office.state = SessionState(active=True, second_factor=True, groups=frozenset({"staff", Role.FINANCE}))
    assert office.refund(groups=["staff"]).status == 200
