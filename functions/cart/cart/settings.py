"""The environment of the cart functions."""

from __future__ import annotations

from souk.settings import Settings


class CartSettings(Settings):
    @property
    def catalogue_function(self) -> str:
        return self.required("CATALOGUE_FUNCTION")
