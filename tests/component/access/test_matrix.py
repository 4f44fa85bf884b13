"""docs/security.md, cell by cell: every route asked by everybody, in the whole shop in one process, sessions included.

Whether a route lets somebody in is asked with a query it does not know: what gets past the guard is told so (400), and
nothing is done. What belongs to somebody is asked for in earnest, by its owner and by everybody else.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import pytest

import documents.compose
import souk_openapi
import souk_security
import users.compose
from documents.domain.document import IssuedDocument
from documents.domain.file import OrderFile
from documents.domain.seller import Seller
from documents.domain.slip import ReturnSlip
from souk.http import Auth, Route, SessionCheck
from souk.http.sessions import UsersSessionCheck, sessions
from souk.rpc.invoke import invoke
from souk.staff.permissions import Role
from souk_security import Access
from tests.component.access.accounts import begin, with_pool
from tests.component.access.principals import NO, PRINCIPALS, SIGN_IN, Principal
from tests.support.http import Response, call
from tests.support.world.catalogue import sell_file, stock_up
from tests.support.world.functions import SERVICES
from tests.support.world.shopper import ADDRESS, Member, Placed, Shopper
from tests.support.world.world import World, installed, new_world

APIS = souk_openapi.apis()
ROUTES = [(service, route) for service, api in sorted(APIS.items()) for route in api.routes]
OWNED = [(service, route) for service, route in ROUTES if route.needs is None and souk_security.is_owned(route)]
MEMBERS = [(service, route) for service, route in OWNED if route.auth is Auth.USER]
GUESTS = [(service, route) for service, route in OWNED if route.auth is Auth.NONE]
OWNER = "22222222-2222-4222-8222-222222222222"
OF_WHAT_WAS_DELIVERED = (
    "/documents",
    "/{number}",
    "/shipments",
    "/returns",
    "/{return_id}",
    "/photos",
    "/withdrawal",
    "/letters",
)
# What the owner says, by the route's name without its family, where an empty body says nothing.
BODIES = {
    "address": ADDRESS,
    "withdraw": {"name": "Ada", "contact": "ada@example.com", "lines": [{"sku": "A", "quantity": 1}]},
    "ask_for_return": {"lines": [{"sku": "A", "quantity": 1, "reason": "changed_mind"}]},
    "say_of_return": {"state": "sent"},
    "begin_photo": {"media_type": "image/png"},
    "show_photos": {"photos": []},
    "download": {"sku": "SONG", "file_id": "f1", "consent": "2026-11"},
}


def name(value: object) -> str:
    return f"{value.method} {value.path}" if isinstance(value, Route) else str(value)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with (
        installed(),
        users.compose.services.swap(with_pool),
        documents.compose.services.swap(_with_blank_paper),
        sessions.swap(_asking_users),
    ):
        made = new_world()
        stock_up(made, A=1000)
        sell_file(made, "SONG", 1000, "f1")
        made.settle()
        for who in PRINCIPALS:
            if who.user and not who.ended:
                begin(made, who.user, who.session_id, who.groups, second_factor=who.second_factor)
        yield made


def _with_blank_paper() -> documents.compose.Parts:
    return replace(documents.compose.real(), typesetter=BlankPaper)


class BlankPaper:
    """`Typesetter`: what stands on them is tried elsewhere."""

    def document(self, document: IssuedDocument) -> bytes:
        return b"%PDF"

    def delivery_note(self, file: OrderFile, seller: Seller) -> bytes:
        return b"%PDF"

    def return_slip(self, slip: ReturnSlip, seller: Seller) -> bytes:
        return b"%PDF"


def _asking_users() -> SessionCheck:
    return UsersSessionCheck(partial(invoke, "UsersRpc"))


def asked(world: World, service: str, route: Route, who: Principal, path: str = "", **options: Any) -> Response:
    path = path or re.sub(r"{\w+}", "none-of-that-name", route.path)
    options |= {"user": who.user, "groups": who.claimed, "session": who.session_id}
    if service in SERVICES:
        return world.request(service, route.method, path, **options)
    with world.inside("PaymentsApi"):  # it has no part in the world, and does nothing here but check sessions
        return call(APIS[service], route.method, path, **options)


def refused(route: Route, who: Principal) -> tuple[int, str] | None:
    """What the page says: the refusal, or None for who is let in."""
    if route.needs is not None and who.to_staff is not None:
        return who.to_staff
    return {Access.SIGN_IN: SIGN_IN, Access.NO: NO}.get(souk_security.access(route, who.column))


@pytest.mark.parametrize("who", PRINCIPALS, ids=str)
@pytest.mark.parametrize(("service", "route"), ROUTES, ids=name)
def test_a_route_lets_in_whom_the_page_says(world: World, service: str, route: Route, who: Principal) -> None:
    answer = asked(world, service, route, who, query={"unheard_of": "x"}, raw="")
    assert (answer.status, answer.json["code"]) == (refused(route, who) or (400, "invalid_input"))


@pytest.mark.parametrize("who", PRINCIPALS, ids=str)
@pytest.mark.parametrize(("service", "route"), MEMBERS, ids=name)
def test_what_is_somebodys_is_theirs_alone(
    world: World, owned: Callable[[Route], dict[str, str]], service: str, route: Route, who: Principal
) -> None:
    """For everybody else, staff included, it is as if there were none."""
    asking = in_earnest(route, owned(route))
    answer = asked(world, service, route, who, **asking)
    assert (answer.status, answer.json["code"]) == (refused(route, who) or (404, "not_found"))
    owners = asked(world, service, route, Principal("owner", Role.SHOPPER, OWNER), **asking)
    assert owners.status < 300, owners.body


@pytest.mark.parametrize("who", PRINCIPALS, ids=str)
@pytest.mark.parametrize(("service", "route"), GUESTS, ids=name)
def test_a_guests_order_is_for_whoever_has_its_key(
    world: World,
    guests: Callable[[Route], dict[str, str]],
    anothers_key: str,
    service: str,
    route: Route,
    who: Principal,
) -> None:
    known = guests(route)
    another = asked(world, service, route, who, **in_earnest(route, {**known, "key": anothers_key}))
    assert (another.status, another.json["code"]) == (404, "not_found")
    holders = asked(world, service, route, who, **in_earnest(route, known))
    assert holders.status < 300, holders.body


def in_earnest(route: Route, known: dict[str, str]) -> dict[str, Any]:
    """A request that the owner of `known` would be answered."""
    query = {key: known[key] for key in (route.query.model_fields if route.query else ()) if key in known}
    headers = {"Idempotency-Key": str(uuid.uuid4())} if route.idempotent else {}
    if "key" in known:
        headers["X-Order-Key"] = known["key"]
    body = BODIES.get(route.name.partition("_")[2], {}) if route.body else None
    return {"path": route.path.format(**known), "query": query, "body": body, "headers": headers}


@pytest.fixture(scope="module")
def owned(world: World) -> Callable[[Route], dict[str, str]]:
    """Gives what of the owner's a route names: an address, a session, or something of an order."""
    owner = Member(world, "ada", user=OWNER)
    orders = Orders(owner)

    def make(route: Route) -> dict[str, str]:
        if "{session_id}" in route.path:
            begin(world, OWNER, session_id := str(uuid.uuid4()))
            return {"session_id": session_id}
        if "{address_id}" in route.path:
            return {"address_id": owner.send("users", "POST", "/me/addresses", body=ADDRESS).json["id"]}
        return orders.named_in(route)

    return make


@pytest.fixture(scope="module")
def guests(world: World) -> Callable[[Route], dict[str, str]]:
    return Orders(Shopper(world, "bob")).named_in


@pytest.fixture(scope="module")
def anothers_key(world: World) -> str:
    """A good key, to another order."""
    return Orders(Shopper(world, "eve")).unpaid.access_key


@dataclass
class Orders:
    """A shopper's orders. One of each kind does for all, as nothing that is asked for uses it up but a cancellation."""

    shopper: Shopper

    def named_in(self, route: Route) -> dict[str, str]:
        """The ids of an order, a document or a return, and the order's key."""
        placed = self._for(route)
        known = {"order_id": placed.order_id, "key": placed.access_key}
        if "{number}" in route.path:
            known["number"] = self.invoice
        if "{return_id}" in route.path:
            known["return_id"] = self.shopper.asks_to_return(placed, 1, str(uuid.uuid4())).json["id"]
        return known

    def _for(self, route: Route) -> Placed:
        if route.path.endswith("/cancel"):
            return self._order()
        if route.path.endswith("/files"):
            return self.of_files
        return self.delivered if route.path.endswith(OF_WHAT_WAS_DELIVERED) else self.unpaid

    @cached_property
    def unpaid(self) -> Placed:
        return self._order()

    @cached_property
    def of_files(self) -> Placed:
        """Of more downloads than are begun here."""
        placed, world = self._order("SONG", units=99), self.shopper.world
        world.provider.pays(placed.reference)
        world.partners_call()
        world.settle()
        return placed

    @cached_property
    def delivered(self) -> Placed:
        """Of more units than are sent back or withdrawn from here, one at a time."""
        placed, world = self._order(units=99), self.shopper.world
        world.provider.pays(placed.reference)
        world.partners_call()
        world.settle()
        while world.carrier.moves(f"{placed.order_id}-1"):
            world.partners_call()
            world.settle()
        return placed

    @cached_property
    def invoice(self) -> str:
        path, headers = f"/orders/{self.delivered.order_id}/documents", {"X-Order-Key": self.delivered.access_key}
        listed = self.shopper.send("documents", "GET", f"{self.shopper.family}{path}", headers=headers)
        [document] = listed.json["items"]
        return str(document["number"])

    def _order(self, sku: str = "A", units: int = 1) -> Placed:
        self.shopper.add(sku, units)
        answer = self.shopper.check_out(str(uuid.uuid4()), self.shopper.quote().json["total"])
        assert answer.status == 201, answer.body
        self.shopper.world.settle()
        return self.shopper.orders[-1]
