"""The shop's taxes as its staff have published them: read from a service's copy, worked out once for each version."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from souk.address.destination import Destination
from souk.events.rules.taxes import PublishedTaxes
from souk.shop.port import PublishedShop
from souk.taxes.settings import OwnRate, RatePeriod, Registration, TaxSettings
from souk.taxes.taxes import SHIPPED, SaleTaxes, Taxes

KIND = "taxes"


class ShopTaxes:
    """Until staff have published some, those that come with the code."""

    def __init__(self, shop: PublishedShop, zone: tzinfo) -> None:
        self._shop = shop
        self._zone = zone
        self._read: PublishedTaxes | None = None
        self._taxes = Taxes(SHIPPED, zone)

    @property
    def included(self) -> bool:
        """Whether the shop's prices include tax."""
        return self._now().included

    def at(self, destination: Destination, moment: datetime, business: str = "") -> SaleTaxes:
        """As `Taxes.at`."""
        return self._now().at(destination, moment, business)

    def _now(self) -> Taxes:
        document = self._shop.document(KIND)
        if isinstance(document, PublishedTaxes) and document is not self._read:
            self._taxes, self._read = Taxes(settings_of(document), self._zone), document
        return self._taxes


def settings_of(document: PublishedTaxes) -> TaxSettings:
    """Raises ValueError for days that are none."""
    return TaxSettings(
        home=document.home,
        registered=document.registered,
        included=document.prices_include_tax,
        union_sales=document.union_sales,
        registrations=tuple(
            Registration(each.place, each.number, _period(each.since, each.until)) for each in document.registrations
        ),
        rates=tuple(
            OwnRate(each.place, each.tax_class, each.rate, _period(each.since, each.until), tuple(each.postal_codes))
            for each in document.rates
        ),
        untaxed_shipping=frozenset(document.untaxed_shipping),
        net_exports=document.net_exports,
    )


def _period(since: str, until: str) -> RatePeriod:
    return RatePeriod(date.fromisoformat(since) if since else None, date.fromisoformat(until) if until else None)
