"""DELETE /me, POST /me/restore and the timer that forgets, on Cognito and the table."""

from __future__ import annotations

from datetime import timedelta

import pytest

from souk import clock
from tests.component.users.pool import Pool
from tests.component.users.test_security_api import ANN, PASSWORD, ann, sign_in
from tests.support.lambdas import LambdaContext
from tests.support.outbox import types
from users import compose
from users.domain.closing import GRACE
from users.doors import schedule

__all__ = ["ann"]
BODY = {"password": PASSWORD}


def erase(after: timedelta) -> None:
    with clock.freeze(clock.now() + after):
        schedule.handler({"job": "erase"}, LambdaContext())


@pytest.mark.usefixtures("ann")
def test_closing_ends_every_session_and_says_until_when_it_can_be_taken_back(users_table: str) -> None:
    browser = sign_in()
    answer = browser.call("DELETE", "/me", body=BODY)
    assert answer.status == 202
    assert answer.json["closes_at"]
    assert browser.refresh() == 401
    assert types(users_table) == ["user.registered", "user.closing"]
    assert browser.call("POST", "/me/restore").status == 401, "a session that has ended takes nothing back"
    again = sign_in()
    assert again.call("GET", "/me").json["closes_at"] == answer.json["closes_at"]
    assert again.call("DELETE", "/me", body=BODY).json["closes_at"] == answer.json["closes_at"]
    assert sign_in().call("POST", "/me/restore").json["closes_at"] is None


@pytest.mark.usefixtures("ann")
def test_a_page_that_was_left_open_closes_no_account(users_table: str) -> None:
    refused = sign_in().call("DELETE", "/me", body={"password": "not hers at all"})
    assert (refused.status, refused.json["code"]) == (400, "wrong_password")
    assert "user.closing" not in types(users_table)


def test_once_the_time_is_over_nobody_signs_in_any_more(ann: str, pool: Pool, users_table: str) -> None:
    browser = sign_in()
    browser.call("DELETE", "/me", body=BODY)
    erase(GRACE - timedelta(minutes=1))
    assert pool.emails() == [ANN]
    back = sign_in()
    with clock.freeze(clock.now() + GRACE):
        late = back.call("POST", "/me/restore")
        assert (late.status, late.json["code"]) == (409, "erasure_begun")
    erase(GRACE + timedelta(minutes=1))
    assert pool.emails() == []
    assert types(users_table)[-1] == "user.erased"
    erase(GRACE + timedelta(minutes=30))
    assert types(users_table).count("user.erased") == 1, "asked again after a day only"
    erase(GRACE + timedelta(days=1, minutes=2))
    assert types(users_table).count("user.erased") == 2
    assert back.call("GET", "/me/sessions").json == {"items": []}


def test_the_profile_goes_last_and_a_mark_stays(ann: str, users_table: str) -> None:
    sign_in().call("DELETE", "/me", body=BODY)
    erase(GRACE + timedelta(minutes=1))
    services = compose.services()
    with clock.freeze(clock.now() + GRACE + timedelta(hours=1)):
        services.erasure_answers.orders_erased(ann)
    erase(GRACE + timedelta(hours=2))
    assert services.profiles.get(ann), "its last events have a day to come in"
    erase(GRACE + timedelta(days=1, hours=2))
    assert services.profiles.get(ann) is None
    assert services.parts.erasures.is_erased(ann)
    assert types(users_table) == ["user.erased"]
