"""Whose cart or order it is, as one string: `user:<user id>` or `guest:<hash of the cart cookie>`,
or `erased` once the person is forgotten.

The cart service keeps carts under it, and the orders service passes it to `Carts.GetCart`, so both make it here and
nowhere else:

    signed in   user_owner(request.user.id)
    guest       guest_owner(request.cookies[CART_COOKIE])

A guest's cookie is the only key to the cart. Only its hash is stored, sent and logged, so that no table, event or log
line is enough to take a guest's cart over.
"""

from __future__ import annotations

import hashlib
import re
import secrets

from souk.errors import InvalidInput

CART_COOKIE = "souk_cart"
CART_COOKIE_PATH = "/api"  # the orders service reads it too
CART_COOKIE_SECONDS = 60 * 24 * 3600

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
# Whose it was is forgotten.
ERASED = "erased"
_GUEST = "guest:"
_USER = "user:"


def new_cart_token() -> str:
    """A cookie value for a new guest: 128 random bits in 22 URL-safe characters."""
    return secrets.token_urlsafe(16)


def is_cart_token(text: str | None) -> bool:
    """Whether `text` has the form of a token that `new_cart_token` makes.

    A cookie in another form was not set by us. Treat it as no cookie, so that nobody can be given a guessable cart.
    """
    return bool(text and _TOKEN.fullmatch(text))


def guest_owner(cookie_token: str) -> str:
    """The owner of what the guest with this cookie has."""
    # No salt and no stretching: there is nothing to guess in 128 random bits.
    return _GUEST + hashlib.sha256(cookie_token.encode()).hexdigest()


def user_owner(sub: str) -> str:
    """The owner of what this signed-in user has; `sub` is the user id."""
    return _USER + sub


def is_guest(owner: str) -> bool:
    return owner.startswith(_GUEST)


def require_account(owner: str) -> None:
    """Raises InvalidInput for a guest, who has nowhere to keep store credit."""
    if is_guest(owner):
        raise InvalidInput("store credit needs an account: what was paid goes back the way it came")


def user_id_of(owner: str) -> str | None:
    """The user id in `owner`, or None when it is a guest's."""
    return owner.removeprefix(_USER) if owner.startswith(_USER) else None
