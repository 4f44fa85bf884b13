"""The contracts hold by types: mypy refuses what a contract does not have, at the caller and at the servicer."""

from __future__ import annotations

import re
from pathlib import Path

from mypy import api

from tests.contract.template import ROOT

# Each line marked "wrong" has one mistake; all others are right.
SOURCE = """
import grpc
from orders.adapters.clients import GrpcCarts
from souk.contracts import carts_pb2 as carts, users_pb2 as users
from souk.contracts.carts_pb2_grpc import CartsServicer, CartsStub, add_CartsServicer_to_server
from souk.rpc.channel import LambdaChannel
from souk.rpc.client import call
from souk.rpc.server import RpcServer

stub = CartsStub(LambdaChannel("carts"))
cart_id: str = call(stub.GetCart, carts.GetCartRequest(owner="user:1")).cart_id
call(stub.GetCarts, carts.GetCartRequest(owner="user:1"))  # wrong
call(stub.GetCart, carts.GetCartRequest(ownr="user:1"))  # wrong
call(stub.GetCart, users.GetUserRequest(user_id="1"))  # wrong
call(stub.GetCart, carts.GetCartRequest(owner="user:1")).cart_identifier  # wrong


class OfOrders(GrpcCarts):
    def version(self) -> int:
        return self._call(self._stub.GetCart, carts.GetCartRequest(owner="user:1"), 1.0).version

    def identifier(self) -> str:
        return self._call(self._stub.GetCart, carts.GetCartRequest(owner="user:1"), 1.0).cart_identifier  # wrong

    def misspelt(self) -> None:
        self._call(self._stub.GetCartTypo, carts.GetCartRequest(owner="user:1"), 1.0)  # wrong


class Right(CartsServicer):
    def GetCart(self, request: carts.GetCartRequest, context: grpc.ServicerContext) -> carts.Cart:
        return carts.Cart(cart_id=request.owner)


class Wrong(CartsServicer):
    def GetCart(self, request: carts.GetCartRequest, context: grpc.ServicerContext) -> users.User:  # wrong
        return users.User(email=request.owner)


server = RpcServer("cart")
server.add(add_CartsServicer_to_server, Right())
server.add(add_CartsServicer_to_server, object())  # wrong
"""


def test_mypy_refuses_every_mistake_and_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "typed_rpc.py"
    source.write_text(SOURCE)
    answer, trouble, _ = api.run(["--config-file", str(ROOT / "pyproject.toml"), "--no-pretty", str(source)])
    assert trouble == ""
    refused = {int(line) for line in re.findall(r"typed_rpc\.py:(\d+): error", answer)}
    assert refused == {number for number, line in enumerate(SOURCE.splitlines(), 1) if line.endswith("# wrong")}, answer
