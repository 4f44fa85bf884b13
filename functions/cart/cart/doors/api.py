"""The HTTP side of the cart service."""

from __future__ import annotations

from cart.doors import carts, wishlists
from cart.doors.router import api
from souk.http.dead_letters import serve

__all__ = ["api", "carts", "handler", "wishlists"]

serve(api)
handler = api.handler
