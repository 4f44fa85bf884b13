"""gRPC: the Carts contract."""

from __future__ import annotations

from typing import Any

from cart.compose import services
from cart.domain.cart import Cart, CartLine
from souk.contracts import carts_pb2, carts_pb2_grpc
from souk.errors import InvalidInput
from souk.owner import is_guest, user_id_of
from souk.rpc import RpcServer


class CartsServicer(carts_pb2_grpc.CartsServicer):
    def GetCart(self, request: carts_pb2.GetCartRequest, context: Any) -> carts_pb2.Cart:  # noqa: ARG002
        if not is_guest(request.owner) and user_id_of(request.owner) is None:
            raise InvalidInput("the owner is user:<user id> or guest:<cart token hash>")
        return _message(services().checkouts.cart(request.owner))


def _message(cart: Cart) -> carts_pb2.Cart:
    return carts_pb2.Cart(
        owner=cart.owner,
        cart_id=cart.id,
        version=cart.version,
        lines=[_line(line) for line in cart.lines],
    )


def _line(line: CartLine) -> carts_pb2.CartLine:
    return carts_pb2.CartLine(
        sku=line.sku,
        quantity=line.quantity,
        unit_price_seen=line.card.price.amount,
        currency=line.card.price.currency,
    )


server = RpcServer("cart")
server.add(carts_pb2_grpc.add_CartsServicer_to_server, CartsServicer())
handler = server.handler
