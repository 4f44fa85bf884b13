"""The shop's markets as its staff have published them: made into rules once for each version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from souk.pricing.markets import Markets, own_market
from souk.shop.port import PublishedShop

if TYPE_CHECKING:
    from souk.events.common import EventData

KIND = "markets"


class ShopMarkets:
    """Until some are published, the shop's own alone."""

    def __init__(self, shop: PublishedShop, currency: str) -> None:
        self._shop = shop
        self._read: object = None
        self._markets = Markets(own_market(currency))

    def __call__(self) -> Markets:
        return self._made_of(self._shop.document(KIND))

    def newest(self) -> Markets:
        """For whoever names a market that is not known here: it may be new. One read more."""
        return self._made_of(self._shop.read_now(KIND))

    def _made_of(self, document: EventData | None) -> Markets:
        if document is not None and document is not self._read:
            # Imported here: most shops have one market.
            from souk.events.rules.markets import PublishedMarkets

            if isinstance(document, PublishedMarkets):
                others = tuple(each.market() for each in document.markets)
                self._markets, self._read = Markets(self._markets.own, others), document
        return self._markets
