"""gRPC: the Carts contract."""

from __future__ import annotations

from typing import Any

from cart.compose import services
from cart.domain.cart import Cart
from souk.contracts import carts_pb2, carts_pb2_grpc
from souk.errors import InvalidInput
from souk.rpc.server import RpcServer
from souk.shopper.owner import is_guest, user_id_of


class CartsServicer(carts_pb2_grpc.CartsServicer):
    def GetCart(self, request: carts_pb2.GetCartRequest, context: Any) -> carts_pb2.Cart:  # noqa: ARG002
        if not is_guest(request.owner) and user_id_of(request.owner) is None:
            raise InvalidInput("the owner is user:<user id> or guest:<cart token hash>")
        return _message(services().checkouts.cart(request.owner))


def _message(cart: Cart) -> carts_pb2.Cart:
    return carts_pb2.Cart(
        cart_id=cart.id,
        version=cart.version,
        lines=[carts_pb2.CartLine(sku=line.sku, quantity=line.quantity) for line in cart.lines],
        codes=[carts_pb2.CartCode(code=code.text, promotion_id=code.promotion_id) for code in cart.codes],
        market=cart.market,
    )


server = RpcServer("cart")
server.add(carts_pb2_grpc.add_CartsServicer_to_server, CartsServicer())
handler = server.handler
