"""Staff are looked at again on every request, by the users service: while it is away they wait, and shoppers buy on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from souk.http import SessionState
from souk.http.sessions import KEPT_SECONDS, UsersSessionCheck, sessions
from souk.rpc.invoke import invoke
from tests.support.http import Response
from tests.support.sessions import begun
from tests.support.world.catalogue import stock_up
from tests.support.world.shopper import Shopper
from tests.support.world.tables import Request
from tests.support.world.world import STAFF, World, new_world, table_of
from users.adapters.session_store import DynamoSessions
from users.domain.sessions import Session

pytestmark = pytest.mark.usefixtures("shop")
SESSION = begun(STAFF, SessionState(active=True, second_factor=True, groups=frozenset({"finance"})))


@pytest.fixture
def world() -> Iterator[World]:
    """A shop whose services ask the users service, which has one session of somebody in finance."""
    world = new_world()
    stock_up(world, A=10)
    world.settle()
    with world.inside("UsersApi"):
        DynamoSessions().add(
            Session(
                id=SESSION,
                user_id=STAFF,
                started_at=world.now,
                used_at=world.now,
                device="Firefox",
                current="hash",
                seed="seed",
                refresh_token="refresh",
                groups=("finance",),
                second_factor=True,
            )
        )
    with sessions.swap(lambda: UsersSessionCheck(partial(invoke, "UsersRpc"))):
        yield world


def disputes(world: World) -> Response:
    return world.request("payments", "GET", "/admin/disputes", user=STAFF, groups=["finance"], session=SESSION)


def checks(world: World) -> list[Request]:
    return [request for request in world.tables.requests if request.tables == (table_of("users"),)]


def test_without_the_users_service_no_staff_get_in_and_shoppers_notice_nothing(world: World) -> None:
    world.broken.add("UsersRpc")
    answer = disputes(world)
    assert (answer.status, answer.json["code"]) == (503, "unavailable")
    guest = Shopper(world, "ada")
    guest.add("A")
    assert guest.check_out("key-1", guest.quote().json["total"]).status == 201
    assert guest.order(guest.orders[0])["state"] == "AWAITING_PAYMENT"
    world.broken.clear()
    assert disputes(world).status == 200


def test_a_session_that_is_ended_is_out_within_half_a_minute(world: World) -> None:
    assert disputes(world).status == 200
    with world.inside("UsersApi"):
        DynamoSessions().remove(STAFF, SESSION)
    world.advance(KEPT_SECONDS)
    assert disputes(world).status == 401


def test_a_check_costs_one_read_half_a_minute(world: World) -> None:
    before = len(checks(world))
    for _ in range(3):
        assert disputes(world).status == 200
    assert [(request.operation, request.writes) for request in checks(world)[before:]] == [("GetItem", 0)]
    world.advance(KEPT_SECONDS)
    disputes(world)
    assert len(checks(world)) == before + 2
