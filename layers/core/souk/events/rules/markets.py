"""The document `markets`, as `souk.pricing.markets` explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from souk.events.common import EventData

if TYPE_CHECKING:
    from souk.pricing.markets import Market


class PublishedMarket(EventData):
    """`rate` is a decimal number as text; `prices_include_tax` is null where the taxes decide."""

    id: str
    name: str
    currency: str
    countries: list[str]
    language: str = ""
    rate: str = "1"
    rounding: str = "minor"
    step: int = 1
    prices_include_tax: bool | None = None
    payment_methods: list[str] = []
    open: bool = True

    def market(self) -> Market:
        # Imported here: who hears of markets prices nothing.
        from souk.pricing.markets import Market, Rounding

        return Market(
            self.id,
            self.name,
            self.currency,
            tuple(self.countries),
            self.language,
            self.rate,
            Rounding(self.rounding),
            self.step,
            self.prices_include_tax,
            tuple(self.payment_methods),
            self.open,
        )


class PublishedMarkets(EventData):
    """Those beside the shop's own."""

    markets: list[PublishedMarket] = []
