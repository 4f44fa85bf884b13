"""The API of the orders service, and whom its two families of routes are for."""

from __future__ import annotations

from typing import Any

from orders.usecases.orders import Viewer
from souk.http import Api, Request
from souk.http.families import Families
from souk.http.order_key import order_key
from souk.http.sessions import keys, sessions
from souk.shopper.owner import CART_COOKIE, guest_owner, is_cart_token, new_cart_token, user_owner

_NAMES = ("guest_{}", "member_{}")


def _guests_cart(request: Request[Any, Any]) -> str:
    """Without a cookie, somebody who has no cart: the carts service is asked all the same, and says if it is down."""
    token = request.cookies.get(CART_COOKIE)
    return guest_owner(token if token and is_cart_token(token) else new_cart_token())


def _members_cart(request: Request[Any, Any]) -> str:
    return user_owner(request.signed_in.id)


def _with_key(request: Request[Any, Any]) -> Viewer:
    return Viewer(key=order_key(request))


def _with_account(request: Request[Any, Any]) -> Viewer:
    return Viewer(request.signed_in.id)


api = Api("orders", guest_cookie=CART_COOKIE, sessions=sessions, keys=keys)
# Before there is an order, whose cart it is made of; then, who may see it.
owners = Families(api, guest=_guests_cart, member=_members_cart, names=_NAMES)
viewers = Families(api, guest=_with_key, member=_with_account, names=_NAMES)
