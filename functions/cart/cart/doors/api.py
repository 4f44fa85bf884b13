"""The HTTP side of the cart service."""

from __future__ import annotations

from cart.doors import carts, wishlists
from cart.doors.router import api

__all__ = ["api", "carts", "handler", "wishlists"]

handler = api.handler
