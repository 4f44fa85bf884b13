"""The first thing a new process of each function is given, and what its tables hold at that moment.

Taken from purchases of yesterday in the shop in memory, so they are the events that the functions give each other.
Functions that take no part in it get a request, or an event, made here; the rest is only imported.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from souk import clock
from souk.contracts.payments_pb2 import GetPaymentRequest
from souk.contracts.users_pb2 import GetUserRequest
from souk.rpc.wire import Call
from tests.contract.template import functions
from tests.support import http
from tests.support.lambdas import LambdaContext
from tests.support.world.catalogue import stock_up
from tests.support.world.expressions import Item
from tests.support.world.shopper import Member, Shopper
from tests.support.world.tables import Key
from tests.support.world.world import STAFF, World, entered, installed

Tables = dict[str, dict[Key, Item]]


@dataclass(frozen=True)
class First:
    event: dict[str, Any]
    tables: Tables


@dataclass
class Recording(World):
    """Remembers the first invocation of each function that asked its table for something, or had no need to."""

    firsts: dict[str, First] = field(default_factory=dict)

    def invoke(self, name: str, event: dict[str, Any]) -> Any:
        if name in self.firsts:
            return super().invoke(name, event)
        held, asked = copy.deepcopy(self.tables.items), len(self.tables.requests)
        answer = super().invoke(name, event)
        if name == "OutboxRelay" or len(self.tables.requests) > asked:
            self.firsts[name] = First(_without_deadline(event), held)
        return answer

    def remember(self, name: str, event: dict[str, Any]) -> None:
        self.firsts.setdefault(name, First(event, copy.deepcopy(self.tables.items)))


def firsts() -> dict[str, First]:
    """By the function's logical id."""
    with installed():
        world = entered(Recording(now=clock.now() - timedelta(days=1)))
        stock_up(world, SKU1=100)
        world.settle()
        shopper = Shopper(world, "shopper")
        _buy(shopper)
        # Version 0.1.0 had nothing to do with a guest's order here.
        del world.firsts["UsersConsumer"]
        _buy(Member(world, "member"))
        order = shopper.orders[0]
        _ask(world, "ProductsApi", "GET", "/products")
        _ask(world, "SearchApi", "GET", "/search", query={"q": "bowl"})
        _ask(world, "CartApi", "GET", "/cart", **shopper.identity)
        _ask(world, "OrdersApi", "GET", f"/orders/{order.order_id}", query={"key": order.access_key})
        _ask(world, "ShippingApi", "GET", "/shipments", query={"order_id": order.order_id, "key": order.access_key})
        _ask(world, "UsersApi", "GET", "/me/addresses", user="somebody")
        _ask(world, "PaymentsApi", "GET", "/admin/disputes", user=STAFF, groups=["admin"])
        world.tables.create("LogsTable")
        _ask(world, "LogsApi", "GET", "/ops/errors", user=STAFF, groups=["admin"])
        world.remember("UsersRpc", _call("Users/GetUser", GetUserRequest(user_id="somebody")))
        world.remember("PaymentsRpc", _call("Payments/GetPayment", GetPaymentRequest(payment_id=order.payment_id)))
        world.remember("SearchIndexer", world.firsts["CartConsumer"].event)
        return world.firsts


def _buy(shopper: Shopper) -> None:
    shopper.add("SKU1", 2)
    shopper.check_out(shopper.name, shopper.quote().json["total"])
    shopper.world.recover()


@dataclass(frozen=True)
class _Api:
    """Keeps the event that a request is."""

    routes: Any
    service: str
    handler: Callable[[dict[str, Any], Any], Any]


def _ask(world: Recording, name: str, method: str, path: str, **request: Any) -> None:
    (function,) = [function for function in functions() if function.name == name]
    module = __import__(function.handler, fromlist=["api"])

    def keep(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
        world.firsts[name] = First(event, copy.deepcopy(world.tables.items))
        return {"statusCode": 0, "headers": {}, "body": ""}

    http.call(_Api(module.api.routes, module.api.service, keep), method, path, **request)  # type: ignore[arg-type]


def _without_deadline(event: dict[str, Any]) -> dict[str, Any]:
    """A call's, in the shop's time, is long past when a new process is given it."""
    return {"grpc": {**event["grpc"], "deadline": None}} if "grpc" in event else event


def _call(method: str, message: Any) -> dict[str, Any]:
    return Call(f"/souk.contracts.v1.{method}", message.SerializeToString()).to_payload()
