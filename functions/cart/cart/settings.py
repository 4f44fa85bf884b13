"""The environment of the cart functions."""

from __future__ import annotations

from datetime import timedelta

from souk.settings import Settings


class CartSettings(Settings):
    @property
    def catalogue_function(self) -> str:
        return self.required("CATALOGUE_FUNCTION")

    @property
    def codes_function(self) -> str:
        return self.required("CODES_FUNCTION")

    @property
    def users_function(self) -> str:
        return self.required("USERS_FUNCTION")

    @property
    def left_after(self) -> timedelta:
        """How long a cart lies before its owner is told of it, if they agree; zero for never."""
        return timedelta(hours=int(self.optional("ABANDONED_CART_HOURS", "0")))
