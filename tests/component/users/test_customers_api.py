"""/admin/customers, from the gateway's event to Cognito and the table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from souk import clock
from souk.cloud import aws
from souk.staff.permissions import STAFF_ROLES
from tests.component.users.pool import Pool
from tests.component.users.test_closing_api import erase
from tests.component.users.test_security_api import ANN, PASSWORD, ann, sign_in
from tests.support.clients import whole
from tests.support.http import Response, call
from tests.support.outbox import types
from users import compose
from users.adapters.exports.exported import DynamoOwnRecords
from users.adapters.session_store import DynamoSessions
from users.domain.closing import GRACE
from users.domain.sessions import Session
from users.doors.api import api

__all__ = ["ann"]
REASON = {"reason": "three orders charged back"}
SEARCHED = {"kind": "searched", "query": "blue mug"}
ADDRESS = {"name": "Ann", "line1": "1 High Street", "city": "London", "postal_code": "SW1A 1AA", "country": "GB"}


@pytest.fixture(autouse=True)
def colleagues(pool: Pool) -> None:
    """Somebody of each role, signed in."""
    now = clock.now()
    for role in STAFF_ROLES:
        session = Session(f"of-{role}", role, now, now, "", "hash", "seed", "token", (role.value,), second_factor=True)
        DynamoSessions().add(session)


def staff(method: str, path: str, role: str = "admin", **options: Any) -> Response:
    return call(api, method, f"/admin/customers{path}", user=role, groups=[role], session=f"of-{role}", **options)


def tag(user: str) -> str:
    return staff("GET", f"/{user}").headers["ETag"]


def decide(user: str, what: str, **body: str) -> Response:
    return staff("POST", f"/{user}/{what}", "support", body=body or REASON, headers={"If-Match": tag(user)})


def password_only(email: str = ANN, password: str = PASSWORD) -> tuple[int, str]:
    answer = call(api, "POST", "/auth/sign-in", body={"email": email, "password": password})
    return answer.status, answer.json.get("code", "")


def agree_to_activity(user: str, *, given: bool) -> None:
    body = {"given": given, "version": "2026-11"}
    assert call(api, "PUT", "/me/consents/activity", body=body, user=user).status == 200


def test_a_customer_is_found_by_the_whole_address_alone(ann: str) -> None:
    sign_in()
    (found,) = staff("GET", "", query={"email": ANN.upper()}).json["items"]
    assert (found["id"], found["email"], found["status"]) == (ann, ANN, "active")
    assert staff("GET", "", query={"email": "nobody@example.com"}).json == {"items": [], "next_cursor": None}
    assert staff("GET", "", query={"email": "ann@"}).status == 400


def test_an_account_without_a_profile_is_no_customer_yet(ann: str) -> None:
    assert staff("GET", "", query={"email": ANN}).json["items"] == []
    assert [staff("GET", f"/{ann}{part}").status for part in ("", "/activity", "/consents")] == [404, 404, 404]


def test_a_customer_is_shown_whole_and_a_second_look_costs_nothing_when_nothing_changed(ann: str) -> None:
    here = sign_in()
    assert here.call("POST", "/me/addresses", body=ADDRESS).status == 201
    shown = staff("GET", f"/{ann}")
    assert {name: shown.json[name] for name in ("email", "status", "sessions", "second_factor", "block")} == {
        "email": ANN,
        "status": "active",
        "sessions": 1,
        "second_factor": False,
        "block": None,
    }
    assert [address["city"] for address in shown.json["addresses"]] == ["London"]
    again = {"If-None-Match": shown.headers["ETag"]}
    assert staff("GET", f"/{ann}", headers=again).status == 304
    sign_in()
    assert staff("GET", f"/{ann}", headers=again).json["sessions"] == 2


def test_activity_is_shown_as_long_as_the_person_agrees(ann: str) -> None:
    here = sign_in()
    agree_to_activity(ann, given=True)
    assert here.call("POST", "/me/activity", body=SEARCHED).status == 202
    page = staff("GET", f"/{ann}/activity").json
    assert (page["agreed"], [line["query"] for line in page["items"]]) == (True, ["blue mug"])
    agree_to_activity(ann, given=False)
    assert staff("GET", f"/{ann}/activity").json == {"agreed": False, "items": [], "next_cursor": None}


def test_consents_are_shown_with_every_decision_and_its_version(ann: str) -> None:
    sign_in()
    agree_to_activity(ann, given=True)
    agree_to_activity(ann, given=False)
    kinds = {item["kind"]: item for item in staff("GET", f"/{ann}/consents").json["items"]}
    assert [(one["given"], one["version"]) for one in kinds["activity"]["decisions"]] == [
        (False, "2026-11"),
        (True, "2026-11"),
    ]
    assert kinds["marketing"]["decisions"] == []


def test_who_is_blocked_is_out_and_only_who_knows_the_password_is_told(ann: str, users_table: str) -> None:
    browser = sign_in()
    blocked = decide(ann, "block")
    assert (blocked.status, blocked.json["status"], blocked.json["sessions"]) == (200, "blocked", 0)
    assert blocked.json["block"]["reason"] == REASON["reason"]
    assert types(users_table)[-1] == "user.updated"
    assert browser.refresh() == 401
    assert password_only() == (403, "account_blocked")
    assert password_only(password="not hers at all") == password_only(email="nobody@example.com")
    assert compose.services().sessions.held(ann) == [], "a sign-in that was refused leaves none"


def test_a_refused_sign_in_leaves_nothing_at_cognito(ann: str, pool: Pool) -> None:
    sign_in()
    decide(ann, "block")
    held = pool.refresh_tokens()
    password_only()
    assert pool.refresh_tokens() <= held


def test_who_is_let_in_again_signs_in_anew(ann: str) -> None:
    sign_in()
    decide(ann, "block")
    let_in = decide(ann, "unblock", reason="the bank was wrong")
    assert (let_in.status, let_in.json["status"], let_in.json["block"]["blocked"]) == (200, "active", False)
    assert sign_in().call("GET", "/me").status == 200


def test_a_decision_is_about_the_customer_as_they_were_looked_at(ann: str) -> None:
    here = sign_in()
    seen = tag(ann)
    sign_in()  # no change of the customer
    assert staff("POST", f"/{ann}/block", body=REASON).status == 428
    assert staff("POST", f"/{ann}/block", body=REASON, headers={"If-Match": '"x"'}).status == 412
    assert here.call("PATCH", "/me", body={"name": "Ann B"}).status == 200
    assert staff("POST", f"/{ann}/block", body=REASON, headers={"If-Match": seen}).status == 412
    seen = tag(ann)
    once, again = (staff("POST", f"/{ann}/block", body=REASON, headers={"If-Match": seen}) for _ in range(2))
    assert (once.status, again.json) == (200, once.json), "an answer that got lost is given again"


def test_who_was_never_blocked_is_not_let_in_again(ann: str) -> None:
    sign_in()
    assert (decide(ann, "unblock").json["block"], decide(ann, "unblock").json["version"]) == (None, 1)


def test_a_block_holds_although_cognito_is_away(ann: str, pool: Pool) -> None:
    browser = sign_in()
    pool.refuse("AdminUserGlobalSignOut", "InternalErrorException")
    assert decide(ann, "block").status == 200
    assert browser.refresh() == 401


def test_nobody_of_the_staff_is_blocked_or_erased(ann: str, pool: Pool) -> None:
    sign_in()
    pool.add_to_group(ANN, "admin")
    refused = decide(ann, "block")
    assert (refused.status, refused.json["code"]) == (409, "of_the_staff")
    assert staff("POST", f"/{ann}/erase").json["code"] == "of_the_staff"
    assert sign_in().call("GET", "/me").json["closes_at"] is None


def test_the_reason_is_in_the_copy_of_the_persons_data(ann: str) -> None:
    sign_in()
    decide(ann, "block")
    kinds: dict[str, list[Any]] = {kind: list(records) for kind, records in DynamoOwnRecords().kinds(ann)}
    (profile,) = kinds["profile"]
    assert (profile["blocked"], profile["block_reason"]) == (True, REASON["reason"])


def test_the_reason_goes_with_the_person(ann: str, users_table: str) -> None:
    sign_in()
    decide(ann, "block")
    staff("POST", f"/{ann}/erase")
    assert REASON["reason"] in stored(users_table)
    erase(GRACE + timedelta(minutes=1))
    with clock.freeze(clock.now() + GRACE + timedelta(hours=1)):
        compose.services().erasure_answers.orders_erased(ann)
    erase(GRACE + timedelta(days=1, hours=2))
    assert REASON["reason"] not in stored(users_table)


def stored(name: str) -> str:
    """All that is in the table."""
    return str(whole("dynamodb").scan(TableName=name)["Items"])


def test_a_copy_is_begun_in_the_persons_place_and_its_link_is_theirs(ann: str, users_table: str) -> None:
    sign_in()
    begun = staff("POST", f"/{ann}/export", "support")
    assert (begun.status, begun.json["state"], begun.json["link"]) == (202, "under_way", None)
    assert staff("POST", f"/{ann}/export", "support").json["asked_at"] == begun.json["asked_at"]
    assert staff("GET", f"/{ann}/export", "support").json == begun.json
    assert types(users_table).count("user.export_asked") == 1
    assert staff("POST", "/nobody/export").status == 404


def test_an_account_is_closed_in_the_persons_place_and_they_can_take_it_back(ann: str, users_table: str) -> None:
    browser = sign_in()
    closing = staff("POST", f"/{ann}/erase")
    assert (closing.status, closing.json["status"]) == (202, "closing")
    assert browser.refresh() == 401
    assert types(users_table)[-1] == "user.closing"
    assert staff("POST", f"/{ann}/erase").json["closes_at"] == closing.json["closes_at"]
    assert sign_in().call("POST", "/me/restore").json["closes_at"] is None


@pytest.mark.parametrize(
    ("role", "path", "status"), [("finance", "block", 403), ("finance", "export", 403), ("support", "erase", 403)]
)
def test_a_role_does_what_its_work_takes(ann: str, role: str, path: str, status: int) -> None:
    sign_in()
    body = REASON if path == "block" else None
    assert staff("POST", f"/{ann}/{path}", role, body=body, headers={"If-Match": tag(ann)}).status == status


def test_what_is_read_grows_neither_with_the_shop_nor_with_the_history(ann: str) -> None:
    here = sign_in()
    agree_to_activity(ann, given=True)
    counted: list[list[str]] = []
    for already in (0, 30):
        for number in range(already):
            here.call("POST", "/me/activity", body={"kind": "searched", "query": f"mug {number}"})
        with Calls() as made:
            assert staff("GET", f"/{ann}").status == 200
            assert staff("GET", f"/{ann}/activity", query={"limit": "10"}).status == 200
        counted.append(made)
    assert counted[0] == counted[1]
    assert "Scan" not in counted[0]


class Calls:
    """The operations of DynamoDB and Cognito, by name, as they are called."""

    def __enter__(self) -> list[str]:
        self._made: list[str] = []
        aws.session().register("before-call.dynamodb", self._note)
        aws.session().register("before-call.cognito-idp", self._note)
        return self._made

    def __exit__(self, *_: object) -> None:
        aws.session().unregister("before-call.dynamodb", self._note)
        aws.session().unregister("before-call.cognito-idp", self._note)

    def _note(self, model: Any, **_: Any) -> None:
        self._made.append(model.name)
