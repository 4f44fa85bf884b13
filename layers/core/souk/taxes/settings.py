"""What the shop's staff say of its taxes, beside the rates that come with the code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from souk.taxes.places import postal_digits

OSS = "oss"
ORIGIN = "origin"


@dataclass(frozen=True, slots=True)
class RatePeriod:
    """From the first day to the last one; None is open."""

    since: date | None = None
    until: date | None = None

    def has(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class OwnRate:
    """A rate that staff entered, in basis points, of a class at a place: it goes before the one that was shipped.
    `postal_codes`: it holds where the postal code starts with one of them; everywhere, where there are none.
    """

    place: str
    tax_class: str
    rate: int
    period: RatePeriod = RatePeriod()
    postal_codes: tuple[str, ...] = ()

    def closeness(self, postal_code: str) -> int:
        """How many characters of the postal code it is for; -1 where it is for others."""
        if not self.postal_codes:
            return 0
        return max(
            (len(start) for start in self.postal_codes if postal_code.startswith(postal_digits(start))), default=-1
        )


@dataclass(frozen=True, slots=True)
class Registration:
    """Where the shop collects tax beside its home, under the number it has there."""

    place: str
    number: str = ""
    period: RatePeriod = RatePeriod()


@dataclass(frozen=True, slots=True)
class TaxSettings:
    """`home` is the place that the shop sells from. `registered` is False for a small business that charges no tax.
    `included`: whether prices include tax. `union_sales` to consumers elsewhere in the union are taxed where they
    arrive (`OSS`), or, up to 10,000 EUR a year, at home (`ORIGIN`; articles 59c and 369b of the directive); where the
    shop is registered they are taxed there in any case. `untaxed_shipping`: places where delivery bears no tax.
    `net_exports`: what is exported costs the price without the tax that prices include.
    """

    home: str = "DE"
    registered: bool = True
    included: bool = True
    union_sales: str = OSS
    registrations: tuple[Registration, ...] = ()
    rates: tuple[OwnRate, ...] = ()
    untaxed_shipping: frozenset[str] = frozenset()
    net_exports: bool = False

    def is_registered_in(self, places: Iterable[str], day: date) -> bool:
        wanted = set(places)
        return any(each.place in wanted and each.period.has(day) for each in self.registrations)

    def own_rate(self, places: Iterable[str], tax_class: str, postal_code: str, day: date) -> int | None:
        """The rate that staff entered: that of the closest place, postal code and day."""
        code = postal_digits(postal_code)
        for place in places:
            fitting = [
                (each.closeness(code), each.period.since or date.min, each.rate)
                for each in self.rates
                if each.place == place and each.tax_class == tax_class and each.period.has(day)
            ]
            if best := max((fit for fit in fitting if fit[0] >= 0), default=None):
                return best[2]
        return None
