"""A shop that sells where its shoppers live in another currency: of no decimals, or of three."""

from __future__ import annotations

from typing import Any

from souk.events.rules.markets import PublishedMarkets
from souk.shop.copy import ShopCopy
from souk.shop.markets import KIND
from tests.support.world.world import World

# Of yen a price is no round number, and dinars are charged in steps of ten.
MARKETS: dict[str, dict[str, Any]] = {
    "yen": {"currency": "JPY", "rate": "163.27"},
    "dinar": {"currency": "KWD", "rate": "0.33215", "rounding": "step", "step": 10},
}


def have_a_market(world: World, id_: str) -> None:
    """Those who price have heard of it; shoppers choose it by its id."""
    market = {"id": id_, "name": "Here", "countries": ["DE"], **MARKETS[id_]}
    document = PublishedMarkets.model_validate({"markets": [market]}, extra="forbid")
    for function in ("CartApi", "OrdersApi"):
        with world.steps.uncounted(), world.inside(function):
            ShopCopy(KIND).keep(document, 1)
    world.renew()
