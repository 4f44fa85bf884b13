"""The Carts contract."""

from __future__ import annotations

import time

import pytest

from cart import compose
from cart.doors.rpc import handler
from souk.contracts import carts_pb2
from souk.rpc.wire import Answer, Call, Code
from souk.shopper.owner import guest_owner, new_cart_token, user_owner
from tests.component.cart.products import Products
from tests.support.lambdas import LambdaContext

pytestmark = pytest.mark.usefixtures("products")


def get_cart(owner: str) -> Answer:
    message = carts_pb2.GetCartRequest(owner=owner).SerializeToString()
    call = Call("/souk.contracts.v1.Carts/GetCart", message, deadline=time.time() + 5)
    return Answer.from_payload(handler(call.to_payload(), LambdaContext()))


@pytest.mark.parametrize("owner", [user_owner("u1"), guest_owner(new_cart_token())], ids=["user", "guest"])
def test_a_cart_is_given_by_its_owner_without_asking_the_catalogue(owner: str, products: Products) -> None:
    shopping = compose.services().shopping
    shopping.add(owner, "MUG", 2)
    cart = shopping.add(owner, "CUP", 1).cart
    products.down = True
    answer = carts_pb2.Cart.FromString(get_cart(owner).message or b"")
    assert (answer.cart_id, answer.version) == (cart.id, 2)
    assert [(line.sku, line.quantity) for line in answer.lines] == [("MUG", 2), ("CUP", 1)]


def test_a_cart_nobody_filled_is_not_found() -> None:
    assert get_cart(user_owner("nobody")).code is Code.NOT_FOUND


def test_a_string_that_is_no_owner_is_refused() -> None:
    assert get_cart("CART").code is Code.INVALID_ARGUMENT
