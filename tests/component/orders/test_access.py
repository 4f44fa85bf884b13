"""How long a guest's key opens an order, and how one gets another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from orders import compose
from orders.domain.erasure import anonymised
from orders.doors.api import api
from orders.usecases.ports import Cart
from souk import clock
from souk.events import data_of
from souk.events.orders import OrderLinkAsked
from souk.ids import new_id
from souk.limits import rules
from souk.shopper.access_key import LINK_FOR, OPEN_FOR, VISIT
from tests.component.orders.conftest import NOW, Calls
from tests.component.orders.test_api import ADA, MEMBER_BODY, assert_problem, check_out
from tests.support import outbox
from tests.support.http import Response, call
from tests.unit.orders.fakes import USER, World

MAIL = "ada@example.org"


def read(order_id: str, key: str) -> Response:
    return call(api, "GET", f"/orders/{order_id}", headers={"X-Order-Key": key})


def ask(order_id: str, email: str = MAIL) -> Response:
    return call(api, "POST", f"/orders/{order_id}/access-link", body={"email": email})


def look_up(number: str, email: str = MAIL) -> Response:
    return call(api, "POST", "/order-look-ups", body={"order_number": number, "email": email})


def use(order_id: str, code: str, by: str = "mine") -> Response:
    return call(api, "POST", f"/orders/{order_id}/access", body={"code": code}, headers={"Idempotency-Key": by})


def read_number(order_id: str) -> str:
    order = compose.services().parts.store.find(order_id)
    assert order is not None
    return order.details.number


@pytest.fixture
def placed(world: World) -> dict[str, Any]:
    answer: dict[str, Any] = check_out().json
    return answer


@pytest.fixture
def over(placed: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The id and key of a cancelled order, sixty days later."""
    order_id, key = placed["order"]["id"], placed["access_key"]
    headers = {"Idempotency-Key": "c", "X-Order-Key": key}
    assert call(api, "POST", f"/orders/{order_id}/cancel", body={}, headers=headers).json["state"] == "CANCELLED"
    with clock.freeze(NOW + OPEN_FOR):
        yield order_id, key


def asked(table: str) -> list[OrderLinkAsked]:
    return [data_of(event, OrderLinkAsked) for event in outbox.events(table) if event.type == "order.link_asked"]


def test_the_key_of_the_letters_ends_after_the_order_has(over: tuple[str, str]) -> None:
    order_id, key = over
    with clock.freeze(NOW + OPEN_FOR - timedelta(seconds=1)):
        assert read(order_id, key).status == 200
    assert_problem(read(order_id, key), 403, "order_key_expired")
    assert call(api, "GET", f"/orders/{order_id}", query={"key": key}).status >= 400, "no key opens it from there"
    paying = call(api, "GET", f"/orders/{order_id}/payment", headers={"X-Order-Key": key})
    assert_problem(paying, 403, "order_key_expired")
    assert_problem(read(order_id, f"{key}x"), 404, "not_found")
    assert_problem(read(order_id, ""), 404, "not_found")


def test_an_order_under_way_is_open_however_long_it_takes(placed: dict[str, Any]) -> None:
    with clock.freeze(NOW + timedelta(days=365)):
        assert read(placed["order"]["id"], placed["access_key"]).status == 200


def test_a_link_is_mailed_that_opens_the_order_once(over: tuple[str, str], table: str) -> None:
    order_id, key = over
    answer = ask(order_id, "Ada@Example.org ")
    assert (answer.status, answer.body) == (202, "")
    (link,) = asked(table)
    assert (link.email, link.access_key) == (MAIL, "")
    assert link.number.startswith("SK-")
    assert_problem(read(order_id, link.code), 404, "not_found")
    visit = use(order_id, link.code)
    assert visit.status == 200
    assert datetime.fromisoformat(visit.json["expires_at"]) == clock.now() + VISIT
    assert visit.json["access_key"] not in ("", key, link.code)
    assert read(order_id, visit.json["access_key"]).json["state"] == "CANCELLED"
    assert_problem(use(order_id, link.code, by="another"), 403, "order_key_expired")
    with clock.freeze(NOW + OPEN_FOR + VISIT):
        assert_problem(read(order_id, visit.json["access_key"]), 403, "order_key_expired")


def test_whose_answer_was_lost_uses_the_link_again(over: tuple[str, str], table: str) -> None:
    order_id, _ = over
    ask(order_id)
    (link,) = asked(table)
    keys = [use(order_id, link.code).json["access_key"] for _ in range(3)]
    assert [read(order_id, key).status for key in keys] == [200] * 3


def test_a_link_is_too_old_after_an_hour_and_of_its_order_alone(over: tuple[str, str], table: str) -> None:
    order_id, key = over
    ask(order_id)
    (link,) = asked(table)
    with clock.freeze(NOW + OPEN_FOR + LINK_FOR):
        assert_problem(use(order_id, link.code), 403, "order_key_expired")
    for wrong_id, code in ((new_id(), link.code), ("no-id", link.code), (order_id, key), (order_id, f"{link.code}0")):
        assert_problem(use(wrong_id, code), 404, "not_found")
    assert use(order_id, link.code).status == 200


def test_an_order_is_found_by_its_number_and_mailbox(over: tuple[str, str], table: str) -> None:
    order_id, _ = over
    number = read_number(order_id)
    answer = look_up(f" {number.lower()} ", "ADA@example.org")
    assert (answer.status, answer.body) == (202, "")
    (link,) = asked(table)
    assert (link.order_id, link.number, link.email) == (order_id, number, MAIL)
    assert use(order_id, link.code).status == 200


def test_a_look_up_shows_nobody_whether_there_is_such_an_order(over: tuple[str, str], table: str, calls: Calls) -> None:
    """As by its id: the answer, and what is read and written for it, are the same."""
    number = read_number(over[0])
    calls.clear()
    seen = []
    for name, email in ((number, MAIL), (number, "eve@example.org"), ("SK-00000-00000", MAIL)):
        answer = look_up(name, email)
        seen.append((answer.status, answer.body, sorted(answer.headers), tuple(calls.names)))
        calls.clear()
    assert len(set(map(repr, seen))) == 1
    assert sorted((link.email, link.number) for link in asked(table)) == [("", ""), ("", ""), (MAIL, number)]


def test_look_ups_and_links_are_counted_together(over: tuple[str, str], table: str) -> None:
    number = read_number(over[0])
    for _ in range(rules.LINKS_ASKED.most):
        assert look_up(number).status == 202
    assert_problem(look_up(number), 429, "rate_limited")
    assert_problem(ask(over[0]), 429, "rate_limited")
    assert look_up("SK-00000-00000", "eve@example.org").status == 202


def test_the_letter_about_a_members_order_carries_no_key(world: World, table: str) -> None:
    world.carts[USER] = Cart("cart-2", {"MUG": 1})
    headers = {"Idempotency-Key": "key"}
    order = call(api, "POST", "/me/checkout", body=MEMBER_BODY, user=ADA, headers=headers).json["order"]
    ask(order["id"])
    (link,) = asked(table)
    assert (link.email, link.code, link.access_key) == (MAIL, "", "")


def test_whoever_asks_for_what_is_not_theirs_sees_no_difference(
    over: tuple[str, str], table: str, calls: Calls
) -> None:
    """Not in the answer, not in what is read and written for it, and so not in the time it takes."""
    order_id, _ = over
    calls.clear()
    seen = []
    for asked_of, email in ((order_id, MAIL), (order_id, "eve@example.org"), (new_id(), MAIL)):
        answer = ask(asked_of, email)
        seen.append((answer.status, answer.body, sorted(answer.headers), tuple(calls.names)))
        calls.clear()
    assert len(set(map(repr, seen))) == 1
    assert [link.email for link in sorted(asked(table), key=lambda link: link.email)] == ["", "", MAIL]
    assert ask("no-id").status == 202
    assert len(asked(table)) == 3


def test_nobody_is_written_to_about_an_order_whose_person_is_forgotten(over: tuple[str, str], table: str) -> None:
    order_id, _ = over
    store = compose.services().parts.store
    order = store.find(order_id)
    assert order is not None
    store.rewrite(anonymised(order), order.version)
    ask(order_id)
    assert [link.email for link in asked(table)] == [""]


def test_only_so_many_links_are_asked_for(over: tuple[str, str], table: str) -> None:
    order_id, _ = over
    for _ in range(rules.LINKS_ASKED.most):
        assert ask(order_id).status == 202
    problem = ask(order_id)
    assert_problem(problem, 429, "rate_limited")
    assert problem.json["limit"] == "links-asked"
    assert ask(order_id, "eve@example.org").status == 202
    assert len(asked(table)) == rules.LINKS_ASKED.most + 1


def test_no_key_reaches_a_log_line(over: tuple[str, str], table: str, caplog: pytest.LogCaptureFixture) -> None:
    order_id, key = over
    ask(order_id)
    (link,) = asked(table)
    visit = use(order_id, link.code).json["access_key"]
    use(order_id, link.code, by="another")
    for given in (key, visit, "0123456789.forged"):
        read(order_id, given)
    text = " ".join(repr(vars(record)) for record in caplog.records)
    assert "order_key_expired" in text
    for private in (key, link.code, visit, visit[:64], "forged", MAIL):
        assert private not in text
