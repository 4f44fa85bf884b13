"""What a sale is taxed at.

Rates are in basis points. Nothing is rounded here: that happens once for each rate of an order, half away from zero
(`souk.money`), where its totals are made.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo

from souk.address.destination import Destination
from souk.taxes.kinds import NEXT_CLASS, STANDARD, VOUCHER, ZERO, Supply, TaxCategory
from souk.taxes.places import NORTHERN_IRELAND, TaxPlace, destination_in, place_named, place_of
from souk.taxes.settings import OSS, TaxSettings
from souk.taxes.shipped import shipped_rate

# What holds until staff publish something else.
SHIPPED = TaxSettings()


@dataclass(frozen=True, slots=True)
class Treatment:
    """How a line is taxed: at which rate, as what, and in whose tax system (`place`)."""

    rate: int
    category: TaxCategory
    place: str


@dataclass(frozen=True, slots=True)
class Taxes:
    """The shop's taxes. `zone`: in whose days rates begin and end."""

    settings: TaxSettings = SHIPPED
    zone: tzinfo = UTC

    @property
    def included(self) -> bool:
        """Whether the shop's prices include tax."""
        return self.settings.included

    def at(self, destination: Destination, moment: datetime, business: str = "") -> SaleTaxes:
        """The taxes of what is sent to `destination` and ordered at `moment`. `business`: the place of the buyer's
        confirmed VAT number ("FR", "XI"), empty for a consumer.
        """
        return SaleTaxes(self.settings, destination, moment.astimezone(self.zone).date(), business)


@dataclass(frozen=True, slots=True)
class SaleTaxes:
    """The taxes of one sale, on one day."""

    settings: TaxSettings
    destination: Destination
    day: date
    business: str = ""

    @property
    def included(self) -> bool:
        return self.settings.included

    def with_prices(self, *, included: bool | None) -> SaleTaxes:
        """The same sale at prices that include tax, or that do not; None leaves it to the shop's taxes."""
        if included is None or included == self.included:
            return self
        return replace(self, settings=replace(self.settings, included=included))

    @property
    def place(self) -> TaxPlace:
        return place_of(self.destination)

    @property
    def home(self) -> TaxPlace:
        return place_named(self.settings.home)

    def to(self, place: TaxPlace) -> SaleTaxes:
        """The same sale, sent to an address there."""
        return replace(self, destination=destination_in(place))

    def treatment(self, tax_class: str, supply: Supply = Supply.GOODS) -> Treatment:
        """How one line is taxed. A class that nobody knows is the standard one."""
        place, home, settings = self.place, self.home, self.settings
        collects = settings.is_registered_in(_codes(place), self.day)
        if not settings.registered and not collects:
            return Treatment(0, TaxCategory.EXEMPT, home.code)
        if tax_class == VOUCHER:
            return Treatment(0, TaxCategory.VOUCHER, home.code)
        if self._is_business(place, home, supply):
            kind = TaxCategory.INTRA_COMMUNITY if supply is Supply.GOODS else TaxCategory.REVERSE_CHARGE
            return Treatment(0, kind, place.code)
        if supply is Supply.SERVICES or place.code == home.code:
            return self._taxed(home, tax_class)
        if collects or _is_home(place, home):
            return self._taxed(place, tax_class)
        if _in_union(home, supply) and _in_union(place, supply):
            return self._taxed(place if settings.union_sales == OSS else home, tax_class)
        if place.country == home.country and not place.is_foreign_part:
            return Treatment(0, TaxCategory.OUTSIDE, place.code)  # a state of a federation where it collects nothing
        return Treatment(0, TaxCategory.EXPORT if supply is Supply.GOODS else TaxCategory.OUTSIDE, place.code)

    def shipping(self) -> Treatment:
        """How the delivery is taxed: at the standard rate, as the goods are that it brings."""
        found = self.treatment(STANDARD)
        if found.place in self.settings.untaxed_shipping and found.category is TaxCategory.STANDARD:
            return replace(found, rate=0, category=TaxCategory.ZERO)
        return found

    def removed(self, tax_class: str, supply: Supply = Supply.GOODS) -> int:
        """The rate of the tax that is in the shop's price and that this buyer does not pay: what a consumer at the same
        address would pay, or, for exports where the shop says so, one at its home. 0 where the price stays.
        """
        if not self.included:
            return 0
        category = self.treatment(tax_class, supply).category
        if category in (TaxCategory.INTRA_COMMUNITY, TaxCategory.REVERSE_CHARGE):
            return replace(self, business="").treatment(tax_class, supply).rate
        if self.settings.net_exports and category in (TaxCategory.EXPORT, TaxCategory.OUTSIDE):
            return self._rate(self.home, tax_class)
        return 0

    def removed_from_shipping(self) -> int:
        """The same of the delivery's price, in which there is no tax where shipping bears none."""
        return 0 if self.place.code in self.settings.untaxed_shipping else self.removed(STANDARD)

    def rate(self, tax_class: str, supply: Supply = Supply.GOODS) -> int:
        return self.treatment(tax_class, supply).rate

    def _is_business(self, place: TaxPlace, home: TaxPlace, supply: Supply) -> bool:
        """Goods leave the shop's country for a business that is identified in another one (article 138), or it buys
        services (articles 44 and 196). Northern Ireland's numbers are for goods alone.
        """
        if not self.business or not _in_union(home, supply) or self.business == home.country:
            return False
        if supply is Supply.GOODS:
            return place.goods and place.country != home.country
        return self.business != NORTHERN_IRELAND

    def _taxed(self, place: TaxPlace, tax_class: str) -> Treatment:
        if tax_class == ZERO:
            return Treatment(0, TaxCategory.ZERO, place.code)
        rate = self._rate(place, tax_class)
        return Treatment(rate, TaxCategory.STANDARD if rate else TaxCategory.ZERO, place.code)

    def _rate(self, place: TaxPlace, tax_class: str) -> int:
        places = _codes(place)
        # Rates by postal code are those of the address; a place that is not that of the address has no postal code.
        postal_code = self.destination.postal_code if place == self.place else ""
        wanted: str | None = tax_class if tax_class in NEXT_CLASS else STANDARD
        while wanted:
            own = self.settings.own_rate(places, wanted, postal_code, self.day)
            if own is not None:
                return own
            for code in places:
                shipped = shipped_rate(code, wanted, self.day)
                if shipped is not None:
                    return shipped
            wanted = NEXT_CLASS.get(wanted)
        return 0


def _in_union(place: TaxPlace, supply: Supply) -> bool:
    return place.goods if supply is Supply.GOODS else place.services


def _is_home(place: TaxPlace, home: TaxPlace) -> bool:
    """Whether it is within the tax system of the shop's home: another part of it, at its own rates. Northern Ireland
    has the union's rules for goods and is within the United Kingdom's tax all the same.
    """
    if {place.code, home.code} == {"GB", NORTHERN_IRELAND}:
        return True
    return place.country == home.country and place.services and home.services


def _codes(place: TaxPlace) -> tuple[str, ...]:
    """The places whose rates and registrations hold there, the closest first."""
    return (place.code,) if place.is_foreign_part else (place.code, place.country)
