"""The pick-up points that shipping has told shoppers of, by its seal: nobody is asked, and nothing believed."""

from __future__ import annotations

from collections.abc import Callable

from orders.domain.details import PickupPoint
from souk import clock
from souk.errors import InvalidInput
from souk.limits.table import shops_key


class SealedPoints:
    """`key` is what shipping seals them with."""

    def __init__(self, key: Callable[[], bytes] = shops_key) -> None:
        self._key = key

    def chosen(self, seal: str, country: str) -> PickupPoint:
        # Imported here: few orders go to one.
        from souk.shop.points import opened

        point = opened(seal, clock.epoch(), self._key()) if seal else None
        if point is None:
            code, words = ("expired", "choose a pick-up point again") if seal else ("missing", "choose a pick-up point")
        elif point.country != country:
            code, words = "other_country", f"choose a pick-up point in {country}: the order is sent there"
        else:
            return PickupPoint(**point.model_dump())
        raise InvalidInput(words, errors=[{"field": "pickup_point", "code": code, "message": words}])
