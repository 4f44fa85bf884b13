"""API keys, route by route: each opens what it permits and nothing else, by its own way in and by no other."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

import souk_openapi
import users.compose
from souk.errors import NotFound
from souk.events import data_of
from souk.events.audit import StaffActed
from souk.http import Route
from souk.http.keys.check import UsersKeyCheck, keys
from souk.http.keys.keyed import MOST_WRONG, within
from souk.limits.rules import KEY_REQUESTS, REQUESTS_IN_A_LOT
from souk.rpc.invoke import invoke
from souk.staff.api_key import new_key
from souk.staff.permissions import NOT_FOR_KEYS, Permission, Role
from tests.component.access.accounts import with_pool
from tests.component.access.test_matrix import name
from tests.support.http import Response, call
from tests.support.trail import kept
from tests.support.world.catalogue import stock_up
from tests.support.world.functions import SERVICES
from tests.support.world.world import World, installed, new_world

APIS = souk_openapi.apis()
FOR_STAFF = [(service, route) for service, api in sorted(APIS.items()) for route in api.routes if route.needs]
OTHERS = [(service, route) for service, api in sorted(APIS.items()) for route in api.routes if not route.needs]
GIVEN = [permission for permission in Permission if permission not in NOT_FOR_KEYS]
MAKER = "root"  # the admin that the pool knows
ATTACKER = "203.0.113.9"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with (
        installed(),
        users.compose.services.swap(with_pool),
        keys.swap(lambda: UsersKeyCheck(partial(invoke, "UsersRpc"))),
    ):
        made = new_world()
        stock_up(made, A=100)
        made.settle()
        yield made


@pytest.fixture(scope="module")
def held(world: World) -> dict[Permission, str]:
    """A key of each permission."""
    return {permission: make(world, permission) for permission in GIVEN}


def make(world: World, *permissions: Permission) -> str:
    with world.inside("UsersApi"):
        return users.compose.services().key_making.make("a system", frozenset(permissions), None, MAKER)[1]


def asked(world: World, service: str, method: str, path: str, **options: Any) -> Response:
    if service in SERVICES:
        return world.request(service, method, path, **options)
    with world.inside("PaymentsApi"):  # it has no part in the world
        return call(APIS[service], method, path, **options)


def path_of(route: Route) -> str:
    return re.sub(r"{\w+}", "none-of-that-name", route.path)


@pytest.mark.parametrize(("service", "route"), FOR_STAFF, ids=name)
def test_a_route_for_staff_lets_in_the_keys_with_its_permission_alone(
    world: World, held: dict[Permission, str], service: str, route: Route
) -> None:
    """Asked with a query it does not know: what gets past the guard is told so, and nothing is done."""
    for permission, key in held.items():
        answer = asked(world, service, route.method, path_of(route), key=key, query={"unheard_of": "x"}, raw="")
        expected = (400, "invalid_input") if permission is route.needs else (403, "forbidden")
        assert (answer.status, answer.json["code"]) == expected, permission


@pytest.mark.parametrize(("service", "route"), FOR_STAFF, ids=name)
def test_each_family_takes_its_own_alone(world: World, held: dict[Permission, str], service: str, route: Route) -> None:
    """A key where people come in has no claims that the gateway verified, and a token where keys do is no key."""
    key = held.get(route.needs or Permission.ORDERS_READ, new_key())
    options = {"query": {"unheard_of": "x"}, "raw": ""}
    as_person = asked(world, service, route.method, path_of(route), headers={"authorization": key}, **options)
    assert as_person.status == 401
    token = "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl"
    as_key = asked(world, service, route.method, path_of(route), key=token, **options)
    assert as_key.status == 401


def test_what_is_not_for_staff_is_not_there_for_keys() -> None:
    for service, route in OTHERS:
        event = {"pathParameters": {"proxy": path_of(route).removeprefix("/")}, "requestContext": {}}
        with pytest.raises(NotFound):
            within(event, APIS[service].routes)


def test_a_key_is_told_which_methods_there_are(world: World, held: dict[Permission, str]) -> None:
    event = {"resourcePath": "/keyed/orders/{proxy+}", "httpMethod": "PUT"}
    with world.inside("OrdersApi"):
        answer = APIS["orders"].handler(
            {"pathParameters": {"proxy": "admin/orders"}, "headers": {}, "requestContext": event}, None
        )
    assert (answer["statusCode"], answer["headers"]["Allow"]) == (405, "GET")


def test_a_key_works_and_is_on_record_under_its_own_name(world: World) -> None:
    key = make(world, Permission.STOCK_READ, Permission.STOCK_WRITE)
    body = {"kind": "receipt", "quantity": 5, "reason": "delivery"}
    sent = {"body": body, "headers": {"Idempotency-Key": str(uuid.uuid4())}}
    with kept() as trail:
        first = asked(world, "products", "POST", "/admin/stock/A/movements", key=key, **sent)
        again = asked(world, "products", "POST", "/admin/stock/A/movements", key=key, **sent)
    assert first.status == 201, first.body
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    entries = [data_of(event, StaffActed) for event in trail.events]
    assert {entry.actor_id for entry in entries} == {f"key:{key.removeprefix('souk_key_')[:16]}"}
    assert {(entry.session_id, *entry.roles) for entry in entries} == {("",)}
    assert entries[-1].operation == "move_stock"


def test_one_keys_idempotency_key_is_no_others(world: World) -> None:
    one, other = (make(world, Permission.STOCK_WRITE) for _ in range(2))
    sent: dict[str, Any] = {
        "body": {"kind": "receipt", "quantity": 1, "reason": "delivery"},
        "headers": {"Idempotency-Key": "the same"},
    }
    answers = [asked(world, "products", "POST", "/admin/stock/A/movements", key=key, **sent) for key in (one, other)]
    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].json != answers[1].json


def test_the_guide_shows_requests_that_work(world: World) -> None:
    guide = (souk_openapi.ROOT / "docs/guides/use-an-api-key.md").read_text()
    given = json.loads(re.findall(r"^ +({.name.*})$", guide, re.MULTILINE)[0])
    assert set(given) == {"name", "permissions", "expires_at"}
    key = make(world, *(Permission(each) for each in given["permissions"]))
    lists, moves = re.findall(r"^ +curl ((?:.*\\\n)*.*)$", guide, re.MULTILINE)
    found = re.match(r"https://shop.example/api/keyed/orders(/admin/\S+)\?limit=10 ", lists)
    assert found
    assert asked(world, "orders", "GET", found[1], key=key, query={"limit": "10"}).status == 200
    found = re.match(r"https://shop.example/api/keyed/products(/admin/\S+)", moves)
    assert found
    body = re.search(r"-d '(.*)'", moves)
    assert body
    headers = dict(re.findall(r'-H "(Idempotency-Key): (.*?)"', moves))
    path = found[1].replace("MUG-BLUE", "A")
    assert asked(world, "products", "POST", path, key=key, body=json.loads(body[1]), headers=headers).status == 201


def test_who_leaves_takes_their_keys_along(world: World) -> None:
    key = make(world, Permission.ORDERS_READ)
    assert asked(world, "orders", "GET", "/admin/orders", key=key).status == 200
    with world.inside("UsersApi"):
        accounts = users.compose.services().staff_accounts
        accounts.invite("second@souk.example", Role.ADMIN, MAKER)
        accounts.remove(MAKER, "second")
    keys.reset()  # as after half a minute
    try:
        assert asked(world, "orders", "GET", "/admin/orders", key=key).status == 401
    finally:
        with world.inside("UsersApi"):
            users.compose.services().staff_accounts.invite(f"{MAKER}@souk.example", Role.ADMIN, "second")
        keys.reset()
    assert asked(world, "orders", "GET", "/admin/orders", key=key).status == 200


def test_a_key_has_only_so_many_requests(world: World) -> None:
    key = make(world, Permission.ORDERS_READ)
    lots = KEY_REQUESTS.most // REQUESTS_IN_A_LOT
    for _ in range(lots):
        keys.reset()  # another process, which is granted a lot of its own
        assert asked(world, "orders", "GET", "/admin/orders", key=key).status == 200
    keys.reset()
    refused = asked(world, "orders", "GET", "/admin/orders", key=key)
    assert (refused.status, refused.json["limit"]) == (429, KEY_REQUESTS.name)
    assert int(refused.headers["Retry-After"]) > 0
    other = make(world, Permission.ORDERS_READ)
    assert asked(world, "orders", "GET", "/admin/orders", key=other).status == 200


def test_guessing_opens_nothing_writes_nothing_and_soon_asks_nobody(world: World) -> None:
    real = make(world, Permission.ORDERS_READ)

    def guess(key: str) -> int:
        return asked(world, "orders", "GET", "/admin/orders", key=key, address=ATTACKER).status

    before = len(world.tables.requests)
    assert [guess(real[:-1] + ("a" if real[-1] != "a" else "b")) for _ in range(20)] == [401] * 20
    assert len(world.tables.requests) == before, "what has no checksum is refused unasked"
    assert [guess(new_key()) for _ in range(MOST_WRONG)] == [401] * MOST_WRONG
    assert len(world.tables.requests) == before + MOST_WRONG, "one item is looked for, and nothing written"
    assert [guess(new_key()) for _ in range(20)] == [429] * 20
    assert len(world.tables.requests) == before + MOST_WRONG
    assert asked(world, "orders", "GET", "/admin/orders", key=real).status == 200


def test_while_the_users_service_is_away_nobody_gets_in(world: World, held: dict[Permission, str]) -> None:
    keys.reset()
    world.broken.add("UsersRpc")
    try:
        assert asked(world, "orders", "GET", "/admin/orders", key=held[Permission.ORDERS_READ]).status == 503
    finally:
        world.broken.clear()
