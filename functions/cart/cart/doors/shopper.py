"""Whose cart a request is about, and the two families of routes: `/…` for guests and `/me/…` for the signed in.

Two families, because the gateway's authorizer is all or nothing for a method: a route either demands a token or never
looks at one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from souk.http import Api, Auth, Cookie, Reply, Request, View
from souk.owner import (
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
    """`is_new`: a guest without a cookie, who has nothing here yet."""

    owner: str
    is_new: bool = False


UseCase = Callable[..., View]


class Families:
    """Declares each operation twice, for guests and under /me, with one use case behind both."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def route(
        self, method: str, path: str, *, response: type[View], body: type[BaseModel] | None = None
    ) -> Callable[[UseCase], UseCase]:
        """The use case is called with the shopper, the request, and the path's parameters."""

        def register(use_case: UseCase) -> UseCase:
            declare = getattr(self._api, method.lower())

            def guest(request: AnyRequest, **parameters: str) -> Reply:
                return _as_guest(use_case, method, request, parameters)

            def signed_in(request: AnyRequest, **parameters: str) -> View:
                return use_case(Shopper(user_owner(request.signed_in.id)), request, **parameters)

            for view, name in ((guest, use_case.__name__), (signed_in, f"my_{use_case.__name__}")):
                view.__name__, view.__doc__ = name, use_case.__doc__
            declare(path, auth=Auth.NONE, body=body, response=response)(guest)
            declare(f"/me{path}", auth=Auth.USER, body=body, response=response)(signed_in)
            return use_case

        return register


def cart_token(request: AnyRequest) -> str | None:
    """The guest's cookie, if it is one of ours."""
    token = request.cookies.get(CART_COOKIE)
    return token if is_cart_token(token) else None


def no_cart_cookie() -> Cookie:
    """Takes the cookie back."""
    return Cookie(CART_COOKIE, "", max_age=0, path=CART_COOKIE_PATH)


def _as_guest(use_case: UseCase, method: str, request: AnyRequest, parameters: dict[str, str]) -> Reply:
    known = cart_token(request)
    token = known or new_cart_token()
    shopper = Shopper(guest_owner(token), is_new=known is None)
    answer = use_case(shopper, request, **parameters)
    if shopper.is_new and method != "POST":
        return Reply(answer)  # nothing was kept, so there is nothing to come back to
    return Reply(answer, cookies=[Cookie(CART_COOKIE, token, max_age=CART_COOKIE_SECONDS, path=CART_COOKIE_PATH)])
