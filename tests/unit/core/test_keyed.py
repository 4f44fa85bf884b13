from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from souk import clock
from souk.errors import Forbidden, NotFound, RateLimited, Unauthenticated
from souk.http.keys.keyed import KEPT_SECONDS, MOST_KEPT, MOST_WRONG, KeptKeys, KeyState, holder, within
from souk.http.route import Route
from souk.staff.api_key import PresentedKey, new_key, presented
from souk.staff.permissions import NOT_FOR_KEYS, Permission

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOLDS = KeyState(active=True, permissions=frozenset({Permission.ORDERS_READ}), requests=3)
HOME = "192.0.2.1"


class Users:
    """The users service, which counts how often it is asked."""

    def __init__(self) -> None:
        self.state = HOLDS
        self.asked = 0

    def __call__(self, _key: PresentedKey) -> KeyState:
        self.asked += 1
        return self.state


@pytest.fixture
def users() -> Users:
    return Users()


def key() -> PresentedKey:
    made = presented(new_key())
    assert made is not None
    return made


def test_a_key_is_asked_for_again_once_its_lot_is_used_up(users: Users) -> None:
    check, mine = KeptKeys(users), key()
    with clock.freeze(NOON):
        assert [check(mine, HOME) for _ in range(3)] == [HOLDS] * 3
        assert users.asked == 1
        check(mine, HOME)
    assert users.asked == 2


def test_a_key_that_is_revoked_is_known_within_half_a_minute(users: Users) -> None:
    check, mine = KeptKeys(users), key()
    with clock.freeze(NOON):
        check(mine, HOME)
    users.state = KeyState(active=False)
    with clock.freeze(NOON + timedelta(seconds=KEPT_SECONDS - 1)):
        assert check(mine, HOME).active
    with clock.freeze(NOON + timedelta(seconds=KEPT_SECONDS)):
        assert not check(mine, HOME).active


def test_a_wrong_secret_of_a_key_that_is_kept_is_asked_for_by_itself(users: Users) -> None:
    check, mine = KeptKeys(users), key()
    check(mine, HOME)
    users.state = KeyState(active=False)
    assert not check(PresentedKey(mine.id, b"0" * 32), HOME).active


def test_who_sends_wrong_keys_is_soon_answered_without_a_question(users: Users) -> None:
    check, mine = KeptKeys(users), key()
    with clock.freeze(NOON):
        check(mine, HOME)
        users.state = KeyState(active=False)
        for _ in range(MOST_WRONG):
            assert not check(key(), HOME).active
        for _ in range(50):
            with pytest.raises(RateLimited) as refused:
                check(key(), HOME)
        assert refused.value.detail["retry_after"] == KEPT_SECONDS
        assert users.asked == 1 + MOST_WRONG
        assert check(mine, HOME).active, "a neighbour's key goes on"
        assert not check(key(), "192.0.2.2").active, "and others are not kept out"
    with clock.freeze(NOON + timedelta(seconds=KEPT_SECONDS)):
        assert not check(key(), HOME).active


def test_a_process_does_not_remember_without_end(users: Users) -> None:
    check, first = KeptKeys(users), key()
    for each in (first, *(key() for _ in range(MOST_KEPT))):
        check(each, HOME)
    check(first, HOME)
    assert users.asked == MOST_KEPT + 2


def route(method: str, path: str, needs: Permission | None) -> Route:
    return Route(method, path, lambda _request: None, needs=needs)


ROUTES = [
    route("GET", "/admin/orders/{order_id}", Permission.ORDERS_READ),
    route("GET", "/admin/orders/export", Permission.ORDERS_READ),
    route("POST", "/admin/orders/{order_id}/cancel", Permission.ORDERS_CANCEL),
    route("GET", "/orders/{order_id}", None),
]


def keyed(path: str, authorization: str = "") -> dict[str, Any]:
    return {
        "pathParameters": {"proxy": path},
        "headers": {"Authorization": authorization},
        "requestContext": {"resourcePath": "/keyed/orders/{proxy+}", "httpMethod": "GET", "authorizer": None},
    }


@pytest.mark.parametrize(
    ("path", "resource", "parameters"),
    [
        ("admin/orders/o1", "/admin/orders/{order_id}", {"order_id": "o1"}),
        ("admin/orders/export", "/admin/orders/export", None),
        ("admin/orders/a%2Fb/cancel", "/admin/orders/{order_id}/cancel", {"order_id": "a%2Fb"}),
    ],
)
def test_the_rest_of_the_path_is_a_route_of_the_staff(
    path: str, resource: str, parameters: dict[str, str] | None
) -> None:
    event = within(keyed(path), ROUTES)
    assert (event["requestContext"]["resourcePath"], event["pathParameters"]) == (resource, parameters)


@pytest.mark.parametrize("path", ["", "orders/o1", "admin", "admin/orders/o1/", "admin/orders/o1/cancel/x", "/admin"])
def test_nothing_else_is_found(path: str) -> None:
    with pytest.raises(NotFound):
        within(keyed(path), ROUTES)


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln",
        "{key}",
        "Basic {key}",
        "Bearer {key}a",
        "Bearer {key} {key}",
    ],
)
def test_what_is_no_key_is_refused_unasked(users: Users, authorization: str) -> None:
    with pytest.raises(Unauthenticated):
        holder(ROUTES[0], keyed("admin/orders/o1", authorization.format(key=new_key())), KeptKeys(users))
    assert users.asked == 0


def test_a_key_acts_under_its_own_name_with_what_it_permits(users: Users) -> None:
    text = new_key()
    event = keyed("admin/orders/o1", f"bearer {text}")
    user = holder(ROUTES[0], event, KeptKeys(users))
    made = presented(text)
    assert made
    assert (user.id, user.groups, user.granted) == (f"key:{made.id}", frozenset(), HOLDS.permissions)
    with pytest.raises(Forbidden):
        holder(ROUTES[2], event, KeptKeys(users))


@pytest.mark.parametrize("never", sorted(NOT_FOR_KEYS))
def test_what_is_for_no_key_is_refused_whatever_the_users_service_says(users: Users, never: Permission) -> None:
    users.state = KeyState(active=True, permissions=frozenset(Permission), requests=1)
    with pytest.raises(Forbidden):
        holder(route("GET", "/admin/staff", never), keyed("admin/staff", f"Bearer {new_key()}"), KeptKeys(users))
