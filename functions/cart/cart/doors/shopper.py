"""Whose cart a request is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from souk.http import Cookie, Reply, Request, View
from souk.shopper.owner import (
    CART_COOKIE,
    CART_COOKIE_PATH,
    CART_COOKIE_SECONDS,
    guest_owner,
    is_cart_token,
    new_cart_token,
    user_owner,
)

AnyRequest = Request[Any, Any]


@dataclass(frozen=True, slots=True)
class Shopper:
    """`is_new`: a guest without a cookie, who has nothing here yet. `cookies` let a guest come back."""

    owner: str
    is_new: bool = False
    cookies: tuple[Cookie, ...] = ()


def guest(request: AnyRequest) -> Shopper:
    known = cart_token(request)
    token = known or new_cart_token()
    cookie = Cookie(CART_COOKIE, token, max_age=CART_COOKIE_SECONDS, path=CART_COOKIE_PATH)
    # Of a new guest only what is posted is kept; else there is nothing to come back to.
    return Shopper(guest_owner(token), known is None, (cookie,) if known or request.method == "POST" else ())


def member(request: AnyRequest) -> Shopper:
    return Shopper(user_owner(request.signed_in.id))


def remembering(shopper: Shopper, view: View) -> Reply:
    """The answer, with what the shopper is known by next time."""
    return Reply(view, cookies=shopper.cookies)


def cart_token(request: AnyRequest) -> str | None:
    """The guest's cookie, if it is one of ours."""
    token = request.cookies.get(CART_COOKIE)
    return token if is_cart_token(token) else None


def no_cart_cookie() -> Cookie:
    """Takes the cookie back."""
    return Cookie(CART_COOKIE, "", max_age=0, path=CART_COOKIE_PATH)
